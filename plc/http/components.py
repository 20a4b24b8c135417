"""What the component templates read, as records: build these in a view or in ``charts.py`` and hand them over.

Proportions are 0..1 and unrounded; the templates round. See ``templates/components/README.md``.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Crumb:
    """A place above the page, or (without ``url``) the page itself."""

    label: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Tab:
    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a road; ``state`` is "done", "skipped", "now" or "ahead"."""

    name: str
    state: str = "ahead"
    note: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Place:
    """One of several places where the same thing is to be mended."""

    label: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One thing to mend: where it stands, the value as it stands there, what is wrong with it, what to do.

    ``places`` are its places where there are several; ``action_label`` then says what their links do, before them.
    ``choice`` is what a button sends, as the name and the value of a field, where the list stands in a form.
    """

    where: str
    what: str
    remedy: str
    where_note: str = ""
    value: str = ""
    action_label: str = ""
    action_url: str = ""
    places: tuple[Place, ...] = ()
    choice: tuple[str, str] = ("", "")
    choice_label: str = ""


@dataclass(frozen=True, kw_only=True)
class SummaryCount:
    """One count of an upload preview: "19 · new scores · 2 students"."""

    count: int
    text: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class DotRow:
    """One line of a dot plot. ``label`` is a comparison label; ``withheld`` a reason code in place of the figures."""

    name: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    label: str = ""
    is_team: bool = False
    is_mine: bool = False
    withheld: str = ""
    steadied: float | None = None

    @property
    def is_bright(self) -> bool:
        return self.label == "above_rest"


@dataclass(frozen=True, kw_only=True)
class HeatCell:
    """Share of the points of one item earned by one class (or the team); ``withheld`` says why there is none."""

    value: float | None = None
    withheld: str = ""
    is_surprise: bool = False


@dataclass(frozen=True, kw_only=True)
class HeatRow:
    """One item: the team's cell, then one cell a class in the order of the table's heads.

    ``anchor`` is where on the page more is said of it; ``differs``: it behaved differently in one class.
    """

    name: str
    team: HeatCell
    cells: tuple[HeatCell, ...] = ()
    note: str = ""
    question: str = ""
    anchor: str = ""
    differs: bool = False


@dataclass(frozen=True, kw_only=True)
class HeatHead:
    label: str
    is_mine: bool = False
