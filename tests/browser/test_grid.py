"""The score grid: typed, walked, pasted, undone, spoken, and on a phone. What it says is saved is in the database."""

import json
import random
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.own_cfa import OwnItem, cfa_with, saved_cells
from tests.browser.watching import NARROW, PATIENCE_MS, Visitors, assert_accessible
from tests.importing.typed_cases import TYPED_CASES
from tests.live_stack import LiveStack

EMPTY, BLANK, NOT_REACHED, EXEMPT = -1, -2, -3, -4
POINTS: OwnItem = (300, "", "")
MIXED: tuple[OwnItem, ...] = (POINTS, (100, "", ""), (100, "C", "ABCD"), (200, "BD", "ABCDE"), (1200, "", ""), POINTS)
AFTER_THE_FRAME = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => setTimeout(done))))"
READ_CASES = """async (cases) => {
  const { readTyped } = await import("/static/js/grid/grammar.js");
  return cases.map(({ text, item }) => {
    const read = readTyped(text, item);
    return read.fault ? { sentence: read.fault } : { cell: read.cell, answer: read.answer };
  });
}"""


@pytest.fixture(scope="module")
def mixed(stack: LiveStack) -> Iterator[int]:
    """One CFA with all kinds of items; each test has a class of its own in it."""
    yield cfa_with(stack, "Grid: all kinds of items", MIXED)


def open_grid(page: Page, cfa: int, period: int | None = None, query: str = "") -> None:
    where = "entry/" if period is None else f"sections/{section_id(page, cfa, period)}/"
    page.goto(f"/d/harbor-valley/cfas/{cfa}/{where}{query}")
    expect(cell(page, 0, 1)).to_be_attached()  # built in one go with all that listens to keys and taps


def section_id(page: Page, cfa: int, period: int) -> int:
    sections = page.request.get(f"/d/harbor-valley/api/cfas/{cfa}/papers").json()["sections"]
    return next(each["id"] for each in sections if each["name"] == f"Period {period}")


def students_of(page: Page) -> list[int]:
    papers = json.loads(page.locator("#papers").text_content() or "")
    return [student["id"] for student in papers["students"]]


def row(page: Page, at: int) -> Locator:
    return page.locator("#grid tbody tr:not(.cell-note):not(.section-row)").nth(at)


def cell(page: Page, at: int, item: int) -> Locator:
    """Item counted from 1."""
    return row(page, at).locator("td.score").nth(item - 1)


def texts(page: Page, at: int) -> list[str]:
    expect(cell(page, at, 1)).to_be_attached()
    return (
        row(page, at)
        .locator("td.score")
        .evaluate_all("cells => cells.map(cell => cell.firstChild.firstChild?.data ?? '')")
    )


def all_saved(page: Page, patience: float = PATIENCE_MS) -> None:
    page.evaluate(AFTER_THE_FRAME)  # of the last key: only then does it say that something is on its way
    expect(page.locator("#save-state")).to_have_text(re.compile(r"^\s*Saved at"), timeout=patience)


def said(page: Page) -> Locator:
    return page.locator("#grid-said")


def paste(page: Page, text: str) -> None:
    """As the browser does it: a paste at what has the focus."""
    page.evaluate(
        """text => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", text);
          const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
          document.activeElement.dispatchEvent(event);
        }""",
        text,
    )


def copied(page: Page) -> str:
    return page.evaluate(
        """() => {
          const clipboardData = new DataTransfer();
          const event = new ClipboardEvent("copy", { clipboardData, bubbles: true, cancelable: true });
          document.activeElement.dispatchEvent(event);
          return clipboardData.getData("text/plain");
        }"""
    )


def test_six_hundred_digits_need_no_other_key_and_are_what_is_saved(visitors: Visitors, stack: LiveStack) -> None:
    cfa = cfa_with(stack, "Grid: thirty by twenty", [POINTS] * 20)
    page = visitors.person("Daniel Reyes")
    open_grid(page, cfa)
    digits = random.Random(7).choices("0123", k=600)
    first, second = students_of(page)[:30], students_of(page)[30]
    cell(page, 0, 1).click()
    page.keyboard.type("".join(digits))
    all_saved(page, 4 * PATIENCE_MS)
    found = saved_cells(stack, cfa)
    assert set(found) == set(first)
    for place, student in enumerate(first):
        assert found[student] == [int(digit) * 100 for digit in digits[place * 20 : place * 20 + 20]]
    expect(cell(page, 30, 1)).to_be_focused()
    expect(row(page, 29).locator(".chip")).to_have_text("Complete")
    expect(page.locator("#grid-progress label")).to_contain_text("30 of ")
    expect(page.locator("tfoot td").first).to_have_text("30")
    assert second not in found


