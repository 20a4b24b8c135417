"""Planning meetings: once or again and again, their agenda, who is invited, and calling one off."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from plc.http.refusals import Refusal
from plc.schools.access import today_in
from plc.schools.actions import tell
from plc.schools.audit import record
from plc.schools.models import StaffMember
from plc.schools.models.dated import live_on
from teams.actions.protocols import check_stages
from teams.actions.teams import open_team
from teams.models import AgendaItem, Meeting, MeetingGuest, MeetingSeries, RoleTerm, Team, TeamRole
from teams.protocol_texts import ProtocolPlan, StagePlan
from teams.queries import working_members
from teams.repeating import Repeat, days_of, moment_of

MEETING = "meeting"


@dataclass(frozen=True)
class MeetingFacts:
    """When and where, by the district's clock; ``report_id`` is the CFA whose report it looks at."""

    title: str
    day: datetime.date
    at: datetime.time
    place: str = ""
    facilitator: StaffMember | None = None
    report_id: int | None = None
    report_title: str = ""


@transaction.atomic
def plan_meeting(
    *,
    actor: StaffMember,
    team: Team,
    protocol: ProtocolPlan,
    facts: MeetingFacts,
    repeat: str = Repeat.NEVER,
    last_day: datetime.date | None = None,
) -> Meeting:
    """The first meeting of what was planned: one, or one for each day of a series until ``last_day``.

    Those on days without school are there too, and are shown as left out: when an admin changes the calendar, they
    follow by themselves. A CFA belongs to the first meeting of a series alone.
    """
    team = open_team(team, actor)
    days = _days(team, Repeat(repeat), facts.day, last_day, today_in(actor.district))
    series = None
    if repeat:
        series = MeetingSeries.objects.create(
            team=team, title=facts.title, repeat=repeat, first_day=days[0], last_day=days[-1], at=facts.at
        )
    facilitator = facts.facilitator or _facilitator_on(team, facts.day)
    meetings = Meeting.objects.bulk_create(
        Meeting(
            team=team,
            series=series,
            title=facts.title,
            day=day,
            starts_at=moment_of(day, facts.at, actor.district.time_zone),
            minutes=protocol.minutes,
            place=facts.place,
            facilitator=facilitator,
            planned_by=actor,
            report_id=facts.report_id if number == 0 else None,
            report_title=facts.report_title if number == 0 else "",
        )
        for number, day in enumerate(days)
    )
    AgendaItem.objects.bulk_create(item for meeting in meetings for item in _items(meeting, protocol.stages))
    first: Meeting = meetings[0]
    how_often = f", and {len(meetings) - 1} more, {repeat}" if series else ""
    record(actor=actor, verb="plan_meeting", subject=first, note=f"{team.name}, {facts.day.isoformat()}{how_often}")
    _tell(first, actor)
    return first


@transaction.atomic
def change_meeting(*, actor: StaffMember, meeting: Meeting, facts: MeetingFacts) -> Meeting:
    """Another time, place, title, facilitator or CFA, of this one meeting."""
    meeting = planned(meeting)
    check_in_year(meeting.team, facts.day)
    starts_at = moment_of(facts.day, facts.at, actor.district.time_zone)
    moves = (meeting.starts_at, meeting.place) != (starts_at, facts.place)
    meeting.title, meeting.day, meeting.starts_at, meeting.place = facts.title, facts.day, starts_at, facts.place
    meeting.facilitator = facts.facilitator or meeting.facilitator
    meeting.report_id, meeting.report_title = facts.report_id, facts.report_title
    meeting.sequence += 1 if moves else 0
    meeting.version += 1
    meeting.save()
    record(actor=actor, verb="change_meeting", subject=meeting, note=f"{meeting.team.name}, {facts.day.isoformat()}")
    if moves:
        _tell(meeting, actor)
    return meeting


@transaction.atomic
def change_agenda(*, actor: StaffMember, meeting: Meeting, stages: Sequence[StagePlan]) -> Meeting:
    """The stages of this meeting alone; the protocol it came from stays as it is."""
    check_stages(stages)
    meeting = planned(meeting)
    AgendaItem.objects.filter(meeting=meeting).delete()
    AgendaItem.objects.bulk_create(_items(meeting, stages))
    meeting.minutes = sum(stage.minutes for stage in stages)
    meeting.version += 1
    meeting.save(update_fields=["minutes", "version"])
    record(actor=actor, verb="change_agenda", subject=meeting, note=meeting.team.name)
    return meeting


@transaction.atomic
def cancel_meeting(*, actor: StaffMember, meeting: Meeting) -> Meeting:
    """It does not take place. It stays in the list and in calendars, as called off."""
    meeting = planned(meeting)
    meeting.cancelled_at = timezone.now()
    meeting.sequence += 1
    meeting.version += 1
    meeting.save(update_fields=["cancelled_at", "sequence", "version"])
    record(actor=actor, verb="cancel_meeting", subject=meeting, note=f"{meeting.team.name}, {meeting.day.isoformat()}")
    _tell(meeting, actor)
    return meeting


