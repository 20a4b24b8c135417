"""The picture of growth as SVG that stands alone: from the first test at nought to the gain, with its range."""

from xml.etree.ElementTree import Element, SubElement

from assessments.disclosure.gains import GainPicture, GainRow
from assessments.exports.drawing import (
    GRID,
    INK,
    LEFT,
    LINE,
    MINE,
    PAPER,
    PLOT,
    SOFT,
    TEAM,
    WIDTH,
    as_text,
    number,
    sheet,
    short,
    stroke,
    write,
)
from plc.templatetags.figures import gain_points, gain_range, plural, reason_words

HEAD = 26
SAYS = "Gain of the students who took both tests, in points of 100; 0 is the first test."


def gain_chart(picture: GainPicture, title: str, smallest_group: int) -> str:
    """``title`` says from which test to which."""
    top = 74
    heights = [LINE * len(block.rows) + (HEAD if block.name else 0) for block in picture.blocks]
    bottom = top + sum(heights)
    svg = sheet(WIDTH, bottom + 14, title, SAYS)
    write(svg, 0, 20, short(title, 90), size=17, bold=True)
    write(svg, 0, 40, SAYS, size=12.5, color=SOFT)
    for place, tick in zip(picture.places, picture.ticks, strict=True):
        write(svg, LEFT + PLOT * place, top - 14, tick, size=11, color=SOFT, anchor="middle")
    y = float(top)
    for block, height in zip(picture.blocks, heights, strict=True):
        first = y
        if block.name:
            write(svg, 0, y + 18, f"{block.name}{f' ({block.code})' if block.code else ''}", bold=True)
            first += HEAD
        _grid(svg, picture, first, first + LINE * len(block.rows))
        for place, row in enumerate(block.rows):
            _gain_row(svg, row, first + LINE * (place + 0.5), picture.zero, is_alone=not block.name)
            if row.gain is None:
                why = reason_words(row.withheld, smallest_group)
                write(svg, LEFT, first + LINE * (place + 0.5) + 4.5, why, size=12, color=SOFT)
        y += height
    return as_text(svg)


def _grid(svg: Element, picture: GainPicture, top: float, bottom: float) -> None:
    """Behind the rows of one skill, so that no line runs through its name."""
    for place, tick in zip(picture.places, picture.ticks, strict=True):
        x, is_zero = LEFT + PLOT * place, tick == "0"
        line = stroke(svg, (x, top), (x, bottom), TEAM if is_zero else GRID, 1.5 if is_zero else 1)
        if is_zero:
            line.set("stroke-dasharray", "3 3")


def _gain_row(svg: Element, row: GainRow, y: float, zero: float, *, is_alone: bool) -> None:
    color = TEAM if row.is_team else MINE
    write(svg, 0, y + 4.5, short(row.name, 26), bold=is_alone, color=INK if row.is_team else MINE)
    if row.gain is None or row.x is None:
        return
    start, x = LEFT + PLOT * zero, LEFT + PLOT * row.x
    stroke(svg, (start, y), (x, y), color, 1)
    if row.x_low is not None and row.x_high is not None:
        stroke(svg, (LEFT + PLOT * row.x_low, y), (LEFT + PLOT * row.x_high, y), color, 3)
    marks = {"cy": number(y), "stroke": color, "stroke-width": "2"}
    SubElement(svg, "circle", marks | {"cx": number(start), "r": "4", "fill": PAPER})
    SubElement(svg, "circle", marks | {"cx": number(x), "r": "6.5", "fill": color})
    right = LEFT + PLOT + 26
    write(svg, right, y + 4.5, gain_points(row.gain), bold=True)
    write(svg, right + 44, y + 4.5, gain_range(row.low, row.high), size=12, color=SOFT)
    write(svg, right + 130, y + 4.5, plural(row.n, "student"), size=12, color=SOFT)
