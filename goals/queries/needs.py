"""What a person's teams need from them now, besides results: the lines under “What your team needs from you”."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from goals.access import visible_goals, visible_plans
from goals.access.groups import led_groups
from goals.models import ActionStep, GroupSession, ResponsePlan, SmartGoal
from plc.schools.access import Viewer
from plc.tenancy.kept import Kept
from teams.access.commitments import readable_charters
from teams.access.meetings import own_tasks, visible_meetings
from teams.access.surveys import open_surveys
from teams.access.visits import own_visits
from teams.models import (
    CharterAnswer,
    CharterState,
    CharterVersion,
    Meeting,
    PeerVisit,
    SurveyedTeam,
    SurveyKey,
    Team,
    TeamTask,
)
from teams.queries.meetings import STILL_OPEN, begun_since, is_left_out
from teams.queries.norms import norms_states, versions_answered

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


def needs_of(viewer: Viewer, teams: Mapping[Team, bool]) -> list[Need]:
    """What is going on now first, then in the order of the sources; a fixed number of queries.

    ``teams`` are the person's own (``teams_of_member``), each with whether they facilitate it.
    """
    found = [
        *_meetings(viewer),
        *_visits(viewer),
        *_norms(viewer, {team: leads for team, leads in teams.items() if not team.is_over_on(viewer.today)}),
        *_charters(viewer),
        *_tasks(viewer),
        *_steps(viewer),
        *_plans(viewer),
        *_goals(viewer),
        *_groups(viewer),
        *_surveys(viewer),
    ]
    return sorted(found, key=lambda need: not need.is_now)


def _meetings(viewer: Viewer) -> Iterator[Need]:
    now = timezone.now()
    for meeting in _near(viewer.values, now - STILL_OPEN, now + NEAR):
        if meeting.cancelled_at or is_left_out(meeting):
            continue
        why = " · ".join(part for part in (meeting.team.name, meeting.place) if part)
        if meeting.is_open:
            yield Need("Now", f"Join: {meeting.title}", why, _url(viewer, "live", meeting.pk), "Join", is_now=True)
        else:
            at = timezone.localtime(meeting.starts_at)
            day = "Today" if at.date() == viewer.today else f"{at:%a, %b %-d}"
            when = f"{day}, {at:%-I:%M\u00a0%p}"
            yield Need(when, meeting.title, why, _url(viewer, "meeting", meeting.pk), "Open the agenda")


_near = Kept[Meeting](
    lambda values, since, until: (
        begun_since(visible_meetings(Viewer.of_values(*values)), since)
        .filter(starts_at__lte=until)
        .select_related(None)
        .select_related("team")
    )
)


def _visits(viewer: Viewer) -> Iterator[Need]:
    for visit in _visits_asked(viewer.values):
        day = f"Since {timezone.localtime(visit.asked_at):%b %-d}"
        # Neither name nor question: the first screen is the one that others see over a shoulder or on the wall.
        yield Need(
            day, "A colleague asks you about a peer visit", visit.team.name, _url(viewer, "visit", visit.pk), "Answer"
        )


def _asked_by_others(values: tuple[Any, ...]) -> QuerySet[PeerVisit]:
    viewer = Viewer.of_values(*values)
    waiting = own_visits(viewer).filter(visitor__isnull=False, agreed_at__isnull=True)
    return waiting.exclude(asked_by=viewer.staff).select_related(None).select_related("team")


_visits_asked = Kept[PeerVisit](_asked_by_others)


def _norms(viewer: Viewer, teams: Mapping[Team, bool]) -> Iterator[Need]:
    states = norms_states(teams, viewer.today)
    answered = versions_answered(viewer.staff, teams)
    for team, leads in teams.items():
        url, state = _url(viewer, "norms", team.pk), states[team.pk]
        owed = [version for version in (state.proposed, state.adopted) if version and version.pk not in answered]
        if owed:
            # The proposed one replaces the other: whoever answers it need not answer both.
            since = f"Since {owed[0].proposed_on:%b %-d}" if owed[0].proposed_on else ""
            yield Need(since, "Say whether you agree to the norms", team.name, url + "#answer", "Read and answer")
        if leads and state.review is not None and state.is_review_near:
            day = f"{'Was due' if state.is_overdue else 'By'} {state.review.due_on:%b %-d}"
            yield Need(day, "Review the norms together", team.name, url, "Open the norms")


def _charters(viewer: Viewer) -> Iterator[Need]:
    for version in _charters_asked(viewer.values):
        charter = version.charter
        since = f"Since {version.proposed_on:%b %-d}" if version.proposed_on else ""
        what = f"Say whether you agree to the {charter.get_kind_display().lower()}"
        place = charter.school.name if charter.school else charter.district.name
        yield Need(since, what, place, _url(viewer, "charter", charter.pk), "Read and answer")


def _proposed_to(values: tuple[Any, ...]) -> QuerySet[CharterVersion]:
    viewer = Viewer.of_values(*values)
    said = CharterAnswer.objects.filter(version=OuterRef("pk"), staff=viewer.staff)
    proposed = CharterVersion.objects.filter(
        ~Exists(said), charter__in=readable_charters(viewer).values("pk"), state=CharterState.PROPOSED
    )
    return proposed.select_related("charter__school", "charter__district").order_by("pk")


_charters_asked = Kept[CharterVersion](_proposed_to)


def _groups(viewer: Viewer) -> Iterator[Need]:
    """Groups this person teaches: whoever is of no team comes to them from here alone."""
    for group in _groups_led(viewer.values):
        at = group.next_on
        when = "" if at is None else "Today" if at == viewer.today else f"{at:%a, %b %-d}"
        why = " · ".join(part for part in (group.plan.standard.short_name, group.plan.team.name, group.room) if part)
        url = reverse("goals:group", args=[viewer.district.slug, group.pk])
        yield Need(when, f"You teach {group.name}", why, url, "Open the group")


def _led_with_next(values: tuple[Any, ...]) -> QuerySet[Any]:
    viewer = Viewer.of_values(*values)
    ahead = GroupSession.objects.filter(group=OuterRef("pk"), on__gte=viewer.today).order_by("on")
    groups = led_groups(viewer).select_related(None).select_related("plan__standard", "plan__team")
    return groups.annotate(next_on=Subquery(ahead.values("on")[:1])).order_by("next_on", "pk")[:MOST_TASKS]


_groups_led: Kept[Any] = Kept(_led_with_next)


def _tasks(viewer: Viewer) -> Iterator[Need]:
    for task in _due_tasks(viewer.values, viewer.today + SOON):
        assert task.due_on is not None  # noqa: S101  (filtered; narrows the type)
        yield Need(
            _by(task.due_on, viewer), task.what, task.team.name, _url(viewer, "tasks", task.team_id), "Open the tasks"
        )


_due_tasks = Kept[TeamTask](
    lambda values, until: own_tasks(Viewer.of_values(*values)).filter(due_on__lte=until)[:MOST_TASKS]
)


def _steps(viewer: Viewer) -> Iterator[Need]:
    for step in _due_steps(viewer.values, viewer.today + SOON):
        why = f"{step.goal.team.name} · a step of a goal"
        url = reverse("goals:goal", args=[viewer.district.slug, step.goal_id])
        yield Need(_by(step.due_on, viewer), step.what, why, url, "Open the goal")


def _owned_steps(values: tuple[Any, ...], until: datetime.date) -> QuerySet[ActionStep]:
    viewer = Viewer.of_values(*values)
    mine = visible_goals(viewer).filter(closed_on__isnull=True, team__school_year__ends_on__gt=viewer.today)
    found = ActionStep.objects.filter(goal__in=mine.order_by().values("pk"), owner=viewer.staff, done_on__isnull=True)
    return found.filter(due_on__lte=until).select_related("goal__team").order_by("due_on", "pk")[:MOST_TASKS]


_due_steps = Kept[ActionStep](_owned_steps)


def _plans(viewer: Viewer) -> Iterator[Need]:
    for plan in _due_plans(viewer.values, viewer.today + SOON):
        url = reverse("goals:plan", args=[viewer.district.slug, plan.pk])
        what = f"You see to the reteach on {plan.standard.short_name}"
        yield Need(_by(plan.due_on, viewer), what, plan.team.name, url, "Open the plan")


def _owned_plans(values: tuple[Any, ...], until: datetime.date) -> QuerySet[ResponsePlan]:
    viewer = Viewer.of_values(*values)
    mine = visible_plans(viewer).filter(owner=viewer.staff, done_on__isnull=True, due_on__lte=until)
    found = mine.filter(team__school_year__ends_on__gt=viewer.today).select_related(None)
    return found.select_related("team", "standard").order_by("due_on", "pk")[:MOST_TASKS]


_due_plans = Kept[ResponsePlan](_owned_plans)


def _goals(viewer: Viewer) -> Iterator[Need]:
    for goal in _goals_over(viewer.values, viewer.today):
        url = reverse("goals:close_goal", args=[viewer.district.slug, goal.pk])
        yield Need(_by(goal.due_on, viewer), f"Look back on “{goal.skill}”", goal.team.name, url, "Close the goal")


def _owned_goals(values: tuple[Any, ...], today: datetime.date) -> QuerySet[SmartGoal]:
    viewer = Viewer.of_values(*values)
    over = visible_goals(viewer).filter(owner=viewer.staff, closed_on__isnull=True, due_on__lt=today)
    found = over.filter(team__school_year__ends_on__gt=viewer.today).select_related(None)
    return found.select_related("team").order_by("due_on", "pk")[:MOST_TASKS]


_goals_over = Kept[SmartGoal](_owned_goals)


def _by(day: datetime.date, viewer: Viewer) -> str:
    return f"{'Was due' if day < viewer.today else 'By'} {day:%a, %b %-d}"


def _surveys(viewer: Viewer) -> Iterator[Need]:
    for surveyed in _unanswered(viewer.values):
        day = f"By {surveyed.round.closes_on:%a, %b %-d}"
        yield Need(
            day,
            "Say how it is to work in your team",
            f"{surveyed.team.name} · five minutes, without your name",
            _url(viewer, "team_survey", surveyed.team_id),
            "Answer",
        )


def _not_begun(values: tuple[Any, ...]) -> QuerySet[SurveyedTeam]:
    viewer = Viewer.of_values(*values)
    begun = SurveyKey.objects.filter(surveyed=OuterRef("pk"), staff=viewer.staff)
    return open_surveys(viewer).filter(~Exists(begun))


_unanswered = Kept[SurveyedTeam](_not_begun)


def _url(viewer: Viewer, name: str, *args: int) -> str:
    return reverse(f"teams:{name}", args=[viewer.district.slug, *args])
