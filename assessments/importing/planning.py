"""A table, a mapping and what is saved, turned into the plan of an upload; nothing is written anywhere."""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence

from assessments.cells import EMPTY
from assessments.importing.decisions import Decisions
from assessments.importing.keeping import with_saved_kept
from assessments.importing.mapping import ItemColumn, Mapping
from assessments.importing.matching import NOTHING_SAID, NearStudents, Roster
from assessments.importing.plan import CORRECT_THE_ID, ImportPlan, PlannedResult, Problem, Unmatched
from assessments.importing.row_planning import PlannedRow, RowPlanner
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
    sections = {entry.section_name for entry in roster}
    planners = {
        version: RowPlanner(table, taken, items=ordered, saved=saved, section_names=sections)
        for version, taken in mapping.taken_versions.items()
    }
    skipped = {row.row for row in mapping.skipped_rows}
    left_out = set(decisions.left_out) - skipped
    rows = [row for row in table.rows if row.number not in skipped and row.number not in left_out]
    known, unknown = _by_student(rows, mapping, students)
    changes: list[PlannedResult] = []
    problems: list[Problem] = []
    outcomes: list[PlannedRow] = []
    kept_cells = 0
    for entries, same in known.values():
        if len(same) > 1 and len({_content(row, mapping) for row in same}) > 1:
            problems.extend(student_twice(same, entries[0]))
            continue
        planner = planners.get(mapping.version_of(same[0].cells))
        if planner is None:
            problems.append(version_not_taken(table, same[0], entries[0], mapping.version_column or 0))
            continue
        outcome = planner.plan(same[0], entries)
        outcomes.append(outcome)
        problems.extend(outcome.problems)
        if outcome.result is not None:
            result, kept = with_saved_kept(outcome.result, decisions)
            kept_cells += kept
            if result is not None:
                changes.append(result)
    return ImportPlan(
        changes=tuple(sorted(changes, key=lambda change: change.row)),
        problems=tuple(sorted(problems, key=lambda problem: (problem.row, len(problem.column), problem.column))),
        unmatched=tuple(_unmatched(unknown, mapping, students, saved, students_elsewhere or {})),
        rows_read=len(table.rows),
        skipped_rows=len(skipped & {row.number for row in table.rows}),
        left_out_rows=len(left_out & {row.number for row in table.rows}),
        kept_cells=kept_cells,
        students_not_in_file=len({entry.student_id for entry in roster}.difference(*known)),
        unchanged_students=sum(
            1 for o in outcomes if o.result is None and all(p.leaves_out == "nothing" for p in o.problems)
        ),
        unchanged_cells=sum(o.unchanged_cells for o in outcomes),
        empty_cells=sum(o.empty_cells for o in outcomes),
    )


# The rows of each student (or of namesakes with one ID), with where the student is enrolled.
Known = dict[frozenset[int], tuple[list[RosterEntry], list[Row]]]


def _by_student(rows: Sequence[Row], mapping: Mapping, students: Roster) -> tuple[Known, list[Row]]:
    """The rows of students of the roster, and the rows that hold something of somebody else."""
    known: Known = {}
    unknown: list[Row] = []
    for row in rows:
        local_id = restored(row.cell(mapping.student_column or 0))
        if entries := students.of_row(row.number, local_id):
            known.setdefault(frozenset(entry.student_id for entry in entries), (entries, []))[1].append(row)
        elif local_id or _filled(row, mapping.item_columns):
            unknown.append(row)
    return known, unknown


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
    near_students = NearStudents(students, with_scores)
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