def test_a_walk_by_keyboard_through_one_class(visitors: Visitors, stack: LiveStack, mixed: int) -> None:
    page = visitors.person("Maya Okafor")
    open_grid(page, mixed, 1)
    ids = students_of(page)
    _one_tab_stop(page)
    _each_kind_of_item(page)
    _codes_slips_and_values_too_large(page)
    _edit_in_place_undo_and_redo(page)
    _ranges_and_edges(page, ids)
    _a_status_in_one_keystroke(page, ids)

    all_saved(page)
    found = saved_cells(stack, mixed)
    assert found[ids[0]] == [150, 100, 100, 200, 1100, EMPTY]
    assert found[ids[1]] == [200, 0, EMPTY, EMPTY, EMPTY, EMPTY]
    assert found[ids[2]] == [EMPTY] * 6
    assert found[ids[3]] == [200, EMPTY, EMPTY, EMPTY, NOT_REACHED, NOT_REACHED]
    statuses = dict(
        stack.sql(
            "select student_id, status from assessments_result where assessment_id = %s and status <> 'scored'", mixed
        )
    )
    assert statuses == {ids[2]: "exempt", ids[-1]: "absent", ids[-2]: "make_up", ids[-3]: "make_up"}
    page.reload()
    expect(row(page, 0).locator("td.sum")).to_have_text("16.5 of 19")
    assert texts(page, 0) == ["1.5", "1", "C", "BD", "11", ""]


def _one_tab_stop(page: Page) -> None:
    """One tab stop: into the grid, and out again with Esc and Tab."""
    keys = page.keyboard
    page.locator("[name=direction]:checked").focus()
    keys.press("Tab")
    expect(cell(page, 0, 1)).to_be_focused()
    assert page.locator("#grid-scroll [tabindex='0']").count() == 1
    keys.press("Escape")
    expect(said(page)).to_contain_text("Tab leaves the grid now.")
    keys.press("Tab")
    expect(page.locator(".all-keys summary")).to_be_focused()
    keys.press("Shift+Tab")
    expect(cell(page, 0, 1)).to_be_focused()


def _each_kind_of_item(page: Page) -> None:
    """Every kind of item, with what ends each entry: half a point goes on in the cell just left."""
    keys = page.keyboard
    keys.type("1")
    expect(cell(page, 0, 2)).to_be_focused()
    keys.type(".5")
    expect(cell(page, 0, 2)).to_be_focused()
    keys.type("+cdb")
    expect(page.get_by_role("textbox", name=re.compile("item 4"))).to_have_value("db")
    keys.press("Tab")
    keys.type("11")
    keys.press("Enter")
    assert texts(page, 0) == ["1.5", "1", "C", "BD", "11", ""]
    expect(cell(page, 1, 1)).to_be_focused()  # down, to where the run began
    expect(cell(page, 0, 4).locator("small")).to_have_text("2")
    expect(row(page, 0).locator("td.sum")).to_have_text("16.5 of 19")
    expect(row(page, 0).locator(".chip")).to_have_text("5 of 6")


def _codes_slips_and_values_too_large(page: Page) -> None:
    """Codes, a slip taken back, a value too large that stays with its sentence and does not stop the run."""
    keys = page.keyboard
    keys.press("Home")
    keys.press("ArrowRight")
    keys.type("b")
    keys.type("1")
    keys.press("Backspace")
    keys.type("/")
    assert texts(page, 1)[:2] == ["B", "0"]
    cell(page, 1, 1).click()
    keys.type("4")
    expect(cell(page, 1, 2)).to_be_focused()
    wrong = cell(page, 1, 1)
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_have_accessible_description(
        re.compile("“4” is more than the 3 points of this item. Type 0 to 3, or B, N, X. The saved score is still B.")
    )
    expect(page.locator("#to-mend")).to_have_text("1 cell to mend")
    assert_accessible(page)
    page.locator("#to-mend").click()
    expect(wrong).to_be_focused()
    keys.press("Escape")
    assert texts(page, 1)[:2] == ["B", "0"]
    expect(page.locator("#to-mend")).to_be_hidden()


def _edit_in_place_undo_and_redo(page: Page) -> None:
    """Edit in place, leave it, undo and redo."""
    keys = page.keyboard
    keys.press("F2")
    keys.type("2")
    keys.press("Escape")
    assert texts(page, 1)[0] == "B"
    keys.press("F2")
    keys.type("2")
    keys.press("Enter")
    assert texts(page, 1)[0] == "2"
    keys.press("Control+z")
    assert texts(page, 1)[0] == "B"
    keys.press("Control+y")
    assert texts(page, 1)[0] == "2"


