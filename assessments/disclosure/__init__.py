"""What one reader is given of a run: the page is built from this and never sees what the reader may not.

Own class and team total; colleagues blind as Class A, B, … or named as the team decided; leaders the team alone. Small
groups are hidden with all that would give them away (statistics.md, sections 2 and 14). Pure: figures in, views out.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from assessments.cells import points_text
from assessments.disclosure.groups import (
    COUNTS_ONLY_BELOW,
    Classes,
    groups_of,
    hidden_groups,
    hint_of,
    sizes_of,
    whole_percent,
)
from assessments.disclosure.items import item_lines, printed_name
from assessments.disclosure.publishing import teacher_mark
from assessments.disclosure.records import (
    ASKS_FOR_HELP,
    Attendance,
    Cell,
    ClassName,
    ItemLine,
    NotCounted,
    Reader,
    ReportView,
    Row,
    Skill,
)
from assessments.stats import TeamReport
from assessments.stats.comparison import Comparison
from assessments.stats.display import blind_letters, blind_size
from assessments.stats.privacy import SMALLEST_CELL
from assessments.stats.report import GroupResult, MetricReport, SectionReport

__all__ = [
    "Attendance",
    "Cell",
    "ClassName",
    "Classes",
    "ItemLine",
    "NotCounted",
    "Reader",
    "ReportView",
    "Row",
    "Skill",
    "classes_of",
    "disclosed",
    "hidden_groups",
    "view_of",
]
BRIGHT = "above_rest"
BELOW = "below_rest"


def disclosed(figures: dict[str, Any], reader: Reader) -> ReportView:
    """The part of a run's stored figures this reader may have."""
    return view_of(figures, classes_of(figures, reader))


def classes_of(figures: dict[str, Any], reader: Reader) -> Classes:
    """The sections of a run as this reader meets them; what every part of the report starts from."""
    report = TeamReport.from_plain(figures["report"])
    letters = blind_letters(reader.secret, report.n_sections)
    order = _class_order(letters, reader)
    names = _class_names(figures["sections"], letters, order, reader)
    own = tuple(index for index in order if figures["sections"][index]["id"] in reader.own_section_ids)
    teachers = tuple(teacher_mark(section) for section in figures["sections"])
    return Classes(tuple(order), own, names, reader, report, _knowers(figures["sections"], order, reader), teachers)


def _knowers(sections: Sequence[dict[str, Any]], order: Sequence[int], reader: Reader) -> tuple[tuple[int, ...], ...]:
    """Each class, as somebody may teach it beside its teacher, and the classes of each teacher."""
    if not reader.is_on_the_table:
        return ()
    teachers = {section["teacher_id"] for section in sections}
    of_teachers = (tuple(index for index in order if sections[index]["teacher_id"] == teacher) for teacher in teachers)
    return tuple(sorted({*((index,) for index in order), *of_teachers} - {()}))


def view_of(figures: dict[str, Any], classes: Classes) -> ReportView:
    """What the summary, the pages of skills and items and the API show."""
    reader, report, order = classes.reader, classes.report, classes.order
    names, own = classes.names, classes.own
    metrics = [_skill(metric, _facts(index, figures), classes) for index, metric in enumerate(report.metrics)]
    return ReportView(
        total=metrics[0],
        skills=tuple(metrics[1:]),
        items=item_lines(figures, classes),
        classes=tuple(ClassName(names[index], index in own) for index in order),
        attendance=_attendance(report, figures, reader),
        cut=report.settings.cut,
        other_versions=figures["other_versions"],
        not_counted=tuple(
            NotCounted(
                printed_name(facts),
                points_text(facts["max_cell"]),
                facts.get("reason", "") if reader.is_inside else "",
            )
            for facts in figures.get("not_counted", ())
        ),
        blind_hides_nothing=reader.names == "blind" and _shows_itself(own, order, report),
        min_diff=report.settings.min_diff,
        headline=report.settings.headline,
        says_marks=reader.sees_sections and reader.marks != "none",
    )


def _shows_itself(own: Sequence[int], order: Sequence[int], report: TeamReport) -> bool:
    """Whether letters hide nothing: two classes in all, or one colleague's alone among those whose papers are in."""
    others = [index for index in order if index not in own and report.metrics[0].sections[index].result.mean.n]
    return len(order) == 2 or (bool(own) and len(others) == 1)


def _facts(index: int, figures: dict[str, Any]) -> tuple[str, str]:
    if index == 0:
        return "The whole paper", ""
    standard = figures["standards"][index - 1]
    return standard["short_name"], standard["code"]


def _class_order(letters: Sequence[str], reader: Reader) -> list[int]:
    """Positions of the sections as this reader meets them: the team's own order or by letter, never by result."""
    if not reader.sees_sections:
        return []
    if reader.names == "named":
        return list(range(len(letters)))
    return sorted(range(len(letters)), key=lambda place: (len(letters[place]), letters[place]))