@transaction.atomic
def end_series(*, actor: StaffMember, series: MeetingSeries) -> int:
    """The meetings of this series that are still ahead are called off; how many those were."""
    now = timezone.now()
    series.ended_at = now
    series.save(update_fields=["ended_at"])
    ahead = Meeting.objects.filter(series=series, started_at__isnull=True, cancelled_at__isnull=True, starts_at__gt=now)
    count = 0
    for meeting in ahead.select_for_update(of=("self",)):
        meeting.cancelled_at, meeting.sequence, meeting.version = now, meeting.sequence + 1, meeting.version + 1
        meeting.save(update_fields=["cancelled_at", "sequence", "version"])
        count += 1
    record(actor=actor, verb="end_series", subject=series, note=f"{series.team.name}: {count} called off")
    return count


@transaction.atomic
def invite_to_meeting(*, actor: StaffMember, meeting: Meeting, staff: StaffMember) -> MeetingGuest:
    """Somebody from outside the team may open this meeting, and read its minutes."""
    today = today_in(actor.district)
    if working_members(meeting.team, today).filter(pk=staff.pk).exists():
        raise Refusal(f"{staff.name} is in the team already.")
    guest, is_new = MeetingGuest.objects.get_or_create(meeting=meeting, staff=staff, defaults={"invited_by": actor})
    if not is_new:
        raise Refusal(f"{staff.name} is invited already.")
    bumped(meeting)
    record(actor=actor, verb="invite_to_meeting", subject=meeting, note=f"{meeting.team.name}: {staff.name}")
    tell(staff_ids=[staff.pk], kind=MEETING, subject_id=meeting.pk, number=number_of(meeting), is_new=True)
    return guest


@transaction.atomic
def uninvite(*, actor: StaffMember, guest: MeetingGuest) -> None:
    """From now on the meeting is closed to this person."""
    record(actor=actor, verb="uninvite", subject=guest.meeting, note=f"{guest.meeting.team.name}: {guest.staff.name}")
    guest.delete()
    bumped(guest.meeting)


def planned(meeting: Meeting) -> Meeting:
    """The meeting, locked; a refusal where it has begun or was called off."""
    row = locked_meeting(meeting)
    if row.cancelled_at is not None:
        raise Refusal("This meeting was called off.", "Plan another one.")
    if row.started_at is not None:
        raise Refusal("This meeting has begun already.", "Its agenda and time are facts now.")
    return row


def locked_meeting(meeting: Meeting) -> Meeting:
    rows = Meeting.objects.select_for_update(of=("self",)).select_related("team", "team__school_year", "facilitator")
    row: Meeting = rows.get(pk=meeting.pk)
    return row


def bumped(meeting: Meeting) -> None:
    """The others' pages have something to show anew. The last statement of its action: the row is locked from here."""
    row = locked_meeting(meeting)
    row.version += 1
    row.save(update_fields=["version"])


def number_of(meeting: Meeting, step: int = 0) -> int:
    """Grows with each thing there is to tell of this meeting: planned, moved, (``step``) tomorrow, its minutes."""
    return 1 + meeting.sequence * 4 + step


def check_in_year(team: Team, day: datetime.date) -> None:
    year = team.school_year
    if not year.starts_on <= day < year.ends_on:
        last = year.ends_on - datetime.timedelta(days=1)
        raise Refusal(
            f"{day:%B %-d, %Y} is not in the school year {year.name} of {team.name}.",
            f"Choose a day from {year.starts_on:%B %-d, %Y} to {last:%B %-d, %Y}.",
        )


def _days(
    team: Team, repeat: Repeat, first: datetime.date, last_day: datetime.date | None, today: datetime.date
) -> list[datetime.date]:
    check_in_year(team, first)
    if first < today:
        raise Refusal(f"{first:%B %-d, %Y} is past.", "Choose today or a later day.")
    last = min(last_day or team.school_year.ends_on, team.last_day)
    if repeat and last < first:
        raise Refusal("The last day of the series is before its first.", "Choose a later last day, or leave it empty.")
    return days_of(repeat, first, last)


def _items(meeting: Meeting, stages: Sequence[StagePlan]) -> list[AgendaItem]:
    return [AgendaItem(meeting=meeting, position=place, **vars(stage)) for place, stage in enumerate(stages, start=1)]


def _facilitator_on(team: Team, day: datetime.date) -> StaffMember | None:
    terms = RoleTerm.objects.filter(live_on(day), team=team, role=TeamRole.FACILITATOR)
    term = terms.select_related("staff").order_by("starts_on", "pk").first()
    return term.staff if term else None


def _tell(meeting: Meeting, actor: StaffMember) -> None:
    """Whoever comes, but not the one who planned it."""
    people = set(working_members(meeting.team, today_in(actor.district)).values_list("pk", flat=True))
    people |= set(MeetingGuest.objects.filter(meeting=meeting).values_list("staff_id", flat=True))
    number = number_of(meeting)
    tell(
        staff_ids=people - {actor.pk},
        kind=MEETING,
        subject_id=meeting.pk,
        number=number,
        is_new=meeting.sequence == 0,
    )
