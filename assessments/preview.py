"""An import plan as a page shows it: problems with their place, changed cells before and after, counts in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.entry import shown_text
from assessments.importing import ImportPlan, ItemSpec, PlannedResult, Problem, RosterEntry, listed
from plc.http import components

STATUS_WORDS = {
    "scored": "scored",
    "absent": "absent",
    "exempt": "exempt",
    "make_up": "make-up due",
    "not_assessed": "not assessed",
}


ALIKE_SHOWN = 3
ROWS_NAMED = 6


@dataclass(frozen=True)
class ShownChange:
    """One saved score that the file says differently."""

    student: str
    item: str
    was: str
    becomes: str
    row: int


@dataclass(frozen=True)
class ShownNew:
    """The new scores of one student."""

    student: str
    section: str
    items: str
    status: str


@dataclass(frozen=True)
class Preview:
    problems: tuple[components.Problem, ...]
    unmatched: tuple[components.Problem, ...]
    changed: tuple[ShownChange, ...]
    new: tuple[ShownNew, ...]
    counts: tuple[components.SummaryCount, ...]
    rows_left_out: int

    @property
    def has_changes(self) -> bool:
        return bool(self.changed or self.new)


def preview_of(plan: ImportPlan, items: Sequence[ItemSpec], students: Mapping[int, RosterEntry]) -> Preview:
    """Everything the preview page says about a plan, in the order of the file."""
    return Preview(
        problems=tuple(_problems(plan)),
        unmatched=tuple(
            components.Problem(
                where=f"Row {row.row}",
                where_note=f"{row.shown_name or row.shown_id} · {_scores(row.scores)}",
                what=row.sentence,
                remedy=row.remedy,
            )
            for row in plan.unmatched
        ),
        changed=tuple(change for planned in plan.changes for change in _changes(planned, items, students)),
        new=tuple(_new(planned, items, students) for planned in plan.changes if _is_new(planned)),
        counts=_counts(plan),
        rows_left_out=plan.problem_rows + len(plan.unmatched),
    )


def _problems(plan: ImportPlan) -> list[components.Problem]:
    """In the order of the file; the same value wrong in the same way all down a column is one thing to mend."""
    alike: dict[tuple[str, ...], list[Problem]] = {}
    for problem in plan.problems:
        same = (problem.kind, problem.column, problem.value, problem.sentence, problem.remedy)
        key = same if problem.column else (*same, str(problem.row))
        alike.setdefault(key, []).append(problem)
    shown: list[components.Problem] = []
    for group in alike.values():
        if len(group) <= ALIKE_SHOWN:
            shown.extend(_problem(problem) for problem in group)
        else:
            shown.append(_column_of_problems(group))
    return shown


def _problem(problem: Problem) -> components.Problem:
    if not problem.row:
        where = "Whole file"
    elif problem.column:
        where = f"Row {problem.row}, column {problem.column}"
    else:
        where = f"Row {problem.row}"
    return components.Problem(
        where=where,
        where_note=" · ".join(part for part in (problem.student, problem.title) if part),
        what=problem.sentence,
        remedy=problem.remedy,
    )


def _column_of_problems(group: Sequence[Problem]) -> components.Problem:
    first = group[0]
    rows = listed([str(problem.row) for problem in group], most=ROWS_NAMED)
    note = " · ".join(part for part in (first.title, f"rows {rows}") if part)
    return components.Problem(
        where=f"Column {first.column}, {len(group)} rows", where_note=note, what=first.sentence, remedy=first.remedy
    )


def _name(students: Mapping[int, RosterEntry], student_id: int) -> str:
    entry = students.get(student_id)
    return entry.name if entry else f"Student {student_id}"


def _changes(
    planned: PlannedResult, items: Sequence[ItemSpec], students: Mapping[int, RosterEntry]
) -> list[ShownChange]:
    student = _name(students, planned.student_id)
    changes = []
    for position in planned.changed_positions:
        item, index = items[position - 1], position - 1
        was = shown_text(planned.before_cells[index], planned.before_answers[index], item)
        becomes = shown_text(planned.cells[index], planned.answers[index], item)
        changes.append(ShownChange(student, item.label, was, becomes or "cleared", planned.row))
    if planned.has_changed_status and planned.before_version:
        before, after = STATUS_WORDS[planned.before_status], STATUS_WORDS[planned.status]
        changes.append(ShownChange(student, "status", before, after, planned.row))
    return changes


def _is_new(planned: PlannedResult) -> bool:
    return bool(planned.new_positions) or not planned.before_version


def _new(planned: PlannedResult, items: Sequence[ItemSpec], students: Mapping[int, RosterEntry]) -> ShownNew:
    entry = students.get(planned.student_id)
    if len(planned.new_positions) == len(items):
        which = f"all {len(items)} items"
    else:
        which = ", ".join(items[position - 1].label for position in planned.new_positions)
        which = f"items {which}" if which else ""
    status = "" if planned.status == "scored" else STATUS_WORDS[planned.status]
    return ShownNew(_name(students, planned.student_id), entry.section_name if entry else "", which, status)


def _counts(plan: ImportPlan) -> tuple[components.SummaryCount, ...]:
    def count(number: int, text: str, note: str, url: str) -> components.SummaryCount:
        return components.SummaryCount(count=number, text=text, note=note, url=url)

    return (
        count(plan.new_cells, "new scores", _students(plan.new_students), "#new"),
        count(plan.changed_cells, "changed scores", _students(plan.changed_students), "#changed"),
        count(plan.unchanged_cells, "unchanged", _students(plan.unchanged_students), "#same"),
        count(plan.problem_cells + plan.problem_rows, "with a problem", "these are left out", "#problems"),
        count(len(plan.unmatched), "rows without a student", "left out until matched", "#unmatched"),
    )


def _students(count: int) -> str:
    return "1 student" if count == 1 else f"{count:,} students"


def _scores(count: int) -> str:
    return "1 score" if count == 1 else f"{count:,} scores"
