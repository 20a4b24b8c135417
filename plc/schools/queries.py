"""Reads of places and people, a page at a time and with the same number of queries however many rows there are."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from plc.schools.access import today_in
from plc.schools.models import (
    AuditEntry,
    District,
    Enrollment,
    FreeDays,
    Invitation,
    Membership,
    Role,
    School,
    SchoolYear,
    Section,
    SectionStaff,
    StaffMember,
    User,
)
from plc.schools.models.dated import live_on
from plc.tenancy import person


@dataclass(frozen=True)
class SchoolCounts:
    school: School
    students: int
    staff: int


def school_counts(schools: Iterable[School], today: datetime.date) -> list[SchoolCounts]:
    """Students enrolled and staff with a role today, per school; two grouped queries for any number of schools."""
    schools = list(schools)
    ids = [school.pk for school in schools]
    students = dict(
        Enrollment.objects.filter(live_on(today), section__school_id__in=ids)
        .values_list("section__school_id")
        .annotate(n=Count("student_id", distinct=True))
    )
    staff = dict(
        Membership.objects.filter(live_on(today), school_id__in=ids)
        .values_list("school_id")
        .annotate(n=Count("staff_id", distinct=True))
    )
    return [
        SchoolCounts(school=school, students=students.get(school.pk, 0), staff=staff.get(school.pk, 0))
        for school in schools
    ]


def sections_of(school: School, today: datetime.date) -> QuerySet[Section]:
    """This year's sections with ``student_count`` and, prefetched as ``teachers``, who teaches them today."""
    teachers = SectionStaff.objects.filter(live_on(today)).select_related("staff").order_by("-is_lead", "staff__name")
    return (
        Section.objects.filter(school=school, school_year__starts_on__lte=today, school_year__ends_on__gt=today)
        .select_related("course", "school_year")
        .annotate(
            student_count=Count("enrollments__student_id", distinct=True, filter=live_on(today, prefix="enrollments__"))
        )
        .prefetch_related(Prefetch("staff", queryset=teachers, to_attr="teachers"))
        .order_by("course__name", "name", "pk")
    )


def staff_with_roles(today: datetime.date, *, name: str = "", school: School | None = None) -> QuerySet[StaffMember]:
    """Staff by name; ``roles`` holds each one's roles that hold today or will begin later, oldest first."""
    held = Membership.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today)).select_related("school")
    staff = StaffMember.objects.prefetch_related(
        Prefetch("memberships", queryset=held.order_by("starts_on", "pk"), to_attr="roles")
    ).order_by("name", "pk")
    if school is not None:
        at_school = Membership.objects.filter(live_on(today), school=school)
        staff = staff.filter(pk__in=at_school.values("staff_id"))
    return staff.filter(name__icontains=name) if name else staff


def teachers_at(school: School | None, today: datetime.date) -> QuerySet[StaffMember]:
    """People who are teachers today, at one school or anywhere in the district."""
    held = Membership.objects.filter(live_on(today), role=Role.TEACHER)
    if school is not None:
        held = held.filter(school=school)
    return StaffMember.objects.filter(pk__in=held.values("staff_id")).order_by("name", "pk")


def roles_of(staff: StaffMember) -> QuerySet[Membership]:
    return Membership.objects.filter(staff=staff).select_related("school").order_by("-starts_on", "-pk")


def school_years() -> QuerySet[SchoolYear]:
    return SchoolYear.objects.annotate(section_count=Count("sections")).order_by("-starts_on")


def free_days_of(year: SchoolYear) -> QuerySet[FreeDays]:
    return FreeDays.objects.filter(school_year=year).order_by("first_day", "pk")


def audit_entries() -> QuerySet[AuditEntry]:
    return AuditEntry.objects.select_related("actor").order_by("-at", "-pk")


def open_invitation(token_digest: str, *, for_update: bool = False) -> Invitation | None:
    """The invitation this token opens today, in the open district; None for every reason it may not, alike."""
    invitations = Invitation.objects.select_related("school", "invited_by", "district")
    if for_update:
        invitations = invitations.select_for_update(of=("self",))
    found: Invitation | None = invitations.filter(
        token_digest=token_digest, accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
    ).first()
    return found


def sign_in_of(email: str) -> User | None:
    """The sign-in an address belongs to: as its own, or as a further address that was verified."""
    user: User | None = User.objects.filter(email=email.lower()).first()
    if user is not None:
        return user
    address = EmailAddress.objects.filter(email=email.lower(), verified=True).select_related("user").first()
    return address.user if address else None


def live_memberships_everywhere(user_id: int) -> list[Membership]:
    """The roles a person holds today in any district, each by its district's clock.

    Outside the fence by the ``own_rows`` policy, which shows a person's own memberships and nothing else.
    """
    with person(user_id), transaction.atomic():
        own = Membership._base_manager.filter(user_id=user_id).select_related("district").order_by("district__name")
        return [membership for membership in own if membership.is_live_on(today_in(membership.district))]


def own_districts(user_id: int) -> list[District]:
    """The districts in which a person holds a role today, by name."""
    return list({m.district_id: m.district for m in live_memberships_everywhere(user_id)}.values())
