"""Growth as it leaves the page: its rows of text, and the appendix of the hand-out."""

from typing import Any, Final

from assessments.disclosure.gains import GainPicture, gain_picture
from assessments.disclosure.growth import GroupGrowth, GrowthView, Line
from assessments.disclosure.growth_words import FORMS_DIFFER, NOT_WHOLE, RANGES, cuts_differ, words_of
from assessments.exports.gain_chart import gain_chart
from assessments.exports.tables import Rows
from plc.templatetags.figures import gain_points, gain_range, percent_number, reason_words

TITLES: Final = (
    *("Class or team", "Skill", "Code", "Students with both tests", "Gain (points of 100)", "From", "To"),
    *("Moved up", "Moved down", "Change in proficient (points of 100)", "From", "To"),
    *("Below the cut at first", "Their gain", "From", "To", "Expected of itself", "Beyond that", "In words"),
)


def growth_rows(view: GrowthView, smallest_group: int) -> Rows:
    """The team, then one's own classes, as on the page."""
    rows = [list(TITLES)]
    for group in (view.team, *view.own):
        rows += [_row(group, line, smallest_group) for line in group.lines]
    return rows


def _row(group: GroupGrowth, line: Line, smallest_group: int) -> list[str]:
    low = line.bounce
    bounce = (low.gain, low.low, low.high, low.expected, low.beyond) if low else (None,) * 5
    return [
        *(group.name, line.name, line.code, _count(line.n)),
        *(percent_number(share) for share in (line.gain, line.low, line.high)),
        *(_count(line.up), _count(line.down)),
        *(percent_number(share) for share in (line.change, line.change_low, line.change_high)),
        _count(low.n if low else None),
        *(percent_number(share) for share in bounce),
        reason_words(line.withheld, smallest_group),
    ]


def _count(number: int | None) -> str:
    return "" if number is None else str(number)


def from_to(first: str, second: str) -> str:
    return f"Growth from {first} to {second}"


def growth_appendix(view: GrowthView, title: str, smallest_group: int) -> dict[str, Any]:
    """The team's growth for the typesetter; whoever the sheet goes round to, no class is in it."""
    picture, says = gain_picture(view), words_of(view.team)
    notes = [FORMS_DIFFER, "" if view.compares_whole else NOT_WHOLE, cuts_differ(view), RANGES]
    return {
        "growth": {
            "title": title,
            "said": " ".join(sentence for sentence in (says.matched, says.said) if sentence),
            "chart": _chart(picture, title, smallest_group) if picture else None,
            "rows": _appendix_rows(view.team, smallest_group),
            "bounces": [[bounce.name, bounce.text] for bounce in says.bounces],
            "notes": [note for note in notes if note],
        }
    }


def _chart(picture: GainPicture, title: str, smallest_group: int) -> dict[str, str]:
    rows = [row for block in picture.blocks for row in block.rows]
    says = [
        f"{row.name}: {reason_words(row.withheld, smallest_group)}"
        if row.gain is None
        else f"{row.name}: {gain_points(row.gain)}, {gain_range(row.low, row.high)}."
        for row in rows
    ]
    return {
        "svg": gain_chart(picture, title, smallest_group),
        "alt": f"{title}, gain in points of 100. {' '.join(says)}",
    }


def _appendix_rows(group: GroupGrowth, smallest_group: int) -> list[list[str]]:
    """As the page's table of the team: skill, students, gain, moved up and down, change in proficient."""
    rows = [["Skill", "Students", "Gain in points of 100", "Moved up", "Moved down", "Change in proficient"]]
    for line in group.lines:
        name = f"{line.name}{f' ({line.code})' if line.code else ''}"
        if line.n is None:
            rows.append([name, reason_words(line.withheld, smallest_group), *[""] * 4])
            continue
        gain = _with_range(line.gain, line.low, line.high)
        change = _with_range(line.change, line.change_low, line.change_high)
        rows.append([name, str(line.n), gain, _count(line.up), _count(line.down), change])
    return rows


def _with_range(figure: float | None, low: float | None, high: float | None) -> str:
    if figure is None:
        return "–"
    limits = gain_range(low, high)
    return f"{gain_points(figure)} ({limits})" if limits else gain_points(figure)
