"""Who changed what, when and from what: one student's paper, one upload, the whole CFA."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.models import (
    Assessment,
    Change,
    ChangeKind,
    EntryConflict,
    Item,
    Result,
    ResultChange,
    ResultStatus,
    Upload,
)
from assessments.queries.corrections import CorrectionLine, correction_lines
from assessments.timeline import CellChange, ListedItem, Save, cell_changes, pieces_of_work
from plc.schools.models import StaffMember, Student

NAMES_ON_A_LINE = 40


@dataclass(frozen=True)
class PaperChange:
    """What one change did to one paper. ``status_was`` and ``status_becomes`` differ, or both are empty."""

    change: Change
    student: Student
    attempt: int
    status_was: str
    status_becomes: str
    cells: tuple[CellChange, ...]
    correction: str


@dataclass(frozen=True)
class HistoryLine:
    """One line of the audit view: a save, or a stretch of typing by one person. ``newest`` is its last save."""

    newest: Change
    began_at: datetime.datetime
    saves: int
    scores: int
    students: tuple[Student, ...]
    more_students: int
    corrections: tuple[CorrectionLine, ...]
    is_late: bool

    @property
    def papers(self) -> int:
        return len(self.students) + self.more_students


@dataclass(frozen=True)
class HistoryFilter:
    """What of a CFA's history is wanted; None for everything."""

    person_id: int | None = None
    student_id: int | None = None
    kind: str = ""


def listed_items(assessment: Assessment) -> dict[int, list[ListedItem]]:
    """Every list of items this CFA has had, by version, in the order of its arrays."""
    lists: dict[int, list[ListedItem]] = defaultdict(list)
    rows = Item.objects.filter(version__assessment=assessment).order_by("version_id", "position")
    for version_id, identity, label in rows.values_list("version_id", "identity", "label"):
        lists[version_id].append(ListedItem(identity, label))
    return lists


def paper_changes(assessment: Assessment, rows: Iterable[ResultChange]) -> list[PaperChange]:
    """These rows in words, in their order; ``rows`` come with ``change``, ``change.made_by`` and ``student``."""
    rows = list(rows)
    lists = listed_items(assessment)
    corrected = _corrections_of(assessment, {row.change_id for row in rows})
    return [_paper_change(row, lists, corrected) for row in rows]


def _corrections_of(assessment: Assessment, change_ids: set[int]) -> dict[int, list[CorrectionLine]]:
    found: dict[int, list[CorrectionLine]] = defaultdict(list)
    for line in correction_lines(assessment, change_ids):
        found[line.correction.change_id].append(line)
    return found


def _paper_change(
    row: ResultChange, lists: dict[int, list[ListedItem]], corrected: dict[int, list[CorrectionLine]]
) -> PaperChange:
    change = row.change
    now = lists.get(change.version_id, [])
    before = lists.get(change.version_before_id, []) if change.version_before_id else now
    moved = row.status_before != row.status_after
    return PaperChange(
        change=change,
        student=row.student,
        attempt=row.attempt,
        status_was=_status(row.status_before) if moved else "",
        status_becomes=_status(row.status_after) if moved else "",
        cells=cell_changes((row.cells_before, row.answers_before), (row.cells_after, row.answers_after), before, now),
        correction="; ".join(line.words for line in corrected.get(change.pk, ())),
    )


def _status(value: str) -> str:
    return ResultStatus(value).label.lower() if value else "no paper"


def student_changes(assessment: Assessment, student: Student, hidden_attempts: Iterable[int]) -> list[PaperChange]:
    """Everything that ever happened to this student's papers of this CFA, newest first."""
    rows = (
        ResultChange.objects.filter(student=student, change__assessment=assessment)
        .exclude(attempt__in=list(hidden_attempts))
        .select_related("change", "change__made_by", "change__upload", "student")
        .defer("change__upload__content", "change__upload__plan", "change__upload__mapping")
        .order_by("-change__data_version", "attempt")
    )
    return paper_changes(assessment, rows)


