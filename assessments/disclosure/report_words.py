"""A report in sentences, the same on the page and on the hand-out. Pure: what may be known in, words out."""

from dataclasses import dataclass
from typing import Final

from assessments.disclosure.records import Attendance, ItemLine, ReportView, Row, Skill
from plc.templatetags.figures import count_of, in_words, percent, percent_points, plural, reason_words

BY_CHANCE: Final = "A gap this big would rarely come from chance."
NOT_THE_SAME: Final = (
    "“Can’t tell from one test” does not mean “no difference”: with classes this size a real gap is often missed."
    " Ranges are 95\u00a0% intervals."
)
IN_NO_FIGURE: Final = "Absent and exempt students, and papers not finished, are in no figure."
OF_CLASSES: Final = (
    "Students were not assigned to classes by chance. This describes classes on one test; it says nothing about a"
    " teacher."
)


@dataclass(frozen=True)
class Said:
    """A piece of a sentence; the page prints what it turns on in bold."""

    text: str
    is_figure: bool = False


@dataclass(frozen=True)
class Lead:
    """The first sentences: how far testing is, what the team earned, where a class stands out.

    ``instead`` says why nothing is shown, and then there is nothing else.
    """

    so_far: str = ""
    earned: tuple[Said, ...] = ()
    spots: str = ""
    instead: str = ""

    @property
    def text(self) -> str:
        earned = "".join(said.text for said in self.earned)
        return self.instead or " ".join(part for part in (self.so_far, earned, self.spots) if part)


@dataclass(frozen=True)
class Alarm:
    """An item to look at before anybody compares."""

    item: ItemLine
    title: str
    text: str


@dataclass(frozen=True)
class ReportWords:
    """``facts`` are labels with counts; ``need`` is "" where no need is shared; ``asked``: what a marked gap means."""

    lead: Lead
    facts: tuple[tuple[str, str], ...]
    alarms: tuple[Alarm, ...]
    need: str
    asked: str
    not_the_same: str
    of_classes: str


def report_words(view: ReportView, smallest_group: int) -> ReportWords:
    proficient = f"A student is proficient from {percent(view.cut)} of the points, as agreed before the test."
    return ReportWords(
        lead=_lead(view, smallest_group),
        facts=tuple(_facts(view.attendance)),
        alarms=tuple(_alarm(item) for item in view.questions),
        need=_need(view),
        asked="We asked: if the team’s students had been dealt into the classes at random, would a gap this big be"
        " unusual? A gap is marked only if chance would rarely make it, over all comparisons of this report together,"
        f" and if it is at least {percent_points(view.min_diff)}.",
        not_the_same=f"{NOT_THE_SAME} {proficient} {IN_NO_FIGURE}",
        of_classes=OF_CLASSES,
    )


def spot_words(view: ReportView, skill: Skill, row: Row) -> str:
    """What is bright about a bright spot."""
    if view.headline == "proficient":
        of = f": {row.proficient}; the team together {skill.team.proficient}" if row.proficient else ""
        return f"{row.name} has clearly more proficient students than the rest{of}. {BY_CHANCE}"
    return f"{row.name} earned {percent(row.value)}; the team together {percent(skill.team.value)}. {BY_CHANCE}"


def _lead(view: ReportView, smallest_group: int) -> Lead:
    team, counts, spots = view.total.team, view.attendance, view.bright_spots
    if team.value is None:
        if team.withheld == "n0" and counts.unfinished:
            are = "is" if counts.unfinished == 1 else "are"
            begun = f"No paper is finished yet; {counts.unfinished} {are} begun."
            return Lead(instead=f"{begun} A skill appears as soon as all its items of a paper are in.")
        return Lead(instead=reason_words(team.withheld, smallest_group))
    clearly = f"One class did clearly better on {spots[0][0].name}." if len(spots) == 1 else ""
    return Lead(
        so_far=f"So far {count_of(counts.tested, counts.students)} are tested."
        if counts.waiting or counts.unfinished
        else "",
        earned=(
            Said("Our students earned "),
            Said(percent(team.value), is_figure=True),
            Said(" of the points; "),
            Said(team.proficient, is_figure=True),
            Said(" are proficient."),
        ),
        spots=clearly or (f"There are {in_words(len(spots))} bright spots." if spots else ""),
    )


def _facts(counts: Attendance) -> list[tuple[str, str]]:
    rows = (
        ("Tested", count_of(counts.tested, counts.students), True),
        ("Not in yet", _and(counts.waiting, ", and {} begun", counts.unfinished), counts.waiting or counts.unfinished),
        ("Absent", _and(counts.absent, ", {} with a make-up due", counts.make_up), counts.absent or counts.make_up),
        ("After the window", plural(counts.late, "paper"), counts.late),
        (
            "Exempt",
            _and(counts.exempt, ", {} not assessed", counts.not_assessed),
            counts.exempt or counts.not_assessed,
        ),
    )
    return [(label, text) for label, text, is_shown in rows if is_shown]


def _and(count: int, further: str, more: int) -> str:
    return f"{count}{further.format(more) if more else ''}"


def _alarm(item: ItemLine) -> Alarm:
    what = (
        f"Students who did well on the rest of the test chose {item.better_key}, which the key counts as wrong."
        if item.better_key
        else "The better students did on the rest of the test, the more often they got this one wrong."
    )
    earned = "" if item.team.value is None else f" The team earned {percent(item.team.value)} of its points."
    return Alarm(item, f"Before you compare: check the key of item {item.short_name}.", what + earned)


def _need(view: ReportView) -> str:
    need = view.shared_need
    if need is None:
        return ""
    so_far = " tested so far" if view.attendance.waiting else ""
    alone = f", and no class{so_far} did clearly better" if view.says_marks else ""
    return f"Together our students earned {percent(need.team.value)}{alone}."
