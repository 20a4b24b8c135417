"""The views a page is built from: what one reader may know of a run, and nothing else."""

from dataclasses import dataclass, replace
from typing import Final, Literal

ASKS_FOR_HELP: Final = "asks_for_help"
"""The label of a colleague's class that did clearly less well, where the team wants that said."""
STANDINGS: Final = {"solid": "Solid", "needs_work": "Needs work", "": "Close to the cut: can’t tell from one test"}


@dataclass(frozen=True)
class Reader:
    """Who reads. ``secret`` belongs to the run: it decides letters and order in the blind view and can't be guessed.

    ``is_guest`` are those the team shares its classes with and who are not of it: they open the newest report alone.
    ``marks`` are the gaps of colleagues' classes that are marked: none of them for whoever leads, bright spots, or all.
    """

    sees_sections: bool
    own_section_ids: frozenset[int]
    names: Literal["blind", "named"]
    smallest_group: int
    secret: str
    is_guest: bool = False
    is_member: bool = False
    marks: Literal["none", "bright", "all"] = "bright"
    is_on_the_table: bool = False

    @property
    def on_the_table(self) -> "Reader":
        """Of a sheet that goes round in the meeting: nobody's classes are its own, and all who read it know theirs."""
        return replace(self, own_section_ids=frozenset(), is_on_the_table=True)

    @property
    def is_inside(self) -> bool:
        """Of the team, or a teacher of one of the classes."""
        return self.sees_sections and not self.is_guest


@dataclass(frozen=True)
class Row:
    """One line of a dot plot: the team or a class. ``withheld`` is a reason code and then there is no figure at all.

    ``steadied`` leans on the team where the class is small; None where there is nothing to lean on.
    """

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
    steadied: float | None = None
    steadied_low: float | None = None
    steadied_high: float | None = None


@dataclass(frozen=True)
class Skill:
    """One standard, or the whole paper, with its rows: the team first, then classes in letter or team order.

    ``between`` is the share of the differences in scores that lies between classes; None where any class is hidden.
    """

    name: str
    code: str
    n_items: int
    max_points: float
    hint: str
    rows: tuple[Row, ...]
    noticeable: float | None
    cut: float = 0.0
    between: float | None = None

    @property
    def standing(self) -> str:
        """ "solid" or "needs_work" where the team's whole interval lies on one side of the cut; else ""."""
        if self.team.low is None or self.team.high is None:
            return ""
        return "solid" if self.team.low >= self.cut else "needs_work" if self.team.high < self.cut else ""

    @property
    def standing_words(self) -> str:
        return STANDINGS[self.standing]

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
        if any(row.is_bright or row.label == ASKS_FOR_HELP for row in self.rows):
            return "A marked gap would rarely come from chance; the other differences are too small to read."
        if self.noticeable is None:
            return "Each dot is a class, with the range its figure could easily have been."
        # A gap that is told to its own teacher alone may be in here: so nothing is said of differences downward.
        return (
            "No class did clearly better here than the rest; "
            f"with classes this size we would notice about {round(100 * self.noticeable)} points."
        )


@dataclass(frozen=True)
class Cell:
    """The team or one class on one item: a share of the points, or the reason why none is shown.

    ``is_surprise``: it went better than the class's overall result suggests.
    """

    value: float | None = None
    withheld: str = ""
    is_surprise: bool = False


@dataclass(frozen=True)
class ClassName:
    label: str
    is_mine: bool


@dataclass(frozen=True)
class ItemLine:
    """One item: who took it, what share of its points the team earned (with limits for 0/1 items), and each class.

    ``better_key`` is a wrong option that the students good at the rest of the test chose; "" where none stands out.
    ``differs``: it behaved differently in one class, which is not said; in one of two where ``classes_given`` is 2.
    """

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
    item_id: int = 0
    better_key: str = ""
    is_credited: bool = False
    differs: bool = False
    classes_given: int = 0
    standard_ids: tuple[int, ...] = ()

    @property
    def anchor(self) -> str:
        """Where on the page all there is to say about it stands."""
        return f"item-{self.item_id}"

    @property
    def short_name(self) -> str:
        """As a sentence goes on with it after the word "item"."""
        return self.name.removeprefix("Item ")

    @property
    def counts(self) -> tuple[str, ...]:
        """Who took it, who left it blank and who did not reach it, as they are printed; none where they are hidden."""
        return tuple(f"{count:,}" for count in (self.students, self.blank, self.not_reached) if count is not None)

    @property
    def note(self) -> str:
        unit = "point" if self.max_points == "1" else "points"
        credited = "full points for everyone" if self.is_credited else ""
        return " · ".join(part for part in (self.codes, f"{self.max_points} {unit}", credited) if part)


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
    late: int = 0


@dataclass(frozen=True)
class NotCounted:
    """An item the team dropped after the test: its name, the points it had, and why, for those inside the team."""

    name: str
    max_points: str
    reason: str = ""


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
    not_counted: tuple[NotCounted, ...] = ()
    min_diff: float = 0.1
    headline: str = "mean"
    says_marks: bool = True

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
    def differing(self) -> tuple[ItemLine, ...]:
        """Items that behaved differently in one class, to be asked about before anybody compares."""
        return tuple(item for item in self.items if item.differs)

    @property
    def has_surprises(self) -> bool:
        return any(cell.is_surprise for item in self.items for cell in item.cells)

    @property
    def shared_need(self) -> Skill | None:
        """The skill with the team's lowest share of points, if it is below the cut and no class stands apart on it."""
        known = [skill for skill in self.skills if skill.team.value is not None]
        if not known:
            return None
        lowest = min(known, key=lambda skill: skill.team.value or 0.0)
        return lowest if (lowest.team.value or 0.0) < self.cut and not lowest.bright else None
