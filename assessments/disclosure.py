"""What one reader is given of a run: the page is built from this and never sees what the reader may not.

Own class and team total; colleagues blind as Class A, B, … or named as the team decided; leaders the team alone. Small
groups are hidden with all that would give them away (statistics.md, sections 2 and 14). Pure: figures in, views out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import Any, Literal

from assessments.cells import points_text
from assessments.stats import TeamReport
from assessments.stats.display import ItemShowing, blind_letters, blind_size, item_showing
from assessments.stats.items import SectionItem
from assessments.stats.privacy import SMALLEST_CELL, CellState, suppress_line
from assessments.stats.report import GroupResult, ItemReport, MetricReport, SectionReport

COUNTS_ONLY_BELOW = 5
BRIGHT = "above_rest"


@dataclass(frozen=True)
class Reader:
    """Who reads. ``secret`` belongs to the run: it decides letters and order in the blind view and can't be guessed."""

    sees_sections: bool
    own_section_ids: frozenset[int]
    names: Literal["blind", "named"]
    smallest_group: int
    secret: str


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
    question: str = ""

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
    def reasons_of_cells(self) -> frozenset[str]:
        """Why cells of the item table are not shown, so that its legend explains what stands there and no more."""
        return frozenset(cell.withheld for item in self.items for cell in (item.team, *item.cells) if cell.withheld)

    @property
    def questions(self) -> tuple[ItemLine, ...]:
        """Items whose key should be checked before anybody compares."""
        return tuple(item for item in self.items if item.question)

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
    letters = blind_letters(reader.secret, report.n_sections)
    order = _class_order(letters, reader)
    names = _class_names(figures["sections"], letters, order, reader)
    own = tuple(index for index in order if figures["sections"][index]["id"] in reader.own_section_ids)
    classes = _Classes(tuple(order), own, names, reader, report)
    metrics = [_skill(metric, _facts(index, figures), classes) for index, metric in enumerate(report.metrics)]
    return ReportView(
        total=metrics[0],
        skills=tuple(metrics[1:]),
        items=_item_lines(figures, classes),
        classes=tuple(ClassName(names[index], index in own) for index in order),
        attendance=_attendance(report, figures, reader),
        cut=report.settings.cut,
        other_versions=figures["other_versions"],
        blind_hides_nothing=reader.names == "blind" and _shows_itself(own, order, report),
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


def _skill(metric: MetricReport, facts: tuple[str, str], classes: _Classes) -> Skill:
    groups = {
        index: (metric.sections[index].result.mean.n, metric.sections[index].result.proficient.y)
        for index in classes.order
    }
    hidden, total_hidden = hidden_groups(groups, classes.own, metric.team.mean.n, classes.reader.smallest_group)
    rows = [_class_row(metric.sections[index], hidden.get(index, ""), classes) for index in classes.order]
    gaps = [gap for section in metric.sections if (gap := classes.report.headline(section).mdd)]
    largest = max(gaps) if gaps and rows and not hidden else None
    return Skill(
        name=facts[0],
        code=facts[1],
        n_items=metric.n_items,
        max_points=metric.max_points,
        hint={1: "1 item: a hint, not a finding.", 2: "2 items: read with care."}.get(metric.n_items, ""),
        rows=(_team_row(metric.team, total_hidden), *rows),
        noticeable=largest if classes.reader.names == "named" else whole_percent(largest),
    )


def hidden_groups(
    groups: Mapping[int, tuple[int, int | None]], own: Sequence[int], team_size: int, least: int
) -> tuple[dict[int, str], bool]:
    """Which classes this reader may not see, and why; and whether the team's own figure must go with them.

    ``groups``: students and, where that is shown too, proficient ones, by class. One's own class hides nothing and is
    known to its reader, so the rule for a line of groups is applied to what is left of the total without it.
    """
    if not groups:
        return {}, 0 < team_size < least
    others = [index for index in groups if index not in own]
    proficient = [groups[index][1] for index in others]
    line = suppress_line(
        [groups[index][0] for index in others],
        k=least,
        y=None if None in proficient else [y for y in proficient if y is not None],
    )
    words = {CellState.PRIMARY: "suppressed", CellState.COMPLEMENTARY: "complementary"}
    hidden = {index: words[state] for index, state in zip(others, line.cells, strict=True) if state in words}
    return hidden, line.total in words


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


def _class_row(section: SectionReport, hidden: str, classes: _Classes) -> Row:
    reader, name, result = classes.reader, classes.names[section.section], section.result
    is_mine = section.section in classes.own
    n = result.mean.n
    if n == 0:
        return Row(name, is_mine=is_mine, withheld="n0")
    if hidden:
        return Row(name, withheld=hidden)
    comparison = classes.report.headline(section)
    proficient = f"{result.proficient.y} of {result.proficient.n}"
    if is_mine and n < COUNTS_ONLY_BELOW:
        return Row(name, students=str(n), proficient=proficient, is_mine=True, withheld="n_small")
    exact = is_mine or reader.names == "named"
    figures = result.mean.mean, result.mean.ci_low, result.mean.ci_high
    value, low, high = figures if exact else map(whole_percent, figures)
    is_bright = comparison.label == BRIGHT
    return Row(
        name=name,
        students=str(n) if exact else (blind_size(n) or f"fewer than {SMALLEST_CELL}"),
        value=value,
        low=low,
        high=high,
        proficient=proficient if exact else "",
        is_mine=is_mine,
        is_bright=is_bright,
        # A colleague's class carries a label only when it shines; anything else is for its own teacher.
        label=comparison.label.value if is_mine else (BRIGHT if is_bright else ""),
    )


def whole_percent(share: float | None) -> float | None:
    """For blind classes: all digits of a mean tell how many it was divided by, and a class of 31 gives itself away."""
    return None if share is None else floor(100 * share + 0.5 + 1e-9) / 100


def _item_lines(figures: dict[str, Any], classes: _Classes) -> tuple[ItemLine, ...]:
    codes = {standard["id"]: standard["code"] or standard["short_name"] for standard in figures["standards"]}
    reader, lines = classes.reader, []
    for item, facts in zip(classes.report.items, figures["items"], strict=True):
        sizes = {index: (item.sections[index].n, None) for index in classes.order}
        hidden, total_hidden = hidden_groups(sizes, classes.own, item.difficulty.n, reader.smallest_group)
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
                    _item_cell(item.sections[index], hidden.get(index, ""), index in classes.own, reader.names)
                    for index in classes.order
                ),
                question="Check the key" if shown and needs_a_look_at_its_key(item) else "",
            )
        )
    return tuple(lines)


def needs_a_look_at_its_key(item: ItemReport) -> bool:
    """Students who did well on the rest usually got this one wrong, beyond doubt (statistics.md, section 4)."""
    rest = item.rest
    return (
        rest.ci_high is not None
        and rest.ci_high < 0
        and item_showing(rest.n) not in {ItemShowing.NOTHING, ItemShowing.DIFFICULTY}
    )


def _item_cell(section: SectionItem, hidden: str, is_mine: bool, names: str) -> Cell:
    if section.n == 0:
        return Cell(withheld="n0")
    if hidden:
        return Cell(withheld=hidden)
    if is_mine and section.n < COUNTS_ONLY_BELOW:
        return Cell(withheld="n_small")
    return Cell(section.p if is_mine or names == "named" else whole_percent(section.p))


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
