"""Whose peer visits a person may open: their own. There is no other door, whatever somebody leads.

Who leads the team's school is outside even where they teach in the team as well: what was written for a colleague is
not read by whoever evaluates.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from plc.http.found import one_of
from plc.schools.access import Viewer
from plc.schools.models import Role
from plc.schools.models.dated import live_on
from teams.access.teams import led_by, own_teams
from teams.models import PeerVisit, SharedLearning, Team, TeamMember, VisitNote

VISITORS = (Role.TEACHER,)


def visiting_teams(viewer: Viewer) -> QuerySet[Team]:
    """Own teams that this person does not also lead."""
    return own_teams(viewer).exclude(led_by(viewer))


def access_visiting_team(viewer: Viewer, team_id: int) -> Team:
    return one_of(visiting_teams(viewer), team_id)


def own_visits(viewer: Viewer) -> QuerySet[PeerVisit]:
    """Visits this person makes or receives, also after leaving the team: either may delete them at any time."""
    two = Q(host=viewer.staff) | Q(visitor=viewer.staff)
    return _in_order(PeerVisit.objects.filter(two, team__in=Team.objects.exclude(led_by(viewer)).values("pk")))


def visits_shown_with(viewer: Viewer, team: Team) -> QuerySet[PeerVisit]:
    """One's visits in this team, and those in teams one has left, which have no page of their own any more."""
    left = ~Q(team__in=visiting_teams(viewer).order_by().values("pk"))
    return own_visits(viewer).filter(Q(team=team) | left)


def open_doors(viewer: Viewer) -> QuerySet[PeerVisit]:
    """Lessons that colleagues of own teams offer to whoever wants to come; not one's own, nor of one who has left."""
    there = TeamMember.objects.filter(live_on(viewer.today), team=OuterRef("team"), staff=OuterRef("host"))
    return _visits(viewer).filter(Exists(there), visitor__isnull=True).exclude(host=viewer.staff)


def access_visit(viewer: Viewer, visit_id: int, *, to_change: bool = False) -> PeerVisit:
    """One's own visit; ``to_change`` locks its row."""
    visits = own_visits(viewer)
    return one_of(visits.select_for_update(of=("self",)) if to_change else visits, visit_id)


def access_open_door(viewer: Viewer, visit_id: int) -> PeerVisit:
    """An offer that nobody has taken yet, locked."""
    return one_of(open_doors(viewer).select_for_update(of=("self",)), visit_id)


def access_own_note(viewer: Viewer, note_id: int) -> VisitNote:
    """A note this person wrote in a visit that is still theirs."""
    notes = VisitNote.objects.filter(author=viewer.staff, visit__in=own_visits(viewer).order_by())
    return one_of(notes.select_related("visit"), note_id)


def visible_learnings(viewer: Viewer) -> QuerySet[SharedLearning]:
    """What colleagues of own teams took from a visit and chose to tell the team."""
    return (
        SharedLearning.objects.filter(team__in=visiting_teams(viewer).order_by())
        .select_related("author")
        .order_by("-shared_at", "-pk")
    )


def access_own_learning(viewer: Viewer, learning_id: int) -> SharedLearning:
    """What one shared oneself is taken back at any time, also after leaving the team."""
    return one_of(SharedLearning.objects.filter(author=viewer.staff), learning_id)


def _visits(viewer: Viewer) -> QuerySet[PeerVisit]:
    return _in_order(PeerVisit.objects.filter(team__in=visiting_teams(viewer).order_by()))


def _in_order(visits: QuerySet[PeerVisit]) -> QuerySet[PeerVisit]:
    return visits.select_related("team", "host", "visitor", "asked_by").order_by("happens_at", "pk")
