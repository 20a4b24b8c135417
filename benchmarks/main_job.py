"""The product's main job: from the commit of a score to the stored report, and to the figures in an open browser page.

python -m benchmarks.main_job [changes]
"""

import random
import select
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from django.db import transaction
from playwright.sync_api import Page, sync_playwright

from assessments.actions import NewPaper, save_results
from assessments.models import ChangeKind, ReportRun, Result
from assessments.reporting import figures_of, gather_inputs, responses_of
from assessments.stats import team_report
from benchmarks.stack import (
    Times,
    common_team,
    enter_all,
    held,
    ms,
    random_cells,
    running_product,
    table,
    timed,
    times,
)
from plc.tenancy import tenant
from tests.acceptance.ground import Ground
from tests.browser.watching import chromium_path, launched
from tests.cast import PASSWORD
from tests.live_stack import LiveStack

STORED_BAR, SEEN_BAR = 100, 700
UPLOADS = 12
LONGEST = 30.0

# Notes when the figures of each run have been painted; a page says in `data-state` which run it shows.
WATCH = """
window.seenRuns = {};
const note = () => {
  const part = document.querySelector("[data-state]");
  const shown = document.readyState !== "loading" && part && !("pending" in part.dataset)
    && /^(\\d+)d/.exec(part.dataset.state);
  if (shown && !(shown[1] in window.seenRuns)) {
    window.seenRuns[shown[1]] = null;
    requestAnimationFrame(() => (window.seenRuns[shown[1]] = performance.timeOrigin + performance.now()));
  }
};
new MutationObserver(note).observe(document, { subtree: true, childList: true });
document.addEventListener("DOMContentLoaded", note);
"""


class Listener:
    """Hears of each finished run the moment its transaction is committed."""

    def __init__(self, url: str) -> None:
        self.connection: Any = psycopg2.connect(url)
        self.connection.autocommit = True
        self.connection.cursor().execute("listen plc_report")

    def wait(self) -> tuple[int, float]:
        """The run's number and when we heard of it, by the wall clock in seconds."""
        deadline = time.monotonic() + LONGEST
        while time.monotonic() < deadline:
            if select.select([self.connection], [], [], 1)[0]:
                heard = time.time()
                self.connection.poll()
                if self.connection.notifies:
                    return int(self.connection.notifies.pop(0).payload.rsplit(":", 1)[1]), heard
        raise RuntimeError("No report run was finished. Is the worker running?")


def change_one_score(ground: Ground, turn: int) -> float:
    """One student's first item, changed by the action; the moment of the commit in seconds."""
    committed = []
    with tenant(ground.district.pk), transaction.atomic():
        result = Result.objects.order_by("student_id")[turn % len(ground.students)]
        cells = [100 if result.cells[0] != 100 else 0, *result.cells[1:]]
        # Registered first, so it is called before the nudge is sent.
        transaction.on_commit(lambda: committed.append(time.time()))
        save_results(
            actor=ground.facilitator.staff,
            assessment=ground.cfa,
            papers=[
                NewPaper(
                    student_id=result.student_id,
                    section_id=result.section_id,
                    status=result.status,
                    cells=tuple(cells),
                    answers=tuple(result.answers),
                    based_on=result.row_version,
                )
            ],
            kind=ChangeKind.ENTRY,
            today=ground.today,
        )
    return committed[0]


def stored(ground: Ground, listener: Listener, changes: int) -> Times:
    """Commit to finished run, for single scores with a pause between them."""
    taken = []
    for turn in range(changes):
        committed = change_one_score(ground, turn)
        taken.append((listener.wait()[1] - committed) * 1000)
        time.sleep(0.2)
    return Times(tuple(taken))


@contextmanager
def open_page(live: LiveStack, ground: Ground, teacher: int) -> Iterator[Page]:
    """A teacher's browser, signed in."""
    path = chromium_path()
    if path is None:
        sys.exit("No Chromium here. Install one, or name it in PLC_CHROMIUM.")
    with sync_playwright() as playwright:
        browser = launched(playwright, path)
        page = browser.new_page(base_url=live.base_url)
        page.add_init_script(WATCH)
        page.goto("/account/login/")
        page.fill("[name=login]", ground.teachers[teacher].email)
        page.fill("[name=password]", PASSWORD)
        with page.expect_navigation(url="**/d/**"):
            page.click("main form[method=post] button")
        yield page
        browser.close()


def seen_at(page: Page, run: int) -> float:
    """When the figures of this run stood in the page, in seconds."""
    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline:
        if seen := page.evaluate(f"window.seenRuns[{run}] ?? null"):
            return float(seen) / 1000
        page.wait_for_timeout(30)
    raise RuntimeError(f"{page.url} does not show run {run}: {page.inner_text('main')[:300]}")


