"""What a person's teams need from them now, besides results: the lines under “What your team needs from you”."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from plc.schools.access import Viewer
from teams.access.meetings import own_tasks, visible_meetings
from teams.access.surveys import open_surveys
from teams.access.teams import facilitated_team_ids, working_teams
from teams.access.visits import own_visits
from teams.models import NormAnswer, NormState, NormVersion, SurveyKey, Team
from teams.queries.meetings import ahead, is_left_out
from teams.queries.norms import norms_states

NEAR: Final = datetime.timedelta(days=2)
SOON: Final = datetime.timedelta(days=7)
MOST_TASKS: Final = 5


@dataclass(frozen=True)
class Need:
    """One thing asked of this person: until when, what, why, and where it is done. ``is_now``: before all else."""

    when: str
    what: str
    why: str
    url: str
    action: str
    is_now: bool = False


def needs_of(viewer: Viewer) -> list[Need]:
    """What is going on now first, then in the order of the sources; a fixed number of queries."""
    teams = list(working_teams(viewer))
    found = [
        *_meetings(viewer),
        *_visits(viewer),
        *_norms(viewer, teams),
        *_tasks(viewer),
        *_surveys(viewer),
    ]
    return sorted(found, key=lambda need: not need.is_now)


def _meetings(viewer: Viewer) -> Iterator[Need]:
    now = timezone.now()
    for meeting in ahead(visible_meetings(viewer).filter(starts_at__lte=now + NEAR), now):
        if meeting.cancelled_at or is_left_out(meeting):
            continue
        why = " · ".join(part for part in (meeting.team.name, meeting.place) if part)
        if meeting.is_open:
            yield Need("Now", f"Join: {meeting.title}", why, _url(viewer, "live", meeting.pk), "Join", is_now=True)
        else:
            at = timezone.localtime(meeting.starts_at)
            day = "Today" if at.date() == viewer.today else f"{at:%a, %b %-d}"
            when = f"{day}, {at:%-I:%M %p}"
            yield Need(when, meeting.title, why, _url(viewer, "meeting", meeting.pk), "Open the agenda")


def _visits(viewer: Viewer) -> Iterator[Need]:
    asked = own_visits(viewer).filter(visitor__isnull=False, agreed_at__isnull=True).exclude(asked_by=viewer.staff)
    for visit in asked:
        day = f"Since {timezone.localtime(visit.asked_at):%b %-d}"
        # Neither name nor question: the first screen is the one that others see over a shoulder or on the wall.
        yield Need(
            day, "A colleague asks you about a peer visit", visit.team.name, _url(viewer, "visit", visit.pk), "Answer"
        )


def _norms(viewer: Viewer, teams: Sequence[Team]) -> Iterator[Need]:
    answered = NormAnswer.objects.filter(version=OuterRef("pk"), staff=viewer.staff)
    versions = NormVersion.objects.filter(
        ~Exists(answered), team__in=teams, state__in=(NormState.PROPOSED, NormState.ADOPTED)
    )
    # The proposed one replaces the other: whoever answers it need not answer both.
    owed = {version.team_id: version for version in versions.order_by("number")}
    facilitated = {row["team_id"] for row in facilitated_team_ids(viewer)}
    states = norms_states(teams, viewer.today)
    for team in teams:
        url = _url(viewer, "norms", team.pk)
        if version := owed.get(team.pk):
            since = f"Since {version.proposed_on:%b %-d}" if version.proposed_on else ""
            yield Need(since, "Say whether you agree to the norms", team.name, url + "#answer", "Read and answer")
        state = states[team.pk]
        if team.pk in facilitated and state.review is not None and state.is_review_near:
            day = f"{'Was due' if state.is_overdue else 'By'} {state.review.due_on:%b %-d}"
            yield Need(day, "Review the norms together", team.name, url, "Open the norms")


def _tasks(viewer: Viewer) -> Iterator[Need]:
    tasks = own_tasks(viewer).filter(due_on__lte=viewer.today + SOON)[:MOST_TASKS]
    for task in tasks:
        assert task.due_on is not None  # noqa: S101  (filtered; narrows the type)
        day = f"{'Was due' if task.due_on < viewer.today else 'By'} {task.due_on:%a, %b %-d}"
        yield Need(day, task.what, task.team.name, _url(viewer, "tasks", task.team_id), "Open the tasks")


def _surveys(viewer: Viewer) -> Iterator[Need]:
    begun = SurveyKey.objects.filter(surveyed=OuterRef("pk"), staff=viewer.staff)
    for surveyed in open_surveys(viewer).filter(~Exists(begun)):
        day = f"By {surveyed.round.closes_on:%a, %b %-d}"
        yield Need(
            day,
            "Say how it is to work in your team",
            f"{surveyed.team.name} · five minutes, without your name",
            _url(viewer, "team_survey", surveyed.team_id),
            "Answer",
        )


def _url(viewer: Viewer, name: str, *args: int) -> str:
    return reverse(f"teams:{name}", args=[viewer.district.slug, *args])
