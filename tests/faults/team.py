"""A teacher at work while things break, and the questions asked when they should be whole again."""

import csv
import io
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import psycopg2

from plc.embedded.browsing import Page, Unexpected, Visitor
from plc.embedded.main_job import FilledSheet, filled, points_of_items, sign_in, waiting_cfa
from plc.embedded.stack import ROOT
from tests.live_stack import LiveStack, wait_until

HEAL_SECONDS = 180  # it takes some 5 to 20, and on a crowded machine a minute
LARGE_ROWS = 2_001


@dataclass(frozen=True)
class Offered:
    """An upload that waits for a yes: its preview page and what was in the file."""

    preview: Page
    sheet: FilledSheet


class Teacher:
    """Signs in, and uploads a different draw of scores each time."""

    def __init__(self, stack: LiveStack) -> None:
        self.stack = stack
        self.visitor = Visitor(stack.base_url)
        self.place = waiting_cfa(sign_in(self.visitor, stack.account("teacher")))
        self.cfa = int(self.place.rstrip("/").rpartition("/")[2])
        self.district = stack.sql("select district_id from assessments_assessment where id = %s", self.cfa)[0][0]
        self._template = self.visitor.read(f"{self.place}template.csv")[2].decode("utf-8-sig")
        self._points = points_of_items(self.visitor.open(self.place))
        self._draws = 0

    def offer(self) -> Offered:
        """Upload a file that differs from everything before, and see its preview."""
        self._draws += 1
        sheet = filled(self._template, self._points, seed=100 + self._draws)
        choose = self.visitor.open(f"{self.place}upload/")
        form = next(form for form in choose.forms if not form.action and form.hidden)
        preview = self.visitor.send_file(choose, form, name="scores.csv", content=sheet.content)
        assert preview.form_to("/apply"), preview.html
        return Offered(preview, sheet)

    def offer_large(self) -> Offered:
        """The same with so many rows of nobody beside them that the worker reads and saves it; it is being read."""
        self._draws += 1
        sheet = filled(self._template, self._points, seed=100 + self._draws)
        width = sheet.content.partition(b"\r\n")[0].count(b",") + 1
        nobody = "," * (width - sheet.items) + ",".join("1" * sheet.items)
        content = sheet.content + "".join(f"nobody-{n}{nobody}\r\n" for n in range(LARGE_ROWS)).encode()
        choose = self.visitor.open(f"{self.place}upload/")
        form = next(form for form in choose.forms if not form.action and form.hidden)
        return Offered(self.visitor.send_file(choose, form, name="large.csv", content=content), sheet)

    def apply(self, offered: Offered) -> Page:
        form = offered.preview.form_to("/apply")
        assert form is not None
        return self.visitor.send(offered.preview, form)

    def report(self) -> Page:
        return self.visitor.open(f"{self.place}report/")

    @contextmanager
    def applying(self, offered: Offered) -> Iterator[list[Page | Unexpected]]:
        """Inside, the yes to this upload is caught after its scores are written and before anything is committed.

        Yields a list that holds the answer, or the refusal, once the block is left.
        """
        answers: list[Page | Unexpected] = []

        def say_yes() -> None:
            try:
                answers.append(self.apply(offered))
            except Unexpected as refusal:
                answers.append(refusal)

        request = threading.Thread(target=say_yes)
        with barred(self.stack, LAST_WRITTEN, "share") as is_reached:
            request.start()
            wait_until(is_reached, "the save is in mid-transaction")
            yield answers
        request.join()


# A save asks for a report when everything of it is written; a file is held against what is known before it is planned.
LAST_WRITTEN = "assessments_reportrun"
READ_IN_MID_FILE = "assessments_studentalias"


@contextmanager
def barred(stack: LiveStack, table: str, mode: str) -> Iterator[Callable[[], bool]]:
    """Inside, this table is locked in this mode; yields whether somebody has come so far and waits."""
    waits = "select count(*) from pg_locks where not granted and relation = %s::regclass"
    with stack.connection(autocommit=False) as holder:
        holder.cursor().execute(f"lock table {table} in {mode} mode")
        yield lambda: stack.sql(waits, table) != [(0,)]


def saved_points(stack: LiveStack, cfa: int) -> dict[str, list[int]]:
    """What is saved of each student, in hundredths of a point, by local number."""
    return dict(
        stack.sql(
            "select student.local_id, result.cells from assessments_result result"
            " join schools_student student on student.id = result.student_id where result.assessment_id = %s",
            cfa,
        )
    )


def points_in(sheet: FilledSheet) -> dict[str, list[int]]:
    rows = csv.reader(io.StringIO(sheet.content.decode()))
    next(rows)
    return {row[0]: [int(points) * 100 for points in row[-sheet.items :]] for row in rows}


def is_settled(stack: LiveStack) -> bool:
    """Nothing is queued or running, every newest run is done and has read the newest data, and pages are served."""
    with suppress(psycopg2.OperationalError):
        unsettled = stack.sql(
            "select cfa.id from assessments_assessment cfa left join lateral"
            " (select * from assessments_reportrun run where run.assessment_id = cfa.id order by number desc limit 1)"
            " newest on true"
            " where cfa.data_version > 0"
            " and (newest.state is distinct from 'done' or newest.data_version is distinct from cfa.data_version)"
        )
        under_way = stack.sql("select count(*) from assessments_reportrun where state in ('queued', 'running')")
        return unsettled == [] and under_way == [(0,)] and stack.is_whole()
    return False


def assert_healed(teacher: Teacher, offered: Offered) -> None:
    """Within a minute and without a hand: the scores are all there, and the stored report is what a fresh one says."""
    stack = teacher.stack
    wait_until(lambda: is_settled(stack), "everything is whole again", HEAL_SECONDS)
    saved = saved_points(stack, teacher.cfa)
    assert {number: saved.get(number) for number in points_in(offered.sheet)} == points_in(offered.sheet)
    assert_report_is_fresh(teacher)
    report = teacher.report()
    assert "data-pending" not in report.attributes
    assert "Our students earned" in report.lead


def assert_report_is_fresh(teacher: Teacher) -> None:
    (stored,) = teacher.stack.sql(
        "select inputs_digest, figures from assessments_reportrun where assessment_id = %s"
        " order by number desc limit 1",
        teacher.cfa,
    )
    fresh = json.loads(run_module("tests.faults.fresh_figures", teacher))
    assert stored[0] == fresh["digest"]
    assert stored[1] == fresh["figures"]


def newest_run(teacher: Teacher) -> dict[str, Any]:
    (row,) = teacher.stack.sql(
        "select id, number, state, attempts from assessments_reportrun where assessment_id = %s"
        " order by number desc limit 1",
        teacher.cfa,
    )
    return dict(zip(("id", "number", "state", "attempts"), row, strict=True))


def run_module(module: str, teacher: Teacher) -> str:
    """A module of this folder in the product's own environment, told the teacher's CFA."""
    done = subprocess.run(
        [sys.executable, "-m", module, str(teacher.district), str(teacher.cfa)],
        cwd=ROOT,
        env=teacher.stack.stack.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
