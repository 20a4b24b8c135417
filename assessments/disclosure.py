"""What one reader is given of a run: the page is built from this and never sees what the reader may not.

Own class and team total; colleagues blind as Class A, B, … or named as the team decided; leaders the team alone. Small
groups are hidden with all that would give them away (statistics.md, sections 2 and 14). Pure: figures in, views out.
"""

import hashlib
import hmac
import string
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from assessments.cells import points_text
from assessments.stats import TeamReport
from assessments.stats.items import SectionItem
from assessments.stats.report import GroupResult, MetricReport, SectionReport

COUNTS_ONLY_BELOW = 5
BRIGHT = "above_rest"


@dataclass(frozen=True)
class Reader:
    """Who reads. ``salt`` is secret and belongs to the run: it decides letters and order in the blind view."""

    sees_sections: bool
    own_section_ids: frozenset[int]
    names: Literal["blind", "named"]
    smallest_group: int
    salt: bytes


@dataclass(frozen=True)
class Row:
    """One line of a dot plot: the team or a class. ``withheld`` is a reason code and then there is no figure at all."""

    name: str
    students: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    proficient: str = ""
    is_team: bool = False
    is_mine: bool = False
    is_bright: bool = False
    label: str = ""
    withheld: str = ""


@dataclass(frozen=True)
class Skill:
    """One standard, or the whole paper, with its rows: the team first, then classes in letter or team order."""

    name: str
    code: str
    n_items: int
    max_points: float
    hint: str
    rows: tuple[Row, ...]
    noticeable: float | None

    @property
    def team(self) -> Row:
        return self.rows[0]

    @property
    def bright(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.is_bright)

    @property
    def caption(self) -> str:
        """The sentence above the picture."""
        if len(self.rows) == 1:
            return "Share of the points earned by the whole team, with the range it could easily have been."
        if self.bright:
            return "A marked gap would rarely come from chance; the other differences are too small to read."
        if self.noticeable is None:
            return "Each dot is a class, with the range its figure could easily have been."
        return (
            "Differences here are within what chance alone produces with classes this size "
            f"(we would notice about {round(100 * self.noticeable)} points)."
        )


@dataclass(frozen=True)
class Cell:
    """The team or one class on one item: a share of the points, or the reason why none is shown."""

    value: float | None = None
    withheld: str = ""


@dataclass(frozen=True)
class ClassName:
    label: str
    is_mine: bool


@dataclass(frozen=True)
class ItemLine:
    """One item: who took it, what share of its points the team earned (with limits for 0/1 items), and each class."""

    name: str
    codes: str
    max_points: str
    team: Cell
    students: int | None
    blank: int | None
    not_reached: int | None
    low: float | None
    high: float | None
    cells: tuple[Cell, ...]

    @property
    def note(self) -> str:
        unit = "point" if self.max_points == "1" else "points"
        return " · ".join(part for part in (self.codes, f"{self.max_points} {unit}") if part)


@dataclass(frozen=True)
class Attendance:
    """Counts with their denominator: ``students`` on the rosters, of whom so many are in each state."""

    students: int
    tested: int
    unfinished: int
    absent: int
    make_up: int
    exempt: int
    not_assessed: int
    waiting: int
    blank_papers: int


@dataclass(frozen=True)
class ReportView:
    total: Skill
    skills: tuple[Skill, ...]
    items: tuple[ItemLine, ...]
    classes: tuple[ClassName, ...]
    attendance: Attendance
    cut: float
    other_versions: int
    blind_hides_nothing: bool

    @property
    def bright_spots(self) -> tuple[tuple[Skill, Row], ...]:
        return tuple((skill, row) for skill in self.skills for row in skill.bright)

    @property
    def shared_need(self) -> Skill | None:
        """The skill with the team's lowest share of points, if it is below the cut and no class stands apart on it."""
        known = [skill for skill in self.skills if skill.team.value is not None]
        if not known:
            return None
        lowest = min(known, key=lambda skill: skill.team.value or 0.0)
        return lowest if (lowest.team.value or 0.0) < self.cut and not lowest.bright else None