def _class_names(
    sections: Sequence[dict[str, Any]], letters: Sequence[str], order: Sequence[int], reader: Reader
) -> dict[int, str]:
    names = {}
    for index in order:
        section = sections[index]
        mine = section["id"] in reader.own_section_ids
        if reader.names == "named":
            name = " · ".join(part for part in (section["name"], section["teacher_name"]) if part)
        else:
            name = f"Class {letters[index]}"
            if mine:  # somebody with two classes has to know which is which
                name = f"{name} · {section['name']}"
        names[index] = f"{name} (yours)" if mine else name
    return names


def _skill(metric: MetricReport, facts: tuple[str, str], classes: Classes) -> Skill:
    hidden, total_hidden = classes.hidden_in(groups_of(metric, classes), sizes_of(metric))
    rows = [_class_row(metric.sections[index], hidden, classes) for index in classes.order]
    if total_hidden:  # what leans on the team, or compares with the rest of it, is made of what is hidden
        rows = [replace(row, label="", steadied=None, steadied_low=None, steadied_high=None) for row in rows]
    gaps = [gap for section in metric.sections if (gap := classes.report.headline(section).mdd)]
    says_gaps = bool(gaps and rows and not hidden) and classes.reader.marks != "none"
    largest = max(gaps) if says_gaps else None
    return Skill(
        name=facts[0],
        code=facts[1],
        n_items=metric.n_items,
        max_points=metric.max_points,
        hint=hint_of(metric.n_items),
        rows=(_team_row(metric.team, total_hidden), *rows),
        noticeable=largest if classes.reader.names == "named" else whole_percent(largest),
        cut=classes.report.settings.cut,
        between=metric.between_mean.icc if rows and not hidden else None,
    )


def _team_row(team: GroupResult, hidden: str) -> Row:
    n = team.mean.n
    if n == 0:
        return Row("Team", is_team=True, withheld="n0")
    if hidden:
        return Row("Team", is_team=True, withheld=hidden)
    return Row(
        name=f"Team, {n} students",
        students=str(n),
        value=team.mean.mean,
        low=team.mean.ci_low,
        high=team.mean.ci_high,
        proficient=f"{team.proficient.y} of {team.proficient.n}",
        is_team=True,
    )


def _class_row(section: SectionReport, hidden: dict[int, str], classes: Classes) -> Row:
    reader, name, result = classes.reader, classes.names[section.section], section.result
    is_mine = section.section in classes.own
    n = result.mean.n
    if n == 0:
        return Row(name, is_mine=is_mine, withheld="n0")
    if section.section in hidden:
        return Row(name, withheld=hidden[section.section])
    comparison = classes.report.headline(section)
    proficient = f"{result.proficient.y} of {result.proficient.n}"
    if is_mine and n < COUNTS_ONLY_BELOW:
        return Row(name, students=str(n), proficient=proficient, is_mine=True, withheld="n_small")
    exact = is_mine or reader.names == "named"
    figures = result.mean.mean, result.mean.ci_low, result.mean.ci_high
    value, low, high = figures if exact else map(whole_percent, figures)
    # All classes went into each steadied figure: with all digits of the shown ones, a hidden one could be solved for.
    leaning = section.steadied_mean
    estimate = leaning.est, leaning.ci_low, leaning.ci_high
    steadied, steadied_low, steadied_high = estimate if exact and not hidden else map(whole_percent, estimate)
    label = comparison.label.value if is_mine else _label_of_colleague(comparison, reader)
    return Row(
        name=name,
        students=str(n) if exact else (blind_size(n) or f"fewer than {SMALLEST_CELL}"),
        value=value,
        low=low,
        high=high,
        proficient=proficient if exact else "",
        is_mine=is_mine,
        is_bright=label == BRIGHT,
        label=label,
        steadied=steadied,
        steadied_low=steadied_low,
        steadied_high=steadied_high,
    )


def _label_of_colleague(comparison: Comparison, reader: Reader) -> str:
    """Only when it shines; that it did clearly less well is for its own teacher, unless the team wants it said."""
    if comparison.label == BRIGHT and reader.marks != "none":
        return BRIGHT
    return ASKS_FOR_HELP if comparison.label == BELOW and reader.marks == "all" else ""


def _attendance(report: TeamReport, figures: dict[str, Any], reader: Reader) -> Attendance:
    counts = report.completeness
    waiting = sum(section["waiting"] for section in figures["sections"])
    return Attendance(
        students=counts.students + waiting,
        tested=counts.scored - counts.unfinished,
        unfinished=counts.unfinished,
        absent=counts.absent,
        make_up=counts.make_up,
        exempt=counts.exempt,
        not_assessed=counts.not_assessed,
        waiting=waiting,
        blank_papers=counts.blank_papers,
        late=figures.get("late", 0),
    )