def upload_changes(upload: Upload) -> Any:
    """The papers an upload touched, saved or taken back; newest change first, then by name."""
    return (
        ResultChange.objects.filter(change__upload=upload)
        .select_related("change", "change__made_by", "student")
        .order_by("-change__data_version", "student__family_name", "student__given_name", "student_id")
    )


def student_conflicts(assessment: Assessment, student: Student, hidden_attempts: Iterable[int]) -> list[EntryConflict]:
    """Cells of this student that two people entered at once, newest first."""
    rows = EntryConflict.objects.filter(assessment=assessment, student=student)
    rows = rows.exclude(attempt__in=list(hidden_attempts))
    return list(rows.select_related("item", "saved_by", "offered_by", "resolved_by").order_by("-offered_at", "-pk"))


def pieces_of_history(assessment: Assessment, wanted: HistoryFilter) -> list[list[Save]]:
    """All changes wanted, newest first, as lines of saves; light enough to be read whole and paged afterwards."""
    changes = Change.objects.filter(assessment=assessment)
    if wanted.person_id is not None:
        changes = changes.filter(made_by_id=wanted.person_id)
    if wanted.kind:
        changes = changes.filter(kind=wanted.kind)
    if wanted.student_id is not None:
        changes = changes.filter(pk__in=ResultChange.objects.filter(student_id=wanted.student_id).values("change_id"))
    rows = changes.order_by("-data_version").values_list("pk", "made_by_id", "made_at", "kind")
    return pieces_of_work([Save(pk, by, at, kind == ChangeKind.ENTRY) for pk, by, at, kind in rows])


def history_lines(assessment: Assessment, pieces: Sequence[Sequence[Save]]) -> list[HistoryLine]:
    """The lines of one page; those with a paper whose scores first came after the window are marked late."""
    pks = [save.pk for piece in pieces for save in piece]
    changes = {
        row.pk: row
        for row in Change.objects.filter(pk__in=pks)
        .select_related("made_by", "upload", "version")
        .defer("upload__content", "upload__plan", "upload__mapping")
    }
    touched: dict[int, set[int]] = defaultdict(set)
    for change_id, student_id in ResultChange.objects.filter(change__in=pks).values_list("change_id", "student_id"):
        touched[change_id].add(student_id)
    students = {row.pk: row for row in Student.objects.filter(pk__in=set().union(*touched.values()))}
    late = set(
        Result.objects.filter(assessment=assessment, scored_on__gt=assessment.closes_on).values_list(
            "student_id", flat=True
        )
    )
    corrected = _corrections_of(assessment, set(pks))
    lines = []
    for piece in pieces:
        of_line = [changes[save.pk] for save in piece]
        ids = set().union(*(touched[save.pk] for save in piece))
        named = sorted((students[pk] for pk in ids), key=lambda s: (s.family_name.lower(), s.given_name.lower(), s.pk))
        lines.append(
            HistoryLine(
                newest=of_line[0],
                began_at=of_line[-1].made_at,
                saves=len(piece),
                scores=sum(change.cells for change in of_line),
                students=tuple(named[:NAMES_ON_A_LINE]),
                more_students=max(0, len(named) - NAMES_ON_A_LINE),
                corrections=tuple(line for save in piece for line in corrected.get(save.pk, ())),
                is_late=of_line[0].kind in {ChangeKind.ENTRY, ChangeKind.UPLOAD} and not late.isdisjoint(ids),
            )
        )
    return lines


def people_of_history(assessment: Assessment) -> list[StaffMember]:
    """Whoever ever saved something here, by name."""
    made = Change.objects.filter(assessment=assessment).values("made_by_id")
    return list(StaffMember.objects.filter(pk__in=made).order_by("name", "pk"))


def students_of_history(assessment: Assessment) -> list[Student]:
    """Whose papers were ever touched here, by name."""
    touched = ResultChange.objects.filter(change__assessment=assessment).values("student_id")
    return list(Student.objects.filter(pk__in=touched).order_by("family_name", "given_name", "pk"))
