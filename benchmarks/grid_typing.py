"""Typing in the score grid of 40 students × 60 items: from a key to the painted cell, and a pasted block to “saved”.

python -m benchmarks.grid_typing
"""

import statistics
import sys

from playwright.sync_api import Page, sync_playwright

from benchmarks.stack import common_team, ms, running_product, table, times
from tests.acceptance.ground import Ground
from tests.browser.watching import chromium_path, launched, sign_in
from tests.cast import PASSWORD

KEYS = 120
PAUSE_MS = 100
PASTES = 7
FRAME_MS = 1000 / 60
PASTE_BAR_MS = 500

# After the frame that follows a key, the browser has laid out and painted what the key changed.
TIME_KEYS = """() => {
  window.taken = [];
  document.addEventListener("keydown", () => {
    const began = performance.now();
    requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => window.taken.push(performance.now() - began);
      after.port2.postMessage(0);
    });
  }, true);
}"""
BARE = "data:text/html,<title>bare</title><input autofocus>"
PASTE = """async (text) => {
  const chip = document.getElementById("save-state");
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const began = performance.now();
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  while (chip.dataset.state !== "saving") await new Promise(requestAnimationFrame);
  while (chip.dataset.state !== "saved") await new Promise(requestAnimationFrame);
  return performance.now() - began;
}"""


def typed(page: Page, keys: str) -> list[float]:
    """Milliseconds from each key to the frame that shows it, in order of length."""
    page.evaluate(TIME_KEYS)
    page.keyboard.type(keys, delay=PAUSE_MS)
    page.wait_for_function("count => window.taken.length >= count", arg=len(keys))
    return sorted(page.evaluate("window.taken"))


def pasted(page: Page) -> list[float]:
    """Milliseconds from the paste of 30 × 20 cells to “saved”, each time with other scores."""
    found = []
    for turn in range(PASTES):
        page.locator("#grid td.score").first.click()
        block = "\n".join("\t".join(str((turn + row + item) % 2) for item in range(20)) for row in range(30))
        found.append(page.evaluate(PASTE, block))
    return found


def grid_of(page: Page, base_url: str, ground: Ground) -> None:
    section = next(iter(ground.sections.values()))
    sign_in(page, ground.facilitator.email, PASSWORD)
    page.goto(f"{base_url}/d/{ground.district.slug}/cfas/{ground.cfa.pk}/sections/{section.pk}/")
    page.locator("#grid td.score").first.click()


def main() -> int:
    path = chromium_path()
    if path is None:
        print("No Chromium here. Install one, or name it in PLC_CHROMIUM.", file=sys.stderr)
        return 1
    with running_product() as live, sync_playwright() as playwright:
        ground = common_team(sections=1, students=40, items=60)
        browser = launched(playwright, path)
        page = browser.new_context(base_url=live.base_url, viewport={"width": 1280, "height": 900}).new_page()
        page.goto(BARE)
        bare = typed(page, "1" * KEYS)
        grid_of(page, live.base_url, ground)
        cells = page.locator("#grid td.score").count()
        keys = typed(page, "1" * KEYS)
        pastes = pasted(page)
        browser.close()
    middle, bare_middle, paste = statistics.median(keys), statistics.median(bare), statistics.median(pastes)
    late = keys[int(len(keys) * 0.95)]
    rows = [
        ("", "median", "p95", "to a bare field", ""),
        ("a key in a bare field", ms(bare_middle), ms(bare[int(len(bare) * 0.95)]), "1×", ""),
        ("a digit in the grid", ms(middle), ms(late), times(middle / bare_middle), f"{cells:,} cells"),
        (
            "30 × 20 cells pasted, to “saved”",
            ms(paste),
            ms(max(pastes)),
            "",
            "bar 500 ms: " + ("held" if paste <= PASTE_BAR_MS else "missed"),
        ),
    ]
    table(f"From a key to the painted cell, {KEYS} digits; one frame is {ms(FRAME_MS)}", rows)
    return 0 if paste <= PASTE_BAR_MS else 1


if __name__ == "__main__":
    sys.exit(main())
