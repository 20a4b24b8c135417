"""The table of items as SVG that stands alone: shades, frames and marks as on the page."""

from typing import Final
from xml.etree.ElementTree import Element, SubElement

from assessments.disclosure import Cell, ReportView
from assessments.exports.drawing import GRID, LINE, MINE, PAPER, SOFT, TEAM, as_text, number, sheet, short, write
from plc.templatetags.figures import heat_step, percent_number

HEAT: Final = ("#ffffff", "#fbf3d5", "#f6e6ad", "#eed57f", "#e2b83f")
NOTE: Final = 18


def item_chart(view: ReportView, smallest_group: int) -> str:
    """The table of items and classes: the team's column shaded by how many points are not yet earned, never a class."""
    heads = ["Team", *(name.label for name in view.classes)]
    wide = 96
    top, width = 68, 330 + wide * len(heads)
    notes = _notes(view)
    height = top + LINE * len(view.items) + NOTE * len(notes) + 10
    svg = sheet(width, height, "Item by item", "Share of points earned, item by class, in percent")
    write(svg, 0, 20, "Item by item: percent of points earned", size=17, bold=True)
    for place, head in enumerate(heads):
        for line, words in enumerate(reversed(head.split(" · "))):
            y = top - 10 - 14 * line
            write(svg, 330 + wide * (place + 0.5), y, short(words, 15), size=11.5, color=SOFT, anchor="middle")
    for row, item in enumerate(view.items):
        y = top + LINE * row
        write(svg, 0, y + 19, short(item.name, 46), size=12.5)
        for place, cell in enumerate((item.team, *item.cells)):
            _heat_cell(svg, cell, 330 + wide * place, y, wide, is_team=place == 0, in_question=bool(item.question))
        if item.question:
            write(svg, 326, y + 19, "?", bold=True, anchor="end")
    for place, note in enumerate(notes):
        write(svg, 0, top + LINE * len(view.items) + NOTE * (place + 1), note, size=11.5, color=SOFT)
    return as_text(svg)


def _heat_cell(svg: Element, cell: Cell, x: float, y: float, wide: float, *, is_team: bool, in_question: bool) -> None:
    shade = HEAT[int(heat_step(cell.value))] if is_team and not cell.withheld and not in_question else PAPER
    facts = {
        **{"x": number(x + 2), "y": number(y + 2), "width": number(wide - 4), "height": number(LINE - 4)},
        **{"rx": "3", "fill": shade, "stroke": TEAM if is_team else GRID},
    }
    SubElement(svg, "rect", facts)
    if cell.is_surprise:
        inside = {"x": number(x + 3.5), "y": number(y + 3.5), "width": number(wide - 7), "height": number(LINE - 7)}
        SubElement(svg, "rect", inside | {"rx": "2.5", "fill": "none", "stroke": MINE, "stroke-width": "2"})
    figure = "–" if cell.withheld else percent_number(cell.value)
    write(svg, x + wide / 2, y + 19.5, figure, size=12.5, bold=is_team, anchor="middle")


def _notes(view: ReportView) -> list[str]:
    """What the marks mean, of those that are in the picture."""
    notes = ["? check the key before you compare."] if view.questions else []
    if view.reasons_of_cells:
        notes.append("– not shown: too few students, or not tested yet.")
    if view.has_surprises:
        notes.append("Framed: went better than the class’s overall result suggests.")
    return notes
