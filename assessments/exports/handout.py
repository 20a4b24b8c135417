"""What stands in the hand-out for the meeting, in the page's own words; strings only, for the typesetter."""

import datetime
from typing import Any, Final

from assessments.disclosure import Reader, ReportView, Skill
from assessments.disclosure.report_words import ReportWords, report_words, spot_words
from assessments.exports.skill_chart import skill_chart
from assessments.exports.tables import item_rows
from plc.templatetags.figures import percent, percent_range, reason_words


def handout(
    view: ReportView,
    reader: Reader,
    *,
    title: str,
    team: str,
    run: int,
    made_at: datetime.datetime,
    definitions: str,
    smallest_group: int,
) -> dict[str, Any]:
    """``made_at`` in the district's time: when the run was computed."""
    words = report_words(view, smallest_group)
    day = f"{made_at:%B} {made_at.day}, {made_at.year}"
    shown = "classes by name" if reader.names == "named" else "classes blind"
    return {
        "title": f"What {title} shows us",
        "kicker": f"{team} · report run {run}, {day}" + (f" · {shown}" if reader.sees_sections else ""),
        "foot": f"{title} · run {run} · for the team’s own meeting, not for evaluation",
        "lead": words.lead.text,
        "facts": [list(fact) for fact in words.facts],
        "alarms": [[alarm.title, alarm.text] for alarm in words.alarms],
        "cards": _cards(view, words),
        "standings": _standings(view, smallest_group),
        "questions": _questions(view, reader),
        "order": _order(reader),
        "charts": [
            {"svg": skill_chart(skill, smallest_group), "alt": _alt(skill, smallest_group)}
            for skill in (view.total, *view.skills)
        ],
        "items": _items(view, smallest_group),
        "framed": _framed(view),
        "item_notes": _item_notes(view),
        "methods": [
            words.asked,
            words.not_the_same,
            words.of_classes,
            f"Groups under {smallest_group} are hidden to protect students. Definitions {definitions}.",
        ],
    }


def _item(name: str) -> str:
    return name if name.startswith("Item ") else f"item {name}"


def _cards(view: ReportView, words: ReportWords) -> list[dict[str, str]]:
    cards = [
        {
            "kind": "bright",
            "kicker": "Bright spot",
            "title": f"{row.name} on {skill.name}",
            "text": spot_words(view, skill, row) + " What did you do?",
        }
        for skill, row in view.bright_spots
    ]
    if need := view.shared_need:
        cards.append(
            {
                "kind": "need",
                "kicker": "Shared need",
                "title": need.name,
                "text": words.need,
            }
        )
    return cards


def _standings(view: ReportView, smallest_group: int) -> list[list[str]]:
    rows = [["Skill", "Share of points", "Proficient", "In words"]]
    for skill in view.skills:
        name, team = f"{skill.name}{f' ({skill.code})' if skill.code else ''}", skill.team
        if team.withheld:
            rows.append([name, "", "", reason_words(team.withheld, smallest_group)])
        else:
            figure = f"{percent(team.value)} ({percent_range(team.low, team.high)})"
            rows.append([name, figure, team.proficient, f"{skill.standing_words}. {skill.hint}".strip()])
    return rows


def _questions(view: ReportView, reader: Reader) -> list[str]:
    if not reader.sees_sections:
        return []
    asked = [f"What did {row.name} do with {skill.name}?" for skill, row in view.bright_spots]
    asked += [
        f"Is {_item(item.name)} keyed right, and was it read the same way in every room?" for item in view.questions
    ]
    if need := view.shared_need:
        asked.append(f"Who reteaches {need.name}, and when do we check again?")
    return asked


def _order(reader: Reader) -> str:
    if not reader.sees_sections:
        return "The whole team, with the range its figure could easily have been."
    return f"Classes in {'the team’s own' if reader.names == 'named' else 'letter'} order, never by result."


def _alt(skill: Skill, smallest_group: int) -> str:
    """The picture in words: every row with its figure and range."""
    rows = []
    for row in skill.rows:
        if row.withheld:
            rows.append(f"{row.name}: {reason_words(row.withheld, smallest_group)}")
        else:
            bright = ", bright spot" if row.is_bright else ""
            rows.append(f"{row.name}: {percent(row.value)}, {percent_range(row.low, row.high)}{bright}.")
    return f"{skill.name}, share of points. {' '.join(rows)}"


def _items(view: ReportView, smallest_group: int) -> list[list[str]]:
    """Item, standards, points, the team, each class: the counts stay on the page."""
    rows = item_rows(view, smallest_group)
    kept = [[*row[:3], *row[6:-1]] for row in rows]
    for row, item in zip(kept[1:], view.items, strict=True):
        cells = (item.team, *item.cells)
        row[3:] = ["–" if cell.withheld else text for cell, text in zip(cells, row[3:], strict=True)]
        if item.question:
            row[0] = f"{row[0]} (check the key)"
    return kept


BEFORE_CELLS: Final = 4
"""Columns of the table of items that come before those of the classes."""


def _framed(view: ReportView) -> list[list[int]]:
    """Row and column, both from 0 without the titles, of what went better than expected."""
    return [
        [row, BEFORE_CELLS + place]
        for row, item in enumerate(view.items)
        for place, cell in enumerate(item.cells)
        if cell.is_surprise
    ]


def _item_notes(view: ReportView) -> list[str]:
    notes = ["– is not shown: too few students, or not tested yet."] if view.reasons_of_cells else []
    better = [
        f"{item.name} in {name.label}"
        for item in view.items
        for name, cell in zip(view.classes, item.cells, strict=True)
        if cell.is_surprise
    ]
    if better:
        notes.append(f"Framed: went better than the class’s overall result suggests. {'; '.join(better)}.")
    if view.not_counted:
        dropped = "; ".join(f"{item.name} ({_points(item.max_points)})" for item in view.not_counted)
        notes.append(f"Not counted: {dropped}.")
    return notes


def _points(points: str) -> str:
    return f"{points} point" if points == "1" else f"{points} points"
