"""What this room tells people of: a report that is ready, and one that has changed."""

import datetime
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from assessments.access import readable_assessments
from assessments.models import Assessment, AssessmentSection, Change, ReportRun, RunState
from plc.schools.access import Viewer, today_in
from plc.schools.actions import see, tell
from plc.schools.models import Membership, Notice, Role, SectionStaff
from plc.schools.models.dated import live_on
from plc.schools.news import NewsLine
from teams.models import TeamMember

REPORT = "report"


def tell_of_run(run: ReportRun, assessment: Assessment) -> None:
    """Tell the team that this run is done: four statements, whatever the team's size, in the run's own transaction.

    Nobody is told what only they themselves have brought about, and nobody at all of figures that are as before.
    """
    earlier = ReportRun.objects.filter(assessment=assessment, number__lt=run.number, state=RunState.DONE)
    before = earlier.order_by("-number").values_list("data_version", "inputs_digest").first()
    if before is not None and before[1] == run.inputs_digest:
        return
    authors = _authors(run, since=before[0] if before else 0)
    people = people_to_tell(assessment, today_in(assessment.district))
    told = people - authors if len(authors) == 1 else people
    tell(staff_ids=told, kind=REPORT, subject_id=assessment.pk, number=run.number, is_new=before is None)


def _authors(run: ReportRun, since: int) -> set[int]:
    """Who saved what this run is the first to count."""
    changes = Change.objects.filter(
        assessment_id=run.assessment_id, data_version__gt=since, data_version__lte=run.data_version
    )
    return set(changes.values_list("made_by_id", flat=True).distinct())


def people_to_tell(assessment: Assessment, today: datetime.date) -> set[int]:
    """Today's members of the team and teachers of the CFA's classes, as far as they have a sign-in.

    By the same rule by which they may open it: teams are worked in as a teacher of their school. Leaders look when they
    want to, and are not told.
    """
    of_its_school = Q(team__school_id__isnull=True) | Q(team__school_id=OuterRef("school_id"))
    members = TeamMember.objects.filter(live_on(today), of_its_school, team_id=assessment.team_id)
    sections = AssessmentSection.objects.filter(assessment=assessment).values("section_id")
    teachers = SectionStaff.objects.filter(live_on(today), section_id__in=sections)
    here = Q(Exists(members.filter(staff_id=OuterRef("staff_id")))) | Q(staff_id__in=teachers.values("staff_id"))
    held = Membership.objects.filter(live_on(today), here, role=Role.TEACHER, user__isnull=False)
    return set(held.values_list("staff_id", flat=True))


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
