"""The figures of a report page as rows of text, the first one as titles; whole percents, as on the page."""

from collections.abc import Sequence
from typing import Final

from assessments.disclosure import Cell, ReportView, Row, Skill
from assessments.disclosure.item_facts import ItemDetail
from assessments.disclosure.needs import Need
from assessments.disclosure.students import OwnClass
from plc.templatetags.figures import label_words, percent_number, points, reason_words

Rows = list[list[str]]

SKILLS: Final = (
    *("Skill", "Code", "Items", "Points", "Class or team", "Students", "Share of points (%)", "From (%)", "To (%)"),
    *("Proficient", "In words"),
)


def skill_rows(view: ReportView, smallest_group: int) -> Rows:
    """Skill by skill: the team, then each class, in the order of the page."""
    rows = [list(SKILLS)]
    for skill in (view.total, *view.skills):
        rows += [_skill_row(skill, row, smallest_group) for row in skill.rows]
    return rows


def _skill_row(skill: Skill, row: Row, smallest_group: int) -> list[str]:
    start = [skill.name, skill.code, str(skill.n_items), points(skill.max_points), row.name]
    if row.withheld:
        return [*start, row.students, "", "", "", row.proficient, reason_words(row.withheld, smallest_group)]
    words = "bright spot" if row.is_bright else label_words(row.label)
    figures = [percent_number(figure) for figure in (row.value, _clipped(row.low), _clipped(row.high))]
    return [*start, row.students, *figures, row.proficient, words]


def _clipped(limit: float | None) -> float | None:
    return None if limit is None else min(1.0, max(0.0, limit))


def item_rows(view: ReportView, smallest_group: int) -> Rows:
    """Item by item: who took it, the team's share of its points, and each class."""
    labels = [name.label for name in view.classes]
    titles = ["Item", "Standards", "Points", "Students", "Left blank", "Not reached", "Team (%)"]
    rows = [[*titles, *(f"{label} (%)" for label in labels), "Look at it"]]
    for item in view.items:
        counts = ["" if count is None else str(count) for count in (item.students, item.blank, item.not_reached)]
        cells = [_cell(cell, smallest_group) for cell in (item.team, *item.cells)]
        rows.append([item.name, item.codes, item.max_points, *counts, *cells, item.question])
    return rows


ITEM_DETAILS: Final = (
    *("With the rest of the test (r)", "Strongest quarter (%)", "Weakest quarter (%)"),
    *("Shared misconception", "Chose it (%)"),
)


def full_item_rows(view: ReportView, details: Sequence[ItemDetail], smallest_group: int) -> Rows:
    """:func:`item_rows` with what the page says of each item below its table."""
    titles, *rows = item_rows(view, smallest_group)
    by_class = ["Went better in", "Before you compare"] if view.classes else []
    found = [[*titles, *ITEM_DETAILS, *by_class]]
    for row, detail in zip(rows, details, strict=True):
        ends, shared = detail.ends, detail.shared
        figures = [
            _as_number(detail.rest.figure) if detail.rest else "",
            percent_number(ends.upper) if ends else "",
            percent_number(ends.lower) if ends else "",
            shared.name if shared else "",
            str(shared.percent) if shared else "",
        ]
        if by_class:
            figures.append(", ".join(surprise.class_name for surprise in detail.surprises))
            figures.append("behaved differently in one class" if detail.line.differs else "")
        found.append([*row, *figures])
    return found


def _as_number(figure: str) -> str:
    """0.30 → "0.3", as a workbook shows the number it is."""
    return figure.rstrip("0").rstrip(".")


def _cell(cell: Cell, smallest_group: int) -> str:
    return reason_words(cell.withheld, smallest_group) if cell.withheld else percent_number(cell.value)


def class_rows(classes: Sequence[OwnClass]) -> Rows:
    """The reader's own students with their share of each skill's points; those who are missing with the reason."""
    skills = classes[0].skills if classes else ()
    rows = [
        ["Class", "Student", *(f"{skill.code or skill.name} (%)" for skill in skills), "Proficient", "Near the cut"]
    ]
    for group in classes:
        for student in group.students:
            shares = [percent_number(share) for share in student.shares]
            proficient = "yes" if student.is_proficient else "not yet"
            rows.append([group.name, student.name, *shares, proficient, "yes" if student.is_near_cut else ""])
        for words, names in group.missing:
            rows += [[group.name, name, *[""] * len(skills), words, ""] for name in names]
    return rows


def need_rows(needs: Sequence[Need]) -> Rows:
    """Who needs what: one row a student and skill."""
    rows = [["Skill", "Code", "Class", "Student", "Needs"]]
    for need in needs:
        for group in need.groups:
            for words, students in (
                ("more time", group.more_time),
                ("close", group.close),
                ("there", group.there),
                ("ready for more", group.ready),
            ):
                rows += [[need.name, need.code, group.class_name, student.name, words] for student in students]
    return rows
