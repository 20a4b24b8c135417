"""Who may read a CFA's report, who may enter its results, and for which sections. Same 404 for missing and forbidden.

Student-level results belong to those who teach the student: the staff of a section, and the team's facilitator, who
enters for the whole team. A principal reads team totals; a district admin has no door to a report, and reads the
published totals of schools.
"""

from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from assessments.models import (
    Assessment,
    AssessmentSection,
    Correction,
    Item,
    LearningTarget,
    Result,
    ResultChange,
    StudentAlias,
    TotalsSnapshot,
    Upload,
    UploadSource,
)
from assessments.models.turns import TURNS, take_turn
from assessments.models.years import YearIsOver
from plc.http.found import first_of, one_of
from plc.schools.access import Viewer
from plc.schools.models import Enrollment, Role, SectionStaff, Student
from plc.schools.models.dated import live_on
from plc.tenancy.kept import Kept
from teams.access import facilitated_team_ids, own_teams, standing_in, working_teams
from teams.models import Team, TeamRole

READERS = (Role.TEACHER, Role.PRINCIPAL)
ENTERERS = (Role.TEACHER,)


def _own_section_ids(viewer: Viewer) -> QuerySet[SectionStaff, dict[str, Any]]:
    return SectionStaff.objects.filter(live_on(viewer.today), staff=viewer.staff).values("section_id")


def readable_assessments(viewer: Viewer) -> QuerySet[Assessment]:
    """CFAs of own teams; once they are locked, of sections one teaches and, for a principal, of the school's teams.

    A draft is the team's own business.
    """
    assessments = Assessment.objects.select_related(
        "team", "team__school", "team__course", "current_version", "recheck_of"
    )
    return assessments.filter(
        Q(team_id__in=own_teams(viewer).order_by().values("pk"))
        | Q(locked_at__isnull=False)
        & (
            Q(team__school_id__in=viewer.principal_school_ids)
            | Exists(
                AssessmentSection.objects.filter(assessment=OuterRef("pk"), section_id__in=_own_section_ids(viewer))
            )
        )
    ).order_by("-opens_on", "-pk")


def access_assessment(viewer: Viewer, assessment_id: int) -> Assessment:
    found = _readable.first(viewer.values, assessment_id)
    if found is None:
        raise Http404
    return found


_readable = Kept[Assessment](
    lambda values, assessment_id: readable_assessments(Viewer.of_values(*values)).filter(pk=assessment_id)[:1]
)


def teamed_assessments(viewer: Viewer) -> QuerySet[Assessment]:
    """The CFAs of one's own teams, drafts too: what the team plans, prints and keeps in its bank."""
    return readable_assessments(viewer).filter(team_id__in=own_teams(viewer).order_by().values("pk"))


def access_teamed(viewer: Viewer, assessment_id: int) -> Assessment:
    return one_of(teamed_assessments(viewer), assessment_id)


def buildable_assessments(viewer: Viewer) -> QuerySet[Assessment]:
    """The CFAs whose items, dates and classes this person settles: the team's facilitator today."""
    return readable_assessments(viewer).filter(team_id__in=facilitated_team_ids(viewer))


def access_building(viewer: Viewer, assessment_id: int) -> Assessment:
    return one_of(buildable_assessments(viewer), assessment_id)


def may_build(viewer: Viewer, assessment: Assessment) -> bool:
    """What ``buildable_assessments`` says of this one, for a small part of its price: it is asked on every page."""
    return standing_in(viewer, assessment.team).is_facilitator


def facilitated_teams(viewer: Viewer) -> QuerySet[Team]:
    """The teams this person may make a CFA for."""
    return working_teams(viewer).filter(pk__in=facilitated_team_ids(viewer))


def access_own_team(viewer: Viewer, team_id: int) -> Team:
    return one_of(own_teams(viewer), team_id)