@dataclass(frozen=True)
class _Classes:
    """The sections of a run as one reader meets them: order, which are own, what they are called."""

    order: tuple[int, ...]
    own: tuple[int, ...]
    names: dict[int, str]
    reader: Reader
    report: TeamReport


def disclosed(figures: dict[str, Any], reader: Reader) -> ReportView:
    """The part of a run's stored figures this reader may have."""
    report = TeamReport.from_plain(figures["report"])
    order = _class_order(figures["sections"], reader)
    names = _class_names(figures["sections"], order, reader)
    own = tuple(index for index in order if figures["sections"][index]["id"] in reader.own_section_ids)
    classes = _Classes(tuple(order), own, names, reader, report)
    metrics = [_skill(metric, _facts(index, figures), classes) for index, metric in enumerate(report.metrics)]
    return ReportView(
        total=metrics[0],
        skills=tuple(metrics[1:]),
        items=_item_lines(figures, classes),
        classes=tuple(
            ClassName(names[index], figures["sections"][index]["id"] in reader.own_section_ids) for index in order
        ),
        attendance=_attendance(report, figures, reader),
        cut=report.settings.cut,
        other_versions=figures["other_versions"],
        blind_hides_nothing=reader.sees_sections and reader.names == "blind" and len(order) == 2,
    )


def _facts(index: int, figures: dict[str, Any]) -> tuple[str, str]:
    if index == 0:
        return "The whole paper", ""
    standard = figures["standards"][index - 1]
    return standard["short_name"], standard["code"]


def _class_order(sections: Sequence[dict[str, Any]], reader: Reader) -> list[int]:
    """Positions of the sections as this reader meets them; never by result."""
    if not reader.sees_sections:
        return []
    places = list(range(len(sections)))
    if reader.names == "named":
        return places

    def secret(place: int) -> bytes:
        return hmac.new(reader.salt, str(sections[place]["id"]).encode(), hashlib.sha256).digest()

    return sorted(places, key=secret)


def _class_names(sections: Sequence[dict[str, Any]], order: Sequence[int], reader: Reader) -> dict[int, str]:
    names = {}
    for place, index in enumerate(order):
        section = sections[index]
        mine = section["id"] in reader.own_section_ids
        if reader.names == "named":
            name = " · ".join(part for part in (section["name"], section["teacher_name"]) if part)
        else:
            name = f"Class {_letters(place)}"
        names[index] = f"{name} (yours)" if mine else name
    return names


