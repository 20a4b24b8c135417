"""What a home page says of papers and reports, read with a fixed number of queries."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When

from assessments.access import enterable_sections, readable_assessments
from assessments.models import Assessment, AssessmentSection, ReportRun, RunState
from assessments.queries import SectionProgress, Totals, latest_runs, progress_of, summed
from goals.queries.cycle_words import wording
from goals.queries.cycles import CycleView, cycle_views, open_cycles_of, tests_of
from plc.schools.access import Viewer
from plc.schools.models import SectionStaff
from plc.schools.models.dated import live_on
from plc.tenancy.kept import Kept
from teams.access import visible_teams
from teams.models import Team

DUE_SOON = datetime.timedelta(days=14)
RECENT = 6


@dataclass(frozen=True)
class Due:
    """Papers of one's own class that a CFA still waits for."""

    assessment: Assessment
    section: SectionProgress


@dataclass(frozen=True)
class TeamCard:
    """One team, its current CFA and how far that is. A team without a CFA has nothing further."""

    team: Team
    assessment: Assessment | None
    progress: Totals | None
    sections: tuple[SectionProgress, ...]
    run: ReportRun | None
    cycles: tuple[CycleView, ...] = ()

    @property
    def state(self) -> str:
        """Where the team stands, in a few words."""
        if self.assessment is None:
            return "No CFA yet"
        if not self.assessment.is_locked:
            return "Building the CFA"
        if self.progress is None or not (self.progress.complete or self.progress.begun or self.progress.away):
            return "CFA waits for results"
        if not self.progress.is_complete:
            return "Results are coming in"
        return "Results are in; ready to meet" if self.run else "Report is being computed"


@dataclass(frozen=True)
class TeachersPage:
    """``due``: own classes whose papers are not all in, for CFAs whose window is open, just over or near.

    The soonest first; ``reports`` are the newest that this person may open.
    """

    due: tuple[Due, ...]
    cards: tuple[TeamCard, ...]
    reports: tuple[tuple[Assessment, ReportRun], ...]

    @property
    def students_due(self) -> int:
        """Students of all one's own classes who still need scores on the CFA that is due first."""
        return sum(
            each.section.waiting + each.section.begun
            for each in self.due
            if each.assessment.pk == self.due[0].assessment.pk
        )


def teachers_page(viewer: Viewer, teams: Iterable[Team]) -> TeachersPage:
    """Of the person's own teams; the papers of what is due and of the teams' CFAs are counted together."""
    asked = _asked(viewer.values, viewer.today + DUE_SOON, viewer.today - DUE_SOON)
    due = {row.assessment_id: row.assessment for row in asked}
    shown = _of_now(teams, viewer.today)
    current = _current_cfas(viewer, shown)
    reported = _reported(viewer.values)
    cycles = open_cycles_of(frozenset(team.pk for team in shown))
    tests = tests_of(cycles)
    counted = due | {cfa.pk: cfa for cfa in (*current.values(), *tests)}
    progress = progress_of([*counted.values()], viewer.today)
    views = cycle_views(cycles, wording(), viewer.today, tests=tests, progress=progress) if cycles else []
    runs = latest_runs([*current.values(), *reported])
    wanted = {(row.assessment_id, row.section_id) for row in asked}
    reports = [(assessment, runs[assessment.pk]) for assessment in reported if assessment.pk in runs]
    return TeachersPage(
        due=tuple(
            Due(assessment, section)
            for assessment in due.values()
            for section in progress[assessment.pk]
            if (assessment.pk, section.section_id) in wanted and section.enrolled and not section.is_complete
        ),
        cards=tuple(
            replace(
                _card(team, current.get(team.pk), progress, runs),
                cycles=tuple(view for view in views if view.cycle.team_id == team.pk),
            )
            for team in shown
        ),
        reports=tuple(sorted(reports, key=lambda pair: pair[1].finished_at or pair[1].requested_at, reverse=True)),
    )


def _asked_of(values: tuple[Any, ...], until: datetime.date, since: datetime.date) -> QuerySet[AssessmentSection]:
    viewer = Viewer.of_values(*values)
    own = SectionStaff.objects.filter(live_on(viewer.today), staff=viewer.staff)
    return (
        enterable_sections(viewer)
        .filter(section__staff__in=own, assessment__opens_on__lte=until, assessment__closes_on__gte=since)
        .select_related(None)
        .select_related("assessment")
        .order_by("assessment__closes_on", "assessment_id")
    )


def _with_report(values: tuple[Any, ...]) -> QuerySet[Assessment]:
    done = ReportRun.objects.filter(assessment=OuterRef("pk"), state=RunState.DONE)
    found = readable_assessments(Viewer.of_values(*values)).filter(Exists(done))
    return found.select_related(None).select_related("team")[:RECENT]


def _newest_begun(values: tuple[Any, ...], team_ids: frozenset[int], today: datetime.date) -> QuerySet[Assessment]:
    is_ahead = Q(opens_on__gt=today)
    found = readable_assessments(Viewer.of_values(*values)).filter(team__in=team_ids).select_related(None)
    begun_first = Case(When(is_ahead, then=F("opens_on"))).asc(nulls_first=True)
    return found.order_by("team_id", begun_first, "-opens_on", "-pk").distinct("team_id")


_asked = Kept[AssessmentSection](_asked_of)
_reported = Kept[Assessment](_with_report)
_current = Kept[Assessment](_newest_begun)


def _current_cfas(viewer: Viewer, teams: Iterable[Team]) -> dict[int, Assessment]:
    """By team id, the newest CFA one may open whose window has begun, else the next one."""
    found = _current(viewer.values, frozenset(team.pk for team in teams), viewer.today)
    return {assessment.team_id: assessment for assessment in found}


def _card(
    team: Team,
    assessment: Assessment | None,
    progress: Mapping[int, Sequence[SectionProgress]],
    runs: Mapping[int, ReportRun],
) -> TeamCard:
    if assessment is None:
        return TeamCard(team, None, None, (), None)
    sections = progress[assessment.pk]
    return TeamCard(team, assessment, summed(sections), tuple(sections), runs.get(assessment.pk))


def school_team_cards(viewer: Viewer) -> list[TeamCard]:
    """The teams of the schools this principal leads, by name."""
    teams = _of_now(_of_schools(viewer.values), viewer.today)
    current = _current_cfas(viewer, teams)
    progress = progress_of([*current.values()], viewer.today)
    runs = latest_runs([*current.values()])
    return [_card(team, current.get(team.pk), progress, runs) for team in teams]


def _teams_led(values: tuple[Any, ...]) -> QuerySet[Team]:
    viewer = Viewer.of_values(*values)
    return visible_teams(viewer).filter(school_id__in=viewer.principal_school_ids)


_of_schools = Kept[Team](_teams_led)


def _of_now(teams: Iterable[Team], today: datetime.date) -> list[Team]:
    """Those whose year is not over; between two years, while there are none yet, those of the latest."""
    found = list(teams)
    now = [team for team in found if not team.is_over_on(today)]
    latest = max((team.school_year.ends_on for team in found), default=today)
    return now or [team for team in found if team.school_year.ends_on == latest]
