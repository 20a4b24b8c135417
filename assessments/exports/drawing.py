"""The pen of the pictures: a sheet of paper, words, lines, and what may not stand in a file of XML."""

import re
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

INK, SOFT, GRID = "#211f1b", "#4b473f", "#dbd6cb"
TEAM, MINE, OTHER, MARK, PAPER = "#211f1b", "#0a556e", "#7a7365", "#ffdf6b", "#fffefc"
FONT: Final = "Hanken Grotesk, system-ui, Segoe UI, Roboto, sans-serif"
WIDTH, LINE, LEFT, PLOT = 860, 30, 190, 340
NOT_IN_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def sheet(width: float, height: float, title: str, says: str) -> Element:
    facts = {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"-16 -8 {number(width + 32)} {number(height + 16)}",
        **{"width": number(width + 32), "height": number(height + 16), "role": "img", "font-family": FONT},
    }
    svg = Element("svg", facts)
    SubElement(svg, "title").text = title
    SubElement(svg, "desc").text = says
    paper = {"x": "-16", "y": "-8", "width": "100%", "height": "100%", "fill": PAPER}
    SubElement(svg, "rect", paper)
    return svg


def write(
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
        facts = {"x": number(x), "y": number(y), "font-size": number(size), "fill": color, "text-anchor": anchor}
        SubElement(svg, "text", facts | ({"font-weight": "700"} if bold else {})).text = text


def stroke(svg: Element, start: tuple[float, float], end: tuple[float, float], color: str, width: float) -> Element:
    places = {"x1": start[0], "y1": start[1], "x2": end[0], "y2": end[1]}
    facts = {name: number(place) for name, place in places.items()}
    return SubElement(svg, "line", facts | {"stroke": color, "stroke-width": number(width), "stroke-linecap": "round"})


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def as_text(svg: Element) -> str:
    text: str = tostring(svg, encoding="unicode")
    return NOT_IN_XML.sub("", text)
