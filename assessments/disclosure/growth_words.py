"""Growth in sentences, the same on the page and on the hand-out. Pure: what may be known in, words out."""

from dataclasses import dataclass

from assessments.disclosure.growth import Bounce, GroupGrowth, GrowthView, Line
from plc.templatetags.figures import gain_points, gain_range, percent, percent_number, percent_points, plural

WHOLE = "The whole paper"
FORMS_DIFFER = (
    "Different test forms differ in difficulty: a gain mixes what was learned with how hard each test was. Nobody says"
    " here which of the two it is."
)
NOT_WHOLE = (
    "The two tests do not ask for the same skills, so the whole papers are not compared; skills that both ask for are."
)
RANGES = "A range says how far the figure could easily have moved by chance."


@dataclass(frozen=True)
class BounceWords:
    name: str
    text: str


@dataclass(frozen=True)
class GroupWords:
    """``matched`` says who is in the figures, ``said`` the first line in a sentence; "" where it may not be said."""

    group: GroupGrowth
    matched: str
    said: str
    bounces: tuple[BounceWords, ...]


def words_of(group: GroupGrowth) -> GroupWords:
    bounces = tuple(BounceWords(line.name, _bounced(line.bounce)) for line in group.lines if line.bounce)
    return GroupWords(group, _matched(group), _said(group.lines[0]) if group.lines else "", bounces)


def cuts_differ(view: GrowthView) -> str:
    if view.cut == view.cut_before:
        return ""
    return (
        f"The cut was {percent(view.cut_before)} on the first test and is {percent(view.cut)} on this one: who moved up"
        " or down is said by each test’s own cut."
    )


def _matched(group: GroupGrowth) -> str:
    if group.both is None:
        return ""
    sentence = f"{plural(group.both, 'student')} took both tests."
    if group.only_first or group.only_second:
        sentence += (
            f" {group.only_first} took only the first and {group.only_second} only this one; they can’t be matched and"
            " are in no figure here."
        )
    return sentence


def _said(line: Line) -> str:
    if line.gain is None:
        return ""
    students = f"On {'the whole paper' if line.name == WHOLE else line.name} these {line.n} students"
    sentence = f"{students} {_went(line.gain)}."
    if line.up or line.down:
        sentence += f" {plural(line.up, 'student')} moved up to proficient, {line.down} moved down."
    elif line.up is not None:
        sentence += " Nobody moved up to proficient or down."
    return sentence


def _went(gain: float) -> str:
    if gain_points(gain) == "0":
        return "earned as much as the first time"
    return f"went {'up' if gain > 0 else 'down'} {percent_points(gain)}"


def _bounced(low: Bounce | None) -> str:
    if low is None or low.gain is None:
        return ""
    limits = gain_range(low.low, low.high)
    sentence = f"these {low.n} students {_went(low.gain)}{f' ({limits})' if limits else ''}."
    if low.expected is None or low.beyond is None:
        return (
            f"{sentence} How far low scores bounce back by themselves can’t be told here: the first test is too short"
            " or its scores too alike."
        )
    of_those = "of those " if low.gain > 0 else ""
    about = f"About {percent_points(low.expected)} {of_those}would be expected"
    sentence += f" {about} just because low scores tend to bounce back;"
    if low.beyond <= 0:
        return f"{sentence} nothing is beyond that."
    verb = "is" if percent_number(low.beyond) == "1" else "are"
    return f"{sentence} {percent_points(low.beyond)} {verb} beyond that."
