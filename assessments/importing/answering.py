"""What was read of a file and what it would do, as plain values for a program; no student's name unless asked for."""

from collections.abc import Sequence
from typing import Any

from assessments.importing.counts import counts_of
from assessments.importing.mapping import Mapping
from assessments.importing.plan import ImportPlan, Problem, Unmatched
from assessments.importing.sheet import Sheet
from assessments.importing.subjects import ItemSpec, RosterEntry

_SOMEBODY = "this student"


def answer_of(
    plan: ImportPlan,
    mapping: Mapping,
    sheet: Sheet,
    items: Sequence[ItemSpec],
    roster: Sequence[RosterEntry],
    *,
    with_names: bool = False,
) -> dict[str, Any]:
    """``counts``, ``mapping``, ``problems`` and ``unmatched``; only str, int, bool, None, lists and dicts."""
    names = [] if with_names else sorted({entry.name for entry in roster}, key=len, reverse=True)
    return {
        "counts": {**counts_of(plan).as_dict(), "students_in_file": sheet.students},
        "mapping": _mapping(mapping, sheet, items),
        "problems": [_problem(problem, names) for problem in plan.problems],
        "unmatched": [_unmatched(row, with_names=with_names) for row in plan.unmatched],
    }


def _mapping(mapping: Mapping, sheet: Sheet, items: Sequence[ItemSpec]) -> dict[str, Any]:
    labels = {item.position: item.label for item in items}

    def column(number: int | None) -> dict[str, str] | None:
        if number is None:
            return None
        return {"column": sheet.letters[number], "title": sheet.header[number]}

    return {
        "profile": mapping.profile,
        "is_ready": mapping.is_ready,
        "student": column(mapping.student_column),
        "names": [column(number) for number in mapping.name_columns],
        "section": column(mapping.section_column),
        "status": column(mapping.status_column),
        "attempt": column(mapping.attempt_column),
        "attempt_rule": mapping.attempt_rule,
        "key_version": column(mapping.version_column),
        "key_versions": dict(zip(sheet.versions, sheet.version_rows, strict=True)),
        "key_versions_taken": [each.version for each in mapping.versions],
        "items": [
            {**(column(each.column) or {}), "item": labels.get(each.position, ""), "holds": each.holds}
            for each in mapping.item_columns
        ],
        "empty_means": mapping.empty_means,
        "columns_not_used": len(mapping.ignored_columns),
        "rows_passed_over": [{"row": row.row, "why": row.why} for row in mapping.skipped_rows],
        "problems": [
            {"kind": each.kind, "sentence": each.sentence, "remedy": each.remedy, "stops": each.stops}
            for each in mapping.problems
        ],
    }


def _problem(problem: Problem, names: Sequence[str]) -> dict[str, Any]:
    said = {
        "kind": problem.kind,
        "row": problem.row,
        "column": problem.column,
        "title": problem.title,
        "value": problem.value,
        "sentence": _without(problem.sentence, names),
        "remedy": _without(problem.remedy, names),
        "leaves_out": problem.leaves_out,
    }
    return said if names else {**said, "student": problem.student}


def _unmatched(row: Unmatched, *, with_names: bool) -> dict[str, Any]:
    said: dict[str, Any] = {"row": row.row, "id": row.shown_id, "scores": row.scores}
    said["near"] = [{"id": near.local_id, "why": near.why} for near in row.near]
    if with_names:
        said |= {"name": row.shown_name, "sentence": row.sentence, "remedy": row.remedy}
    return said


def _without(text: str, names: Sequence[str]) -> str:
    for name in names:
        if name and name in text:
            text = text.replace(name, _SOMEBODY)
    return text