def access_item(assessment: Assessment, item_id: int) -> Item:
    """An item of a CFA one may build, from the list in use or the one in preparation."""
    return one_of(Item.objects.filter(version__assessment=assessment).select_related("version"), item_id)


def access_correcting(viewer: Viewer, assessment_id: int) -> Assessment:
    """A CFA in use, whose key and counting this person may correct: the team's facilitator."""
    return one_of(buildable_assessments(viewer).filter(locked_at__isnull=False), assessment_id)


def access_correction(assessment: Assessment, correction_id: int) -> Correction:
    return one_of(Correction.objects.filter(assessment=assessment).select_related("assessment"), correction_id)


def access_target(assessment: Assessment, target_id: int) -> LearningTarget:
    return one_of(LearningTarget.objects.filter(assessment=assessment).select_related("standard"), target_id)


def enterable_sections(viewer: Viewer) -> QuerySet[AssessmentSection]:
    """The sections, of any locked CFA, whose papers this person may see and enter."""
    return (
        AssessmentSection.objects.filter(assessment__locked_at__isnull=False)
        .filter(Q(section_id__in=_own_section_ids(viewer)) | Q(assessment__team_id__in=facilitated_team_ids(viewer)))
        .select_related("section", "section__school")
        .order_by("position", "pk")
    )


def taught_section_ids(viewer: Viewer) -> frozenset[int]:
    """Every section this person teaches today, of whatever team."""
    return frozenset(_own_section_ids(viewer).values_list("section_id", flat=True))


def own_section_ids(viewer: Viewer, assessment: Assessment) -> frozenset[int]:
    """The viewer's own classes in this CFA: taught today. A facilitator's colleagues' classes are not own."""
    return frozenset(_taught(viewer.values, assessment.pk))


def _taught_in(values: tuple[Any, ...], assessment_id: int) -> QuerySet[AssessmentSection, int]:
    own = _own_section_ids(Viewer.of_values(*values))
    rows = AssessmentSection.objects.filter(assessment=assessment_id, section_id__in=own)
    return rows.values_list("section_id", flat=True)


_taught = Kept(_taught_in)


def access_entry(viewer: Viewer, assessment_id: int) -> tuple[Assessment, list[AssessmentSection]]:
    """The CFA and the sections of it this person may enter; 404 when there is none."""
    assessment = access_assessment(viewer, assessment_id)
    sections = list(enterable_sections(viewer).filter(assessment=assessment))
    if not sections:
        raise Http404
    return assessment, sections


# What typing asks of the CFA; the rest of its columns is read where somebody asks for it. Decimals, times and
# directions would be put into words and read again for each typed score.
_COLUMNS: Final = (
    *("id", "district_id", "team_id", "title", "opens_on", "closes_on"),
    *("current_version_id", "locked_at", "data_version"),
)
_OF_THE_CFA: Final = ", ".join(f"(found.cfa).{column}" for column in _COLUMNS)
# The rule of ``enterable_sections`` for one CFA in a single statement, whose plan is kept. The grid asks it with each
# score that is typed and each look at what others typed; the query sets take longer to be written than such a save.
_PAPERS: Final = f"""
SELECT {_OF_THE_CFA}, found.enterable_ids FROM typing_access(
    %(district)s, %(staff)s, %(today)s, %(facilitator)s, %(schools)s::bigint[], %(is_teacher)s, %(assessment)s
) found
"""  # noqa: S608  (names of columns, above)
# The same, whether the year is over, and where there is such a class, the papers of a batch, locked; a row each.
_BATCH: Final = f"""
SELECT {_OF_THE_CFA}, found.enterable_ids, found.is_over, found.begun, found.ended, found.item_ids, found.positions,
    found.labels, found.maxima, found.keys, found.options, found.student_id, found.attempt, found.version_id,
    found.section_id, found.teacher_id, found.status, found.cells, found.answers, found.scored_on, found.row_version,
    found.local_id, found.family_name, found.given_name
FROM typing_batch(
    %(district)s, %(staff)s, %(today)s, %(facilitator)s, %(schools)s::bigint[], %(is_teacher)s, %(assessment)s,
    %(turns)s, %(students)s::bigint[], %(attempt)s
) found
"""  # noqa: S608


