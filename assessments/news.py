"""What this room tells people of: a report that is ready, and one that has changed."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.urls import reverse

from assessments.access import readable_assessments
from assessments.models import Assessment, ReportRun, RunState
from plc.schools.access import Viewer, today_in
from plc.schools.actions import see, tell
from plc.schools.models import Notice, Role
from plc.schools.news import NewsLine
from plc.tenancy import required_district_id

REPORT = "report"

# Asked with each run, which somebody who types brings about every few seconds. The query sets take ten times as long to
# be written as the database takes to answer. The rule for members is that of ``teams.access``: a team is worked in as a
# teacher of its school.
_AUDIENCE: Final = """
WITH before AS (
    SELECT data_version, inputs_digest FROM assessments_reportrun
    WHERE district_id = %(district)s AND assessment_id = %(assessment)s AND number < %(number)s AND state = %(done)s
    ORDER BY number DESC LIMIT 1
), teaching AS (
    SELECT staff_id, school_id FROM schools_membership
    WHERE district_id = %(district)s AND role = %(teacher)s AND user_id IS NOT NULL
      AND starts_on <= %(today)s AND (ends_on IS NULL OR ends_on > %(today)s)
)
SELECT (SELECT inputs_digest FROM before), ARRAY(
    SELECT DISTINCT made_by_id FROM assessments_change
    WHERE district_id = %(district)s AND assessment_id = %(assessment)s AND data_version <= %(data_version)s
      AND data_version > COALESCE((SELECT data_version FROM before), 0)
), ARRAY(
    SELECT member.staff_id FROM teams_teammember member
    JOIN teams_team team ON team.district_id = member.district_id AND team.id = member.team_id
    JOIN teaching ON teaching.staff_id = member.staff_id
      AND (team.school_id IS NULL OR team.school_id = teaching.school_id)
    WHERE member.district_id = %(district)s AND member.team_id = %(team)s
      AND member.starts_on <= %(today)s AND (member.ends_on IS NULL OR member.ends_on > %(today)s)
    UNION
    SELECT taught.staff_id FROM assessments_assessmentsection taking
    JOIN schools_sectionstaff taught
      ON taught.district_id = taking.district_id AND taught.section_id = taking.section_id
    JOIN teaching ON teaching.staff_id = taught.staff_id
    WHERE taking.district_id = %(district)s AND taking.assessment_id = %(assessment)s
      AND taught.starts_on <= %(today)s AND (taught.ends_on IS NULL OR taught.ends_on > %(today)s)
)
"""


@dataclass(frozen=True)
class Audience:
    """Of one run: the figures' digest before it (None: no run was done), who saved what is counted first in it, and
    the staff ids of those who work with the CFA."""

    digest_before: str | None
    authors: frozenset[int]
    people: frozenset[int]


def tell_of_run(run: ReportRun, assessment: Assessment) -> None:
    """Tell the team that this run is done: two statements, whatever the team's size, in the run's own transaction.

    Nobody is told what only they themselves have brought about, and nobody at all of figures that are as before.
    """
    audience = audience_of(run, assessment, today_in(assessment.district))
    if audience.digest_before == run.inputs_digest:
        return
    only_author = audience.authors if len(audience.authors) == 1 else frozenset()
    tell(
        staff_ids=audience.people - only_author,
        kind=REPORT,
        subject_id=assessment.pk,
        number=run.number,
        is_new=audience.digest_before is None,
    )


def audience_of(run: ReportRun, assessment: Assessment, today: datetime.date) -> Audience:
    """Today's members of the team and teachers of the CFA's classes, as far as they have a sign-in and may open it.

    Leaders look when they want to, and are not told.
    """
    facts = {
        "district": required_district_id(),
        "assessment": assessment.pk,
        "team": assessment.team_id,
        "number": run.number,
        "data_version": run.data_version,
        "today": today,
        "done": RunState.DONE,
        "teacher": Role.TEACHER,
    }
    with connection.cursor() as cursor:
        cursor.execute(_AUDIENCE, facts)
        digest_before, authors, people = cursor.fetchone()
    return Audience(digest_before, frozenset(authors), frozenset(people))


def see_report(viewer: Viewer, run: ReportRun | None) -> None:
    """This person has the report before their eyes, as of this run."""
    if run is not None:
        see(staff=viewer.staff, kind=REPORT, subject_id=run.assessment_id, number=run.number)


def report_lines(viewer: Viewer, notices: Sequence[Notice]) -> Mapping[int, NewsLine]:
    """The words for reports this person may still read, by notice."""
    readable = _readable(viewer, (notice.subject_id for notice in notices))
    return {
        notice.pk: NewsLine(
            sentence=f"The report on {found.title} {'is ready' if notice.is_new else 'has changed'}.",
            place=found.team.name,
            url=reverse("assessments:report", args=[viewer.district.slug, found.pk]),
        )
        for notice in notices
        if (found := readable.get(notice.subject_id))
    }


def _readable(viewer: Viewer, assessment_ids: Iterable[int]) -> dict[int, Assessment]:
    return {found.pk: found for found in readable_assessments(viewer).filter(pk__in=list(assessment_ids))}
