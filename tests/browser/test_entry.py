"""Scores typed on the page of a class: a cell that cannot be read, mending it, and two people at once."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.scores import CFA, open_cfa
from tests.browser.watching import Visitors, assert_accessible, follow
from tests.live_stack import LiveStack


def open_class(page: Page, name: str) -> None:
    """The plain entry page of a class, from the CFA's page by way of the grid."""
    open_cfa(page)
    follow(page.get_by_role("link", name=f"Enter scores of {name}"))
    follow(page.get_by_role("link", name="The plain page"))
    expect(page.get_by_role("button", name="Save scores")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{CFA}, {name}")


def cell(page: Page, row: int, item: int) -> Locator:
    return page.locator(".data-table tbody tr:not(.cell-note)").nth(row).locator("input.cell").nth(item)


def save(page: Page) -> None:
    follow(page.get_by_role("button", name="Save scores"))


def saved_cells(stack: LiveStack, page: Page, row: int) -> list[int] | None:
    """What the database holds for the student of this row; None for no result."""
    student = page.locator(".data-table input[name^=b]").nth(row).get_attribute("name") or ""
    found = stack.sql(
        "select result.cells from assessments_result result"
        " join assessments_assessment cfa on cfa.id = result.assessment_id"
        " where cfa.title = %s and result.student_id = %s",
        *(CFA, int(student.removeprefix("b"))),
    )
    return found[0][0] if found else None


def test_a_cell_that_cannot_be_read_says_so_where_it_stands_and_nothing_is_saved_until_it_is_mended(
    visitors: Visitors, stack: LiveStack
) -> None:
    page = visitors.person("Maya Okafor")
    open_class(page, "Period 1")
    cell(page, 0, 18).fill("2")
    cell(page, 0, 19).fill("77")
    with visitors.watch.expecting(422):
        save(page)
        expect(page.get_by_role("alert")).to_contain_text("Nothing is saved yet.")
    assert saved_cells(stack, page, 0) is None
    wrong = cell(page, 0, 19)
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_have_value("77")
    expect(wrong).to_have_accessible_description(re.compile(r"Item 20.*77.*Type 0 to"))
    expect(cell(page, 0, 18)).to_have_value("2")
    assert_accessible(page)

    wrong.fill("1")
    save(page)
    expect(page.locator("#messages")).to_contain_text("Saved 1 paper.")
    expect(cell(page, 0, 19)).to_have_value("1")
    assert saved_cells(stack, page, 0) == [-1] * 18 + [200, 100]


def test_two_people_in_one_class_lose_nothing_and_decide_where_they_differ(
    visitors: Visitors, stack: LiveStack
) -> None:
    maya, theo = visitors.person("Maya Okafor"), visitors.person("Theo Marchetti")
    for page in (maya, theo):
        open_class(page, "Period 6")
    cell(maya, 3, 18).fill("2")
    cell(maya, 3, 19).fill("2")
    save(maya)
    expect(maya.locator("#messages")).to_contain_text("Saved 1 paper.")

    cell(theo, 3, 19).fill("1")
    cell(theo, 4, 19).fill("0")
    with visitors.watch.expecting(422):
        save(theo)
        expect(theo.get_by_role("alert")).to_be_visible()
    expect(cell(theo, 3, 19)).to_have_accessible_description(
        re.compile("You typed 1; someone saved 2 meanwhile. Save again to keep yours, or type 2.")
    )
    expect(cell(theo, 3, 18)).to_have_value("2")
    expect(cell(theo, 4, 19)).to_have_value("0")
    assert saved_cells(stack, theo, 3) == [-1] * 18 + [200, 200]
    assert saved_cells(stack, theo, 4) is None

    save(theo)
    expect(theo.locator("#messages")).to_contain_text("Saved 2 papers.")
    assert saved_cells(stack, theo, 3) == [-1] * 18 + [200, 100]
    assert saved_cells(stack, theo, 4) == [-1] * 19 + [0]
