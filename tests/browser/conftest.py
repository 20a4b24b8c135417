"""One running product and one headless Chromium for all tests of this folder; a strict watch for each test."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from plc.embedded.launch import tail
from tests.browser.watching import PATIENCE_MS, Visitors, Watch, chromium_path, launched
from tests.live_stack import LiveStack

expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(__file__.rpartition("/")[0]):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def stack() -> Iterator[LiveStack]:
    with LiveStack() as running:
        yield running


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    path = chromium_path()
    if path is None:
        pytest.skip("No Chromium here. Install one, or name it in PLC_CHROMIUM.")
    with sync_playwright() as playwright:
        browser = launched(playwright, path)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def _signed_in() -> dict[str, Any]:
    """Cookies of people who have signed in already, by address."""
    return {}


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def visitors(browser: Browser, stack: LiveStack, _signed_in: dict[str, Any], watch: Watch) -> Iterator[Visitors]:
    """Pages of people; in the end none of them may have complained."""
    present = Visitors(browser, stack, _signed_in, watch)
    yield present
    present.leave()
    assert watch.complaints == [], "\n".join(
        [*watch.complaints, "The server's log ends:", tail(stack.home.log("web-server"))]
    )
