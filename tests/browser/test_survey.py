"""The self-assessment from opening a round to reading it: too few answers tell nothing, three tell the team how it
agrees and what has changed, and leaders of so few nothing still."""

import re

from playwright.sync_api import Page, expect

from tests.browser.watching import NARROW, Visitors, assert_accessible, follow
from tests.live_stack import LiveStack

SURVEYS = "/d/harbor-valley/surveys/"
TEAM = "Grade 7 Math"
WORDS = "We begin with the item most students missed."
PARTS = 5


def _close_the_open_round(admin: Page) -> None:
    admin.goto(SURVEYS)
    rounds = admin.get_by_role("region", name="Rounds").get_by_role("listitem")
    follow(rounds.filter(has_text="Open").get_by_role("link").first)
    admin.get_by_label("Nobody needs more time").check()
    follow(admin.get_by_role("button", name="Close the round"))
    expect(admin.locator("#messages")).to_contain_text("The round is closed.")


def _open_a_round(admin: Page) -> None:
    admin.goto(SURVEYS)
    follow(admin.get_by_role("link", name="Open a round"))
    expect(admin.get_by_role("checkbox", name="Tidewater Middle School", exact=True)).to_be_checked()
    assert_accessible(admin)
    follow(admin.get_by_role("button", name="Open the round"))
    expect(admin.locator("#messages")).to_contain_text("The round is set.")
    expect(admin.get_by_role("heading", name="How many have begun")).to_be_visible()


def _answer(person: Page, choice: str, words: str = "", *, by_key: bool = False) -> None:
    """The same answer to every statement, and something in one's own words under the first part."""
    person.goto(SURVEYS)
    follow(person.get_by_role("link", name=re.compile(f"Answer.*{TEAM}")))
    follow(person.get_by_role("link", name="Answer the survey"))
    for part in range(1, PARTS + 1):
        expect(person.locator(".kicker")).to_contain_text(f"Part {part} of {PARTS}")
        for statement in person.locator("fieldset.survey-statement").all():
            field = statement.get_by_label(choice, exact=True)
            if by_key:
                field.focus()
                field.press("Space")
            else:
                field.check()
        if part == 1 and words:
            person.locator("textarea[name=comment]").fill(words)
        if part == 1:
            assert_accessible(person)
        follow(person.get_by_role("button", name=re.compile("Save and (go on|finish)")))
    expect(person.locator("#messages")).to_contain_text("Your answers are saved.")


def _read(person: Page) -> None:
    person.goto(SURVEYS)
    follow(person.get_by_role("link", name=f"What {TEAM} said").first)


def test_a_round_from_its_opening_to_what_has_changed(visitors: Visitors, stack: LiveStack) -> None:
    ruth, maya = visitors.person("Ruth Castellano"), visitors.person("Maya Okafor")

    # The round that was going on has two answers of this team: closed, it tells the team nothing.
    _close_the_open_round(ruth)
    _read(maya)
    expect(maya.get_by_text("Fewer than three of you answered, so nothing is shown.")).to_be_visible()
    expect(maya.get_by_text("2 of 5 answered.")).to_be_visible()
    expect(maya.locator(".survey-table")).to_have_count(0)

    # Nine weeks go by. Three answer the next one: one by keyboard alone, one on a phone.
    stack.sql("UPDATE teams_surveyround SET opens_on = opens_on - 63, closes_on = closes_on - 63")
    _open_a_round(ruth)
    daniel = visitors.person("Daniel Reyes")
    hannah = visitors.person("Hannah Lindqvist", viewport={"width": NARROW, "height": 844})
    _answer(maya, "Agree")
    _answer(daniel, "Strongly agree", by_key=True)
    _answer(hannah, "Disagree", WORDS)
    expect(hannah.get_by_text("3 of 5 in the team have begun")).to_be_visible()
    for page in (maya, daniel, hannah, ruth):
        page.goto(SURVEYS)
        assert WORDS not in page.content()
    expect(maya.get_by_role("link", name=f"What {TEAM} said")).not_to_have_count(0)

    # Closed, the team reads the spread, what was agreed before, and the words without a name.
    _close_the_open_round(ruth)
    _read(maya)
    expect(maya.get_by_text("3 of 5 answered.")).to_be_visible()
    first = maya.locator(".survey-table tbody tr").first
    expect(first.locator("[data-label='Disagree:']")).to_have_text(re.compile(r"^1\sof\s3$"))
    expect(first.locator("[data-label='Agree:']")).to_have_text(re.compile(r"^2\sof\s3$"))
    expect(maya.get_by_role("columnheader", name="Agreed before").first).to_be_visible()
    expect(first.locator("[data-label='Agreed before:']")).to_have_text(re.compile(r"\d+\sof\s\d+"))
    said = maya.locator(".survey-comments")
    expect(said).to_contain_text(WORDS)
    expect(said).not_to_contain_text("Hannah")
    assert_accessible(maya)
    _read(hannah)
    assert_accessible(hannah)

    # Three are too few for whoever leads the school, and for the district.
    samuel = visitors.person("Samuel Whitfield")
    samuel.goto(SURVEYS)
    follow(samuel.get_by_role("region", name="Rounds").get_by_role("link").first)
    for page in (samuel, ruth):
        expect(page.get_by_text("Too few answered for anything to be shown.")).to_be_visible()
        assert WORDS not in page.content()
    assert_accessible(samuel)
