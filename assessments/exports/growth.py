"""Growth as rows of text: the team, then one's own classes, as on the page."""

from typing import Final

from assessments.disclosure.growth import GroupGrowth, GrowthView, Line
from assessments.exports.tables import Rows
from plc.templatetags.figures import percent_number, reason_words

TITLES: Final = (
    *("Class or team", "Skill", "Code", "Students with both tests", "Gain (points of 100)", "From", "To"),
    *("Moved up", "Moved down", "Change in proficient (points of 100)", "From", "To"),
    *("Below the cut at first", "Their gain", "From", "To", "Expected of itself", "Beyond that", "In words"),
)


def growth_rows(view: GrowthView, smallest_group: int) -> Rows:
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
