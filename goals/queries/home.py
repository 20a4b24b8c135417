"""What each person's home page says, read with a fixed number of queries."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from assessments.access import enterable_sections, readable_assessments
from assessments.models import Assessment, AssessmentSection, ReportRun, RunState
from assessments.queries import SectionProgress, Totals, latest_runs, progress_of, summed
from plc.schools.access import Viewer
from plc.schools.models import Invitation, Membership, School, SectionStaff
from plc.schools.models.dated import live_on
from plc.schools.models.people import initials_of
from plc.schools.queries import SchoolCounts, school_counts
from teams.access import own_teams, visible_teams
from teams.access.support import answerable_requests
from teams.models import SupportState, Team, TeamMember
from teams.queries.meetings import meeting_counts
from teams.queries.norms import NormsState, norms_states

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
    members: int
    assessment: Assessment | None
    progress: Totals | None
    sections: tuple[SectionProgress, ...]
    run: ReportRun | None
    is_pending: bool

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


def team_cards(viewer: Viewer, teams: list[Team]) -> list[TeamCard]:
    """A card a team, with the newest CFA one may open whose window has begun, else the next one."""
    assessments = list(readable_assessments(viewer).filter(team__in=teams))
    current: dict[int, Assessment] = {}
    for found in assessments:
        known = current.get(found.team_id)
        if known is None or (known.opens_on > viewer.today and found.opens_on <= viewer.today):
            current[found.team_id] = found
    chosen = list(current.values())
    progress = progress_of(chosen, viewer.today)
    runs = latest_runs(chosen)
    pending = _pending_ids(chosen)
    members = _member_counts(teams, viewer.today)
    cards = []
    for team in teams:
        assessment = current.get(team.pk)
        sections = progress[assessment.pk] if assessment else []
        cards.append(
            TeamCard(
                team=team,
                members=members.get(team.pk, 0),
                assessment=assessment,
                progress=summed(sections) if assessment else None,
                sections=tuple(sections),
                run=runs.get(assessment.pk) if assessment else None,
                is_pending=bool(assessment and assessment.pk in pending),
            )
        )
    return cards


def _pending_ids(assessments: list[Assessment]) -> frozenset[int]:
    waiting = ReportRun.objects.filter(assessment__in=assessments, state__in=[RunState.QUEUED, RunState.RUNNING])
    return frozenset(waiting.values_list("assessment_id", flat=True))


def _member_counts(teams: list[Team], today: datetime.date) -> dict[int, int]:
    rows = TeamMember.objects.filter(live_on(today), team__in=teams).values_list("team_id")
    return dict(rows.annotate(n=Count("staff_id", distinct=True)))


def results_due(viewer: Viewer) -> list[Due]:
    """Own classes whose papers are not all in, for CFAs whose window is open, just over or near; soonest first."""
    mine = (
        enterable_sections(viewer)
        .filter(section__staff__in=_own_section_staff(viewer))
        .filter(
            assessment__opens_on__lte=viewer.today + DUE_SOON,
            assessment__closes_on__gte=viewer.today - DUE_SOON,
        )
        .values_list("assessment_id", "section_id")
    )
    wanted = set(mine)
    assessments = list(
        Assessment.objects.filter(pk__in={assessment_id for assessment_id, _ in wanted})
        .select_related("team")
        .order_by("closes_on", "pk")
    )
    progress = progress_of(assessments, viewer.today)
    return [
        Due(assessment, section)
        for assessment in assessments
        for section in progress[assessment.pk]
        if (assessment.pk, section.section_id) in wanted and section.enrolled and not section.is_complete
    ]


def students_due(due: list[Due]) -> int:
    """Students of all one's own classes who still need scores on the CFA that is due first."""
    return sum(each.section.waiting + each.section.begun for each in due if each.assessment.pk == due[0].assessment.pk)


def _own_section_staff(viewer: Viewer) -> QuerySet[SectionStaff]:
    return SectionStaff.objects.filter(live_on(viewer.today), staff=viewer.staff)


