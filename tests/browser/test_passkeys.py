"""A passkey: added on the account pages, enough to sign in without a password, asked for beside it, removed again."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import CDPSession, Page, expect

from tests.browser.watching import Visitors, assert_accessible, email_of, follow, sign_in
from tests.live_stack import LiveStack

NAME = "Anders Holm"
KEY = "Laptop in room 12"
KEYS_KEPT = """
select a.data->>'name', a.last_used_at is not null
from mfa_authenticator a where a.type = 'webauthn' order by a.id
"""


@dataclass(frozen=True)
class FingerprintReader:
    """What a laptop has built in, and a finger that is always on it; Chromium's own, for one page."""

    session: CDPSession
    name: str

    @classmethod
    def of(cls, page: Page) -> "FingerprintReader":
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        return cls(session, session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"])

    def credentials(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.name})[
            "credentials"
        ]
        return found


def open_security(page: Page) -> None:
    page.locator("summary", has_text="your menu").click()
    follow(page.get_by_role("link", name="Sign-in and security"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Second step when you sign in")


def sign_out(page: Page) -> None:
    page.locator("summary", has_text="your menu").click()
    follow(page.get_by_role("button", name="Sign out"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def add_passkey(page: Page, password: str) -> None:
    open_security(page)
    follow(page.get_by_role("link", name="Add a key"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Is it still you?")
    page.get_by_label("Password").fill(password)
    follow(page.get_by_role("button", name="Confirm"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Add a passkey or security key")
    assert_accessible(page)
    page.get_by_label("Name").fill(KEY)
    page.get_by_label("Sign in with this key alone, without the password").check()
    follow(page.get_by_role("button", name="Add it"))
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Add a passkey or security key")


def test_a_passkey_signs_in_alone_or_beside_the_password(visitors: Visitors, stack: LiveStack) -> None:
    password = stack.accounts[0].password
    page = visitors.stranger()
    reader = FingerprintReader.of(page)
    sign_in(page, email_of(NAME), password)

    add_passkey(page, password)
    [credential] = reader.credentials()
    assert (credential["rpId"], credential["isResidentCredential"]) == ("localhost", True)
    assert stack.sql(KEYS_KEPT) == [(KEY, False)]
    open_security(page)
    follow(page.get_by_role("link", name="See your keys"))
    key = page.get_by_role("row", name=KEY)
    expect(key).to_contain_text("not yet")
    assert_accessible(page)

    sign_out(page)
    follow(page.get_by_role("button", name="Sign in with a passkey"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Anders")
    assert reader.credentials()[0]["signCount"] > credential["signCount"]
    assert stack.sql(KEYS_KEPT) == [(KEY, True)]

    # The password alone is no longer enough; with it the same key is the second step.
    sign_out(page)
    sign_in(page, email_of(NAME), password)
    expect(page.get_by_role("heading", level=1)).to_have_text("One more step")
    follow(page.get_by_role("button", name="Use a passkey or security key"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Anders")

    # So is it where somebody is asked once more.
    page.goto("/account/reauthenticate/?next=/account/2fa/webauthn/")
    follow(page.get_by_role("link", name="Use a security key"))
    expect(page.get_by_role("button", name="Use a security key")).to_be_visible()
    assert_accessible(page)
    follow(page.get_by_role("button", name="Use a security key"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Passkeys and security keys")

    follow(page.get_by_role("link", name=f"Remove {KEY}"))
    assert_accessible(page)
    follow(page.get_by_role("button", name="Remove"))
    expect(page.get_by_role("heading", level=2, name="No key yet")).to_be_visible()
    assert stack.sql(KEYS_KEPT) == []

    sign_out(page)
    sign_in(page, email_of(NAME), password)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Anders")
