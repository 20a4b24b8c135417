"""Strategy cards as one reader may know them."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from assessments.models import Standard
from goals.models import StrategyCard
from plc.schools.models import StaffMember


@dataclass(frozen=True)
class CardView:
    """A card without what its reader may not know: ``author`` and ``came_from`` are "" where it names no class."""

    id: int
    team_id: int
    title: str
    skill: str
    standard: Standard
    steps: str
    materials: str
    written_at: datetime.datetime
    changed_at: datetime.datetime
    author: str
    came_from: str
    is_mine: bool
    is_shared: bool
    names_class: bool
    assessment_id: int | None = None

    @property
    def was_changed(self) -> bool:
        return self.changed_at.date() > self.written_at.date()


def card_view(card: StrategyCard, reader: StaffMember) -> CardView:
    is_mine = card.author_id == reader.pk
    knows = is_mine or card.names_class
    return CardView(
        id=card.pk,
        team_id=card.team_id,
        title=card.title,
        skill=card.skill,
        standard=card.standard,
        steps=card.steps,
        materials=card.materials,
        written_at=card.created_at,
        changed_at=card.changed_at,
        author=card.author.name if knows else "",
        came_from=_came_from(card) if knows else "",
        is_mine=is_mine,
        is_shared=card.is_shared,
        names_class=card.names_class,
        assessment_id=card.assessment_id if knows else None,
    )


def card_views(cards: Iterable[StrategyCard], reader: StaffMember) -> list[CardView]:
    return [card_view(card, reader) for card in cards]


def _came_from(card: StrategyCard) -> str:
    run = f", report run {card.run.number}" if card.run else ""
    return f"{card.section.name}, {card.assessment.title}{run}"
