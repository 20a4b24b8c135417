"""``python -m tests.browser.screenshots [--out DIR]``: every page as each kind of person, on screen and paper."""

import argparse
import sys
from pathlib import Path

from playwright.sync_api import ViewportSize, sync_playwright

from tests.browser.walking import HEIGHT, WALKERS, Stop, looked_at, walk
from tests.browser.watching import WIDE, Visitors, Watch, chromium_path, launched
from tests.live_stack import LiveStack

PAPER: ViewportSize = {"width": 720, "height": 960}
"""Letter paper less its margins, in CSS pixels."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.browser.screenshots", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("screenshots"), help="directory to write to (screenshots)")
    out: Path = parser.parse_args().out
    path = chromium_path()
    if path is None:
        sys.exit("No Chromium here. Install one, or name it in PLC_CHROMIUM.")
    out.mkdir(parents=True, exist_ok=True)
    with LiveStack() as stack, sync_playwright() as playwright:
        browser = launched(playwright, path)
        visitors = Visitors(browser, stack, {}, Watch())
        for walker in WALKERS:
            written = sum(take_pictures(stop, out) for stop in walk(walker, visitors))
            print(f"{walker.role}: {written} pictures", flush=True)  # noqa: T201  (a command)
            visitors.leave()
        browser.close()
    return 0


def take_pictures(stop: Stop, out: Path) -> int:
    for count, look in enumerate(looked_at(stop), start=1):  # noqa: B007  (the count is the answer)
        stop.page.screenshot(path=out / f"{stop.file_name}-{look.width}-{look.scheme}.png", full_page=True)
    stop.page.emulate_media(media="print")
    stop.page.set_viewport_size(PAPER)
    stop.page.screenshot(path=out / f"{stop.file_name}-print.png", full_page=True)
    stop.page.emulate_media(media="screen")
    stop.page.set_viewport_size({"width": WIDE, "height": HEIGHT})
    return count + 1


if __name__ == "__main__":
    sys.exit(main())