def access_papers(viewer: Viewer, assessment_id: int) -> tuple[Assessment, frozenset[int]]:
    """As ``access_entry``, with the ids of the sections alone; 404 when there is none."""
    assessment, section_ids, _ = _access_papers(_PAPERS, _asked(viewer, assessment_id))
    return assessment, section_ids


def access_batch(
    viewer: Viewer, assessment_id: int, student_ids: list[int], attempt: int
) -> tuple[Assessment, frozenset[int], list[tuple[Any, ...]]]:
    """As ``access_papers``, and the rows of ``typing_hold``: the items and these students' papers, locked.

    Raises ``YearIsOver`` as each verb does, in the same statement, because scores are typed by this door.
    """
    asked = {**_asked(viewer, assessment_id), "turns": TURNS, "students": student_ids, "attempt": attempt}
    assessment, section_ids, rows = _access_papers(_BATCH, asked)
    if rows[0][0]:
        raise YearIsOver(assessment.title)
    return assessment, section_ids, [row[1:] for row in rows]


def _asked(viewer: Viewer, assessment_id: int) -> dict[str, Any]:
    return {
        "district": viewer.district.pk,
        "staff": viewer.staff.pk,
        "today": viewer.today,
        "facilitator": TeamRole.FACILITATOR,
        "schools": list(viewer.teacher_school_ids),
        "is_teacher": Role.TEACHER in viewer.roles,
        "assessment": assessment_id,
    }


