"""Who answers for which team, and who reads which totals.

Members answer for their teams and read them. Whoever leads the team's school, or the district, is not asked, even where
they teach in it as well: a team's answers are not read by whoever evaluates its teachers. A principal reads the schools
they lead, a district admin all schools and no team.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from plc.http.found import first_of, one_of
from plc.schools.access import Viewer, led_schools
from plc.schools.models import Role, School
from teams.access.teams import led_by, own_teams
from teams.models import SurveyedTeam, SurveyRound, Team

ANSWERERS = (Role.TEACHER,)
LEADERS = (Role.PRINCIPAL, Role.DISTRICT_ADMIN)


def answering_teams(viewer: Viewer) -> QuerySet[Team]:
    """Own teams that this person does not also lead."""
    return own_teams(viewer).exclude(led_by(viewer))


def access_answering_team(viewer: Viewer, team_id: int) -> Team:
    return one_of(answering_teams(viewer), team_id)


def open_surveys(viewer: Viewer) -> QuerySet[SurveyedTeam]:
    """What this person can answer today, the one that ends first at the top."""
    return (
        SurveyedTeam.objects.filter(
            team__in=answering_teams(viewer).order_by(),
            round__closed_at__isnull=True,
            round__opens_on__lte=viewer.today,
            round__closes_on__gte=viewer.today,
        )
        .select_related("team", "round", "round__version")
        .order_by("round__closes_on", "team__name", "pk")
    )


def access_open_survey(viewer: Viewer, team_id: int) -> SurveyedTeam:
    return first_of(open_surveys(viewer).filter(team_id=team_id))


def closed_surveys(viewer: Viewer) -> QuerySet[SurveyedTeam]:
    """Rounds of own teams that are over, the newest first."""
    return (
        SurveyedTeam.objects.filter(team__in=answering_teams(viewer).order_by(), round__closed_at__isnull=False)
        .select_related("team", "round", "round__version")
        .order_by("-round__closes_on", "team__name", "pk")
    )


def access_closed_survey(viewer: Viewer, team_id: int, round_id: int) -> SurveyedTeam:
    return first_of(closed_surveys(viewer).filter(team_id=team_id, round_id=round_id))


def led_rounds(viewer: Viewer) -> QuerySet[SurveyRound]:
    """Rounds a leader may look at, the newest first: all of the district, or those that ask a school they lead."""
    rounds = SurveyRound.objects.select_related("version", "school_year").order_by("-closes_on", "-pk")
    if viewer.is_district_admin:
        return rounds
    asked = SurveyedTeam.objects.filter(round=OuterRef("pk"), team__school_id__in=viewer.principal_school_ids)
    return rounds.filter(Exists(asked))


def access_led_round(viewer: Viewer, round_id: int) -> SurveyRound:
    return one_of(led_rounds(viewer), round_id)


def access_open_round(viewer: Viewer, round_id: int) -> SurveyRound:
    """A round that a district admin may close."""
    rounds = led_rounds(viewer).filter(closed_at__isnull=True)
    return one_of(rounds if viewer.is_district_admin else rounds.none(), round_id)


def surveyed_schools(viewer: Viewer, survey_round: SurveyRound) -> QuerySet[School]:
    """The schools of this round whose totals the person may read."""
    asked = SurveyedTeam.objects.filter(round=survey_round, team__school_id__isnull=False).values("team__school_id")
    return led_schools(viewer).filter(pk__in=asked)


def access_surveyed_school(viewer: Viewer, round_id: int, school_id: int) -> tuple[SurveyRound, School]:
    survey_round = access_led_round(viewer, round_id)
    if survey_round.closed_at is None:
        raise Http404
    school: School = one_of(surveyed_schools(viewer, survey_round), school_id)
    return survey_round, school


def sees_teams_of(viewer: Viewer, school: School) -> bool:
    """The school's principal reads teams that are large enough; the district reads schools.

    Nobody reads both: a school's teams beside the totals of all schools would tell more than each of them does.
    """
    return school.pk in viewer.principal_school_ids and not viewer.is_district_admin


def continuum_teams(viewer: Viewer) -> QuerySet[Team]:
    """Own teams, and for a principal the teams of the schools they lead, of which they see the stage alone."""
    seen = Q(pk__in=answering_teams(viewer).order_by().values("pk")) | Q(school_id__in=viewer.principal_school_ids)
    return Team.objects.filter(seen).select_related("school", "school_year").order_by("name", "pk")


def access_continuum_team(viewer: Viewer, team_id: int) -> Team:
    return one_of(continuum_teams(viewer), team_id)


def access_marking_team(viewer: Viewer, team_id: int) -> Team:
    """A team this person works in, of a school year that is not over."""
    return one_of(answering_teams(viewer).filter(school_year__ends_on__gt=viewer.today), team_id)
