"""The pictures of the report as SVG that stands alone: the same marks as on the page, words and figures included."""

import re
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from assessments.disclosure import Cell, ReportView, Row, Skill
from plc.templatetags.figures import dot_x, heat_step, label_words, percent, percent_number, percent_range, reason_words

INK, SOFT, GRID = "#211f1b", "#4b473f", "#dbd6cb"
TEAM, MINE, OTHER, MARK, PAPER = "#211f1b", "#0a556e", "#7a7365", "#ffdf6b", "#fffefc"
HEAT: Final = ("#ffffff", "#fbf3d5", "#f6e6ad", "#eed57f", "#e2b83f")
FONT: Final = "Hanken Grotesk, system-ui, Segoe UI, Roboto, sans-serif"
WIDTH, LINE, LEFT, PLOT = 860, 30, 190, 340
NOT_IN_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def skill_chart(skill: Skill, smallest_group: int) -> str:
    """The dot plot of one skill: the team and its classes, each with its interval, its figure and its words."""
    top = 74
    svg = _picture(WIDTH, top + LINE * len(skill.rows) + 14, f"{skill.name}: share of points", skill.caption)
    _words(svg, 0, 20, skill.name, size=17, bold=True)
    _words(svg, 0, 40, skill.caption, size=12.5, color=SOFT)
    bottom = top + LINE * len(skill.rows)
    for mark in (0, 25, 50, 75, 100):
        x = LEFT + PLOT * mark / 100
        _line(svg, (x, top - 8), (x, bottom), GRID, 1)
        _words(svg, x, top - 14, f"{mark}\u00a0%" if mark == 100 else str(mark), size=11, color=SOFT, anchor="middle")
    if skill.team.value is not None:
        x = LEFT + PLOT * float(dot_x(skill.team.value)) / 100
        dashes = _line(svg, (x, top - 4), (x, bottom), TEAM, 1.5)
        dashes.set("stroke-dasharray", "3 3")
    for place, row in enumerate(skill.rows):
        _dot_row(svg, row, top + LINE * place + LINE / 2, smallest_group)
    return _written(svg)


def _dot_row(svg: Element, row: Row, y: float, smallest_group: int) -> None:
    _words(svg, 0, y + 4.5, row.name, bold=row.is_team or row.is_mine, color=MINE if row.is_mine else INK)
    if row.withheld:
        _words(svg, LEFT, y + 4.5, reason_words(row.withheld, smallest_group), size=12, color=SOFT)
        return
    color = TEAM if row.is_team else MINE if row.is_mine else OTHER
    if row.low is not None and row.high is not None:
        from_, to = (LEFT + PLOT * float(dot_x(limit)) / 100 for limit in (row.low, row.high))
        _line(svg, (from_, y), (to, y), color, 3)
    x = LEFT + PLOT * float(dot_x(row.value)) / 100
    is_full = (row.is_team or row.is_mine) and not row.is_bright
    fill = color if is_full else MARK if row.is_bright else PAPER
    facts = {"cx": _number(x), "cy": _number(y), "r": "5.5", "fill": fill, "stroke": color, "stroke-width": "3"}
    SubElement(svg, "circle", facts)
    if row.steadied is not None:
        steadied = LEFT + PLOT * float(dot_x(row.steadied)) / 100
        _line(svg, (steadied, y - 8), (steadied, y + 8), INK, 2)
    right = LEFT + PLOT + 26
    _words(svg, right, y + 4.5, percent(row.value), bold=True)
    _words(svg, right + 50, y + 4.5, percent_range(row.low, row.high), size=12, color=SOFT)
    words = "bright spot" if row.is_bright else label_words(row.label)
    _words(svg, right + 122, y + 4.5, words, size=12, color=SOFT)


def item_chart(view: ReportView, smallest_group: int) -> str:
    """The table of items and classes: the team's column shaded by how many points are not yet earned, never a class."""
    heads = ["Team", *(name.label for name in view.classes)]
    wide = 96
    top, width = 62, 330 + wide * len(heads)
    svg = _picture(
        width, top + LINE * len(view.items) + 30, "Item by item", "Share of points earned, item by class, in percent"
    )
    _words(svg, 0, 20, "Item by item: percent of points earned", size=17, bold=True)
    for place, head in enumerate(heads):
        _words(svg, 330 + wide * (place + 0.5), top - 10, _short(head, 15), size=11.5, color=SOFT, anchor="middle")
    for row, item in enumerate(view.items):
        y = top + LINE * row
        _words(svg, 0, y + 19, _short(item.name, 46), size=12.5)
        for place, cell in enumerate((item.team, *item.cells)):
            _heat_cell(svg, cell, 330 + wide * place, y, wide, is_team=place == 0, in_question=bool(item.question))
        if item.question:
            _words(svg, 326, y + 19, "?", bold=True, anchor="end")
    note = "? check the key before you compare.  – not shown: too few students, or not tested yet."
    _words(svg, 0, top + LINE * len(view.items) + 20, note, size=11.5, color=SOFT)
    return _written(svg)


def _heat_cell(svg: Element, cell: Cell, x: float, y: float, wide: float, *, is_team: bool, in_question: bool) -> None:
    shade = HEAT[int(heat_step(cell.value))] if is_team and not cell.withheld and not in_question else PAPER
    facts = {
        **{"x": _number(x + 2), "y": _number(y + 2), "width": _number(wide - 4), "height": _number(LINE - 4)},
        **{"rx": "3", "fill": shade, "stroke": TEAM if is_team else GRID},
    }
    SubElement(svg, "rect", facts)
    words = "–" if cell.withheld else percent_number(cell.value)
    _words(svg, x + wide / 2, y + 19.5, words, size=12.5, bold=is_team, anchor="middle")


def _picture(width: float, height: float, title: str, says: str) -> Element:
    facts = {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"-16 -8 {_number(width + 32)} {_number(height + 16)}",
        **{"width": _number(width + 32), "height": _number(height + 16), "role": "img", "font-family": FONT},
    }
    svg = Element("svg", facts)
    SubElement(svg, "title").text = title
    SubElement(svg, "desc").text = says
    paper = {"x": "-16", "y": "-8", "width": "100%", "height": "100%", "fill": PAPER}
    SubElement(svg, "rect", paper)
    return svg


def _words(
    svg: Element,
    x: float,
    y: float,
    text: str,
    *,
    size: float = 13,
    bold: bool = False,
    color: str = INK,
    anchor: str = "start",
) -> None:
    if text:
        facts = {"x": _number(x), "y": _number(y), "font-size": _number(size), "fill": color, "text-anchor": anchor}
        SubElement(svg, "text", facts | ({"font-weight": "700"} if bold else {})).text = text


def _line(svg: Element, start: tuple[float, float], end: tuple[float, float], color: str, width: float) -> Element:
    places = {"x1": start[0], "y1": start[1], "x2": end[0], "y2": end[1]}
    facts = {name: _number(place) for name, place in places.items()}
    return SubElement(svg, "line", facts | {"stroke": color, "stroke-width": _number(width), "stroke-linecap": "round"})


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _written(svg: Element) -> str:
    text: str = tostring(svg, encoding="unicode")
    return NOT_IN_XML.sub("", text)
