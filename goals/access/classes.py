"""Whose progress over the year a person may follow: the students of own classes, and of classes one enters for."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from assessments.access import enterable_sections, taught_section_ids
from plc.schools.access import Viewer
from plc.schools.models import Enrollment, Section, Student
from plc.schools.models.dated import live_on


def followed_classes(viewer: Viewer) -> QuerySet[Section]:
    """Classes one teaches today, and those of a facilitated team's CFAs, whose papers a facilitator enters."""
    entered = enterable_sections(viewer).order_by().values("section_id")
    return (
        Section.objects.filter(Q(pk__in=taught_section_ids(viewer)) | Q(pk__in=entered))
        .select_related("course", "school", "school_year")
        .order_by("name", "course__name", "pk")
    )


def access_followed_class(viewer: Viewer, section_id: int) -> Section:
    section: Section = _one(followed_classes(viewer), section_id)
    return section


def access_own_student(viewer: Viewer, section_id: int, student_id: int) -> tuple[Section, Student]:
    """A student enrolled today in a class that one teaches today: a year's page is for own teachers alone."""
    taught = taught_section_ids(viewer)
    section: Section = _one(followed_classes(viewer).filter(pk__in=taught), section_id)
    return section, _one(students_today(viewer, section), student_id)


def students_today(viewer: Viewer, section: Section) -> QuerySet[Student]:
    """Of a class one may follow, by name."""
    enrolled = Enrollment.objects.filter(live_on(viewer.today), section=section, student=OuterRef("pk"))
    return Student.objects.filter(Exists(enrolled)).order_by("family_name", "given_name", "pk")


def _one(rows: QuerySet[Any], pk: int) -> Any:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
