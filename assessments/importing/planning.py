"""A table, a mapping and what is saved, turned into the plan of an upload; nothing is written anywhere."""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from operator import attrgetter

from assessments.cells import EMPTY
from assessments.importing.decisions import Decisions
from assessments.importing.keeping import with_saved_kept
from assessments.importing.mapping import ItemColumn, Mapping
from assessments.importing.matching import NOTHING_SAID, Entries, Roster
from assessments.importing.near_students import NearStudents
from assessments.importing.plan import CORRECT_THE_ID, ImportPlan, PlannedResult, Problem, Unmatched
from assessments.importing.row_planning import RowPlanner
from assessments.importing.row_problems import student_twice, version_not_taken
from assessments.importing.subjects import ItemSpec, RosterEntry, SavedResult
from assessments.importing.table import Row, Table
from assessments.importing.texts import quoted, restored


def plan_import(
    table: Table,
    mapping: Mapping,
    *,
    items: Sequence[ItemSpec],
    roster: Sequence[RosterEntry],
    saved: MappingOf[int, SavedResult],
    students_elsewhere: MappingOf[str, str] | None = None,
    aliases: MappingOf[str, int] | None = None,
    decisions: Decisions = NOTHING_SAID,
) -> ImportPlan:
    """What applying the table would do.

    ``items`` are all items of the paper; ``saved`` is by student id; ``students_elsewhere`` gives, by local ID, a
    sentence that says where a student outside these sections is; ``aliases`` the student id for what another tool calls
    a student; ``decisions`` is what a person said about single rows. A mapping that is not ready gives a plan without
    changes. Raises ValueError when the mapping, the items and the saved results are not of one table and one paper.
    """
    ordered = sorted(items, key=lambda item: item.position)
    _check_belong_together(table, mapping, ordered, saved)
    if not mapping.is_ready or mapping.student_column is None:
        return ImportPlan((), tuple(_file_problems(mapping)), (), rows_read=len(table.rows))
    students = Roster(roster, aliases, decisions)
    planners = _planners(table, mapping, ordered, saved, {entry.section_name for entry in roster})
    skipped = {row.row for row in mapping.skipped_rows}
    left_out = set(decisions.left_out) - skipped
    rows = [row for row in table.rows if row.number not in skipped and row.number not in left_out]
    known, again, unknown = _by_student(rows, mapping, students)
    changes: list[PlannedResult] = []
    problems: list[Problem] = []
    kept_cells = unchanged_students = unchanged_cells = empty_cells = 0
    for whose, (entries, row) in known.items():
        if whose in again and len({_content(each, mapping) for each in (row, *again[whose])}) > 1:
            problems.extend(student_twice((row, *again[whose]), entries[0]))
            continue
        planner = planners.get(mapping.version_of(row.cells))
        if planner is None:
            problems.append(version_not_taken(table, row, entries[0], mapping.version_column or 0))
            continue
        outcome = planner.plan(row, entries)
        problems.extend(outcome.problems)
        unchanged_cells += outcome.unchanged_cells
        empty_cells += outcome.empty_cells
        if outcome.result is None:
            unchanged_students += all(problem.leaves_out == "nothing" for problem in outcome.problems)
            continue
        result, kept = with_saved_kept(outcome.result, decisions)
        kept_cells += kept
        if result is not None:
            changes.append(result)
    in_file = {student_id for whose in known for student_id in (whose if isinstance(whose, frozenset) else (whose,))}
    return ImportPlan(
        changes=tuple(sorted(changes, key=attrgetter("row"))),
        problems=tuple(sorted(problems, key=lambda problem: (problem.row, len(problem.column), problem.column))),
        unmatched=tuple(_unmatched(unknown, mapping, students, saved, students_elsewhere or {})),
        rows_read=len(table.rows),
        skipped_rows=len(skipped & {row.number for row in table.rows}),
        left_out_rows=len(left_out & {row.number for row in table.rows}),
        kept_cells=kept_cells,
        students_not_in_file=len({entry.student_id for entry in roster} - in_file),
        unchanged_students=unchanged_students,
        unchanged_cells=unchanged_cells,
        empty_cells=empty_cells,
    )


