"""Giving and ending roles. A role is dated; one that ends today ends access at once, sessions and all."""

import datetime

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Greatest

from plc.http.refusals import Refusal
from plc.schools.access import today_in
from plc.schools.audit import record
from plc.schools.models import Membership, Role, School, SectionStaff, StaffMember, User
from plc.schools.models.dated import live_on
from plc.schools.queries import live_memberships_everywhere


@transaction.atomic
def add_role(
    *, actor: StaffMember, staff: StaffMember, role: str, school: School | None, starts_on: datetime.date
) -> Membership:
    """A role of a person from one day on; district admins have no school, the others have one."""
    check_school_fits(role, school)
    StaffMember.objects.select_for_update().get(pk=staff.pk)  # two clicks at once give one role, not two
    same = Membership.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=starts_on), staff=staff, role=role)
    held = same.filter(school=school).first()
    if held is not None:
        raise Refusal(
            f"{staff.name} already has this role from {held.starts_on:%B %-d, %Y}.", "End that one first to begin anew."
        )
    membership: Membership = Membership.objects.create(
        staff=staff, user_id=staff.user_id, school=school, role=role, starts_on=starts_on
    )
    record(actor=actor, verb="add_role", subject=membership, note=role_note(membership))
    return membership


@transaction.atomic
def end_role(*, actor: StaffMember, membership: Membership, ends_on: datetime.date) -> Membership:
    """The role no longer holds from ``ends_on`` on. The last district admin's role cannot be ended."""
    today = today_in(actor.district)
    if ends_on < today:
        raise Refusal("A role can end today or later, not in the past.", "Choose today to end it at once.")
    admins = locked_admin_roles() if membership.role == Role.DISTRICT_ADMIN else []
    membership = Membership.objects.select_for_update(of=("self",)).select_related("staff").get(pk=membership.pk)
    if membership.ends_on is not None and membership.ends_on <= today:
        raise Refusal(f"This role has already ended, on {membership.ends_on:%B %-d, %Y}.")
    ends_on = max(ends_on, membership.starts_on)  # one that has not begun never does
    if membership.role == Role.DISTRICT_ADMIN:
        check_another_admin(admins, membership, ends_on)
    membership.ends_on = ends_on
    membership.save(update_fields=["ends_on"])
    if membership.role == Role.TEACHER:
        end_classes(membership, ends_on)
    record(actor=actor, verb="end_role", subject=membership, note=role_note(membership))
    if membership.user_id is not None and ends_on <= today:
        end_sessions_without_a_role(membership.user_id)
    return membership


def end_classes(leaving: Membership, ends_on: datetime.date) -> None:
    """Nobody keeps the students of a school they no longer teach at; a roster that comes later may name them again."""
    others = Membership.objects.filter(staff_id=leaving.staff_id, school_id=leaving.school_id, role=Role.TEACHER)
    if others.filter(live_on(ends_on)).exclude(pk=leaving.pk).exists():
        return
    taught = SectionStaff.objects.filter(staff_id=leaving.staff_id, section__school_id=leaving.school_id)
    taught.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=ends_on)).update(ends_on=Greatest("starts_on", ends_on))


def check_school_fits(role: str, school: School | None) -> None:
    if role == Role.DISTRICT_ADMIN and school is not None:
        raise Refusal("A district admin serves the whole district.", "Leave the school empty for this role.")
    if role != Role.DISTRICT_ADMIN and school is None:
        raise Refusal(f"A {Role(role).label.lower()} needs a school.", "Choose the school.")


def locked_admin_roles() -> list[Membership]:
    """Locked together and in one order, so that two admins ending each other's role at once cannot both succeed."""
    admins = Membership.objects.select_for_update(of=("self",)).filter(role=Role.DISTRICT_ADMIN)
    return list(admins.select_related("user").order_by("pk"))


def check_another_admin(admins: list[Membership], leaving: Membership, ends_on: datetime.date) -> None:
    """Someone else is district admin on that day and from then on, and can sign in."""
    remaining = [
        other
        for other in admins
        if other.pk != leaving.pk
        and other.starts_on <= ends_on
        and other.ends_on is None
        and other.user is not None
        and other.user.is_active
    ]
    if not remaining:
        raise Refusal(
            "A district needs at least one district admin who can sign in, without an end date.",
            "Make someone else a district admin first.",
        )


def end_sessions_without_a_role(user_id: int) -> None:
    """Sign the person out everywhere unless some district still counts on them."""
    if live_memberships_everywhere(user_id):
        return
    for session in UserSession.objects.filter(user_id=user_id):
        session.end()


def live_role(*, staff: StaffMember, role: str, school: School | None, day: datetime.date) -> Membership | None:
    found: Membership | None = Membership.objects.filter(live_on(day), staff=staff, role=role, school=school).first()
    return found


def link_sign_in(*, staff: StaffMember, user: User) -> None:
    """The record of a person gets its sign-in, and the roles given before there was one begin to count."""
    if staff.user_id != user.pk:
        staff.user = user
        staff.save(update_fields=["user"])
    Membership.objects.filter(staff=staff, user__isnull=True).update(user=user)


def role_note(membership: Membership) -> str:
    span = f"from {membership.starts_on.isoformat()}"
    if membership.ends_on:
        span += f" until {membership.ends_on.isoformat()}"
    return f"{Role(membership.role).label} {span}"
