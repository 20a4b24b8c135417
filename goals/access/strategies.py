"""Which strategy cards, files and trials a person may open, and of which trials they may see the class."""

from typing import Any

from django.db.models import Q, QuerySet

from assessments.access import taught_section_ids
from assessments.models import AssessmentSection, Standard
from goals.models import CardFile, Reach, StrategyCard, Trial
from plc.http.found import one_of
from plc.schools.access import Viewer
from plc.schools.models import Role, Section
from teams.access import own_teams
from teams.models import Team

LIBRARY_READERS = (Role.TEACHER, Role.PRINCIPAL, Role.DISTRICT_ADMIN)
BEYOND_TEAM = (Reach.SCHOOL, Reach.DISTRICT)
PLACES = {"team": "My teams", "school": "My school", "district": "The district"}


def own_team_ids(viewer: Viewer) -> QuerySet[Team, Any]:
    """For a filter."""
    return own_teams(viewer).order_by().values("pk")


def _of_own_teams(viewer: Viewer) -> Q:
    shared = ~Q(reach=Reach.AUTHOR) | Q(author=viewer.staff)
    return Q(team_id__in=own_team_ids(viewer)) & shared


def _beyond(viewer: Viewer) -> Q:
    """What others agreed to share with a school this person works in, or with the district; and one's own such cards,
    which can be withdrawn by whoever has moved on meanwhile."""
    works_in = viewer.teacher_school_ids | viewer.principal_school_ids
    own = Q(author=viewer.staff, reach__in=BEYOND_TEAM)
    return Q(reach=Reach.DISTRICT) | Q(reach=Reach.SCHOOL, team__school_id__in=works_in) | own


def _cards() -> QuerySet[StrategyCard]:
    return StrategyCard.objects.select_related(
        "team", "team__school", "author", "standard", "assessment", "run", "section"
    ).order_by("-created_at", "-pk")


def visible_cards(viewer: Viewer) -> QuerySet[StrategyCard]:
    """Shared cards of own teams and one's own there; what is shared with the school or the district.

    A leader's office has no team and no card of one: only what a teacher agreed to share that far.
    """
    return _cards().filter(_of_own_teams(viewer) | _beyond(viewer))


def cards_of_team(viewer: Viewer, team: Team) -> QuerySet[StrategyCard]:
    """Of an own team."""
    return _cards().filter(_of_own_teams(viewer), team=team)


def library(viewer: Viewer, place: str = "") -> QuerySet[StrategyCard]:
    """Of one of ``PLACES``, or of all: what is shared with the district is shared with the school and the team too."""
    cards = visible_cards(viewer)
    if place == "team":
        return cards.filter(team_id__in=own_team_ids(viewer))
    if place == "school":
        works_in = viewer.teacher_school_ids | viewer.principal_school_ids
        return cards.filter(reach__in=BEYOND_TEAM, team__school_id__in=works_in)
    return cards.filter(reach=Reach.DISTRICT) if place == "district" else cards


def access_card(viewer: Viewer, card_id: int) -> StrategyCard:
    return one_of(visible_cards(viewer), card_id)


def access_own_card(viewer: Viewer, card_id: int, *, to_change: bool = False) -> StrategyCard:
    """A card this person wrote; ``to_change`` locks its row."""
    cards = visible_cards(viewer).filter(author=viewer.staff)
    return one_of(cards.select_for_update(of=("self",)) if to_change else cards, card_id)


def access_card_file(viewer: Viewer, file_id: int) -> CardFile:
    """A file of a card this person may open: gone with the card, and with its withdrawal."""
    files = CardFile.objects.filter(card__in=visible_cards(viewer).order_by().values("pk"))
    return one_of(files, file_id)


def access_own_card_file(viewer: Viewer, file_id: int) -> CardFile:
    own = visible_cards(viewer).filter(author=viewer.staff).order_by().values("pk")
    return one_of(CardFile.objects.filter(card__in=own).select_related("card"), file_id)


def access_own_trial(viewer: Viewer, trial_id: int, *, to_change: bool = False) -> Trial:
    """What this person wrote about trying a card that they may still open."""
    trials = (
        Trial.objects.filter(teacher=viewer.staff, card__in=visible_cards(viewer).order_by().values("pk"))
        .select_related("card", "team", "section", "standard")
        .order_by("pk")
    )
    return one_of(trials.select_for_update(of=("self",)) if to_change else trials, trial_id)


def triable_classes(viewer: Viewer) -> list[tuple[Section, Team]]:
    """Classes one teaches today, each with an own team whose CFAs it takes."""
    rows = AssessmentSection.objects.filter(
        section_id__in=taught_section_ids(viewer),
        assessment__team_id__in=own_team_ids(viewer),
        assessment__locked_at__isnull=False,
    ).select_related("section", "section__course", "assessment__team")
    found = {(row.section_id, row.assessment.team_id): (row.section, row.assessment.team) for row in rows}
    return sorted(found.values(), key=lambda pair: (pair[0].name, pair[1].name, pair[0].pk))


def asked_standards(viewer: Viewer) -> QuerySet[Standard]:
    """What the CFAs of own teams ask for."""
    items = {"item_standards__item__version__assessment__team_id__in": own_team_ids(viewer)}
    return Standard.objects.filter(**items).order_by("code", "pk").distinct()
