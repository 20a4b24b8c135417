"""The score grid's papers: items, students with every cell as it stands, and cells that two people entered at once."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import Q

from assessments.cells import EMPTY
from assessments.entry import shown_text
from assessments.importing import ItemSpec, RosterEntry
from assessments.models import (
    Assessment,
    AssessmentSection,
    Change,
    ChangeKind,
    EntryConflict,
    Item,
    ItemStandard,
    Result,
    ResultChange,
)
from assessments.queries.grid_records import GridConflict, GridItem, GridPapers, GridStudent
from assessments.queries.papers import day_of_test, item_specs, items_of, roster
from plc.schools.models import Enrollment
from plc.schools.models.dated import live_on

# Asked with each score somebody types and every few seconds by each page that is open.
_COUNT_CONFLICTS: Final = (
    "SELECT count(*), count(resolved_at) FROM assessments_entryconflict WHERE district_id = %s AND assessment_id = %s"
)
_STATE: Final = """
SELECT counted.begun, counted.ended, items.*
FROM (
    SELECT count(*) AS begun, count(resolved_at) AS ended FROM assessments_entryconflict
    WHERE district_id = %s AND assessment_id = %s
) counted
CROSS JOIN (
    SELECT array_agg(id ORDER BY position), array_agg(position::int ORDER BY position),
        array_agg(label::text ORDER BY position), array_agg(max_cell ORDER BY position),
        array_agg(key::text ORDER BY position), array_agg(options::text ORDER BY position)
    FROM assessments_item WHERE district_id = %s AND version_id = %s
) items
"""

LONGEST_MARK = 30  # two whole numbers that a database can hold

# What a page that is open takes over cell by cell; after any other change it asks for items and sections anew.
ONLY_SCORES = (ChangeKind.ENTRY, ChangeKind.UPLOAD, ChangeKind.REVERT)


def grid_papers(
    assessment: Assessment, rows: Sequence[AssessmentSection], today: datetime.date, *, attempt: int = 1
) -> GridPapers:
    """Everything, in a number of queries that does not grow with students or items."""
    items = items_of(assessment)
    specs = item_specs(items)
    mark = grid_mark(assessment)
    entries = _entries(assessment, [row.section_id for row in rows], today, attempt)
    students = _students(assessment, specs, entries, attempt, _last_hands(assessment, attempt, entries))
    return GridPapers(
        assessment=assessment.pk,
        attempt=attempt,
        version=assessment.current_version_id or 0,
        mark=mark,
        students=students,
        conflicts=open_conflicts(assessment, items, students, attempt),
        items=_grid_items(items),
        sections=tuple((row.section_id, row.section.name) for row in rows),
    )


def changed_otherwise(assessment: Assessment, mark: str) -> bool:
    """Whether more than scores has changed since ``mark``, so that a page has to ask for everything."""
    since, _ = mark_of(mark)
    kinds = Change.objects.filter(assessment=assessment, data_version__gt=since).values_list("kind", flat=True)
    return any(kind not in ONLY_SCORES for kind in kinds.distinct())


def papers_since(
    assessment: Assessment, section_ids: Collection[int], today: datetime.date, *, attempt: int, mark: str
) -> GridPapers:
    """Only the papers of these sections that changed since ``mark``, and every open conflict in them."""
    now, (since, _) = grid_mark(assessment), mark_of(mark)
    hands = _last_hands(assessment, attempt, (), since=since)
    open_rows = _open_rows(assessment, attempt)
    wanted = {*hands, *(row.student_id for row in open_rows)}
    students: tuple[GridStudent, ...] = ()
    place: dict[int, int] = {}
    if wanted:
        state = grid_state(assessment)
        place = state.place
        students = _changed_students(
            assessment, state.specs, section_ids, wanted=wanted, today=today, attempt=attempt, hands=hands
        )
    return GridPapers(
        assessment=assessment.pk,
        attempt=attempt,
        version=assessment.current_version_id or 0,
        mark=now,
        students=tuple(student for student in students if student.id in hands),
        conflicts=_conflicts(open_rows, place, students),
        items=None,
        sections=None,
    )


def _changed_students(
    assessment: Assessment,
    specs: Sequence[ItemSpec],
    section_ids: Collection[int],
    *,
    wanted: Collection[int],
    today: datetime.date,
    attempt: int,
    hands: Mapping[int, str],
) -> tuple[GridStudent, ...]:
    """Those of ``wanted`` whose paper is, or would be, in these sections."""
    taken = list(
        Result.objects.filter(assessment=assessment, attempt=attempt, student_id__in=wanted).select_related("student")
    )
    without = set(wanted) - {row.student_id for row in taken}
    entries = places_of(assessment, dict.fromkeys(without, section_ids), attempt, today)
    saved = {
        row.student_id: row
        for row in taken
        if row.section_id in section_ids and row.version_id == assessment.current_version_id
    }
    for pk, row in saved.items():
        name = f"{row.student.family_name}, {row.student.given_name}"
        entries[pk] = RosterEntry(pk, row.student.local_id, name, row.section_id, "")
    return tuple(
        _saved_student(assessment, specs, saved.get(pk), entry, hands.get(pk, "")) for pk, entry in entries.items()
    )


def grid_mark(assessment: Assessment) -> str:
    """Which state of the papers and conflicts this is: the data version, and how often a conflict began or ended."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_CONFLICTS, [assessment.district_id, assessment.pk])
        begun, ended = cursor.fetchone()
    return f"{assessment.data_version}.{begun + ended}"


