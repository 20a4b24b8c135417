"""Rows to students: by ID, or by what a person has said of this row or this ID."""

from collections.abc import Mapping, Sequence

from assessments.importing.decisions import Decisions
from assessments.importing.subjects import RosterEntry

NOTHING_SAID = Decisions()
Entries = tuple[RosterEntry, ...]


class Roster:
    """The students an upload may touch, found by their local ID as written, leading zeros and case included.

    ``aliases`` gives the student id of what another tool calls a student; a true ID comes before an alias.
    ``decisions`` say of single rows whose they are, and come before both. Neither reaches beyond ``entries``.
    """

    def __init__(
        self,
        entries: Sequence[RosterEntry],
        aliases: Mapping[str, int] | None = None,
        decisions: Decisions = NOTHING_SAID,
    ) -> None:
        self.entries = entries
        self._by_id: dict[str, Entries] = {}
        for entry in entries:
            local_id = entry.local_id.strip()
            self._by_id[local_id] = (*self._by_id.get(local_id, ()), entry)
        self._by_id.pop("", None)
        named = {*(aliases or {}).values(), *decisions.student_of_row.values()}
        by_student: dict[int, Entries] = {}
        for entry in entries if named else ():
            if entry.student_id in named:
                by_student[entry.student_id] = (*by_student.get(entry.student_id, ()), entry)
        self._by_alias = {
            alias: by_student[student_id] for alias, student_id in (aliases or {}).items() if student_id in by_student
        }
        self._by_row = {
            row: by_student[student_id] for row, student_id in decisions.students if student_id in by_student
        }

    def of_row(self, number: int, local_id: str) -> Entries:
        """The entries of a row's student, one for each section (and, should it happen, for each namesake of an ID).

        What a person said of the row goes first, then its ID, then the team's alias for it.
        """
        return self._by_row.get(number) or self._by_id.get(local_id) or self._by_alias.get(local_id, ())
