"""What the preview page says about a plan: problems by place, cells before and after, counts in words.

Lists are drawn line by line as a page of them is asked for: a file may have a hundred thousand.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, overload

from assessments.entry import shown_text
from assessments.importing import ImportPlan, ItemSpec, NearStudent, PlannedResult, Problem, RosterEntry, listed
from assessments.importing.counts import PlanCounts
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

Line = TypeVar("Line")


class Lines(Sequence[Line], Generic[Line]):
    """Lines of a list, each made when it is looked at."""

    def __init__(self, sources: Sequence[Any], draw: Callable[[Any], Line]) -> None:
        self._sources = sources
        self._draw = draw

    def __len__(self) -> int:
        return len(self._sources)

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> "Sequence[Line]": ...
    def __getitem__(self, index: int | slice) -> "Line | Sequence[Line]":
        if isinstance(index, slice):
            return [self._draw(source) for source in self._sources[index]]
        return self._draw(self._sources[index])


@dataclass(frozen=True)
class ShownChange:
    """One saved score that the file says differently; ``cell`` names it in a form: row and item position."""

    student: str
    item: str
    was: str
    becomes: str
    row: int
    cell: str


@dataclass(frozen=True)
class ShownNew:
    """The new scores of one student."""

    student: str
    section: str
    items: str
    status: str
    row: int


@dataclass(frozen=True)
class ShownUnmatched:
    """A row without a student; ``alias`` is what a team may remember of it, empty where the row has no ID."""

    row: int
    alias: str
    note: str
    sentence: str
    remedy: str
    near: tuple[NearStudent, ...]


@dataclass(frozen=True)
class Preview:
    problems: Lines[components.Problem]
    unmatched: Lines[ShownUnmatched]
    changed: Lines[ShownChange]
    new: Lines[ShownNew]


def preview_of(plan: ImportPlan, items: Sequence[ItemSpec], students: Mapping[int, RosterEntry]) -> Preview:
    """Everything the preview page lists of a plan, in the order of the file."""
    changed = [(planned, position) for planned in plan.changes for position in planned.changed_positions]
    changed += [(planned, 0) for planned in plan.changes if planned.has_changed_status and planned.before_version]
    changed.sort(key=lambda pair: (pair[0].row, pair[1] == 0, pair[1]))
    return Preview(
        problems=Lines(_grouped(plan), _problems),
        unmatched=Lines(plan.unmatched, _unmatched),
        changed=Lines(changed, lambda pair: _change(pair[0], pair[1], items, students)),
        new=Lines([planned for planned in plan.changes if _is_new(planned)], lambda p: _new(p, items, students)),
    )


def _unmatched(row: Any) -> ShownUnmatched:
    note = f"{row.shown_name or row.shown_id} · {_scores(row.scores)}"
    return ShownUnmatched(row.row, row.shown_id, note, row.sentence, row.remedy, row.near)


def _grouped(plan: ImportPlan) -> list[list[Problem]]:
    """In the order of the file; the same value wrong in the same way all down a column is one thing to mend."""
    alike: dict[tuple[str, ...], list[Problem]] = {}
    for problem in plan.problems:
        # A remark that leaves nothing out is the same one for each student, though its sentence names another.
        sentence = "" if problem.leaves_out == "nothing" else problem.sentence
        same = (problem.kind, problem.column, problem.value, sentence, problem.remedy)
        key = same if problem.column else (*same, str(problem.row))
        alike.setdefault(key, []).append(problem)
    groups: list[list[Problem]] = []
    for group in alike.values():
        groups.extend([problem] for problem in group) if len(group) <= ALIKE_SHOWN else groups.append(group)
    return groups


def _problems(group: Sequence[Problem]) -> components.Problem:
    return _problem(group[0]) if len(group) == 1 else _column_of_problems(group)


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
        choice=("accept", f"{problem.row}-{problem.position}"),
        choice_label=f"Yes, read it as {problem.suggestion}" if problem.suggestion else "",
    )


def _column_of_problems(group: Sequence[Problem]) -> components.Problem:
    first = group[0]
    rows = listed([str(problem.row) for problem in group], most=ROWS_NAMED)
    note = " · ".join(part for part in (first.title, f"rows {rows}") if part)
    others = len(group) - 1 if len({problem.sentence for problem in group}) > 1 else 0
    what = f"{first.sentence} {others} more rows say the like." if others else first.sentence
    return components.Problem(
        where=f"Column {first.column}, {len(group)} rows",
        where_note=note,
        what=what,
        remedy=first.remedy,
        choice=("accept_all", f"{first.row}-{first.position}"),
        choice_label=f"Yes, read all {len(group)} as {first.suggestion}" if first.suggestion else "",
    )


def _name(students: Mapping[int, RosterEntry], student_id: int) -> str:
    entry = students.get(student_id)
    return entry.name if entry else f"Student {student_id}"


def _change(
    planned: PlannedResult, position: int, items: Sequence[ItemSpec], students: Mapping[int, RosterEntry]
) -> ShownChange:
    student, cell = _name(students, planned.student_id), f"{planned.row}-{position}"
    if not position:
        was, becomes = STATUS_WORDS[planned.before_status], STATUS_WORDS[planned.status]
        return ShownChange(student, "status", was, becomes, planned.row, cell)
    item, index = items[position - 1], position - 1
    was = shown_text(planned.before_cells[index], planned.before_answers[index], item)
    becomes = shown_text(planned.cells[index], planned.answers[index], item)
    return ShownChange(student, item.label, was, becomes or "cleared", planned.row, cell)


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
    return ShownNew(
        _name(students, planned.student_id), entry.section_name if entry else "", which, status, planned.row
    )


def summary_of(counts: PlanCounts, address: str = "") -> tuple[components.SummaryCount, ...]:
    """The five counts above a preview; each leads to its list on the page at ``address``."""

    def count(number: int, text: str, note: str, kind: str) -> components.SummaryCount:
        url = f"{address}?show={kind}#{kind}" if number and kind else ""
        return components.SummaryCount(count=number, text=text, note=note, url=url)

    return (
        count(counts.new_cells, _noun(counts.new_cells, "new score"), _students(counts.new_students), "new"),
        count(
            counts.changed_cells,
            _noun(counts.changed_cells, "changed score"),
            _students(counts.changed_students),
            "changed",
        ),
        count(counts.unchanged_cells, "unchanged", f"{_students(counts.unchanged_students)} with nothing new", ""),
        count(counts.problem_cells + counts.problem_rows, "with a problem", "these are left out", "problems"),
        count(
            counts.unmatched,
            f"{_noun(counts.unmatched, 'row')} without a student",
            "left out until matched",
            "unmatched",
        ),
    )


def _noun(count: int, noun: str) -> str:
    return noun if count == 1 else f"{noun}s"


def _students(count: int) -> str:
    return "1 student" if count == 1 else f"{count:,} students"


def _scores(count: int) -> str:
    return "1 score" if count == 1 else f"{count:,} scores"
