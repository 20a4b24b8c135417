"""The second step of signing in: set up with a code, asked for at the next sign-in, refused when wrong."""

import base64
import hashlib
import hmac
import re
import time

from playwright.sync_api import Page, expect

from tests.browser.watching import Visitors, assert_accessible, email_of, follow, sign_in
from tests.live_stack import LiveStack

NAME = "Owen Fitzgerald"
STEP_SECONDS = 30


def code_at(secret: str, counter: int) -> str:
    """Six digits of RFC 6238, from its definition and not from the library that checks them."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, counter.to_bytes(8, "big"), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(int.from_bytes(mac[at : at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"


def counter_now() -> int:
    return int(time.time()) // STEP_SECONDS


def wrong_code(secret: str) -> str:
    """No code of the minutes around now."""
    near = {code_at(secret, counter_now() + shift) for shift in range(-4, 5)}
    return next(code for code in ("000000", "111111", "222222", *map("{:06d}".format, range(20))) if code not in near)


def test_the_code_of_the_definition_is_that_of_the_standard() -> None:
    """RFC 6238, appendix B: 59 s after the epoch the eight digits end in 287082."""
    assert code_at(base64.b32encode(b"12345678901234567890").decode(), 1) == "287082"


def begin_signing_in(page: Page, password: str) -> None:
    page.goto("/account/login/")
    page.get_by_label("Email").fill(email_of(NAME))
    page.get_by_label("Password").fill(password)
    follow(page.get_by_role("button", name="Sign in", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text("One more step")


def test_an_authenticator_app_is_set_up_and_then_asked_for(visitors: Visitors, stack: LiveStack) -> None:
    password = stack.accounts[0].password
    page = visitors.stranger()
    sign_in(page, email_of(NAME), password)
    page.locator("summary", has_text="your menu").click()
    follow(page.get_by_role("link", name="Sign-in and security"))
    follow(page.get_by_role("link", name="Set up the app"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Is it still you?")
    page.get_by_label("Password").fill(password)
    follow(page.get_by_role("button", name="Confirm"))
    expect(page.get_by_role("img", name=re.compile("Square to scan"))).to_be_visible()
    assert_accessible(page)
    secret = page.locator("#authenticator_secret").input_value()

    page.get_by_label("code").fill(wrong_code(secret))
    follow(page.get_by_role("button", name="Switch it on"))
    expect(page.locator(".field__error, [role=alert]").first).to_be_visible()
    assert stack.sql("select count(*) from mfa_authenticator where type = 'totp'") == [(0,)]
    secret = page.locator("#authenticator_secret").input_value()

    used = counter_now()
    page.get_by_label("code").fill(code_at(secret, used))
    follow(page.get_by_role("button", name="Switch it on"))
    expect(page.get_by_role("button", name="Switch it on")).to_have_count(0)
    assert stack.sql("select count(*) from mfa_authenticator where type = 'totp'") == [(1,)]

    next_time = visitors.stranger()
    begin_signing_in(next_time, password)
    assert_accessible(next_time)
    next_time.get_by_label("code").fill(wrong_code(secret))
    follow(next_time.get_by_role("button", name="Sign in", exact=True))
    expect(next_time.get_by_role("heading", level=1)).to_have_text("One more step")
    expect(next_time.locator(".field__error, [role=alert]").first).to_be_visible()
    next_time.goto("/d/harbor-valley/")
    expect(next_time.get_by_role("heading", level=1)).to_have_text("One more step")
    next_time.get_by_label("code").fill(code_at(secret, counter_now()))
    follow(next_time.get_by_role("button", name="Sign in", exact=True))
    expect(next_time.get_by_role("heading", level=1)).to_contain_text("Owen")
