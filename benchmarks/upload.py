"""A large file through every stage of an upload: by the actions, and over HTTP as a browser sends it.

python -m benchmarks.upload
"""

import sys
import time
from collections.abc import Callable
from typing import Any

from django.db import transaction

from assessments.actions import apply_upload, preview_upload
from assessments.importing import guess_mapping, plan_import, read_table
from assessments.models import ReportRun, RunState, Upload
from assessments.queries import item_specs, items_of, roster, saved_results
from assessments.tasks import compute_report
from benchmarks.main_job import sheet
from benchmarks.stack import common_team, held, running_product, signed_in, table, times
from plc.tenancy import tenant
from tests.acceptance.ground import Ground
from tests.live_stack import LiveStack, wait_until

SECTIONS, STUDENTS, ITEMS = 40, 25, 20
WHOLE_BAR, SEEN_BAR = 3.0, 2.0
YES_TO_REPORT = ("said yes, next page read", "waited for the worker after that", "report page read, figures in it")
# Moodle 4.5.5, first CSV grade import of the same size, measured at another time on a like machine: not side by side.
MOODLE_SECONDS = 348.0


class Stages:
    """Seconds on the clock and of computing, by the name of a stage, in the order in which they were run."""

    def __init__(self, computing: Callable[[], float] = time.process_time) -> None:
        self.computing = computing
        self.seconds: dict[str, float] = {}
        self.cpu: dict[str, float] = {}

    def run(self, name: str, work: Callable[[], Any]) -> Any:
        cpu, began = self.computing(), time.perf_counter()
        result = work()
        self.seconds[name] = time.perf_counter() - began
        self.cpu[name] = self.computing() - cpu
        return result


def web_computing(live: LiveStack) -> Callable[[], float]:
    """Seconds the web server's processes have computed so far."""
    main = live.process("web server")

    def seconds() -> float:
        used = [process.cpu_times() for process in (main, *main.children(recursive=True))]
        return sum(times.user + times.system for times in used)

    return seconds


def by_actions(ground: Ground, content: bytes) -> tuple[Stages, float]:
    """Each stage by itself, then the two actions that a page calls; the bare plan's seconds."""
    stages = Stages()
    section_ids = [section.pk for section in ground.sections.values()]
    with tenant(ground.district.pk):
        with transaction.atomic():
            entries = stages.run("roster from the database", lambda: roster(ground.cfa, section_ids, ground.today))
            items = item_specs(items_of(ground.cfa))
            saved = saved_results(ground.cfa, [entry.student_id for entry in entries])
        read = stages.run("read", lambda: read_table(content, "scores.csv"))
        mapping = stages.run("map", lambda: guess_mapping(read, items, entries))
        stages.run("plan", lambda: plan_import(read, mapping, items=items, roster=entries, saved=saved))
        bare = stages.seconds["plan"]
        actor = ground.facilitator.staff
        upload = stages.run(
            "preview (all of the above, stored)",
            lambda: preview_upload(
                actor=actor,
                assessment=ground.cfa,
                section_ids=section_ids,
                today=ground.today,
                file_name="scores.csv",
                content=content,
            ),
        )
        stages.run(
            "save with history",
            lambda: apply_upload(
                actor=actor,
                upload=upload,
                section_ids=section_ids,
                plan_digest=upload.plan_digest,
                today=ground.today,
            ),
        )
    compute = {"district_id": ground.district.pk, "assessment_id": ground.cfa.pk}
    stages.run("report run", lambda: compute_report(**compute))
    wait_until(lambda: runs_done(ground) == 1, "the run is done")
    return stages, bare


def runs_done(ground: Ground) -> int:
    with tenant(ground.district.pk), transaction.atomic():
        return ReportRun.objects.filter(state=RunState.DONE).count()


def over_http(live: LiveStack, ground: Ground, content: bytes) -> Stages:
    """As a browser does it: the file, the preview, yes, and the report from the worker."""
    stages = Stages(web_computing(live))
    visitor = signed_in(live, ground)
    page = visitor.open(f"/d/{ground.district.slug}/cfas/{ground.cfa.pk}/upload/")
    form = next(form for form in page.forms if not form.action and form.hidden)
    preview = stages.run(
        "file sent, preview read", lambda: visitor.send_file(page, form, name="scores.csv", content=content)
    )
    apply = preview.form_to("/apply")
    assert apply is not None
    with tenant(ground.district.pk), transaction.atomic():
        assert Upload.objects.latest("pk").plan_digest == apply.hidden["plan"]
    yes, waited, seen = YES_TO_REPORT
    stages.run(yes, lambda: visitor.send(preview, apply))
    stages.run(waited, lambda: wait_until(lambda: runs_done(ground) == 2, "the second run is done"))
    report = stages.run(seen, lambda: visitor.open(f"/d/{ground.district.slug}/cfas/{ground.cfa.pk}/report/"))
    assert "Our students earned" in report.html
    return stages


def main() -> int:
    with running_product() as live:
        ground = common_team(sections=SECTIONS, students=STUDENTS, items=ITEMS)
        actions, bare = by_actions(ground, sheet(ground, 1))
        http = over_http(live, ground, sheet(ground, 2))
    whole = sum(http.seconds.values())
    rows = [("", "seconds", "of computing", "to the bare plan")]
    for stages in (actions, http):
        rows += [
            (name, f"{seconds:.3f}", f"{stages.cpu[name]:.3f}", times(seconds / bare))
            for name, seconds in stages.seconds.items()
        ]
    table(f"{SECTIONS * STUDENTS:,} students × {ITEMS} items: by the actions (new scores), over HTTP (changed)", rows)
    print(f"  whole over HTTP {whole:.2f} s, {held(whole, WHOLE_BAR)}")
    yes_to_report = sum(http.seconds[stage] for stage in YES_TO_REPORT)
    print(f"  from yes to the figures of the report {yes_to_report:.2f} s, {held(yes_to_report, SEEN_BAR)}")
    print(f"  Moodle's {MOODLE_SECONDS:.0f} s for its import, from another measurement: {MOODLE_SECONDS / whole:,.0f}×")
    return int(whole > WHOLE_BAR or yes_to_report > SEEN_BAR)


if __name__ == "__main__":
    sys.exit(main())
