"""The dot plot of a skill as SVG that stands alone: the same marks as on the page, words and figures included."""

from xml.etree.ElementTree import Element, SubElement

from assessments.disclosure import Row, Skill
from assessments.exports.drawing import (
    GRID,
    INK,
    LEFT,
    LINE,
    MARK,
    MINE,
    OTHER,
    PAPER,
    PLOT,
    SOFT,
    TEAM,
    WIDTH,
    as_text,
    number,
    sheet,
    stroke,
    write,
)
from plc.templatetags.figures import dot_x, label_words, percent, percent_range, reason_words


def skill_chart(skill: Skill, smallest_group: int) -> str:
    """The dot plot of one skill: the team and its classes, each with its interval, its figure and its words."""
    top = 74
    svg = sheet(WIDTH, top + LINE * len(skill.rows) + 14, f"{skill.name}: share of points", skill.caption)
    write(svg, 0, 20, skill.name, size=17, bold=True)
    write(svg, 0, 40, skill.caption, size=12.5, color=SOFT)
    bottom = top + LINE * len(skill.rows)
    for mark in (0, 25, 50, 75, 100):
        x = LEFT + PLOT * mark / 100
        stroke(svg, (x, top - 8), (x, bottom), GRID, 1)
        write(svg, x, top - 14, f"{mark}\u00a0%" if mark == 100 else str(mark), size=11, color=SOFT, anchor="middle")
    if skill.team.value is not None:
        x = LEFT + PLOT * float(dot_x(skill.team.value)) / 100
        dashes = stroke(svg, (x, top - 4), (x, bottom), TEAM, 1.5)
        dashes.set("stroke-dasharray", "3 3")
    for place, row in enumerate(skill.rows):
        _dot_row(svg, row, top + LINE * place + LINE / 2, smallest_group)
    return as_text(svg)


def _dot_row(svg: Element, row: Row, y: float, smallest_group: int) -> None:
    write(svg, 0, y + 4.5, row.name, bold=row.is_team or row.is_mine, color=MINE if row.is_mine else INK)
    if row.withheld:
        write(svg, LEFT, y + 4.5, reason_words(row.withheld, smallest_group), size=12, color=SOFT)
        return
    color = TEAM if row.is_team else MINE if row.is_mine else OTHER
    if row.low is not None and row.high is not None:
        from_, to = (LEFT + PLOT * float(dot_x(limit)) / 100 for limit in (row.low, row.high))
        stroke(svg, (from_, y), (to, y), color, 3)
    x = LEFT + PLOT * float(dot_x(row.value)) / 100
    is_full = (row.is_team or row.is_mine) and not row.is_bright
    fill = color if is_full else MARK if row.is_bright else PAPER
    facts = {"cx": number(x), "cy": number(y), "r": "5.5", "fill": fill, "stroke": color, "stroke-width": "3"}
    SubElement(svg, "circle", facts)
    if row.steadied is not None:
        steadied = LEFT + PLOT * float(dot_x(row.steadied)) / 100
        stroke(svg, (steadied, y - 8), (steadied, y + 8), INK, 2)
    right = LEFT + PLOT + 26
    write(svg, right, y + 4.5, percent(row.value), bold=True)
    write(svg, right + 50, y + 4.5, percent_range(row.low, row.high), size=12, color=SOFT)
    label = "bright spot" if row.is_bright else label_words(row.label)
    write(svg, right + 122, y + 4.5, label, size=12, color=SOFT)
