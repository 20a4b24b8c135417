"""The letters of this room. They go to people a person has invited, and say nothing about students."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from plc.schools.models import Invitation
from plc.tenancy import tenant

log = logging.getLogger("plc.mail")


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
