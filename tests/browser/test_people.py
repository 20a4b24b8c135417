"""The district office's work with people: an invitation from the letter to the first screen, and a role that ends."""

import email
import re
from email.policy import default
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.watching import Visitors, assert_accessible, follow
from tests.live_stack import LiveStack, wait_until

ADDRESS = "lena.vogel@harbor-valley.example"
PASSWORD = "a lighthouse in fog"


def letters_to(folder: Path, address: str) -> list[str]:
    """The texts of the letters written to this address; one file may hold several, each with a line of dashes below."""
    found = []
    for file in sorted(folder.iterdir()):
        *whole, _ = re.split(rb"(?m)^-{79}$", file.read_bytes())  # the last one may still be on its way to the disk
        for raw in whole:
            letter = email.message_from_bytes(raw.lstrip(), policy=default)
            if address in str(letter["To"] or ""):
                found.append(letter.get_content())
    return found


def test_an_invited_person_joins_by_the_letter_and_is_out_with_the_next_click_after_the_role_ends(
    visitors: Visitors, stack: LiveStack
) -> None:
    ruth = visitors.person("Ruth Castellano")
    follow(ruth.get_by_role("link", name="Invitations").first)
    ruth.get_by_label("Name").fill("Lena Vogel")
    ruth.get_by_label("Work email").fill(ADDRESS)
    ruth.get_by_label("Role").select_option("Teacher")
    ruth.get_by_label("School", exact=True).select_option("Tidewater Middle School")
    follow(ruth.get_by_role("button", name="Send the invitation"))
    expect(ruth.locator("#messages")).to_contain_text(f"The invitation is on its way to {ADDRESS}.")
    wait_until(lambda: len(letters_to(stack.mail, ADDRESS)) == 1, "the letter is sent")
    (letter,) = letters_to(stack.mail, ADDRESS)
    link = re.search(rf"^{re.escape(stack.base_url)}/join/\S+$", letter, re.MULTILINE)
    assert link is not None, letter

    lena = visitors.stranger()
    lena.goto(link[0])
    expect(lena.get_by_role("heading", level=1)).to_have_text("Join your team")
    expect(lena.locator(".said")).to_have_text(
        "Ruth Castellano invites you to join Harbor Valley as teacher at Tidewater Middle School."
    )
    assert_accessible(lena)
    expect(lena.get_by_label("Your name")).to_have_value("Lena Vogel")
    lena.get_by_label("Password", exact=True).fill(PASSWORD)
    lena.get_by_label("The same password again").fill(PASSWORD)
    follow(lena.get_by_role("button", name="Join Harbor Valley"))
    expect(lena.locator("#messages")).to_contain_text("Welcome to Harbor Valley.")
    expect(lena.get_by_role("heading", level=1)).to_have_text(re.compile(r"Good (morning|afternoon|evening), Lena"))
    assert_accessible(lena)

    again = visitors.stranger()
    with visitors.watch.expecting(404):
        again.goto(link[0])
        expect(again.get_by_role("heading", level=1)).to_have_text("This link can’t be used")

    follow(ruth.get_by_role("link", name="People and roles").first)
    follow(ruth.get_by_role("link", name="Lena Vogel"))
    follow(ruth.get_by_role("link", name="End this role"))
    follow(ruth.get_by_role("button", name="End the role"))
    expect(ruth.locator("#messages")).to_contain_text("The role of Lena Vogel ends on")

    follow(lena.get_by_role("link", name="Teams").first)
    expect(lena.get_by_role("heading", level=1)).to_have_text("Sign in")
    lena.goto("/")
    expect(lena.get_by_role("heading", level=1)).to_have_text("Sign in")