def latest_reports(viewer: Viewer) -> list[tuple[Assessment, ReportRun]]:
    """The newest reports this person may open."""
    assessments = list(readable_assessments(viewer).filter(runs__state=RunState.DONE).distinct()[:RECENT])
    runs = latest_runs(assessments)
    found = [(assessment, runs[assessment.pk]) for assessment in assessments if assessment.pk in runs]
    return sorted(found, key=lambda pair: pair[1].finished_at or pair[1].requested_at, reverse=True)


def own_team_cards(viewer: Viewer) -> list[TeamCard]:
    return team_cards(viewer, _of_now(own_teams(viewer), viewer.today))


@dataclass(frozen=True)
class Standing:
    """Where one team of a school is as a team: its norms, its meetings of the year, what waits for an answer."""

    norms: str
    norms_kind: str  # of the chip
    held: int
    due: int
    waiting: int


def team_standings(viewer: Viewer, teams: Sequence[Team]) -> dict[int, Standing]:
    """By team id, at team level only; a fixed number of queries."""
    norms = norms_states(teams, viewer.today)
    first = min((team.school_year.starts_on for team in teams), default=viewer.today)
    meetings = meeting_counts(teams, first, timezone.now())
    asked = answerable_requests(viewer).filter(team__in=teams, state=SupportState.WAITING).order_by()
    waiting = dict(asked.values_list("team_id").annotate(n=Count("pk")))
    found = {}
    for team in teams:
        words, kind = _norms_words(norms[team.pk])
        counts = meetings.get(team.pk)
        found[team.pk] = Standing(
            words, kind, counts.held if counts else 0, counts.due if counts else 0, waiting.get(team.pk, 0)
        )
    return found


def _norms_words(state: NormsState) -> tuple[str, str]:
    if state.adopted is None:
        return ("Being agreed", "now") if state.has_open else ("None yet", "wait")
    return ("Review is due", "now") if state.is_overdue else ("Current", "done")


def school_team_cards(viewer: Viewer) -> list[TeamCard]:
    """The teams of the schools this principal leads, by name."""
    teams = visible_teams(viewer).filter(school_id__in=viewer.principal_school_ids)
    return team_cards(viewer, _of_now(teams, viewer.today))


def _of_now(teams: Iterable[Team], today: datetime.date) -> list[Team]:
    """Those whose year is not over; between two years, while there are none yet, those of the latest."""
    found = list(teams)
    now = [team for team in found if not team.is_over_on(today)]
    latest = max((team.school_year.ends_on for team in found), default=today)
    return now or [team for team in found if team.school_year.ends_on == latest]


@dataclass(frozen=True)
class DistrictGlance:
    schools: list[SchoolCounts]
    students: int
    staff: int
    invitations: list[tuple[Invitation, str, str]]
    teams: dict[int, int]


def district_glance(viewer: Viewer) -> DistrictGlance:
    """Schools with their counts, and the newest invitations."""
    schools = school_counts(School.objects.order_by("name"), viewer.today)
    teams = dict(Team.objects.filter(school__isnull=False).values_list("school_id").annotate(n=Count("pk")))
    now = timezone.now()
    newest = Invitation.objects.select_related("school").order_by("-sent_at", "-pk")[:5]
    invitations = [(row, initials_of(row.name), row.state(now)) for row in newest]
    return DistrictGlance(
        schools=schools,
        students=sum(row.students for row in schools),
        staff=Membership.objects.filter(live_on(viewer.today)).values("staff_id").distinct().count(),
        invitations=invitations,
        teams=teams,
    )


def sections_without_teacher(viewer: Viewer) -> int:
    """Sections of running CFAs that nobody teaches today, so that nobody is asked for their papers."""
    taught = SectionStaff.objects.filter(live_on(viewer.today), section_id=OuterRef("section_id"))
    rows = AssessmentSection.objects.filter(
        assessment__opens_on__lte=viewer.today, assessment__closes_on__gte=viewer.today
    ).exclude(Exists(taught))
    return rows.values("section_id").distinct().order_by().count()
