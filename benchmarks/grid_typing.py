"""Typing in the score grid of 40 students × 60 items: from a key to the painted cell, and a pasted block to “saved”.

Beside it the same keys in a field over a bare table of the same size: what this machine and this browser take at the
least. A browser without a screen draws with the processor alone, and the same processor types, serves and saves here.

python -m benchmarks.grid_typing
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, sync_playwright

from benchmarks.stack import Times, common_team, ms, running_product, table, times
from tests.acceptance.ground import Ground
from tests.browser.watching import chromium_path, launched, sign_in
from tests.cast import PASSWORD

KEYS = 200
PAUSE_MS = 100
PASTES = 7
FRAME_MS = 1000 / 60
SLACK = 1.25
SCRIPT_BAR_MS = 4
PASTE_BAR_MS = 500
STUDENTS, ITEMS = 40, 60

# After the frame that follows a key, the browser has laid out and painted what the key changed. A frame is asked for
# all the time, so that those begun in between are counted; the script is all that handles the key, from the window to
# the cell and back.
TIME_KEYS = """() => {
  const taken = (window.taken = []);
  const begun = [];
  const tick = (frame) => { begun.push(frame); requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
  let entered = 0;
  addEventListener("keydown", () => (entered = performance.now()), true);
  addEventListener("keydown", ({ timeStamp }) => {
    const script = performance.now() - entered;
    requestAnimationFrame(() => {
      const after = new MessageChannel();
      after.port1.onmessage = () => {
        const painted = performance.now();
        const frames = begun.filter((frame) => frame > timeStamp && frame <= painted).length;
        taken.push({ painted: painted - timeStamp, script, frames });
      };
      after.port2.postMessage(0);
    });
  });
  window.late = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.name === "keydown") window.late.push(entry.duration);
  }).observe({ type: "event", durationThreshold: 16 });
}"""
ROW = "<tr>" + "<td>1</td>" * ITEMS + "</tr>"
BARE = f"""<title>bare</title><style>
  div {{ block-size: 700px; overflow: auto }} td {{ min-inline-size: 44px; block-size: 34px; border: 1px solid }}
  input {{ position: absolute; inset: 60px auto auto 60px }}
</style><div><table>{ROW * STUDENTS}</table></div><input autofocus>"""
FILLED = "() => [...document.querySelectorAll('#grid td.score')].filter((cell) => cell.textContent === '1').length"
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


@dataclass(frozen=True)
class Typed:
    """What 200 keys took, in milliseconds, and the frames begun from a key until its own was painted."""

    painted: Times
    script: Times
    frames: Times
    presented: Times

    @property
    def at_once(self) -> str:
        """How many keys were painted within the time of one frame."""
        return f"{sum(each <= FRAME_MS for each in self.painted.values) / len(self.painted.values):.0%}"


def typed(page: Page) -> Typed:
    page.evaluate(TIME_KEYS)
    page.keyboard.type("1" * KEYS, delay=PAUSE_MS)
    page.wait_for_function("count => window.taken.length >= count", arg=KEYS)
    taken, late = page.evaluate("[window.taken, window.late]")
    # The browser reports when a key was presented, in steps of 8 ms, and only where that took 16 or more.
    presented = [*late, *[8.0] * (KEYS - len(late))]
    return Typed(
        painted=Times(tuple(each["painted"] for each in taken)),
        script=Times(tuple(each["script"] for each in taken)),
        frames=Times(tuple(each["frames"] for each in taken)),
        presented=Times(tuple(presented)),
    )


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
        ground = common_team(sections=1, students=STUDENTS, items=ITEMS)
        browser = launched(playwright, path)
        page = browser.new_context(base_url=live.base_url, viewport={"width": 1280, "height": 900}).new_page()
        page.set_content(BARE)
        page.locator("input").focus()
        bare = typed(page)
        grid_of(page, live.base_url, ground)
        keys = typed(page)
        filled = page.evaluate(FILLED)
        pastes = Times(tuple(pasted(page)))
        browser.close()
    print_keys(keys, bare)
    bars = {
        f"{KEYS} keys, {1000 // PAUSE_MS} a second, none lost": filled == KEYS,
        f"painted in the first frame, within {ms(FRAME_MS)} or what the bare page takes and a quarter": (
            keys.frames.p95 <= 1 and keys.painted.median <= max(FRAME_MS, SLACK * bare.painted.median)
        ),
        f"script of a key {SCRIPT_BAR_MS} ms": keys.script.median <= SCRIPT_BAR_MS,
        f"30 × 20 cells pasted, to “saved”, {PASTE_BAR_MS} ms": pastes.median <= PASTE_BAR_MS,
    }
    rows = [("pasted", ms(pastes.median), ms(pastes.p95))]
    table("30 × 20 cells, from the paste to “saved”: median, p95", rows)
    table("Bars, by the median", [(name, "held" if is_held else "MISSED") for name, is_held in bars.items()])
    return 0 if all(bars.values()) else 1


def print_keys(keys: Typed, bare: Typed) -> None:
    def line(name: str, ours: Times, floor: Times, unit: Callable[[float], str]) -> tuple[str, ...]:
        ratio = times(ours.median / floor.median) if floor.median else ""
        return name, unit(ours.median), unit(ours.p95), unit(floor.median), unit(floor.p95), ratio

    rows = [
        ("", "median", "p95", "bare median", "p95", "to bare"),
        line("to the painted cell", keys.painted, bare.painted, ms),
        line("to the screen (steps of 8)", keys.presented, bare.presented, ms),
        line("script", keys.script, bare.script, ms),
        line("frames begun until then", keys.frames, bare.frames, "{:.0f}".format),
        ("painted within one frame", keys.at_once, "", bare.at_once, "", ""),
    ]
    table(
        f"A digit in the grid of {STUDENTS} × {ITEMS}, and in a field over a bare table of that size, {KEYS} keys", rows
    )


if __name__ == "__main__":
    sys.exit(main())