def _ranges_and_edges(page: Page, ids: list[int]) -> None:
    """Ranges: select, fill down and right, one code for all, clear, undo; the edges of what is filled."""
    keys = page.keyboard
    cell(page, 1, 1).click()
    keys.press("Shift+ArrowDown")
    keys.press("Shift+ArrowDown")
    assert page.locator("#grid [aria-selected=true]").count() == 3
    keys.press("Control+d")
    assert [texts(page, at)[0] for at in (1, 2, 3)] == ["2", "2", "2"]
    keys.press("Control+ArrowUp")
    expect(cell(page, 0, 1)).to_be_focused()
    keys.press("Control+ArrowDown")
    expect(cell(page, 3, 1)).to_be_focused()
    cell(page, 2, 6).click()
    cell(page, 3, 5).click(modifiers=["Shift"])
    keys.type("n")
    assert [texts(page, at)[4:] for at in (2, 3)] == [["N", "N"], ["N", "N"]]
    keys.press("Delete")
    assert [texts(page, at)[4:] for at in (2, 3)] == [["", ""], ["", ""]]
    keys.press("Control+z")
    keys.press("Control+Home")
    expect(cell(page, 0, 1)).to_be_focused()
    keys.press("Control+End")
    expect(cell(page, len(ids) - 1, 6)).to_be_focused()


def _a_status_in_one_keystroke(page: Page, ids: list[int]) -> None:
    """A status in one keystroke; on a paper with scores it is a question."""
    keys = page.keyboard
    keys.press("Home")
    keys.type("a")
    expect(row(page, len(ids) - 1).locator(".chip")).to_have_text("Absent")
    keys.press("ArrowUp")
    keys.press("Shift+ArrowUp")
    keys.type("m")
    expect(row(page, len(ids) - 3).locator(".chip")).to_have_text("Make-up due")
    row(page, 2).locator("th").click()
    keys.type("e")
    expect(page.locator(".cell-note")).to_contain_text("This paper has scores, so it is not marked exempt yet.")
    expect(row(page, 2).locator(".chip")).to_have_text("1 to mend")
    page.get_by_role("button", name="Clear the scores and mark exempt").click()
    expect(row(page, 2).locator(".chip")).to_have_text("Exempt")


def test_a_block_from_a_sheet_is_pasted_after_a_look_at_what_cannot_be_read(
    visitors: Visitors, stack: LiveStack, mixed: int
) -> None:
    page = visitors.person("Maya Okafor")
    open_grid(page, mixed, 3)
    ids = students_of(page)
    cell(page, 0, 1).click()

    # All of it can be read: at once. Quoted cells, a percent, an empty cell, the line break at the end.
    paste(page, '"3"\t1\tC\r\n50%\t\tA\r\n')
    assert [texts(page, at)[:3] for at in (0, 1)] == [["3", "1", "C"], ["1.5", "", "A"]]
    expect(said(page)).to_contain_text("5 cells pasted. 1 empty cell changed nothing.")
    assert copied(page) == "3\t1\tC\n1.5\t\tA\n"
    page.keyboard.press("Control+z")
    assert [texts(page, at)[:3] for at in (0, 1)] == [["", "", ""], ["", "", ""]]
    page.keyboard.press("Control+y")

    # Some of it cannot: nothing changes before somebody has looked.
    cell(page, 2, 5).click()
    paste(page, "7\t9\tx\n1,5\t2\n")
    look = page.get_by_role("dialog")
    expect(look).to_contain_text("Not all of this can be pasted")
    expect(look).to_contain_text("“9” is more than the 3 points of this item.")
    expect(look).to_contain_text("“1,5” could mean 1.5 or 15.")
    expect(look).to_contain_text("The block has 3 columns of scores, and from item 5 on there are 2 items.")
    assert texts(page, 2) == [""] * 6
    assert_accessible(page)
    page.keyboard.press("Escape")
    assert texts(page, 2) == [""] * 6
    expect(cell(page, 2, 5)).to_be_focused()
    paste(page, "7\t9\tx\n1,5\t2\n")
    look.get_by_role("button", name="Paste the other 2 cells").click()
    assert [texts(page, at)[4:] for at in (2, 3)] == [["7", ""], ["", "2"]]

    # Names beside the scores and a heading above them: left out, and held against the rows.
    names = page.locator("#grid tbody th .name").all_text_contents()
    cell(page, 4, 1).click()
    paste(page, f"Student\t1\t2\n{names[4]}\t2\t1\n{names[7]}\t3\t1\n{names[6]}\t1\t0\n")
    expect(look).to_contain_text("the first column, which has names or numbers of students, and the first row")
    expect(look).to_contain_text(f"“{names[7]}” is another name than {names[5]}")
    look.get_by_role("button", name="Paste the other 4 cells").click()
    assert [texts(page, at)[:2] for at in (4, 5, 6)] == [["2", "1"], ["", ""], ["1", "0"]]

    all_saved(page)
    found = saved_cells(stack, mixed)
    assert found[ids[0]] == [300, 100, 100, EMPTY, EMPTY, EMPTY]
    assert found[ids[1]] == [150, EMPTY, 0, EMPTY, EMPTY, EMPTY]
    assert found[ids[2]] == [EMPTY] * 4 + [700, EMPTY]
    assert found[ids[3]] == [EMPTY] * 5 + [200]
    assert ids[5] not in found


