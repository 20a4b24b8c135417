"""Who sees whose class: blind until the team decides otherwise, and a principal sees the team alone."""

import re

from playwright.sync_api import Page, expect

from tests.browser.watching import Visitors, assert_accessible, follow
from tests.live_stack import LiveStack

CFA = "Unit 3: Proportional relationships"
COLLEAGUES = ("Daniel Reyes", "Hannah Lindqvist", "Theo Marchetti")


def open_report(page: Page) -> None:
    follow(page.get_by_role("link", name="CFAs and reports").first)
    follow(page.get_by_role("link", name=re.compile(rf"^Run \d+.* of {re.escape(CFA)}")))
    expect(page.get_by_role("heading", level=1)).to_have_text(f"What {CFA} shows us")


def open_skills(page: Page) -> None:
    follow(page.get_by_role("navigation", name="Parts of the report").get_by_role("link", name="Skills"))
    expect(page.locator(".dotplot").first).to_be_visible()


def rows_of_first_picture(page: Page) -> list[str]:
    open_skills(page)
    return page.locator(".dotplot").first.locator("tbody th").all_inner_texts()


def decide(page: Page, choice: str) -> None:
    follow(page.get_by_role("link", name="Home", exact=True).first)
    follow(page.get_by_role("link", name="Open the team"))
    follow(page.get_by_role("link", name="The whole decision"))
    follow(page.get_by_role("link", name="Record a decision"))
    page.get_by_role("radio", name=re.compile(choice)).check()
    follow(page.get_by_role("button", name="Record the decision"))
    expect(page.locator("#messages")).to_contain_text("The team’s decision is recorded.")


def test_names_appear_when_the_facilitator_writes_the_teams_decision_down(visitors: Visitors, stack: LiveStack) -> None:
    maya = visitors.person("Maya Okafor")
    try:
        open_report(maya)
        expect(maya.locator(".report-head .chip")).to_contain_text("Classes are blind")
        blind = " ".join(rows_of_first_picture(maya))
        assert "Class A" in blind
        text = maya.locator("main").inner_text()
        assert [name for name in COLLEAGUES if name in text] == []

        decide(maya, "^Named")
        open_report(maya)
        expect(maya.locator(".report-head .chip")).to_contain_text("Classes are named, as your team decided")
        named = " ".join(rows_of_first_picture(maya))
        assert "Class A" not in named
        assert [name for name in COLLEAGUES if name not in named] == []
        assert_accessible(maya)

        theo = visitors.person("Theo Marchetti")
        open_report(theo)
        assert "Maya Okafor" in " ".join(rows_of_first_picture(theo))
    finally:
        stack.sql("update teams_team set disclosure = 'blind' where name = 'Grade 7 Math'")


def test_a_principal_sees_the_team_and_no_class(visitors: Visitors) -> None:
    samuel = visitors.person("Samuel Whitfield")
    open_report(samuel)
    open_skills(samuel)
    pictures = samuel.locator(".dotplot")
    assert pictures.count() > 1
    for picture in pictures.all():
        assert len(picture.locator("tbody tr").all()) == 1
        expect(picture.locator("tbody th")).to_have_text(re.compile("[Tt]eam"))
    text = samuel.locator("main").inner_text()
    assert [name for name in ("Maya Okafor", *COLLEAGUES) if name in text] == []
    assert re.search(r"Class [A-F]\b|Period \d", text) is None
