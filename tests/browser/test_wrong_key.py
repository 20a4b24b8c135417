"""A wrong key is noticed in the report, corrected from there, told to the team, and taken back."""

import re

from playwright.sync_api import Page, expect

from tests.browser.scores import open_cfa
from tests.browser.test_disclosure import CFA, open_report
from tests.browser.watching import Visitors, assert_accessible, follow

ITEM = "1. Price per ounce"


def open_corrections(page: Page) -> None:
    open_cfa(page, CFA)
    follow(page.get_by_role("link", name="Corrections"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Corrections")


def say_yes(page: Page, why: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before anything is changed")
    page.get_by_label(re.compile("^Why")).fill(why)
    follow(page.get_by_role("button", name="Yes, change it"))
    expect(page.locator("#messages")).to_contain_text("Done. The report is being computed anew.")


def take_back_the_newest(page: Page) -> None:
    follow(page.get_by_role("button", name=re.compile("^Take back")).first)
    expect(page.locator("#messages")).to_contain_text("Taken back.")


def test_a_wrong_key_is_noticed_corrected_told_and_taken_back(visitors: Visitors) -> None:
    maya = visitors.person("Maya Okafor")
    open_corrections(maya)
    before = maya.locator("main table").last.inner_text()
    follow(maya.get_by_role("link", name="Correct item 1", exact=True))
    assert_accessible(maya)
    right = maya.locator("dl.facts dd").first.inner_text()
    wrong = "D" if right != "D" else "A"
    maya.get_by_label("The right answer").fill(wrong)
    follow(maya.get_by_role("button", name=re.compile("^See who changes.*The key")))
    assert_accessible(maya)
    say_yes(maya, "Read off the wrong sheet")

    open_report(maya)
    alarm = maya.locator(".banner--mend").filter(has_text=f"check the key of item {ITEM}")
    expect(alarm).to_contain_text(f"chose {right}, which the key counts as wrong")
    follow(alarm.get_by_role("link", name=re.compile("^Correct the item")))
    expect(maya.get_by_label("The right answer")).to_have_value(right)
    follow(maya.get_by_role("button", name=re.compile("^See who changes.*The key")))
    expect(maya.locator(".tally")).to_contain_text("go up")
    say_yes(maya, "The right sheet")
    assert_accessible(maya)

    daniel = visitors.person("Daniel Reyes")
    open_report(daniel)
    heading = daniel.get_by_role("heading", name=re.compile("^What changed since"))
    changed = daniel.locator("section").filter(has=heading)
    expect(changed).to_contain_text(f"Corrected: Item 1, key: {wrong} → {right}")
    expect(daniel.locator(".banner--mend").filter(has_text=ITEM)).to_have_count(0)
    assert_accessible(daniel)

    open_corrections(maya)
    take_back_the_newest(maya)
    take_back_the_newest(maya)
    expect(maya.locator("main table").last).to_have_text(before, use_inner_text=True)
    open_cfa(maya, CFA)
    follow(maya.get_by_role("link", name="History", exact=True))
    expect(maya.get_by_role("heading", level=1)).to_have_text(f"History of {CFA}")
    assert_accessible(maya)
    maya.locator("details.history__names summary").first.click()
    follow(maya.locator("details.history__names a").first)
    expect(maya.locator("main")).to_contain_text("All that happened")
    assert_accessible(maya)
