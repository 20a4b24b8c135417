"""A whole district's file: 100,000 students × 40 items from the upload to the history, beside a bare COPY of the rows.

python -m benchmarks.ingest [students] [items]

The COPY writes the same array rows into the same table, under the same constraints, as a superuser (row-level security
refuses it to the application), and is rolled back after the constraints are checked. Ours is everything from the bytes
of the file to the commit: read, matched, planned, stored, shown to be exactly the plan, saved, each paper with its
history. It runs in a process of its own, so that its peak memory is its own.
"""

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg2
from django.db import transaction

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


def ingest(files: Sequence[str]) -> None:
    """The process that is measured: each file is uploaded, previewed and saved; figures go to standard output."""
    began = peak()
    district = District.objects.get(slug=SLUG)
    measured = [one_file(district, Path(file)) for file in files]
    print(json.dumps({"began": began, "peak": peak(), "files": measured}))


def one_file(district: District, file: Path) -> dict[str, float]:
    """Seconds by step, each as the page asks for it and the worker then does it; both in this process."""
    today = today_in(district)
    with tenant(district.pk):
        with transaction.atomic():
            cfa = Assessment.objects.get()
            sections = list(AssessmentSection.objects.filter(assessment=cfa).values_list("section_id", flat=True))
            actor = StaffMember.objects.order_by("pk")[0]
        started = time.perf_counter()
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
        read = time.perf_counter()
        with transaction.atomic():
            shown = Upload.objects.defer("content").get(pk=number)
            ask_to_apply(actor=actor, upload=shown, section_ids=sections, plan_digest=shown.plan_digest, today=today)
        del shown
        work_on_upload(district_id=district.pk, upload_id=number)
        saved = time.perf_counter()
        with transaction.atomic():
            state = Upload.objects.values_list("state", flat=True).get(pk=number)
    if state != UploadState.APPLIED:
        raise RuntimeError(f"the upload is {state}")
    return {"received, read, matched, planned, stored": read - started, "saved with history": saved - read}


def peak() -> float:
    """Most memory this process has had so far, in MB; what `getrusage` says would begin with its parent's."""
    said = Path("/proc/self/status").read_text()
    return int(next(line for line in said.splitlines() if line.startswith("VmHWM:")).split()[1]) / 1024


def copied(url: str) -> tuple[float, float]:
    """Seconds of the quickest bare COPY of all results into their own table, and into one without any constraint."""
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        rows = io.StringIO()
        cursor.copy_expert(f"COPY assessments_result ({COLUMNS}) TO STDOUT", rows)
        same, bare = [], []
        for _ in range(COPIES):
            cursor.execute("DELETE FROM assessments_result")
            same.append(_seconds_of_copy(cursor, "assessments_result", rows))
            connection.rollback()
            cursor.execute("CREATE TABLE bare AS SELECT * FROM assessments_result LIMIT 0")
            bare.append(_seconds_of_copy(cursor, "bare", rows))
            connection.rollback()
        return min(same), min(bare)


def _seconds_of_copy(cursor: Any, name: str, rows: io.StringIO) -> float:
    rows.seek(0)
    began = time.perf_counter()
    cursor.copy_expert(f"COPY {name} ({COLUMNS}) FROM STDIN", rows)
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return time.perf_counter() - began


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
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.ingest", "--measured", *map(str, files)],
        env={**os.environ, MEASURED_DATABASE: stack.postgres.app_url()},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def _shown(said: dict[str, Any], same: float, bare: float, students: int, items: int) -> int:
    first, again = said["files"]
    whole, whole_again = sum(first.values()), sum(again.values())
    rows = [("", "seconds", "to the COPY")]
    rows += [(name, f"{seconds:.2f}", times(seconds / same)) for name, seconds in first.items()]
    rows += [
        ("whole, first scores", f"{whole:.2f}", times(whole / same)),
        ("whole, every paper changed", f"{whole_again:.2f}", times(whole_again / same)),
        ("bare COPY, same rows, table and constraints", f"{same:.2f}", times(1.0)),
        ("bare COPY into a table without any", f"{bare:.2f}", times(bare / same)),
    ]
    table(f"{students:,} students × {items} items from the file to the history", rows)
    print(f"  ratio {whole / same:.2f}, {held(whole / same, RATIO_BAR)}")
    print(f"  peak memory {said['peak']:.0f} MB ({said['began']:.0f} MB before), {held(said['peak'], MEMORY_BAR)}")
    return int(whole / same > RATIO_BAR or said["peak"] > MEMORY_BAR)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
