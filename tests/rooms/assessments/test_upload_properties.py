"""Whatever the file and whatever is saved: what the preview says is what is stored, and taking it back restores it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.actions import apply_upload, bulk, preview_again, revert_upload, saving
from assessments.cells import BLANK, EMPTY, EXEMPT, NOT_REACHED
from assessments.importing import EMPTY_MEANINGS, EmptyMeans, ImportPlan
from assessments.importing import Mapping as Columns
from assessments.models import Change, Result, ResultChange, Upload, UploadState
from tests.rooms.assessments.papers import FULL, HALF, csv_of, paper, previewed, save
from tests.world import World

pytestmark = pytest.mark.django_db

EVERYWHERE = (0, 1, 2, 3)
HEAD = "Student ID,Status,1,2,3,4a,4b"
STRANGER = "999999"

# Enough texts that rows meet each other's rules: points, codes, answers, what is asked about, what is left out.
TEXTS = st.sampled_from(
    ["", "", "", "0", "1", "1", "2", "0.5", "B", "N", "X", "A", "D", "-", "CLEAR", "7", "0.125", "abs", "N/A", "?"]
)
STATUSES = st.sampled_from(["", "", "", "", "absent", "present", "exempt", "not here"])
CELLS = st.sampled_from([EMPTY, EMPTY, 0, 100, 50, BLANK, NOT_REACHED, EXEMPT])
ROW = st.tuples(STATUSES, st.lists(TEXTS, min_size=5, max_size=5))
PAPERS = st.dictionaries(st.integers(0, 11), st.lists(CELLS, min_size=5, max_size=5) | st.just("absent"), max_size=6)
FILES = st.dictionaries(st.integers(0, 11) | st.just(STRANGER), ROW, min_size=1, max_size=8)

examples = settings(
    max_examples=18, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@dataclass(frozen=True)
class Stored:
    """One result as a person would see it, and ``version`` besides."""

    status: str
    cells: tuple[int, ...]
    answers: tuple[str, ...]
    place: tuple[int, int | None]
    version: int

    def but_for_version(self) -> "Stored":
        return replace(self, version=0)


def stored() -> dict[int, Stored]:
    """Everything that is saved, by student."""
    return {
        row.student_id: Stored(
            row.status, tuple(row.cells), tuple(row.answers), (row.section_id, row.teacher_id), row.row_version
        )
        for row in Result.objects.all()
    }


def without_versions(results: Mapping[int, Stored]) -> dict[int, Stored]:
    return {student: result.but_for_version() for student, result in results.items()}


@contextmanager
def undone(world: World) -> Iterator[None]:
    """Inside Harbor, with deferred constraints checked as a commit would, and nothing left of it."""
    with world.inside(), transaction.atomic():
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def saved_before(world: World, papers: Mapping[int, Any]) -> None:
    now = stored()
    made = []
    for place, said in papers.items():
        section, index = divmod(place, 3)
        student = world.students[section][index].pk
        based_on = now[student].version if student in now else 0
        if said == "absent":
            made.append(paper(world, section, index, (EMPTY,) * 5, status="absent", based_on=based_on))
        elif any(cell != EMPTY for cell in said):
            made.append(paper(world, section, index, said, based_on=based_on))
    save(world, *made)


def sheet(world: World, rows: Mapping[Any, tuple[str, list[str]]]) -> bytes:
    ids = [student.local_id for student in world.all_students]
    lines = [",".join([who if who == STRANGER else ids[who], status, *texts]) for who, (status, texts) in rows.items()]
    return csv_of(*lines, head=HEAD)


def shown(world: World, content: bytes, empty_means: EmptyMeans = "unchanged") -> Upload:
    """Alice's upload, with her word on empty cells."""
    upload = previewed(world, world.alice, content, *EVERYWHERE)
    if empty_means != "unchanged":
        mapping = replace(Columns.from_json(upload.mapping), empty_means=empty_means)
        sections = [section.pk for section in world.sections]
        preview_again(upload=upload, section_ids=sections, today=world.today, mapping=mapping)
    return upload


def applied(world: World, upload: Upload) -> Change | None:
    sections = [section.pk for section in world.sections]
    return apply_upload(
        actor=world.alice.staff,
        upload=upload,
        section_ids=sections,
        plan_digest=upload.plan_digest,
        today=world.today,
    )


@examples
@given(papers=PAPERS, rows=FILES, empty_means=st.sampled_from(EMPTY_MEANINGS))
def test_what_the_preview_says_is_what_is_stored(world: World, papers: Any, rows: Any, empty_means: Any) -> None:
    with undone(world):
        saved_before(world, papers)
        before = stored()
        upload = shown(world, sheet(world, rows), empty_means)
        plan = ImportPlan.from_json(upload.plan)
        assert stored() == before
        change = applied(world, upload)
        after = stored()
        _is_what_was_said(plan, before, after)
        _history_tells_it(change, before, after)
        _empty_cells_took_nothing_away(world, rows, before, after, empty_means)


