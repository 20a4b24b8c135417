"""Strategy cards as one reader may know them."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, Q, QuerySet

from assessments.models import Standard
from goals.access.strategies import own_team_ids
from goals.models import WORDS, Reach, StrategyCard, Trial
from plc.schools.access import Viewer
from plc.schools.models import StaffMember


@dataclass(frozen=True)
class CardView:
    """A card without what its reader may not know: ``author`` and ``came_from`` are "" where it names no class.

    ``place`` is the school, for readers outside the team. ``tried`` counts the trials that somebody wrote down, and
    says nothing of how they went.
    """

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
    place: str
    is_mine: bool
    is_inside: bool
    is_shared: bool
    names_class: bool
    signs_outside: bool
    reach: Reach
    next_reach: str
    tried: int = 0
    assessment_id: int | None = None

    @property
    def was_changed(self) -> bool:
        return self.changed_at.date() > self.written_at.date()

    @property
    def is_beyond_team(self) -> bool:
        return self.reach in {Reach.SCHOOL, Reach.DISTRICT}


def card_view(card: StrategyCard, reader: StaffMember, team_ids: Collection[int], tried: int = 0) -> CardView:
    """``team_ids`` are the reader's own teams: of a card of another team nobody learns class, test or run."""
    is_mine, is_inside = card.author_id == reader.pk, card.team_id in team_ids
    knows_class = is_mine or (is_inside and card.names_class)
    knows_author = knows_class or (card.is_beyond_team and card.signs_outside)
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
        author=card.author.name if knows_author else "",
        came_from=_came_from(card) if knows_class else "",
        place="" if is_inside else card.team.school.name if card.team.school else "another school",
        is_mine=is_mine,
        is_inside=is_inside,
        is_shared=card.is_shared,
        names_class=card.names_class,
        signs_outside=card.signs_outside,
        reach=Reach(card.reach),
        next_reach=card.next_reach if is_mine else "",
        tried=tried,
        assessment_id=card.assessment_id if knows_class and is_inside else None,
    )


def card_views(cards: Iterable[StrategyCard], viewer: Viewer) -> list[CardView]:
    """In two statements for any number of cards."""
    cards = list(cards)
    team_ids = frozenset(own_team_ids(viewer).values_list("pk", flat=True))
    counts = Trial.objects.filter(card__in=cards).values("card_id").annotate(times=Count("pk"))
    tried = dict(counts.values_list("card_id", "times"))
    return [card_view(card, viewer.staff, team_ids, tried.get(card.pk, 0)) for card in cards]


def cards_matching(cards: QuerySet[StrategyCard], *, said: str = "", standard_id: int | None = None) -> QuerySet[Any]:
    """Cards in which every one of the words ``said`` stands, or whose standard has that code; newest first.

    Words are looked for whole, as they are written; ``"…"``, ``or`` and ``-`` work as in a web search.
    """
    if standard_id is not None:
        cards = cards.filter(standard_id=standard_id)
    if not said:
        return cards
    words = SearchQuery(said, config=WORDS, search_type="websearch")
    return cards.filter(Q(words=words) | Q(standard__code__iexact=said))


def standards_of(cards: QuerySet[StrategyCard]) -> QuerySet[Standard]:
    """What these cards are about."""
    about = cards.order_by().values("standard_id")
    return Standard.objects.filter(pk__in=about).order_by("code", "short_name", "pk")


def _came_from(card: StrategyCard) -> str:
    run = f", report run {card.run.number}" if card.run else ""
    return f"{card.section.name}, {card.assessment.title}{run}"