def _access_papers(statement: str, asked: dict[str, Any]) -> tuple[Assessment, frozenset[int], list[tuple[Any, ...]]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        rows = cursor.fetchall()
    of_the_cfa = len(_COLUMNS)
    enterable_ids = rows[0][of_the_cfa] if rows else None
    if not enterable_ids:
        raise Http404
    # What a raw query set does, without the search for converters that none of these columns has.
    assessment = Assessment.from_db(connection.alias, _COLUMNS, rows[0][:of_the_cfa])
    return assessment, frozenset(enterable_ids), [row[of_the_cfa + 1 :] for row in rows]


def access_section_entry(viewer: Viewer, assessment_id: int, section_id: int) -> tuple[Assessment, AssessmentSection]:
    assessment, sections = access_entry(viewer, assessment_id)
    for row in sections:
        if row.section_id == section_id:
            return assessment, row
    raise Http404


def access_student(viewer: Viewer, assessment_id: int, student_id: int) -> tuple[Assessment, Student, list[int]]:
    """A student whose paper of this CFA one may see, and the attempts one may not: those taken in another's class.

    Without any result it is whoever was enrolled in a class one may enter on the day of the test, without what was
    saved in another's class and taken away again.
    """
    assessment, sections = access_entry(viewer, assessment_id)
    mine = [row.section_id for row in sections]
    taken = dict(
        Result.objects.filter(assessment=assessment, student_id=student_id).values_list("attempt", "section_id")
    )
    hidden = [attempt for attempt, section_id in taken.items() if section_id not in mine]
    seen = len(hidden) < len(taken)
    if not taken:
        day = min(max(viewer.today, assessment.opens_on), assessment.closes_on)
        seen = Enrollment.objects.filter(live_on(day), student_id=student_id, section_id__in=mine).exists()
        gone = ResultChange.objects.filter(change__assessment=assessment, student_id=student_id)
        elsewhere = gone.filter(section_before__isnull=False).exclude(section_before__in=mine)
        hidden = list(elsewhere.values_list("attempt", flat=True).distinct())
    student = Student.objects.filter(pk=student_id).first() if seen else None
    if student is None:
        raise Http404
    return assessment, student, hidden


def visible_uploads(viewer: Viewer) -> QuerySet[Upload]:
    """One's own uploads; for a facilitator all of the team's CFAs.

    Only while one may enter there and in every class the upload goes into: it shows their scores, and taking it back
    changes them.
    """
    may_enter = enterable_sections(viewer).filter(assessment=OuterRef("assessment")).order_by()
    return (
        Upload.objects.filter(
            Exists(may_enter), section_ids__contained_by=ArraySubquery(may_enter.values("section_id"))
        )
        .filter(Q(uploaded_by=viewer.staff) | Q(assessment__team_id__in=facilitated_team_ids(viewer)))
        .select_related("assessment", "assessment__team", "assessment__current_version", "uploaded_by")
        .order_by("-uploaded_at", "-pk")
    )


def access_upload(viewer: Viewer, upload_id: int, *, to_change: bool = False) -> Upload:
    """One of ``visible_uploads``, without what is large of it.

    ``to_change`` locks the row, so that two clicks on the same button cannot both act, after a turn of its CFA.
    """
    uploads = visible_uploads(viewer).filter(pk=upload_id).defer("content", "plan")
    found = uploads.first()
    if found is not None and to_change:
        take_turn(found.assessment_id)
        found = uploads.select_for_update(of=("self",)).first()
    if found is None:
        raise Http404
    return found


def known_sources(viewer: Viewer) -> QuerySet[UploadSource]:
    """What one's teams have confirmed about their files."""
    sources = UploadSource.objects.filter(team_id__in=own_teams(viewer).order_by().values("pk"))
    return sources.select_related("team", "confirmed_by").order_by("name", "pk")


def known_aliases(viewer: Viewer) -> QuerySet[StudentAlias]:
    """What files call students, for one's teams: only of students in classes one may enter scores for."""
    classes = enterable_sections(viewer).order_by().values("section_id")
    taught = Enrollment.objects.filter(live_on(viewer.today), section_id__in=classes, student=OuterRef("student"))
    aliases = StudentAlias.objects.filter(Exists(taught), team_id__in=own_teams(viewer).order_by().values("pk"))
    return aliases.select_related("team", "student", "confirmed_by").order_by("alias", "pk")


def may_teach_files(viewer: Viewer, team_id: int) -> bool:
    """Whether what this person says about a file may hold for all of the team's: a co-teacher's word does not."""
    return own_teams(viewer).filter(pk=team_id).exists()


def may_say_alias(viewer: Viewer, team_id: int, alias: str) -> bool:
    """Whether this person may say whose an ID is: nobody takes over the ID of a student they may not see."""
    if not may_teach_files(viewer, team_id):
        return False
    said = StudentAlias.objects.filter(team_id=team_id, alias=alias)
    return not said.exists() or known_aliases(viewer).filter(team_id=team_id, alias=alias).exists()


def access_source(viewer: Viewer, source_id: int) -> UploadSource:
    found = known_sources(viewer).filter(pk=source_id).first()
    if found is None:
        raise Http404
    return found


def access_alias(viewer: Viewer, alias_id: int) -> StudentAlias:
    found = known_aliases(viewer).filter(pk=alias_id).first()
    if found is None:
        raise Http404
    return found


def visible_totals(viewer: Viewer) -> QuerySet[TotalsSnapshot]:
    """The newest totals of schools of each course in this school year: for district admins, without whom it counts."""
    this_year = Q(school_year__starts_on__lte=viewer.today, school_year__ends_on__gt=viewer.today)
    snapshots = TotalsSnapshot.objects.filter(this_year).select_related("course", "school_year").defer("counted")
    newest = snapshots.order_by("course_id", "-school_year__starts_on", "-number").distinct("course_id")
    return newest if viewer.is_district_admin else newest.none()


def access_totals(viewer: Viewer, course_id: int) -> TotalsSnapshot:
    return first_of(visible_totals(viewer).filter(course=course_id))
