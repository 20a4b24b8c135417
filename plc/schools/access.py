"""Who comes in, as what, and the one door from an id to a thing of this room.

Missing and forbidden are the same 404, so that an address tells a stranger nothing.
"""

import datetime
import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from plc.http.found import one_of
from plc.schools.models import (
    District,
    FreeDays,
    Invitation,
    Membership,
    Role,
    School,
    SchoolYear,
    StaffMember,
)
from plc.schools.models.dated import live_on
from plc.tenancy import person, tenant
from plc.tenancy.kept import Kept

View = TypeVar("View", bound=Callable[..., Any])
EVERYONE = frozenset(Role)


@dataclass(frozen=True)
class Viewer:
    """The person asking, in the district that is open: what they are today, not what the session remembers."""

    district: District
    staff: StaffMember
    memberships: tuple[Membership, ...]
    today: datetime.date

    @property
    def values(self) -> tuple[Any, ...]:
        """All that a rule about access asks of this person, as ``Kept`` takes it."""
        held = tuple((Role(membership.role), membership.school_id) for membership in self.memberships)
        return self.district.pk, self.staff.pk, self.today, held

    @classmethod
    def of_values(cls, district_id: int, staff_id: int, today: datetime.date, held: tuple[Any, ...]) -> "Viewer":
        """Of ``values``, for the query sets of access alone: who it is is not known, only by which ids."""
        memberships = tuple(Membership(role=role, school_id=school_id) for role, school_id in held)
        return cls(District(pk=district_id), StaffMember(pk=staff_id), memberships, today)

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(membership.role for membership in self.memberships)

    @property
    def is_district_admin(self) -> bool:
        return Role.DISTRICT_ADMIN in self.roles

    @property
    def principal_school_ids(self) -> frozenset[int]:
        return frozenset(m.school_id for m in self.memberships if m.role == Role.PRINCIPAL and m.school_id)

    @property
    def teacher_school_ids(self) -> frozenset[int]:
        return frozenset(m.school_id for m in self.memberships if m.role == Role.TEACHER and m.school_id)


_districts = Kept[District](lambda slug: District.objects.filter(slug=slug)[:1])
_held = Kept[Membership](
    lambda user_id, today: (
        Membership.objects.filter(live_on(today), user_id=user_id).select_related("staff", "school").order_by("pk")
    )
)


def entrance(*, user_id: int, slug: str) -> Viewer | None:
    """The viewer for ``/d/<slug>/``, or None when this person holds no live role there today."""
    district = _districts.first(slug)
    if district is None:
        return None
    today = today_in(district)
    with person(user_id), tenant(district.pk):
        memberships = tuple(_held(user_id, today))
    if not memberships:
        return None
    return Viewer(district=district, staff=memberships[0].staff, memberships=memberships, today=today)


def today_in(district: District) -> datetime.date:
    """The school day, by the district's clock."""
    return timezone.now().astimezone(ZoneInfo(district.time_zone)).date()


def viewer_of(request: HttpRequest) -> Viewer:
    """Who asks; for views under ``/d/``, where nobody comes without a role."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None:
        raise Http404
    return viewer


def for_roles(*roles: str) -> Callable[[View], View]:
    """Declare who may open a view. Every view under ``/d/`` carries this; a test walks the URLconf and insists."""
    allowed = frozenset(roles)

    def declare(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            viewer: Viewer | None = getattr(request, "viewer", None)
            if viewer is None or not (viewer.roles & allowed):
                raise Http404
            return view(request, *args, **kwargs)

        guarded.roles = allowed  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return declare


def visible_schools(viewer: Viewer) -> QuerySet[School]:
    """District admins see every school; others see the schools where they hold a role today."""
    schools = School.objects.order_by("name")
    if viewer.is_district_admin:
        return schools
    return schools.filter(pk__in=viewer.principal_school_ids | viewer.teacher_school_ids)


def led_schools(viewer: Viewer) -> QuerySet[School]:
    """The schools a person answers for: all for a district admin, their own for a principal."""
    schools = School.objects.order_by("name")
    return schools if viewer.is_district_admin else schools.filter(pk__in=viewer.principal_school_ids)


def access_led_school(viewer: Viewer, school_id: int) -> School:
    return one_of(led_schools(viewer), school_id)


def manageable_years(viewer: Viewer) -> QuerySet[SchoolYear]:
    """The calendar of the district is kept by its admins."""
    years = SchoolYear.objects.order_by("-starts_on")
    return years if viewer.is_district_admin else years.none()


def access_school_year(viewer: Viewer, year_id: int) -> SchoolYear:
    return one_of(manageable_years(viewer), year_id)


def access_free_days(viewer: Viewer, days_id: int) -> FreeDays:
    days = FreeDays.objects.filter(school_year__in=manageable_years(viewer)).select_related("school_year")
    return one_of(days, days_id)


def manageable_staff(viewer: Viewer) -> QuerySet[StaffMember]:
    """The people of the district, for those who give and end roles."""
    staff = StaffMember.objects.select_related("user")
    return staff if viewer.is_district_admin else staff.none()


def access_staff_member(viewer: Viewer, staff_id: int) -> StaffMember:
    return one_of(manageable_staff(viewer), staff_id)


def manageable_memberships(viewer: Viewer) -> QuerySet[Membership]:
    """Roles are given and ended by district admins."""
    memberships = Membership.objects.select_related("staff", "school")
    return memberships if viewer.is_district_admin else memberships.none()


def access_membership(viewer: Viewer, membership_id: int) -> Membership:
    return one_of(manageable_memberships(viewer), membership_id)


def manageable_invitations(viewer: Viewer) -> QuerySet[Invitation]:
    invitations = Invitation.objects.select_related("school", "invited_by")
    return invitations if viewer.is_district_admin else invitations.none()


def access_invitation(viewer: Viewer, invitation_id: int) -> Invitation:
    return one_of(manageable_invitations(viewer), invitation_id)
