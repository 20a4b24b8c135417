"""Which meetings a person may open, and as what.

Members of the team, and whoever was invited. A principal or an admin who was not is outside, as for all that a team
says to itself; how many meetings were held is another question, which ``queries.meetings`` answers without opening one.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404

from plc.http.found import first_of, one_of
from plc.schools.access import Viewer
from plc.tenancy.kept import Kept
from teams.access.teams import own_teams, working_teams
from teams.models import Meeting, MeetingGuest, MeetingSeries, Protocol, Team, TeamGuest, TeamTask


@dataclass(frozen=True)
class Seat:
    """What this person is in one meeting."""

    is_member: bool
    is_facilitator: bool

    @property
    def is_guest(self) -> bool:
        return not self.is_member


def visible_meetings(viewer: Viewer) -> QuerySet[Meeting]:
    """Meetings of own teams, and those one is or was a guest of."""
    seen = Q(team__in=_own_ids(viewer)) | Q(pk__in=MeetingGuest.objects.filter(staff=viewer.staff).values("meeting_id"))
    if viewer.principal_school_ids:
        # A principal whom the team has asked for some days sees the meetings of those days.
        day = OuterRef("day")
        seen |= Q(
            Exists(
                TeamGuest.objects.filter(staff=viewer.staff, team=OuterRef("team"), starts_on__lte=day, ends_on__gt=day)
            )
        )
    related = ("team", "team__school", "team__school_year", "facilitator", "series")
    return Meeting.objects.select_related(*related).filter(seen)


def access_meeting(viewer: Viewer, meeting_id: int) -> Meeting:
    found = _meeting.first(viewer.values, meeting_id)
    if found is None:
        raise Http404
    return found


def workable_meetings(viewer: Viewer) -> QuerySet[Meeting]:
    """Meetings a member still writes to: of teams whose year is not over."""
    meetings = Meeting.objects.select_related("team", "team__school_year", "facilitator", "series")
    return meetings.filter(team__in=working_teams(viewer).order_by().values("pk"))


def access_workable_meeting(viewer: Viewer, meeting_id: int) -> Meeting:
    return one_of(workable_meetings(viewer), meeting_id)


def access_plannable_meeting(viewer: Viewer, meeting_id: int) -> Meeting:
    """One that has not begun: afterwards its plan is a fact."""
    return one_of(workable_meetings(viewer).filter(started_at__isnull=True, cancelled_at__isnull=True), meeting_id)


def access_led_meeting(viewer: Viewer, meeting_id: int) -> Meeting:
    """The meeting's facilitator advances it; any member may take that over first."""
    return one_of(workable_meetings(viewer).filter(facilitator=viewer.staff), meeting_id)


def access_series(viewer: Viewer, series_id: int) -> MeetingSeries:
    series = MeetingSeries.objects.filter(team__in=working_teams(viewer).order_by().values("pk"), ended_at__isnull=True)
    return one_of(series.select_related("team"), series_id)


def access_meeting_guest(viewer: Viewer, meeting_guest_id: int) -> MeetingGuest:
    guests = MeetingGuest.objects.filter(meeting__in=workable_meetings(viewer).values("pk"))
    return one_of(guests.select_related("meeting", "meeting__team", "staff"), meeting_guest_id)


def own_tasks(viewer: Viewer) -> QuerySet[TeamTask]:
    """Open tasks of one's own in the teams one works in, and those for everybody in them; the soonest first."""
    mine = Q(owner=viewer.staff) | Q(owner__isnull=True)
    return (
        TeamTask.objects.filter(mine, team__in=_own_ids(viewer), done_at__isnull=True)
        .select_related("team", "owner")
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )


def access_task(viewer: Viewer, task_id: int) -> TeamTask:
    tasks = TeamTask.objects.filter(team__in=working_teams(viewer).order_by().values("pk"))
    return one_of(tasks.select_related("team", "owner"), task_id)


def access_district_protocol(viewer: Viewer, key: str) -> Protocol:
    """The district's wording of a shipped protocol, for its admins to rewrite."""
    rows = Protocol.objects.filter(team__isnull=True, retired_at__isnull=True, key=key)
    return first_of(rows if viewer.is_district_admin else rows.none())


def access_team_protocol(viewer: Viewer, team_id: int, key: str) -> Protocol:
    """A team's own copy, for its members to rewrite."""
    rows = Protocol.objects.filter(team__in=working_teams(viewer).order_by().values("pk"), retired_at__isnull=True)
    return first_of(rows.filter(team=team_id, key=key).select_related("team"))


def seat_in(viewer: Viewer, meeting: Meeting) -> Seat:
    is_member = _is_own.first(viewer.values, meeting.team_id) is not None
    return Seat(is_member=is_member, is_facilitator=is_member and meeting.facilitator_id == viewer.staff.pk)


def seen_version(viewer: Viewer, meeting_id: int) -> int | None:
    """The number that a poll compares, in one statement; None for a meeting that is closed to this person."""
    return _version.first(viewer.values, meeting_id)


def _own_ids(viewer: Viewer) -> QuerySet[Team, Any]:
    return own_teams(viewer).order_by().values("pk")


# A poll comes every second from everybody in every meeting: see docs/decisions/0013.
_version = Kept[int](
    lambda values, meeting_id: (
        visible_meetings(Viewer.of_values(*values)).filter(pk=meeting_id).values_list("version", flat=True)[:1]
    )
)
_meeting = Kept[Meeting](
    lambda values, meeting_id: visible_meetings(Viewer.of_values(*values)).filter(pk=meeting_id)[:1]
)
_is_own = Kept[int](
    lambda values, team_id: own_teams(Viewer.of_values(*values)).filter(pk=team_id).values_list("pk", flat=True)[:1]
)
