"""From a bright spot to a strategy card that colleagues find, and from a shared need to a plan that is done."""

import re

from playwright.sync_api import Page, expect

from tests.browser.test_disclosure import CFA, open_report
from tests.browser.watching import Visitors, assert_accessible, follow
from tests.live_stack import LiveStack, wait_until

TITLE, PLAN = "Two tables, one graph", "Bar models for ten minutes, four days in a row."


def open_team_work(page: Page) -> None:
    """By way of the team's page."""
    follow(page.get_by_role("link", name="Teams", exact=True).first)
    follow(page.get_by_role("main").get_by_role("link", name="Grade 7 Math"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Grade 7 Math")
    follow(page.get_by_role("main").get_by_role("link", name="Strategies and plans"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Strategies of Grade 7 Math")


def test_a_bright_spot_becomes_a_card_and_a_shared_need_a_plan(visitors: Visitors, stack: LiveStack) -> None:
    on_its_way = "select count(*) from assessments_reportrun where state in ('queued', 'running')"
    wait_until(lambda: stack.sql(on_its_way) == [(0,)], "the demo's reports are done")
    try:
        hannah = visitors.person("Hannah Lindqvist")
        write_the_card(hannah)
        maya = visitors.person("Maya Okafor")
        find_the_card(maya)
        plan_the_reteach(maya)
        finish_the_plan(visitors.person("Daniel Reyes"))
        take_the_card_back(hannah)
        open_team_work(maya)
        expect(maya.get_by_role("link", name=TITLE)).to_have_count(0)
    finally:
        stack.sql("delete from goals_strategycard where title = %s", TITLE)
        stack.sql("delete from goals_responseplan where what = %s", PLAN)


def write_the_card(page: Page) -> None:
    open_report(page)
    spot = page.locator("section").filter(has_text="Bright spot").filter(has_text="what did you do")
    follow(spot.get_by_role("link", name=re.compile("^Write a strategy card")))
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^What did you do on Proportional"))
    assert_accessible(page)
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("What did you do?").fill("Draw both tables into one grid.\nSay what (1, r) means.")
    page.get_by_label("Share it with my team now").check()
    follow(page.get_by_role("button", name="Save the card"))
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.locator("main")).to_contain_text("Your colleagues see the card without your name.")
    assert_accessible(page)


def find_the_card(page: Page) -> None:
    open_team_work(page)
    assert_accessible(page)
    card = page.locator("article").filter(has_text=TITLE)
    expect(card).to_contain_text("A colleague wrote this")
    follow(card.get_by_role("link", name=TITLE))
    expect(page.locator("main")).to_contain_text("Say what (1, r) means.")
    for secret in ("Hannah", "Period", CFA):
        expect(page.locator("main")).not_to_contain_text(secret)


def plan_the_reteach(page: Page) -> None:
    open_report(page)
    need = page.locator("section").filter(has_text="Shared need")
    follow(need.get_by_role("link", name="Plan one reteach for the whole team"))
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Plan one reteach on Percent"))
    assert_accessible(page)
    page.get_by_label("What will you do?").fill(PLAN)
    page.get_by_label("Who sees to it?").select_option(label="Daniel Reyes")
    follow(page.get_by_role("button", name="Save the plan"))
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^The reteach on Percent"))
    expect(page.locator("main")).to_contain_text(PLAN)
    assert_accessible(page)


def finish_the_plan(page: Page) -> None:
    open_team_work(page)
    follow(page.get_by_role("navigation", name="The team’s work").get_by_role("link", name="Response plans"))
    plan = page.locator("article").filter(has_text=PLAN)
    expect(plan).to_contain_text("Daniel Reyes")
    follow(plan.get_by_role("button", name=re.compile("^It is done")))
    expect(page.locator("article").filter(has_text=PLAN)).to_contain_text("Done")


def take_the_card_back(page: Page) -> None:
    open_team_work(page)
    follow(page.get_by_role("link", name=TITLE))
    follow(page.get_by_role("button", name="Withdraw it"))
    expect(page.locator("#messages")).to_contain_text(f"“{TITLE}” is yours alone again.")