def _letters(place: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    rounds, letter = divmod(place, 26)
    return (_letters(rounds - 1) if rounds else "") + string.ascii_uppercase[letter]


def _skill(metric: MetricReport, facts: tuple[str, str], classes: _Classes) -> Skill:
    sizes = {index: metric.sections[index].result.mean.n for index in classes.order}
    hidden, total_hidden = hidden_groups(sizes, classes.own, metric.team.mean.n, classes.reader)
    rows = [_class_row(metric.sections[index], index in hidden, classes) for index in classes.order]
    gaps = [gap for section in metric.sections if (gap := classes.report.headline(section).mdd)]
    return Skill(
        name=facts[0],
        code=facts[1],
        n_items=metric.n_items,
        max_points=metric.max_points,
        hint={1: "1 item: a hint, not a finding.", 2: "2 items: read with care."}.get(metric.n_items, ""),
        rows=(_team_row(metric.team, total_hidden), *rows),
        noticeable=max(gaps) if gaps and rows and not hidden else None,
    )


def hidden_groups(
    sizes: dict[int, int], own: Sequence[int], team_size: int, reader: Reader
) -> tuple[frozenset[int], bool]:
    """Which classes this reader may not see, and whether the team's own figure must go with them.

    A class below the smallest group is hidden; alone it could be worked out from the total, so the smallest shown class
    goes too, until at least two are hidden that together are large enough. One's own class never hides anything: its
    reader knows it, and so everything is judged by what is left of the total without it.
    """
    least = reader.smallest_group
    if team_size < least and not (own and len(own) == len(sizes)):
        return frozenset(index for index in sizes if index not in own), True
    others = {index: n for index, n in sizes.items() if index not in own and n > 0}
    hidden = {index for index, n in others.items() if n < least}
    while hidden and (len(hidden) < 2 or sum(others[index] for index in hidden) < least):
        shown = [index for index in others if index not in hidden]
        if not shown:
            return frozenset(hidden), True
        hidden.add(min(shown, key=lambda index: others[index]))
    return frozenset(hidden), False


def _team_row(team: GroupResult, is_hidden: bool) -> Row:
    n = team.mean.n
    if n == 0:
        return Row("Team", is_team=True, withheld="n0")
    if is_hidden:
        return Row("Team", is_team=True, withheld="suppressed")
    return Row(
        name=f"Team, {n} students",
        students=str(n),
        value=team.mean.mean,
        low=team.mean.ci_low,
        high=team.mean.ci_high,
        proficient=f"{team.proficient.y} of {team.proficient.n}",
        is_team=True,
    )


def _class_row(section: SectionReport, is_hidden: bool, classes: _Classes) -> Row:
    reader, name, result = classes.reader, classes.names[section.section], section.result
    is_mine = section.section in classes.own
    n = result.mean.n
    if n == 0:
        return Row(name, is_mine=is_mine, withheld="n0")
    if is_hidden:
        return Row(name, withheld="suppressed" if n < reader.smallest_group else "complementary")
    comparison = classes.report.headline(section)
    proficient = f"{result.proficient.y} of {result.proficient.n}"
    if is_mine and n < COUNTS_ONLY_BELOW:
        return Row(name, students=str(n), proficient=proficient, is_mine=True, withheld="n_small")
    exact = is_mine or reader.names == "named"
    is_bright = comparison.label == BRIGHT
    return Row(
        name=name,
        students=str(n) if exact else _size_range(n),
        value=result.mean.mean,
        low=result.mean.ci_low,
        high=result.mean.ci_high,
        proficient=proficient if exact else "",
        is_mine=is_mine,
        is_bright=is_bright,
        # A colleague's class carries a label only when it shines; anything else is for its own teacher.
        label=comparison.label.value if is_mine else (BRIGHT if is_bright else ""),
    )


def _size_range(n: int) -> str:
    """A class of 31 gives itself away, so the blind view says 30 or more."""
    if n >= 30:
        return "30 or more"
    return "20 to 29" if n >= 20 else "10 to 19"


def _item_lines(figures: dict[str, Any], classes: _Classes) -> tuple[ItemLine, ...]:
    codes = {standard["id"]: standard["code"] or standard["short_name"] for standard in figures["standards"]}
    reader, lines = classes.reader, []
    for item, facts in zip(classes.report.items, figures["items"], strict=True):
        sizes = {index: item.sections[index].n for index in classes.order}
        hidden, total_hidden = hidden_groups(sizes, classes.own, item.difficulty.n, reader)
        difficulty = item.difficulty
        shown = difficulty.n >= reader.smallest_group and not total_hidden
        lines.append(
            ItemLine(
                name=f"{facts['label']}. {facts['prompt']}" if facts["prompt"] else f"Item {facts['label']}",
                codes=", ".join(codes[standard_id] for standard_id in facts["standard_ids"]),
                max_points=points_text(facts["max_cell"]),
                team=Cell(difficulty.p) if shown else Cell(withheld="suppressed" if difficulty.n else "n0"),
                students=difficulty.n if shown else None,
                blank=difficulty.n_blank if shown else None,
                not_reached=difficulty.n_not_reached if shown else None,
                low=difficulty.ci_low if shown else None,
                high=difficulty.ci_high if shown else None,
                cells=tuple(
                    _item_cell(item.sections[index], index in classes.own, index in hidden, reader)
                    for index in classes.order
                ),
            )
        )
    return tuple(lines)


def _item_cell(section: SectionItem, is_mine: bool, is_hidden: bool, reader: Reader) -> Cell:
    if section.n == 0:
        return Cell(withheld="n0")
    if is_hidden:
        return Cell(withheld="suppressed" if section.n < reader.smallest_group else "complementary")
    if is_mine and section.n < COUNTS_ONLY_BELOW:
        return Cell(withheld="n_small")
    return Cell(section.p)


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
    )
