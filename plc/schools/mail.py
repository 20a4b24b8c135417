"""The letters of this room. They go to invited people and to members, and say nothing about students."""

import logging
from collections.abc import Sequence
from smtplib import SMTPException

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from plc.schools.access import Viewer
from plc.schools.models import Invitation
from plc.schools.news import NewsLine
from plc.tenancy import tenant

log = logging.getLogger("plc.mail")
_digests_off = signing.Signer(salt="plc.schools.mail.digests_off")


def deliver_invitation(*, district_id: int, invitation_id: int, token: str) -> bool:
    """Send the letter; a failure is noted on the invitation, where the one who invited sees it.

    Called after the commit, when the request's district is closed again, so it opens the district by itself.
    The token is in the letter only: never in the log, never in the database.
    """
    with tenant(district_id), transaction.atomic():
        invitation = (
            Invitation.objects.select_related("school", "invited_by", "district").filter(pk=invitation_id).first()
        )
        if invitation is None:
            return False
        letter = invitation_letter(invitation, token)
    try:
        letter.send()
    except (SMTPException, OSError) as error:  # refused, unreachable, timed out: the mail server's own failures
        log.warning("an invitation was not sent", extra={"invitation_id": invitation_id, "kind": type(error).__name__})
        with tenant(district_id), transaction.atomic():
            Invitation.objects.filter(pk=invitation_id).update(mail_failed_at=timezone.now())
        return False
    return True


def invitation_letter(invitation: Invitation, token: str) -> EmailMessage:
    address = settings.PLC_BASE_URL + reverse("front_door:join", args=[invitation.district.slug, token])
    context = {"invitation": invitation, "district": invitation.district, "address": address}
    subject = render_to_string("emails/invitation_subject.txt", context).strip()
    body = render_to_string("emails/invitation.txt", context)
    return EmailMessage(subject=" ".join(subject.split()), body=body, to=[invitation.email])


def digest_letter(viewer: Viewer, lines: Sequence[NewsLine]) -> EmailMultiAlternatives:
    """What is new, to the person it is news for; with the way out that mail programs show as a button (RFC 8058)."""
    district, staff = viewer.district, viewer.staff
    assert staff.user is not None  # noqa: S101  (only people who sign in are viewers)
    way_out = settings.PLC_BASE_URL + reverse("front_door:digests_off", args=[digests_off_token(district.pk, staff.pk)])
    context = {
        "district_name": district.name,
        "name": staff.name,
        "lines": [(line, settings.PLC_BASE_URL + line.url) for line in lines],
        "action_url": settings.PLC_BASE_URL + reverse("schools:news", args=[district.slug]),
        "action_label": "Open what’s new",
        "way_out": way_out,
    }
    letter = EmailMultiAlternatives(
        subject=" ".join(f"News of your teams in {district.name}".split()),
        body=render_to_string("emails/digest.txt", context),
        to=[staff.user.email],
        headers={
            "List-Unsubscribe": f"<{way_out}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
    )
    letter.attach_alternative(render_to_string("emails/digest.html", context), "text/html")
    return letter


def digests_off_token(district_id: int, staff_id: int) -> str:
    """For the link that turns one person's letters off. It lasts as long as the letter is kept, and opens nothing."""
    return _digests_off.sign_object([district_id, staff_id], compress=False)


def whose_digests_off(token: str) -> tuple[int, int] | None:
    """District and staff member of a link; None for one that we did not make."""
    try:
        district_id, staff_id = _digests_off.unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(district_id), int(staff_id)
