"""Invitations: who was asked, whether the letter went out, and sending or withdrawing one."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from plc.http.pages import page_of
from plc.http.refusals import Refusal
from plc.schools.access import access_invitation, for_roles, manageable_invitations, viewer_of
from plc.schools.actions import invite_staff, resend_invitation, withdraw_invitation
from plc.schools.forms import InvitationForm, add_refusal
from plc.schools.models import District, Invitation, Role
from plc.tenancy import tenant


@for_roles(Role.DISTRICT_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: HttpRequest, district: str) -> HttpResponse:
    viewer = viewer_of(request)
    form = InvitationForm(request.POST or None, viewer=viewer)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = invite_staff(actor=viewer.staff, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            _say_whether_it_went(request, viewer.district, invitation)
            return redirect("schools:invitations", district)
    now = timezone.now()
    page = page_of(request, manageable_invitations(viewer).order_by("-sent_at", "-pk"))
    rows = [(invitation, invitation.state(now)) for invitation in page]
    return render(request, "schools/invitations.html", {"page": page, "rows": rows, "form": form})


@for_roles(Role.DISTRICT_ADMIN)
@require_POST
def resend(request: HttpRequest, district: str, invitation_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    invitation = access_invitation(viewer, invitation_id)
    try:
        invitation = resend_invitation(actor=viewer.staff, invitation=invitation)
    except Refusal as refusal:
        messages.warning(request, f"{refusal.sentence} {refusal.remedy}".strip())
    else:
        _say_whether_it_went(request, viewer.district, invitation)
    return redirect("schools:invitations", district)


@for_roles(Role.DISTRICT_ADMIN)
@require_POST
def withdraw(request: HttpRequest, district: str, invitation_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    invitation = access_invitation(viewer, invitation_id)
    try:
        withdraw_invitation(actor=viewer.staff, invitation=invitation)
    except Refusal as refusal:
        messages.warning(request, f"{refusal.sentence} {refusal.remedy}".strip())
    else:
        messages.success(request, f"The invitation of {invitation.name} is withdrawn; its link no longer works.")
    return redirect("schools:invitations", district)


def _say_whether_it_went(request: HttpRequest, district: District, invitation: Invitation) -> None:
    """The letter is sent after the commit, when this view has long returned; the message waits until then."""

    def say() -> None:
        with tenant(district.pk), transaction.atomic():
            invitation.refresh_from_db(fields=["mail_failed_at"])
        if invitation.mail_failed_at:
            messages.error(
                request,
                f"The invitation of {invitation.name} is saved, but the mail server did not take the letter. "
                "Send it again in a few minutes.",
            )
        else:
            messages.success(request, f"The invitation is on its way to {invitation.email}.")

    transaction.on_commit(say)
