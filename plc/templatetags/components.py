"""Tags the component templates are made of: the icon, and a form control in the house style."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache, reduce
from operator import add
from pathlib import Path
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.forms.widgets import Input
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from plc.templatetags.figures import Number, dot_x, percent, percent_number, percent_range

register = template.Library()

NO_CELLS: str = format_html("{}", "")

# What people call them, by the word in a browser's description of itself; the more telling word stands first.
BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "FxiOS/": "Firefox", "CriOS/": "Chrome"}
BROWSERS |= {"Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {"iPhone": "an iPhone", "iPad": "an iPad", "Android": "Android", "CrOS": "a Chromebook"}
SYSTEMS |= {"Windows": "Windows", "Macintosh": "a Mac", "Linux": "Linux"}

SPRITE = Path(__file__).resolve().parents[2] / "static" / "img" / "icons.svg"


@cache
def icon_names() -> frozenset[str]:
    """Every icon there is, read from the sprite, so that no second list can fall behind it."""
    return frozenset(re.findall(r'<symbol id="([a-z-]+)"', SPRITE.read_text(encoding="utf-8")))


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """``{% icon "check" %}`` is decoration beside words; with ``label`` it can stand alone, as in a button."""
    if name not in icon_names():
        raise template.TemplateSyntaxError(f"There is no icon {name!r} in {SPRITE.name}.")
    drawing = _drawing(name, static("img/icons.svg"))
    if not label:
        return drawing
    return format_html('{}<span class="visually-hidden">{}</span>', drawing, label)


@cache
def _drawing(name: str, sprite: str) -> SafeString:
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', sprite, name)


# A table of figures has hundreds of cells and few that differ, and a loop in a template costs more than the cell. So
# each that differs is rendered once in a process: it is made of rounded figures and reason codes, and says nothing of
# whose they are.
@register.simple_tag
def heat_cells(row: Any, smallest_group: int | None = None) -> str:
    """The cells of the classes in one row of a heat table."""
    cells = (
        _heat_cell(
            percent_number(cell.value),
            cell.withheld,
            cell.is_surprise,
            bool(row.question or cell.withheld),
            smallest_group if cell.withheld else None,
        )
        for cell in row.cells
    )
    return reduce(add, cells, NO_CELLS)


@lru_cache(maxsize=1000)
def _heat_cell(share: str, withheld: str, is_surprise: bool, is_out: bool, smallest_group: int | None) -> str:
    cell = {"percent": share, "withheld": withheld, "is_surprise": is_surprise, "is_out": is_out}
    return get_template("components/heat_cell.html").render(cell | {"smallest_group": smallest_group})


@register.simple_tag
def mark_cells(marks: Iterable[tuple[float | None, bool]]) -> str:
    """One student's share of each skill's points, with whether it reaches the cut; None is no score."""
    return reduce(add, (_mark_cell(percent_number(share), is_reached) for share, is_reached in marks), NO_CELLS)


@lru_cache(maxsize=1000)
def _mark_cell(share: str, is_reached: bool) -> str:
    return get_template("components/mark_cell.html").render({"percent": share, "is_reached": is_reached})


@register.simple_tag
def figure(value: Number, low: Number, high: Number) -> SafeString:
    """A share with the range it could easily have been: "48 % 42 to 63"."""
    return _figure(percent(value), percent_range(low, high))


@lru_cache(maxsize=4000)
def _figure(share: str, between: str) -> SafeString:
    return format_html("<b>{}</b> <small>{}</small>", share, between)


GRID = "M0 0V30M25 0V30M50 0V30M75 0V30M100 0V30"
MARKS = {
    "team-line": "M{0} 0V30",
    "interval": "M{0} 15H{1}",
    "dot": "M{0} 15h.01",
    "dot-hole": "M{0} 15h.01",
    "steadied": "M{0} 7V23",
}


@register.simple_tag
def strip(row: Any, team_value: Number = None) -> SafeString:
    """One row of a dot plot: the team's line, how far the figure could easily move, the dot, and the steadied mark."""
    marks = [format_html('<path class="chart-grid" d="{}"/>', GRID)]
    if team_value is not None and not row.is_team:
        marks.append(_mark("team-line", dot_x(team_value)))
    if row.low is not None and row.high is not None:
        marks.append(_mark("interval", dot_x(row.low), dot_x(row.high)))
    at = dot_x(row.value)
    marks.append(_mark("dot", at))
    if row.is_bright or not (row.is_team or row.is_mine):
        marks.append(_mark("dot-hole", at))
    if row.steadied is not None:
        marks.append(_mark("steadied", dot_x(row.steadied)))
    return format_html(
        '<svg viewBox="0 0 100 30" preserveAspectRatio="none" aria-hidden="true">{}</svg>', reduce(add, marks)
    )


@lru_cache(maxsize=4000)
def _mark(name: str, *places: str) -> SafeString:
    return format_html('<path class="mark-line {}" d="{}"/>', name, MARKS[name].format(*places))


@register.filter
def browser_words(user_agent: str) -> str:
    """``Mozilla/5.0 (Windows NT 10.0 …) … Firefox/140.0`` → "Firefox on Windows"; unknown ones stay as they are."""
    browser = next((name for word, name in BROWSERS.items() if word in user_agent), "")
    system = next((name for word, name in SYSTEMS.items() if word in user_agent), "")
    return f"{browser} on {system}" if browser and system else user_agent


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The widget of ``field`` with the class of its kind; a placeholder that repeats the label is dropped."""
    widget = field.field.widget
    attrs: dict[str, str | bool] = {}
    if house_class := class_of_widget(widget):
        attrs["class"] = " ".join(filter(None, [house_class, str(widget.attrs.get("class", ""))]))
    if str(field.label).casefold() in str(widget.attrs.get("placeholder", "")).casefold():
        attrs["placeholder"] = False
    return field.as_widget(attrs=attrs)


def class_of_widget(widget: forms.Widget) -> str:
    """``input``, ``select`` or ``textarea``; nothing for choices, checkboxes and hidden fields."""
    if isinstance(widget, forms.Textarea):
        return "textarea"
    if isinstance(widget, forms.Select) and not isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "select"
    if isinstance(widget, Input) and not isinstance(widget, forms.CheckboxInput | forms.HiddenInput):
        return "input"
    return ""


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """One box beside its own label, which needs another order than a text field."""
    return isinstance(field.field.widget, forms.CheckboxInput)
