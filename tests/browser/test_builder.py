"""A CFA built by keyboard alone: begun, a standard found by words, items added and put in order, locked."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.own_cfa import cfa_with
from tests.browser.watching import NARROW, WIDE, Visitors, assert_accessible, follow
from tests.live_stack import LiveStack

TITLE = "Unit 6: Built by keyboard"
MOST_TABS = 120


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the focus is there, as somebody without a mouse does."""
    for _ in range(MOST_TABS):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {wanted}.")


def enter(page: Page, label: str, text: str) -> None:
    """Into the field of this label, in place of what it holds."""
    tab_to(page, page.get_by_label(label).first)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def enter_on(page: Page, what: Locator) -> None:
    """Press Enter on a link or button that leads to another page."""
    tab_to(page, what)
    follow(what, "Enter")


def press(page: Page, name: str) -> None:
    enter_on(page, page.get_by_role("button", name=name, exact=True))


def order(page: Page, count: int) -> list[str]:
    """What the items on the paper ask for, from the first to the last, once the list has so many."""
    expect(page.locator(".items tbody tr")).to_have_count(count)
    cells = page.locator(".items tbody .items__what").all_inner_texts()
    return [cell.strip().partition("\n")[0] for cell in cells]


def test_a_cfa_is_built_and_locked_without_a_mouse(visitors: Visitors, stack: LiveStack) -> None:
    page = visitors.person("Maya Okafor")
    page.goto("/d/harbor-valley/cfas/")
    enter_on(page, page.get_by_role("link", name="New CFA"))
    enter(page, "Title", TITLE)
    for day in ("First day of testing", "Last day of testing"):
        tab_to(page, page.get_by_label(day))
        page.keyboard.type("12012026")
    press(page, "Begin the CFA")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)

    # A standard, by two of its words in any order; the list appears while typing.
    enter(page, "Find a standard", "ratio percent")
    expect(page.locator("[data-found-said]").first).to_have_text("1 standard fits.")
    press(page, "Add 7.RP.A.3")
    expect(page.locator(".targets")).to_contain_text("Percent and ratio problems")

    # One item, then three like it; the target is ticked already while it is the only one.
    enter(page, "What it asks for", "Sale price")
    enter(page, "Key", "b")
    press(page, "Add to the paper")
    expect(page.locator(".items tbody tr")).to_have_count(1)
    enter(page, "What it asks for", "Tip and tax")
    enter(page, "Key", "b|c")
    enter(page, "How many like this", "3")
    press(page, "Add to the paper")
    expect(page.locator(".items tbody tr")).to_have_count(4)
    assert_accessible(page)

    # The first item goes down twice; the focus stays on its button and the place is said.
    first = page.locator(".items tbody tr").first.get_attribute("data-item")
    down = page.locator(f"#down-{first}")
    tab_to(page, down)
    for place in (2, 3):
        page.keyboard.press("Enter")
        expect(page.locator("[data-said]")).to_have_text(f"Now in place {place} of 4.")
        expect(down).to_be_focused()
    assert order(page, 4) == ["Tip and tax", "Tip and tax", "Sale price", "Tip and tax"]

    # What is missing stops the lock with its sentence, at the place where it is mended.
    page.goto(page.url.split("?")[0])
    enter(page, "What it asks for", "Explain your way")
    press(page, "Add to the paper")
    with visitors.watch.expecting(409):
        press(page, "Lock it")
        expect(page.get_by_role("alert")).to_contain_text("This CFA cannot be locked yet. Item 5: It has no key.")
    enter_on(page, page.get_by_role("link", name="Open item 5"))
    enter(page, "Key", "D")
    press(page, "Save the item")
    press(page, "Lock it")
    expect(page.locator("#messages")).to_contain_text("is locked")
    found = stack.sql(
        "select item.label, item.prompt, item.key, item.max_cell from assessments_item item"
        " join assessments_assessment cfa on cfa.current_version_id = item.version_id"
        " where cfa.title = %s and cfa.locked_at is not null order by item.position",
        TITLE,
    )
    assert found == [
        ("1", "Tip and tax", "B|C", 100),
        ("2", "Tip and tax", "B|C", 100),
        ("3", "Sale price", "B", 100),
        ("4", "Tip and tax", "B|C", 100),
        ("5", "Explain your way", "D", 100),
    ]


def test_an_item_is_dragged_to_its_place_and_works_without_a_script_too(visitors: Visitors) -> None:
    page = visitors.person("Maya Okafor")
    page.goto("/d/harbor-valley/cfas/")
    follow(page.get_by_role("link", name="Unit 5: Multi-step problems"))
    follow(page.get_by_role("link", name="Build it"))
    before = order(page, 5)
    grip = page.locator(".items tbody tr").nth(3).locator("[data-grip]")
    grip.scroll_into_view_if_needed()
    start = grip.bounding_box()
    end = page.locator(".items tbody tr").nth(0).bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 4, start["y"] + 4)
    page.mouse.down()
    page.mouse.move(start["x"] + 4, end["y"] + 40, steps=8)
    page.mouse.move(start["x"] + 4, end["y"] + 4, steps=4)
    page.mouse.up()
    expect(page.locator("[data-said]")).to_have_text("Now in place 1 of 5.")
    assert order(page, 5) == [before[3], *before[:3], before[4]]

    plain = visitors.person("Maya Okafor", java_script_enabled=False)
    plain.goto(page.url)
    moved = plain.locator(".items tbody tr").first.get_attribute("data-item")
    for place in (1, 2, 3):
        follow(plain.locator(f"#down-{moved}"))
        expect(plain.locator(f"#down-{moved}")).to_be_focused()
        expect(plain.locator(".items tbody tr").nth(place)).to_have_attribute("data-item", moved or "")
    assert order(plain, 5) == before


def test_the_cover_of_thirty_items_is_one_printed_page(visitors: Visitors, stack: LiveStack) -> None:
    page = visitors.person("Maya Okafor")
    cfa = cfa_with(stack, "Built to be printed", [(100, "B", "ABCD")] * 30)
    for part, pages in (("cover", 1), ("all", 2)):
        page.goto(f"/d/harbor-valley/cfas/{cfa}/print/?part={part}")
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="Letter"))) == pages


def test_an_address_as_the_words_of_an_item_makes_no_page_wider(visitors: Visitors, stack: LiveStack) -> None:
    cfa = cfa_with(stack, "Asked at an address", [(100, "B", "ABCD")])
    address = "https://example.org/" + "q" * 150
    ((version,),) = stack.sql("select current_version_id from assessments_assessment where id = %s", cfa)
    stack.sql("update assessments_item set prompt = %s where version_id = %s", address, version)
    page = visitors.person("Maya Okafor", viewport={"width": NARROW, "height": 844})
    page.goto(f"/d/harbor-valley/cfas/{cfa}/entry/")
    expect(page.get_by_role("group", name=re.compile("^Item 1 "))).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW
    stack.sql("update assessments_assessment set locked_at = null where id = %s", cfa)
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"/d/harbor-valley/cfas/{cfa}/build/")
        expect(page.locator(".items__what")).to_contain_text(address)
        assert page.evaluate("document.documentElement.scrollWidth") == width