def _is_what_was_said(plan: ImportPlan, before: Mapping[int, Stored], after: Mapping[int, Stored]) -> None:
    planned = {change.student_id: change for change in plan.changes}
    untouched = {student: result for student, result in before.items() if student not in planned}
    assert {student: result for student, result in after.items() if student not in planned} == untouched
    new = changed = 0
    for student, change in planned.items():
        was, now = before.get(student), after[student]
        assert (now.status, now.cells, now.answers) == (change.status, change.cells, change.answers)
        assert (change.before_version, change.before_status) == ((was.version, was.status) if was else (0, ""))
        assert change.before_cells == (was.cells if was else (EMPTY,) * 5)
        assert now.place == (was.place if was else (change.section_id, now.place[1]))
        old = list(zip(change.before_cells, change.before_answers, strict=True))
        differ = [at for at, value in enumerate(zip(now.cells, now.answers, strict=True)) if value != old[at]]
        new += sum(1 for at in differ if old[at][0] == EMPTY)
        changed += sum(1 for at in differ if old[at][0] != EMPTY)
    assert (plan.new_cells, plan.changed_cells) == (new, changed)


def _history_tells_it(change: Change | None, before: Mapping[int, Stored], after: Mapping[int, Stored]) -> None:
    touched = {student for student in after if after[student] != before.get(student)}
    if change is None:
        assert not touched
        return
    rows = {row.student_id: row for row in ResultChange.objects.filter(change=change)}
    assert rows.keys() == touched
    assert change.papers == len(touched)
    for student, row in rows.items():
        was, now = before.get(student), after[student]
        assert (row.status_after, tuple(row.cells_after), tuple(row.answers_after)) == (
            now.status,
            now.cells,
            now.answers,
        )
        said = (was.status, was.cells, was.answers, was.place[0]) if was else ("", (), (), None)
        assert (row.status_before, tuple(row.cells_before), tuple(row.answers_before), row.section_before_id) == said


def _empty_cells_took_nothing_away(
    world: World, rows: Any, before: Mapping[int, Stored], after: Mapping[int, Stored], empty_means: str
) -> None:
    """An empty cell never changes a saved one; unless somebody said what it means, it changes nothing at all."""
    for who, (_, texts) in rows.items():
        student = None if who == STRANGER else world.all_students[who].pk
        if student is None or student not in after:
            continue
        was = before[student].cells if student in before else (EMPTY,) * 5
        for at, text in enumerate(texts):
            if not text and (was[at] != EMPTY or empty_means == "unchanged"):
                assert after[student].cells[at] == was[at]


@examples
@given(papers=PAPERS, rows=FILES, empty_means=st.sampled_from(EMPTY_MEANINGS))
def test_the_same_file_twice_changes_nothing(world: World, papers: Any, rows: Any, empty_means: Any) -> None:
    with undone(world):
        saved_before(world, papers)
        content = sheet(world, rows)
        applied(world, shown(world, content, empty_means))
        once = stored()
        again = shown(world, content, empty_means)
        assert ImportPlan.from_json(again.plan).changes == ()
        assert applied(world, again) is None
        assert stored() == once


@examples
@given(papers=PAPERS, rows=FILES, edits=PAPERS | st.just({}))
def test_taking_it_back_restores_what_nobody_has_touched(world: World, papers: Any, rows: Any, edits: Any) -> None:
    with undone(world):
        saved_before(world, papers)
        before = stored()
        upload = shown(world, sheet(world, rows))
        applied(world, upload)
        made = stored()
        saved_before(world, edits)
        between = stored()
        upload.refresh_from_db()
        _, newer = revert_upload(actor=world.alice.staff, upload=upload, today=world.today)
        after = stored()
        edited = {student for student in between if between[student] != made.get(student)}
        uploaded = {student for student in made if made[student] != before.get(student)}
        untouched = without_versions({s: before[s] for s in before if s not in edited})
        assert without_versions({s: after[s] for s in after if s not in edited}) == untouched
        stays = 0
        for student in edited:
            old, new, at = (_values(results.get(student)) for results in (before, made, between))
            theirs = student in uploaded
            back = [was if theirs and new[p] == at[p] else at[p] for p, was in enumerate(old)]
            assert _values(after.get(student)) == back
            stays += sum(1 for p in range(5) if theirs and old[p] != new[p] != at[p])
        assert newer == stays
        assert upload.state == UploadState.REVERTED


def _values(result: Stored | None) -> list[tuple[int, str]]:
    return list(zip(result.cells, result.answers, strict=True)) if result else [(EMPTY, "")] * 5


def _fails(*_: Any, **__: Any) -> None:
    raise DatabaseError("the disk is full")


@pytest.mark.parametrize(
    ("module", "step"),
    [
        (saving, "insert_rows"),
        (saving, "replace_rows"),
        (saving, "record_change"),
        (saving, "_compared"),
        (saving, "request_run"),
        (bulk, "_paper_arrays"),
    ],
)
def test_a_save_that_breaks_halfway_has_not_happened(
    world: World, monkeypatch: pytest.MonkeyPatch, module: Any, step: str
) -> None:
    rows = {place: ("", ["1", "0", "1", "2", "0.5"]) for place in range(6)}
    with undone(world):
        saved_before(world, {0: FULL, 1: HALF, 2: "absent"})
        before, changes = stored(), Change.objects.count()
        upload = shown(world, sheet(world, rows))
        with monkeypatch.context() as broken:
            broken.setattr(module, step, _fails)
            _refused_by(lambda: applied(world, upload))
        upload.refresh_from_db()
        assert (stored(), Change.objects.count(), upload.state) == (before, changes, UploadState.PREVIEWED)
        applied(world, upload)
        assert stored() != before


def _refused_by(work: Callable[[], object]) -> None:
    with pytest.raises(DatabaseError, match="the disk is full"):
        work()
