"""A whole district's file: 100,000 students × 40 items from the upload to the history, beside a bare COPY of the rows.

python -m benchmarks.ingest [students] [items]

The COPY writes the same array rows into the same table, under the same constraints, as a superuser (row-level security
refuses it to the application), and is rolled back after the constraints are checked. Ours is everything from the bytes
of the file to the commit: read, matched, planned, stored, shown to be exactly the plan, saved, each paper with its
history. It runs in a process of its own, so that its peak memory is its own. Then the second file is taken back.
"""

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
import psycopg2
from django.db import connection, transaction

from assessments.actions.reverting import ask_to_revert
from assessments.actions.uploads import ask_to_apply, preview_upload
from assessments.jobs import work_on_upload
from assessments.models import Assessment, AssessmentSection, Upload, UploadState
from benchmarks.main_job import sheet
from benchmarks.stack import common_team, held, table, times
from plc.embedded.home import Home
from plc.embedded.postgres import DATABASE, Postgres, free_port
from plc.embedded.stack import Address, Stack
from plc.schools.access import today_in
from plc.schools.models import District, StaffMember
from plc.tenancy import tenant
from tests.pointing import pointed_at

SLUG = "whole-district"
STUDENTS, ITEMS, EACH_SECTION = 100_000, 40, 25
RATIO_BAR, MEMORY_BAR = 5.0, 500.0
COPIES = 3
MEASURED_DATABASE = "PLC_MEASURED_DATABASE_URL"

COLUMNS = (
    "district_id, assessment_id, student_id, attempt, version_id, section_id, teacher_id, status, cells, answers, "
    "scored_on, row_version, updated_at"
)


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock, and of computing: by this process, and by its backend of PostgreSQL."""

    clock: float = 0.0
    own: float = 0.0
    database: float = 0.0

    @property
    def computing(self) -> float:
        return self.own + self.database

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.clock + other.clock, self.own + other.own, self.database + other.database)

    def __sub__(self, other: "Cost") -> "Cost":
        return Cost(self.clock - other.clock, self.own - other.own, self.database - other.database)


def spent(backend: int) -> Cost:
    """So far; ``backend`` is the number of its process."""
    database = psutil.Process(backend).cpu_times()
    return Cost(time.perf_counter(), time.process_time(), database.user + database.system)


def ingest(files: Sequence[str]) -> None:
    """The process that is measured: each file is uploaded, previewed and saved, and the last one is taken back."""
    began = peak()
    district = District.objects.get(slug=SLUG)
    uploads, measured = [], []
    for file in files:
        upload, costs = one_file(district, Path(file))
        uploads.append(upload)
        measured.append({name: asdict(cost) for name, cost in costs.items()})
    ingested = peak()
    back = taken_back(district, uploads[-1])
    print(json.dumps({"began": began, "peak": ingested, "files": measured, "back": asdict(back), "peak_back": peak()}))


def one_file(district: District, file: Path) -> tuple[int, dict[str, Cost]]:
    """The upload's number and the cost by step, each as the page asks for it and the worker then does it."""
    today = today_in(district)
    with tenant(district.pk):
        with transaction.atomic():
            cfa = Assessment.objects.get()
            sections = list(AssessmentSection.objects.filter(assessment=cfa).values_list("section_id", flat=True))
            actor = StaffMember.objects.order_by("pk")[0]
        backend = connection.connection.get_backend_pid()
        started = spent(backend)
        number = preview_upload(
            actor=actor,
            assessment=cfa,
            section_ids=sections,
            today=today,
            file_name="district.csv",
            content=file.read_bytes(),
            may_wait=True,
        ).pk
        work_on_upload(district_id=district.pk, upload_id=number)
        read = spent(backend)
        with transaction.atomic():
            shown = Upload.objects.defer("content").get(pk=number)
            ask_to_apply(actor=actor, upload=shown, section_ids=sections, plan_digest=shown.plan_digest, today=today)
        del shown
        work_on_upload(district_id=district.pk, upload_id=number)
        saved = spent(backend)
    check_state(district, number, UploadState.APPLIED)
    return number, {"received, read, matched, planned, stored": read - started, "saved with history": saved - read}


def taken_back(district: District, number: int) -> Cost:
    """A saved file taken back, each paper with its history."""
    today = today_in(district)
    with tenant(district.pk):
        with transaction.atomic():
            actor = StaffMember.objects.order_by("pk")[0]
        backend = connection.connection.get_backend_pid()
        started = spent(backend)
        with transaction.atomic():
            upload = Upload.objects.defer("content", "plan").get(pk=number)
            ask_to_revert(actor=actor, upload=upload, today=today)
        work_on_upload(district_id=district.pk, upload_id=number)
        cost = spent(backend) - started
    check_state(district, number, UploadState.REVERTED)
    return cost


def check_state(district: District, number: int, state: UploadState) -> None:
    with tenant(district.pk), transaction.atomic():
        found = Upload.objects.values_list("state", flat=True).get(pk=number)
    if found != state:
        raise RuntimeError(f"the upload is {found}")


