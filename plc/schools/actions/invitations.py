"""Inviting staff, and joining by invitation: the only way an address becomes a sign-in."""

import hashlib
import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone

from plc.http.refusals import Refusal
from plc.schools.access import today_in
from plc.schools.actions.roles import check_school_fits, link_sign_in, live_role, role_note
from plc.schools.audit import record
from plc.schools.mail import deliver_invitation
from plc.schools.models import Invitation, Membership, Role, School, StaffMember, User
from plc.schools.queries import open_invitation, sign_in_of
from plc.tenancy import required_district_id

VALID_FOR = timedelta(days=14)
USED = "This invitation can no longer be used."


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite_staff(*, actor: StaffMember, name: str, email: str, role: str, school: School | None) -> Invitation:
    """Offer a role to one address; the letter goes out once the offer is saved."""
    check_school_fits(role, school)
    email = email.strip().lower()
    now = timezone.now()
    present = StaffMember.objects.filter(email=email, user__isnull=False).first()
    if present is not None:
        raise Refusal(f"{present.name} already signs in with this address.", "Add the role on the page of that person.")
    # One admin's row is the queue here: two clicks at once send one letter, not two.
    StaffMember.objects.select_for_update().get(pk=actor.pk)
    waiting = Invitation.objects.filter(
        email=email, role=role, school=school, accepted_at=None, withdrawn_at=None, expires_at__gt=now
    ).first()
    if waiting is not None:
        raise Refusal(
            f"{waiting.name} was invited to this role on {waiting.sent_at:%B %-d, %Y}.",
            "Send that invitation again from the list if it was lost.",
        )
    token = secrets.token_urlsafe(32)
    invitation: Invitation = Invitation.objects.create(
        email=email,
        name=" ".join(name.split()),
        role=role,
        school=school,
        token_digest=digest(token),
        invited_by=actor,
        sent_at=now,
        expires_at=now + VALID_FOR,
    )
    record(actor=actor, verb="invite_staff", subject=invitation, note=Role(role).label)
    deliver_on_commit(invitation, token)
    return invitation


@transaction.atomic
def resend_invitation(*, actor: StaffMember, invitation: Invitation) -> Invitation:
    """A new letter with a new link and two more weeks; the link of the old letter stops working."""
    invitation = locked(invitation)
    check_waiting(invitation)
    token = secrets.token_urlsafe(32)
    invitation.token_digest = digest(token)
    invitation.sent_at = timezone.now()
    invitation.expires_at = invitation.sent_at + VALID_FOR
    invitation.mail_failed_at = None
    invitation.save(update_fields=["token_digest", "sent_at", "expires_at", "mail_failed_at"])
    record(actor=actor, verb="resend_invitation", subject=invitation)
    deliver_on_commit(invitation, token)
    return invitation


@transaction.atomic
def withdraw_invitation(*, actor: StaffMember, invitation: Invitation) -> Invitation:
    invitation = locked(invitation)
    check_waiting(invitation)
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    record(actor=actor, verb="withdraw_invitation", subject=invitation)
    return invitation


@transaction.atomic
def accept_invitation(*, token: str, user: User | None, name: str = "", password: str = "") -> tuple[User, Membership]:
    """Join with the role offered, once. ``user`` is the signed-in person, or None to make a sign-in here.

    Nobody is the actor before this: the person who joins becomes the one named in the history.
    """
    # The row is locked, so of two clicks at once the second finds the invitation used.
    invitation = open_invitation(digest(token), for_update=True)
    if invitation is None:
        raise Refusal(USED, status=410)
    if user is None:
        user = make_sign_in(email=invitation.email, name=name, password=password)
    elif sign_in_of(invitation.email) != user:
        raise Refusal("This invitation is for another address than the one you signed in with.", status=403)
    staff = staff_member_for(invitation, user)
    today = today_in(staff.district)
    membership = live_role(staff=staff, role=invitation.role, school=invitation.school, day=today)
    if membership is None:
        membership = Membership.objects.create(
            staff=staff, user=user, school=invitation.school, role=invitation.role, starts_on=today
        )
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    record(actor=staff, verb="accept_invitation", subject=invitation, note=role_note(membership))
    return user, membership


def make_sign_in(*, email: str, name: str, password: str) -> User:
    """The letter reached this address, so it counts as verified."""
    taken = Refusal("A sign-in with this address exists by now.", "Open the link of the invitation again.")
    if sign_in_of(email) is not None:
        raise taken
    try:
        with transaction.atomic():
            user = User.objects.create_user(email=email, name=" ".join(name.split()), password=password)
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    except IntegrityError as error:  # the same person, invited by two districts, joining both at once
        raise taken from error
    return user


def staff_member_for(invitation: Invitation, user: User) -> StaffMember:
    """The district's own record of this person, perhaps imported long ago, or a new one."""
    staff = (
        StaffMember.objects.select_for_update().filter(user=user).first()
        or StaffMember.objects.select_for_update().filter(email=invitation.email).first()
    )
    if staff is None:
        staff = StaffMember.objects.create(name=user.name, email=invitation.email)
    elif staff.user_id is not None and staff.user_id != user.pk:
        raise Refusal(
            "Someone of this district already signs in under this address.",
            "Ask the person who invited you to look at your entry in the staff list.",
        )
    link_sign_in(staff=staff, user=user)
    return staff


def locked(invitation: Invitation) -> Invitation:
    row: Invitation = (
        Invitation.objects.select_for_update(of=("self",)).select_related("school", "invited_by").get(pk=invitation.pk)
    )
    return row


def check_waiting(invitation: Invitation) -> None:
    if invitation.accepted_at:
        raise Refusal(f"{invitation.name} has already joined.")
    if invitation.withdrawn_at:
        raise Refusal("This invitation was withdrawn.", "Invite the person anew.")


def deliver_on_commit(invitation: Invitation, token: str) -> None:
    district_id = required_district_id()
    transaction.on_commit(lambda: deliver_invitation(district_id=district_id, invitation_id=invitation.pk, token=token))
