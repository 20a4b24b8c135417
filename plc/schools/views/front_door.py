"""The pages outside every district: where a person goes after signing in, and joining by invitation."""

from typing import cast

from allauth.account.utils import perform_login
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from plc.http.refusals import Refusal
from plc.schools.actions import accept_invitation
from plc.schools.actions.invitations import digest
from plc.schools.forms import JoinForm, add_refusal
from plc.schools.models import District, Invitation, User
from plc.schools.queries import open_invitation, own_districts, sign_in_of
from plc.tenancy import tenant


@require_safe
@never_cache
def root(request: HttpRequest) -> HttpResponse:
    """Straight into the one district of this person, or a choice of several."""
    if not isinstance(request.user, User):
        return redirect("account_login")
    districts = own_districts(request.user.pk)
    if len(districts) == 1:
        return redirect("goals:home", districts[0].slug)
    template = "schools/choose_district.html" if districts else "schools/no_district.html"
    return render(request, template, {"districts": districts})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters()
def join(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Accept an invitation. Whatever is wrong with a link looks the same, so that links cannot be tried out."""
    district = District.objects.filter(slug=slug).first()
    if district is None:
        return _closed(request)
    # Leaving the fence's own entrance: nobody is a member yet, so no membership can open the district. The secret in
    # the letter does, for this one page, and the page shows the invitation and nothing else.
    with tenant(district.pk), transaction.atomic():
        invitation = open_invitation(digest(token))
        if invitation is None:
            return _closed(request)
        answer = _answer(request, invitation, token)
    if isinstance(answer, User):
        messages.success(request, f"Welcome to {district.name}.")
        home = reverse("goals:home", args=[district.slug])
        answer = cast(HttpResponse, perform_login(request, answer, redirect_url=home))
    return answer


def _answer(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse | User:
    """A page; or the person who has just joined, to be signed in once that is committed."""
    owner = sign_in_of(invitation.email)
    if isinstance(request.user, User):
        return _join_as(request, request.user, invitation, token, owner)
    if owner is not None:
        return _page(request, "join_sign_in", invitation)
    form = JoinForm(request.POST or None, email=invitation.email, initial={"name": invitation.name})
    if request.method == "POST" and form.is_valid():
        try:
            user, _ = accept_invitation(
                token=token, user=None, name=form.cleaned_data["name"], password=form.cleaned_data["password"]
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return user
    return _page(request, "join", invitation, form=form)


def _join_as(request: HttpRequest, user: User, invitation: Invitation, token: str, owner: User | None) -> HttpResponse:
    """Someone is signed in: the invited person confirms, anyone else is told whose invitation this is."""
    if owner != user:
        return _page(request, "join_other", invitation, status=403)
    if request.method != "POST":
        return _page(request, "join_confirm", invitation)
    accept_invitation(token=token, user=user)
    messages.success(request, f"Welcome to {invitation.district.name}.")
    return redirect("goals:home", invitation.district.slug)


def _page(
    request: HttpRequest, template: str, invitation: Invitation, form: JoinForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "invitation": invitation,
        "district_name": invitation.district.name,
        "form": form,
        "here": request.path,
    }
    return render(request, f"schools/{template}.html", context, status=status)


def _closed(request: HttpRequest) -> HttpResponse:
    return render(request, "schools/join_closed.html", status=404)