def test_a_cell_two_people_differ_in_is_chosen_by_keyboard(visitors: Visitors, stack: LiveStack, mixed: int) -> None:
    maya, theo = visitors.person("Maya Okafor"), visitors.person("Maya Okafor")
    for page in (maya, theo):
        open_grid(page, mixed, 4)
    with visitors.watch.without_network(theo.context):
        cell(theo, 0, 1).click()
        theo.keyboard.type("1")
        expect(theo.locator("#save-state")).to_contain_text("No connection: 1 change is kept")
        cell(maya, 0, 1).click()
        maya.keyboard.type("2")
        all_saved(maya)
    for page in (maya, theo):
        expect(page.locator(".cell-note--conflict")).to_contain_text("Item 1")
        expect(cell(page, 0, 1)).to_have_text("2")
        expect(page.locator("#to-choose")).to_have_text("1 cell to choose")
    assert_accessible(theo)
    theo.locator("#to-choose").click()
    theo.keyboard.press("Enter")
    expect(theo.get_by_role("button", name="Keep 2")).to_be_focused()
    theo.keyboard.press("ArrowRight")
    theo.keyboard.press("Enter")
    expect(theo.locator(".cell-note--conflict")).to_have_count(0)
    all_saved(theo)
    expect(maya.locator(".cell-note--conflict")).to_have_count(0)
    expect(cell(maya, 0, 1)).to_have_text("1")
    assert saved_cells(stack, mixed)[students_of(maya)[0]][0] == 100


def test_one_student_at_a_time_on_a_phone(visitors: Visitors, stack: LiveStack, mixed: int) -> None:
    page = visitors.person("Maya Okafor", viewport={"width": NARROW, "height": 844}, has_touch=True)
    open_grid(page, mixed, 6)
    ids = students_of(page)
    expect(page.get_by_role("grid")).to_be_hidden()

    def item(number: int) -> Locator:
        return page.get_by_role("group", name=re.compile(f"^Item {number} "))

    item(1).get_by_text("2", exact=True).click()
    item(1).get_by_text("½").click()
    item(2).get_by_text("N", exact=True).click()
    item(3).get_by_text("C", exact=True).click()
    item(4).get_by_text("D", exact=True).click()
    item(4).get_by_text("B", exact=True).click()
    item(5).get_by_role("textbox").fill("13")
    item(5).get_by_role("textbox").blur()
    expect(item(5)).to_contain_text("“13” is more than the 12 points of this item.")
    item(5).get_by_role("textbox").fill("12")
    all_saved(page)  # the answer of the server comes in and leaves alone what is being typed
    item(6).get_by_text("0", exact=True).click()
    expect(page.locator("#one-student .chip").first).to_have_text("Complete")
    assert_accessible(page)
    page.locator(".pager .button").last.click()
    page.get_by_label("Status of this paper").select_option("Absent")
    page.get_by_label("Student", exact=True).select_option(index=0)
    expect(item(1).get_by_label("and a half point")).to_be_checked()
    all_saved(page)
    found = saved_cells(stack, mixed)
    assert found[ids[0]] == [250, NOT_REACHED, 100, 200, 1200, 0]
    assert found[ids[1]] == [EMPTY] * 6


def test_the_script_reads_a_typed_cell_as_the_server_does(visitors: Visitors, stack: LiveStack) -> None:
    page = visitors.stranger()
    page.goto("/account/login/")
    cases = [
        {
            "text": case.text,
            "item": {
                "label": case.item.label,
                "max": case.item.max_cell,
                "key": case.item.key,
                "choices": case.item.choices,
            },
        }
        for case in TYPED_CASES
    ]
    read = page.evaluate(READ_CASES, cases)
    wanted = [
        {"sentence": case.sentence} if case.sentence else {"cell": case.cell, "answer": case.answer}
        for case in TYPED_CASES
    ]
    assert read == wanted