def _planners(
    table: Table,
    mapping: Mapping,
    items: Sequence[ItemSpec],
    saved: MappingOf[int, SavedResult],
    section_names: AbstractSet[str],
) -> dict[str, RowPlanner]:
    """By the key version of a row."""
    return {
        version: RowPlanner(table, taken, items=items, saved=saved, section_names=section_names)
        for version, taken in mapping.taken_versions.items()
    }


# A student's id; the ids of namesakes with one ID. With where they are enrolled and the first of their rows.
Whose = int | frozenset[int]
Known = dict[Whose, tuple[Entries, Row]]


def _by_student(
    rows: Sequence[Row], mapping: Mapping, students: Roster
) -> tuple[Known, dict[Whose, list[Row]], list[Row]]:
    """The rows of students of the roster, further rows of the same, and rows that hold something of somebody else."""
    known: Known = {}
    again: dict[Whose, list[Row]] = {}
    unknown: list[Row] = []
    for row in rows:
        local_id = restored(row.cell(mapping.student_column or 0))
        if entries := students.of_row(row.number, local_id):
            whose = _whose(entries)
            if whose in known:
                again.setdefault(whose, []).append(row)
            else:
                known[whose] = entries, row
        elif local_id or _filled(row, mapping.item_columns):
            unknown.append(row)
    return known, again, unknown


def _whose(entries: Entries) -> Whose:
    first = entries[0].student_id
    if len(entries) == 1 or all(entry.student_id == first for entry in entries):
        return first
    return frozenset(entry.student_id for entry in entries)


def _check_belong_together(
    table: Table, mapping: Mapping, items: Sequence[ItemSpec], saved: MappingOf[int, SavedResult]
) -> None:
    if [item.position for item in items] != list(range(1, len(items) + 1)):
        raise ValueError("item positions do not run from 1 without a gap")
    if any(len(s.cells) != len(items) or len(s.answers) != len(items) for s in saved.values()):
        raise ValueError("a saved result has another number of items than the assessment")
    singles = (mapping.student_column, mapping.section_column, mapping.status_column)
    columns = {c for c in (*singles, *mapping.name_columns, *mapping.position_of_column) if c is not None}
    if not columns <= set(range(len(table.header))):
        raise ValueError("the mapping names columns this table does not have")
    if not set(mapping.position_of_column.values()) <= set(range(1, len(items) + 1)):
        raise ValueError("the mapping names items this assessment does not have")


def _file_problems(mapping: Mapping) -> list[Problem]:
    return [
        Problem(p.kind, 0, p.columns[0] if p.columns else "", "", "", "", p.sentence, p.remedy, "file")
        for p in mapping.problems
        if p.stops
    ]


def _filled(row: Row, columns: Sequence[ItemColumn]) -> int:
    return sum(1 for item in columns if row.cell(item.column))


def _content(row: Row, mapping: Mapping) -> tuple[str, ...]:
    singles = [column for column in (mapping.section_column, mapping.status_column) if column is not None]
    return tuple(row.cell(column) for column in (*singles, *(item.column for item in mapping.item_columns)))


def _unmatched(
    rows: Sequence[Row],
    mapping: Mapping,
    students: Roster,
    saved: MappingOf[int, SavedResult],
    elsewhere: MappingOf[str, str],
) -> list[Unmatched]:
    if not rows:
        return []
    with_scores = {s.student_id for s in saved.values() if any(cell != EMPTY for cell in s.cells)}
    near_students = NearStudents(students.entries, with_scores)
    found = []
    for row in rows:
        local_id = restored(row.cell(mapping.student_column or 0))
        name = ", ".join(text for column in mapping.name_columns if (text := restored(row.cell(column))))
        near = near_students.near(local_id, name or local_id)
        if local_id in elsewhere:
            sentence = elsewhere[local_id]
            remedy = "Add the student to one of these sections first, or leave the row out."
        elif not local_id:
            sentence = f"This row has no student ID{f'; the name is {quoted(name)}' if name else ''}."
            remedy = "Write the ID in the row and upload the file again. Names alone are never matched."
        else:
            sentence = f"{quoted(local_id)} is not the ID of a student in these sections."
            remedy = CORRECT_THE_ID
        if near:
            close = near[0]
            scores = "" if close.has_scores else " and has no scores yet"
            remedy = f"{close.name} (ID {close.local_id}) is close{scores}. We never match by guess."
        scores_filled = _filled(row, mapping.item_columns)
        found.append(Unmatched(row.number, local_id, name, scores_filled, sentence, remedy, near))
    return found