@dataclass(frozen=True, slots=True)
class GridState:
    """What a batch of edits is checked against: the items, with the index of each by id, and counts of conflicts."""

    place: dict[int, int]
    specs: tuple[ItemSpec, ...]
    conflicts_begun: int
    conflicts_ended: int


def grid_state(assessment: Assessment) -> GridState:
    """The current list of items, and how many conflicts there ever were in this CFA and how many have ended."""
    with connection.cursor() as cursor:
        district_id, pk = assessment.district_id, assessment.pk
        cursor.execute(_STATE, [district_id, pk, district_id, assessment.current_version_id])
        return state_of(cursor.fetchone())


def state_of(columns: Sequence[Any]) -> GridState:
    """Of the counts of conflicts begun and ended, and lists in the order of the items: their ids, then each field."""
    begun, ended, ids, *fields = columns
    place = {item_id: at for at, item_id in enumerate(ids or ())}
    return GridState(place, tuple(map(ItemSpec, *fields)) if ids else (), begun, ended)


def mark_of(text: str) -> tuple[int, int]:
    """The data version and the count of a mark; (0, 0) for a text that is none."""
    version, _, counted = text.partition(".")
    is_mark = version.isdecimal() and counted.isdecimal() and len(text) <= LONGEST_MARK
    return (int(version), int(counted)) if is_mark else (0, 0)


def places_of(
    assessment: Assessment, sections_of: Mapping[int, Collection[int]], attempt: int, today: datetime.date
) -> dict[int, RosterEntry]:
    """Where a new paper of each student belongs: in one of the sections given for the student.

    A first attempt goes with the roster of the day of the test, a further one with the first. Students who belong
    elsewhere are left out.
    """
    if not sections_of:
        return {}
    person = ("student__local_id", "student__family_name", "student__given_name", "section_id", "section__name")
    of_these = Q(student_id__in=list(sections_of), section_id__in={s for found in sections_of.values() for s in found})
    rows = (
        Enrollment.objects.filter(live_on(day_of_test(assessment, today)), of_these).order_by("section_id")
        if attempt == 1
        else Result.objects.filter(of_these, assessment=assessment, attempt=1).order_by("section_id")
    )
    return {
        student_id: RosterEntry(student_id, local_id, f"{family}, {given}", section_id, section)
        for student_id, local_id, family, given, section_id, section in rows.values_list("student_id", *person)
        if section_id in sections_of[student_id]
    }


def open_conflicts(
    assessment: Assessment, items: Sequence[Item], students: Sequence[GridStudent], attempt: int
) -> tuple[GridConflict, ...]:
    """The open conflicts of these students' papers, oldest first; ``saved`` is what stands now, however it came."""
    return _conflicts(_open_rows(assessment, attempt), {item.pk: at for at, item in enumerate(items)}, students)


def _open_rows(assessment: Assessment, attempt: int) -> list[EntryConflict]:
    return list(
        EntryConflict.objects.filter(assessment=assessment, attempt=attempt, resolved_at__isnull=True)
        .select_related("saved_by", "offered_by")
        .order_by("pk")
    )


def _conflicts(
    rows: Iterable[EntryConflict], place: Mapping[int, int], students: Sequence[GridStudent]
) -> tuple[GridConflict, ...]:
    by_id = {student.id: student for student in students}
    return tuple(
        grid_conflict(row, by_id[row.student_id], place)
        for row in rows
        if row.student_id in by_id and (row.item_id is None or row.item_id in place)
    )


