"""A browser that complains: whatever a page logs, refuses or fails to load is heard, and fails the test in the end."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Playwright, Request, WebError

from tests.live_stack import LiveStack

CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--no-first-run", "--disable-dev-shm-usage"),
)
# Far above what anything takes: only a test that fails waits so long.
PATIENCE_MS = 30_000
WIDE, NARROW = 1280, 390

# Of the policy's refusals some reach the console in words of the browser's choosing; the event says which rule.
TELL_OF_REFUSALS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`content policy: ${event.violatedDirective} refused ${event.blockedURI} ${event.sample}`));
"""
# How many times slower Chromium is made, to find tests that a slow machine would break.
SLOWDOWN = float(os.environ.get("PLC_TEST_CPU_SLOWDOWN", "1"))
_axe = Axe()


def chromium_path() -> str | None:
    """PLC_CHROMIUM, or a Chromium on the PATH."""
    named = os.environ.get("PLC_CHROMIUM")
    return named or next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def launched(playwright: Playwright, path: str) -> Browser:
    return playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))


class Watch:
    """What the pages of one test complained about."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self._expected: set[int] = set()
        self._has_network = self._always_had_network = True

    def over(self, context: BrowserContext) -> None:
        context.add_init_script(TELL_OF_REFUSALS)
        context.on("console", self._console)
        context.on("weberror", self._uncaught)
        context.on("requestfailed", self._failed)

    @contextmanager
    def expecting(self, status: int) -> Iterator[None]:
        """Inside, the browser may log that a page came with this status: the test asks for the refusal."""
        self._expected.add(status)
        try:
            yield
        finally:
            self._expected.discard(status)

    @contextmanager
    def without_network(self, context: BrowserContext) -> Iterator[None]:
        """Inside, the context has no network, and the browser may log so; also a little later, about what it asked."""
        self._has_network = self._always_had_network = False
        context.set_offline(True)
        try:
            yield
        finally:
            context.set_offline(False)
            self._has_network = True

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        is_expected = any(f"responded with a status of {status} " in message.text for status in self._expected)
        is_expected |= self._is_for_want_of_network(message.text)
        if not is_expected:
            self.complaints.append(f"{message.type} at {message.location.get('url', '?')}: {message.text}")

    def _uncaught(self, error: WebError) -> None:
        place = error.page.url if error.page else "?"
        self.complaints.append(f"uncaught at {place}: {getattr(error.error, 'stack', None) or error.error}")

    def _failed(self, request: Request) -> None:
        # The browser itself gives up what is still on its way when the person leaves the page; a refusal by the content
        # policy or the network has another name.
        if request.failure != "net::ERR_ABORTED" and not self._is_for_want_of_network(request.failure or ""):
            self.complaints.append(f"failed: {request.method} {request.url}: {request.failure}")

    def _is_for_want_of_network(self, words: str) -> bool:
        if not self._has_network and "net::ERR_" in words:
            return True
        return not self._always_had_network and "net::ERR_INTERNET_DISCONNECTED" in words


class Visitors:
    """Browsers of people, each with cookies of its own. A person signs in once; later pages start signed in."""

    def __init__(self, browser: Browser, stack: LiveStack, signed_in: dict[str, Any], watch: Watch) -> None:
        self.browser = browser
        self.stack = stack
        self.watch = watch
        self._signed_in = signed_in
        self._contexts: list[BrowserContext] = []

    def stranger(self, **options: Any) -> Page:
        """A page of nobody in particular."""
        options.setdefault("viewport", {"width": WIDE, "height": 900})
        # Colors and places are measured at rest.
        options.setdefault("reduced_motion", "reduce")
        context = self.browser.new_context(base_url=self.stack.base_url, locale="en-US", **options)
        context.set_default_timeout(PATIENCE_MS)
        if SLOWDOWN > 1:
            context.on("page", slow_down)
        self.watch.over(context)
        self._contexts.append(context)
        return context.new_page()

    def person(self, name: str, **options: Any) -> Page:
        """A page of somebody of the demo, at the home page."""
        email = email_of(name)
        if email not in self._signed_in:
            door = self.stranger()
            sign_in(door, email, self.stack.accounts[0].password)
            self._signed_in[email] = door.context.storage_state()
            door.context.close()
        page = self.stranger(storage_state=self._signed_in[email], **options)
        page.goto("/")
        return page

    def leave(self) -> None:
        for context in self._contexts:
            context.close()
        self._contexts.clear()


def email_of(name: str) -> str:
    """The demo's addresses; names whose letters an address cannot have are spelt by whoever asks."""
    return name if "@" in name else f"{'.'.join(name.lower().split())}@harbor-valley.example"


def slow_down(page: Page) -> None:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})


def sign_in(page: Page, email: str, password: str) -> None:
    page.goto("/account/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/account/login/" not in url)


def follow(way: Locator, key: str = "") -> None:
    """Click what leads to another page, or press this key on it, and wait until that page stands with its scripts.

    A click alone is over while the old page is still there: whatever is read or typed next may meet that one.
    """
    with way.page.expect_navigation():
        if key:
            way.press(key)
        else:
            way.click()


ROWS_ALIKE = "tbody > tr:nth-child(n + 13)"


def violations(page: Page, *rules: str) -> list[str]:
    """What axe finds on the page as it stands, by all its rules or by these."""
    if page.evaluate("typeof window.axe") == "undefined":
        page.evaluate(_axe.axe_script)
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = list(rules)
    # The rows of a long table are alike, and a grid of three thousand cells takes axe as long as all other pages.
    # What was well with each element stays in the page: to hand it over takes as long as to find it.
    found = page.evaluate(
        "async ([alike, options]) => "
        "(await axe.run(document.querySelector(alike) ? {exclude: [alike]} : document, options)).violations",
        [ROWS_ALIKE, options],
    )
    return [
        f"{each['id']}: {each['help']} — {node['target']} {node['html'][:160]} {_reasons(node)}"
        for each in found
        for node in each["nodes"]
    ]


def _reasons(node: dict[str, Any]) -> str:
    return "; ".join(check["message"] for check in node["any"] + node["all"] + node["none"])


def assert_accessible(page: Page) -> None:
    found = violations(page)
    assert found == [], f"{page.url}:\n" + "\n".join(found)
