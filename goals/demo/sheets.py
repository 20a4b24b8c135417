"""The sheet a teacher would upload for the CFA that waits for results: letters chosen, points of open items. Pure."""

import csv
import io
from collections.abc import Sequence

from assessments.cells import BLANK, EXEMPT, NOT_REACHED, points_text
from goals.demo.calendar import DemoCalendar
from goals.demo.drawing import DrawnStudent, cfa_sections, drawn_papers, drawn_students, seats
from goals.demo.records import CfaPlan, DistrictPlan
from goals.demo.results import ItemPlan, Paper

# Words, not letters: in a column of answers B is an answer.
WORDS = {BLANK: "blank", NOT_REACHED: "not reached", EXEMPT: "ex"}
STATUS_WORDS = {"scored": "", "absent": "absent", "make_up": "make-up", "exempt": "exempt"}


def waiting_sheet(plan: DistrictPlan, calendar: DemoCalendar, teacher: str = "") -> str:
    """CSV of everybody who sits in the waiting CFA's sections today, or in those that ``teacher`` leads."""
    (cfa,) = [cfa for cfa in plan.cfas if cfa.weeks_ago is None]
    students, papers = drawn_students(plan), drawn_papers(plan, cfa)
    wanted = {s.local_id: s.name for s in cfa_sections(plan, cfa) if teacher in {"", s.lead, s.co_teacher}}
    rows = [
        _row(students[seat.student], wanted[seat.section], papers[seat.student], cfa.items)
        for seat in seats(plan, calendar)
        if seat.section in wanted and seat.is_taken_on(calendar.today)
    ]
    return _csv(cfa, sorted(rows, key=lambda row: (row[2], row[1].casefold(), row[0])))


def _row(student: DrawnStudent, section: str, paper: Paper, items: Sequence[ItemPlan]) -> list[str]:
    is_scored = paper.status == "scored"
    return [
        student.number,
        f"{student.name.family}, {student.name.given}",
        section,
        STATUS_WORDS[paper.status],
        *(
            (WORDS.get(cell) or answer or points_text(cell)) if is_scored else ""
            for cell, answer, _ in zip(paper.cells, paper.answers, items, strict=True)
        ),
    ]


def _csv(cfa: CfaPlan, rows: list[list[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Student ID", "Student", "Section", "Status", *(item.label for item in cfa.items)])
    writer.writerows(rows)
    return out.getvalue()
