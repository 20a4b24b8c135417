"""Groups across classes in a browser: students are moved by keyboard alone and by drag, a roll is taken key by key."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.watching import Visitors, assert_accessible, follow
from tests.live_stack import LiveStack, wait_until

SKILL = "Percent and ratio problems"


def test_groups_are_moved_by_keyboard_and_by_drag_and_a_roll_is_taken(visitors: Visitors, stack: LiveStack) -> None:
    on_its_way = "select count(*) from assessments_reportrun where state in ('queued', 'running')"
    wait_until(lambda: stack.sql(on_its_way) == [(0,)], "the demo's reports are done")
    maya = visitors.person("Maya Okafor")
    open_plan(maya)
    assert_accessible(maya)
    name = move_by_keyboard(maya)
    drag_back(maya, name)
    take_the_roll(maya)
    open_plan(maya)
    maya.set_viewport_size({"width": 390, "height": 800})
    assert_accessible(maya)


def open_plan(page: Page) -> None:
    page.goto("/")
    follow(page.get_by_role("link", name="Teams", exact=True).first)
    follow(page.get_by_role("main").get_by_role("link", name="Grade 7 Math"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Grade 7 Math")
    follow(page.get_by_role("main").get_by_role("link", name="Strategies and plans"))
    follow(page.get_by_role("navigation", name="The team’s work").get_by_role("link", name="Response plans"))
    plan = page.locator("article").filter(has=page.get_by_role("heading", name=SKILL)).filter(has_text="Planned")
    follow(plan.get_by_role("link", name=re.compile("^Classes and groups")))
    expect(page.get_by_role("heading", level=1)).to_have_text(f"The reteach on {SKILL}")


def column(page: Page, name: str) -> Locator:
    return page.locator(".column").filter(has=page.get_by_role("heading", name=re.compile(f"^{name} ")))


def names_in(page: Page, name: str) -> list[str]:
    return column(page, name).locator(".person__name").all_inner_texts()


def move_by_keyboard(page: Page) -> str:
    """No pointer from here on: a select is chosen by its keys, and Enter on the button saves."""
    first, second = names_in(page, "Group 1"), names_in(page, "Group 2")
    moved = first[0]
    page.get_by_label(f"Group of {moved}").focus()
    page.keyboard.press("ArrowDown")
    said = page.locator("[data-moves]")
    expect(said).to_have_text("1 move is not saved yet.")
    button = page.get_by_role("button", name="Save the moves")
    for _ in range(400):
        if button.evaluate("each => each === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(button).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("1 student is moved.")
    assert set(names_in(page, "Group 1")) == set(first) - {moved}
    assert set(names_in(page, "Group 2")) == {*second, moved}
    return moved


def drag_back(page: Page, name: str) -> None:
    person = column(page, "Group 2").locator(".person").filter(has_text=name)
    person.locator(".person__name").drag_to(column(page, "Group 1").get_by_role("heading"))
    expect(page.locator("[data-moves]")).to_have_text("1 move is not saved yet.")
    expect(column(page, "Group 1").locator(".person__name").filter(has_text=name)).to_have_count(1)
    assert page.get_by_label(f"Group of {name}").evaluate("each => each.selectedOptions[0].text") == "Group 1"
    follow(page.get_by_role("button", name="Save the moves"))
    expect(page.locator("#messages")).to_contain_text("1 student is moved.")
    assert name in names_in(page, "Group 1")


def take_the_roll(page: Page) -> None:
    """A session of today: A, E, P, one key a student; what was noted stands there when it is opened again."""
    follow(column(page, "Group 1").get_by_role("link", name="Group 1", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text("Group 1")
    assert_accessible(page)
    page.get_by_text("Add a single session").click()
    today = page.evaluate("() => new Date().toLocaleDateString('sv', { timeZone: 'America/New_York' })")
    page.get_by_label("Day", exact=True).fill(today)
    page.get_by_label("From", exact=True).fill("07:05")
    follow(page.get_by_role("button", name="Add this session"))
    follow(page.get_by_role("link", name=re.compile("^Who was there")))
    assert_accessible(page)
    rows = page.locator(".attendance fieldset")
    rows.first.get_by_label("Present").focus()
    for key in ("a", "e", "p"):
        page.keyboard.press(key)
    page.get_by_label("What was done?").fill("Bar models in pairs.")
    follow(page.get_by_role("button", name="Save the session"))
    expect(page.locator("main")).to_contain_text("Bar models in pairs.")
    follow(page.get_by_role("link", name=re.compile(r"^Change\s*:")))
    for place, state in enumerate(("Absent", "Excused", "Present", "Present")):
        expect(rows.nth(place).get_by_label(state)).to_be_checked()
    follow(page.get_by_role("button", name="Delete this session"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Group 1")