def seen_by_colleague(live: LiveStack, ground: Ground, listener: Listener, changes: int) -> Times:
    """A report page that has been standing open while somebody else saves."""
    taken = []
    draw = random.Random(7)
    with open_page(live, ground, teacher=1) as page:
        page.goto(f"/d/{ground.district.slug}/cfas/{ground.cfa.pk}/report/")
        for turn in range(changes):
            # The page looks once a second: without chance in the pause every save would meet the same point of it.
            page.wait_for_timeout(1000 + draw.random() * 1000)
            committed = change_one_score(ground, turn)
            taken.append((seen_at(page, listener.wait()[0]) - committed) * 1000)
    return Times(tuple(taken))


def sheet(ground: Ground, seed: int) -> bytes:
    lines = [",".join(["Student ID", *(item.label for item in ground.items)])]
    for local_id, cells in random_cells(ground, seed).items():
        lines.append(",".join([local_id, *(str(cell // 100) for cell in cells)]))
    return "\n".join(lines).encode()


def seen_by_uploader(live: LiveStack, ground: Ground, listener: Listener) -> Times:
    """The person who says yes to a preview of every paper, until the figures stand on the page that follows."""
    taken = []
    with open_page(live, ground, teacher=0) as page:
        for seed in range(UPLOADS):
            page.goto(f"/d/{ground.district.slug}/cfas/{ground.cfa.pk}/upload/")
            page.set_input_files(
                "[name=file]", {"name": "s.csv", "mimeType": "text/csv", "buffer": sheet(ground, seed + 100)}
            )
            with page.expect_navigation(url="**/uploads/**"):
                page.click("form[enctype] button")
            page.click("form[action$='/apply'] button")
            seen = seen_at(page, listener.wait()[0])
            with tenant(ground.district.pk), transaction.atomic():
                # The last row written before the commit, so the figure is a little too large.
                asked = ReportRun.objects.defer("figures").latest("number").requested_at
            taken.append((seen - asked.timestamp()) * 1000)
    return Times(tuple(taken))


def bare_update(live: LiveStack) -> Times:
    """One row changed and committed, past every rule of ours."""
    with live.connection() as connection, connection.cursor() as cursor:
        one = "update assessments_result set row_version = row_version where ctid = (select min(ctid) from {})"
        return timed(lambda: cursor.execute(one.format("assessments_result")))


def inside(ground: Ground, work: Callable[[], object]) -> Times:
    def within() -> None:
        with tenant(ground.district.pk), transaction.atomic():
            work()

    return timed(within)


def main(arguments: list[str]) -> int:
    changes = int(arguments[0]) if arguments else 30
    with running_product() as live:
        ground = common_team(sections=6, students=30, items=20)
        listener = Listener(live.stack.postgres.superuser_url("plc"))
        enter_all(ground)
        listener.wait()
        stored(ground, listener, 3)
        to_run = stored(ground, listener, changes)
        uploader = seen_by_uploader(live, ground, listener)
        colleague = seen_by_colleague(live, ground, listener, changes)
        with tenant(ground.district.pk), transaction.atomic():
            inputs = gather_inputs(ground.cfa)
        gather = inside(ground, lambda: gather_inputs(ground.cfa))
        responses = responses_of(inputs)
        bare = timed(lambda: team_report(responses, inputs.settings))
        whole = timed(lambda: figures_of(inputs))
        update = bare_update(live)
    table(
        f"From commit to report: 6 sections × 30 students × 20 items, {changes} changes of one score",
        [
            ("", "median", "p95", "to bare report", "to bare update", ""),
            *(
                (name, ms(t.median), ms(t.p95), times(t.median / bare.median), times(t.median / update.median), said)
                for name, t, said in (
                    ("stored, finished run", to_run, held(to_run.median, STORED_BAR)),
                    ("in a colleague's open page", colleague, held(colleague.median, SEEN_BAR)),
                    (f"in the uploader's own page ({UPLOADS})", uploader, held(uploader.median, SEEN_BAR)),
                    ("bare team_report, same arrays", bare, ""),
                    ("… with everything stored", whole, ""),
                    ("reading its inputs", gather, ""),
                    ("bare update and commit", update, ""),
                )
            ),
        ],
    )
    return int(to_run.median > STORED_BAR or max(colleague.median, uploader.median) > SEEN_BAR)


if __name__ == "__main__":
    assert Path("manage.py").exists(), "run it from the root of the project"
    sys.exit(main(sys.argv[1:]))
