"""What a report leads to: a strategy card for one's own bright class, one reteach for a need that all share. Pure.

A colleague's bright class carries no section here: the way to a card would say whose it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments.disclosure.groups import Classes
from assessments.disclosure.records import ReportView, Row, Skill
from assessments.disclosure.report_words import spot_words


@dataclass(frozen=True)
class Spot:
    """A bright spot; ``section_id`` where it is a class of the reader's own, else None."""

    skill: Skill
    row: Row
    says: str
    standard_id: int
    section_id: int | None


def spots(view: ReportView, classes: Classes, figures: Mapping[str, Any]) -> tuple[Spot, ...]:
    """The bright spots in the order of the report."""
    found = []
    for skill, standard in zip(view.skills, figures["standards"], strict=True):
        for index, row in zip(classes.order, skill.rows[1:], strict=True):
            if row.is_bright:
                section_id = figures["sections"][index]["id"] if row.is_mine else None
                found.append(Spot(skill, row, spot_words(view, skill, row), standard["id"], section_id))
    return tuple(found)


def needed_standard(view: ReportView, figures: Mapping[str, Any]) -> int | None:
    """The standard of the shared need, if there is one."""
    need = view.shared_need
    pairs = zip(view.skills, figures["standards"], strict=True)
    return next((standard["id"] for skill, standard in pairs if skill is need), None)