def grid_conflict(row: EntryConflict, student: GridStudent, place: Mapping[int, int]) -> GridConflict:
    """``place``: the index of each item of the current list by id."""
    now = student.status if row.item_id is None else student.texts[place[row.item_id]]
    saved_by = row.saved_by.name if row.saved_by and now == row.saved else student.by
    return GridConflict(
        id=row.pk,
        student=row.student_id,
        item=row.item_id,
        saved=now,
        saved_by=saved_by,
        offered=row.offered,
        offered_by=row.offered_by.name,
        offered_at=row.offered_at,
    )


def _entries(
    assessment: Assessment, section_ids: Iterable[int], today: datetime.date, attempt: int
) -> list[RosterEntry]:
    """Each student once: where the paper was taken, else in the first section of the roster.

    A further attempt is there for whoever has a first.
    """
    entries = roster(assessment, section_ids, today)
    taken = dict(
        Result.objects.filter(
            assessment=assessment, attempt=1, student_id__in=[e.student_id for e in entries]
        ).values_list("student_id", "section_id")
    )
    chosen: dict[int, RosterEntry] = {}
    for entry in entries:
        section = taken.get(entry.student_id)
        if attempt > 1 and section is None:
            continue
        if entry.student_id not in chosen or section == entry.section_id:
            chosen[entry.student_id] = entry
    return [entry for entry in entries if chosen.get(entry.student_id) is entry]


def _last_hands(
    assessment: Assessment, attempt: int, entries: Sequence[RosterEntry], *, since: int | None = None
) -> dict[int, str]:
    """Who changed each paper last, by student; with ``since`` only papers changed after that data version."""
    touched = ResultChange.objects.filter(change__assessment=assessment, attempt=attempt)
    if since is not None:
        touched = touched.filter(change__data_version__gt=since)
    else:
        touched = touched.filter(student_id__in=[entry.student_id for entry in entries])
    rows = touched.order_by("student_id", "-change__data_version").distinct("student_id")
    return dict(rows.values_list("student_id", "change__made_by__name"))


def _students(
    assessment: Assessment,
    specs: Sequence[ItemSpec],
    entries: Sequence[RosterEntry],
    attempt: int,
    hands: Mapping[int, str],
) -> tuple[GridStudent, ...]:
    found = Result.objects.filter(
        assessment=assessment,
        attempt=attempt,
        version_id=assessment.current_version_id,
        student_id__in=[entry.student_id for entry in entries],
    )
    saved = {row.student_id: row for row in found}
    return tuple(
        _saved_student(assessment, specs, saved.get(entry.student_id), entry, hands.get(entry.student_id, ""))
        for entry in entries
    )


def _saved_student(
    assessment: Assessment, specs: Sequence[ItemSpec], row: Result | None, entry: RosterEntry, by: str
) -> GridStudent:
    k = len(specs)
    if row is None:
        return grid_student(entry, specs, status="", cells=(EMPTY,) * k, answers=("",) * k, late=False, by=by)
    return grid_student(
        entry,
        specs,
        status=row.status,
        cells=tuple(row.cells),
        answers=(*row.answers, *("" for _ in range(k - len(row.answers)))),
        late=bool(row.scored_on and row.scored_on > assessment.closes_on),
        by=by,
    )


def grid_student(
    entry: RosterEntry,
    specs: Sequence[ItemSpec],
    *,
    status: str,
    cells: tuple[int, ...],
    answers: tuple[str, ...],
    late: bool,
    by: str,
) -> GridStudent:
    """A row of the grid with its shown texts."""
    return GridStudent(
        id=entry.student_id,
        name=entry.name,
        section=entry.section_id,
        status=status,
        cells=cells,
        answers=answers,
        texts=tuple(map(shown_text, cells, answers, specs)),
        late=late,
        by=by,
    )


def _grid_items(items: Sequence[Item]) -> tuple[GridItem, ...]:
    links = (
        ItemStandard.objects.filter(item__in=items)
        .order_by("standard__code", "standard_id")
        .values_list("item_id", "standard__code", "standard__short_name")
    )
    targets: dict[int, list[str]] = {}
    for item_id, code, short_name in links:
        targets.setdefault(item_id, []).append(code or short_name)
    return tuple(
        GridItem(
            id=item.pk,
            position=item.position,
            label=item.label,
            prompt=item.prompt,
            kind=item.kind,
            max=item.max_cell,
            key=item.key,
            choices=spec.choices,
            target=", ".join(targets.get(item.pk, ())),
            scoring=item.scoring,
        )
        for item, spec in zip(items, item_specs(items), strict=True)
    )
