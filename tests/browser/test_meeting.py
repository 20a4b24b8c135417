"""A whole data meeting in four browsers: three members, their principal as a guest, and a connection that fails."""

import re

from playwright.sync_api import Page, expect

from tests.browser.watching import NARROW, Visitors, assert_accessible, follow

BAR = ".meeting-bar h2"
SAVED = "Saved, only you can read it"
SEEN = "Item 11: most of our students missed it."
OFFLINE = "Typed without a network: period 4 drew it first."
DECISION = "Reteach unit rates with a table"


def _stage(page: Page, name: str) -> None:
    expect(page.locator(BAR)).to_have_text(name)


def _planned(facilitator: Page) -> str:
    """A data meeting on the given CFA, with the three fields as they are filled in already."""
    facilitator.goto("/d/harbor-valley/meetings/")
    follow(facilitator.get_by_role("link", name="Grade 7 Math: calendar"))
    follow(facilitator.get_by_role("link", name="Plan a meeting"))
    assert facilitator.locator("form.card [required]").count() <= 3
    facilitator.get_by_label("CFA to look at").select_option(label="Unit 3: Proportional relationships")
    follow(facilitator.get_by_role("button", name="Plan it"))
    facilitator.get_by_text("Invite a guest").click()
    facilitator.get_by_label("Who", exact=True).select_option(label="Samuel Whitfield")
    follow(facilitator.get_by_role("button", name="Invite", exact=True))
    expect(facilitator.get_by_text("Samuel Whitfield is invited")).to_be_visible()
    return facilitator.url


def _rate(page: Page, rating: str) -> None:
    expect(page.get_by_role("button", name="Rate", exact=True)).to_be_visible()
    for norm in page.locator("[data-zone=norms] fieldset").all():
        norm.locator(f"label:has(input[value='{rating}'])").click()
    page.get_by_role("button", name="Rate", exact=True).click()
    expect(page.get_by_role("button", name="Rate again")).to_be_visible()


def test_a_data_meeting_from_its_plan_to_its_minutes(visitors: Visitors) -> None:
    maya = visitors.person("Maya Okafor")
    meeting = _planned(maya)
    assert_accessible(maya)
    daniel, samuel = visitors.person("Daniel Reyes"), visitors.person("Samuel Whitfield")
    hannah = visitors.person("Hannah Lindqvist", viewport={"width": NARROW, "height": 844})
    everybody = (maya, daniel, hannah, samuel)
    for page in everybody:
        page.goto(f"{meeting}live/")
    maya.get_by_role("button", name="Start the meeting").click()
    for page in everybody:
        _stage(page, "Open")
    expect(samuel.get_by_role("button", name=re.compile("Next|Take over"))).to_have_count(0)

    # Silent writing: each alone, and nobody reads the others, not even the page's own code.
    maya.get_by_role("button", name="Next: Here is what").click()
    daniel.get_by_label("Your words").fill(SEEN)
    expect(daniel.get_by_text(SAVED)).to_be_visible()
    daniel.get_by_label("I am ready").check()
    expect(maya.get_by_text("1 of 4 ready")).to_be_visible()
    for page in (maya, hannah, samuel):
        assert SEEN not in page.content()
    assert_accessible(daniel)
    assert_accessible(hannah)
    with maya.expect_popup() as opened:
        maya.get_by_role("link", name="Open the report").click()
    expect(opened.value.get_by_role("link", name="Skills")).to_have_attribute("aria-current", "page")
    opened.value.close()

    # Hannah's connection fails; she writes on, and meanwhile all is revealed and the meeting goes on.
    with visitors.watch.without_network(hannah.context):
        hannah.get_by_label("Your words").fill(OFFLINE)
        expect(hannah.get_by_text("Kept on this device, not sent yet")).to_be_visible()
        expect(hannah.get_by_text("No connection. You can write on")).to_be_visible()
        maya.get_by_role("button", name="Reveal together").click()
        expect(daniel.locator(".answers")).to_contain_text(SEEN)
        maya.get_by_role("button", name="Next: So what").click()
        _stage(daniel, "So what")
        _stage(hannah, "Here is what")
    _stage(hannah, "So what")
    for page in (maya, daniel, samuel):
        expect(page.locator(".answers")).to_contain_text(OFFLINE)
        expect(page.locator(".answers")).to_contain_text("added later")
    assert hannah.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('plc-meeting-')).length") == 0

    # A page that is loaded in mid-sentence has what was typed.
    hannah.get_by_label("Your words").fill("They look for a word.")
    hannah.reload()
    expect(hannah.get_by_label("Your words")).to_have_value("They look for a word.")

    # Decisions become tasks; both see them.
    maya.get_by_role("button", name="Go on without").click()
    _stage(maya, "Compare practice")
    maya.get_by_role("button", name="Next: Now what").click()
    _stage(daniel, "Now what")
    daniel.get_by_label("What we decided").fill(DECISION)
    daniel.get_by_label("Who does it").select_option(label="Hannah Lindqvist")
    daniel.get_by_label("By", exact=False).last.fill("2027-01-15")
    daniel.get_by_role("button", name="Record it").click()
    expect(maya.get_by_role("row", name=re.compile(DECISION))).to_contain_text("Hannah Lindqvist")
    assert_accessible(maya)

    # The norms, in private; the guest rates none.
    maya.get_by_role("button", name="Next: Close").click()
    for page, rating in ((maya, "4"), (daniel, "3"), (hannah, "4")):
        _rate(page, rating)
    expect(maya.get_by_text("3 rated so far")).to_be_visible()
    expect(samuel.get_by_role("button", name="Rate")).to_have_count(0)
    assert_accessible(daniel)

    # The minutes are there for all four, and say all of it.
    maya.get_by_role("button", name="End the meeting", exact=True).click()
    for page in everybody:
        follow(page.get_by_role("link", name="Read the minutes"))
        said = page.locator("article")
        expect(said).to_contain_text(SEEN)
        expect(said).to_contain_text(OFFLINE)
        expect(said).to_contain_text(DECISION)
        expect(said).to_contain_text("Samuel Whitfield")
        expect(page.get_by_role("heading", name="How we kept our norms")).to_be_visible()
    assert "They look for a word." not in maya.content()
    assert_accessible(maya)
    assert_accessible(hannah)


def test_without_javascript_every_step_is_a_button(visitors: Visitors) -> None:
    maya = visitors.person("Maya Okafor")
    meeting = _planned(maya)
    plain = visitors.stranger(java_script_enabled=False, storage_state=maya.context.storage_state())
    plain.goto(f"{meeting}live/")
    follow(plain.get_by_role("button", name="Start the meeting"))
    follow(plain.get_by_role("button", name="Next: Here is what"))
    plain.get_by_label("Your words").fill("Written without a script.")
    follow(plain.get_by_role("button", name="Save", exact=True))
    expect(plain.get_by_label("Your words")).to_have_value("Written without a script.")
    follow(plain.get_by_role("button", name="Reveal together"))
    expect(plain.locator(".answers")).to_contain_text("Written without a script.")
    plain.get_by_text("End early").click()
    follow(plain.get_by_role("button", name="End the meeting now"))
    expect(plain.get_by_role("link", name="Read the minutes")).to_be_visible()