def peak() -> float:
    """Most memory this process has had so far, in MB; what `getrusage` says would begin with its parent's."""
    said = Path("/proc/self/status").read_text()
    return int(next(line for line in said.splitlines() if line.startswith("VmHWM:")).split()[1]) / 1024


def copied(url: str) -> tuple[Cost, Cost]:
    """The quickest bare COPY of all results into their own table, and into one without any constraint."""
    with closing(psycopg2.connect(url)) as superuser, superuser.cursor() as cursor:
        rows = io.StringIO()
        cursor.copy_expert(f"COPY assessments_result ({COLUMNS}) TO STDOUT", rows)
        same, bare = [], []
        for _ in range(COPIES):
            cursor.execute("DELETE FROM assessments_result")
            same.append(_cost_of_copy(cursor, "assessments_result", rows))
            superuser.rollback()
            cursor.execute("CREATE TABLE bare AS SELECT * FROM assessments_result LIMIT 0")
            bare.append(_cost_of_copy(cursor, "bare", rows))
            superuser.rollback()
    return _quickest(same), _quickest(bare)


def _cost_of_copy(cursor: Any, name: str, rows: io.StringIO) -> Cost:
    rows.seek(0)
    backend = cursor.connection.get_backend_pid()
    began = spent(backend)
    cursor.copy_expert(f"COPY {name} ({COLUMNS}) FROM STDIN", rows)
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return spent(backend) - began


def _quickest(costs: Sequence[Cost]) -> Cost:
    """The least of each: what else the machine does only ever adds."""
    return Cost(*(min(getattr(cost, field.name) for cost in costs) for field in fields(Cost)))


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--measured"]:
        with pointed_at(os.environ[MEASURED_DATABASE]):
            ingest(arguments[1:])
        return 0
    students = int(arguments[0]) if arguments else STUDENTS
    items = int(arguments[1]) if len(arguments) > 1 else ITEMS
    home = Home.throwaway()
    stack = Stack(home, Address("127.0.0.1", free_port(), "localhost"))
    postgres: Postgres = stack.postgres
    try:
        postgres.start()
        stack.migrate()
        with TemporaryDirectory(prefix="plc-measured-") as folder:
            said = _measured(stack, students, items, Path(folder))
        same, bare = copied(postgres.superuser_url(DATABASE))
    finally:
        postgres.stop()
        home.remove()
    return _shown(said, same, bare, students, items)


def _measured(stack: Stack, students: int, items: int, folder: Path) -> dict[str, Any]:
    """Two files one after the other: everybody's first scores, then other scores for everybody."""
    files = []
    with pointed_at(stack.postgres.app_url()):
        ground = common_team(sections=students // EACH_SECTION, students=EACH_SECTION, items=items, slug=SLUG)
        for seed in (1, 2):
            files.append(folder / f"{seed}.csv")
            files[-1].write_bytes(sheet(ground, seed))
    del ground
    # What PostgreSQL does by itself within a minute: a roster is there long before the first results.
    with closing(psycopg2.connect(stack.postgres.superuser_url(DATABASE))) as superuser, superuser.cursor() as cursor:
        superuser.autocommit = True
        cursor.execute("VACUUM (ANALYZE)")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.ingest", "--measured", *map(str, files)],
        env={**os.environ, MEASURED_DATABASE: stack.postgres.app_url()},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def _shown(said: dict[str, Any], same: Cost, bare: Cost, students: int, items: int) -> int:
    first, again = ({name: Cost(**cost) for name, cost in file.items()} for file in said["files"])
    back = Cost(**said["back"])
    whole, whole_again = sum(first.values(), Cost()), sum(again.values(), Cost())
    lines = {
        **first,
        "whole, first scores": whole,
        "whole, every paper changed": whole_again,
        "the second file taken back": back,
        "bare COPY, same rows, table and constraints": same,
        "bare COPY into a table without any": bare,
    }
    rows = [("", "seconds", "to the COPY", "computing: ours", "database's", "to the COPY's")]
    rows += [
        (
            name,
            f"{cost.clock:.2f}",
            times(cost.clock / same.clock),
            f"{cost.own:.2f}",
            f"{cost.database:.2f}",
            times(cost.computing / same.computing),
        )
        for name, cost in lines.items()
    ]
    table(f"{students:,} students × {items} items from the file to the history", rows)
    by_clock, by_computing = whole.clock / same.clock, whole.computing / same.computing
    print(f"  by the clock {by_clock:.2f}, {held(by_clock, RATIO_BAR)}")
    print(f"  by computing {by_computing:.2f}, {held(by_computing, RATIO_BAR)}; says the same on a busy machine")
    print(f"  peak memory {said['peak']:.0f} MB ({said['began']:.0f} MB before), {held(said['peak'], MEMORY_BAR)}")
    print(f"  with the second file taken back {said['peak_back']:.0f} MB, {held(said['peak_back'], MEMORY_BAR)}")
    return int(by_clock > RATIO_BAR or said["peak_back"] > MEMORY_BAR)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
