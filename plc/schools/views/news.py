"""What's new, when it comes as a letter, and the link in each letter that turns letters off."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateformat import time_format
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from plc.http.pages import page_of
from plc.schools.access import Viewer, for_roles, viewer_of
from plc.schools.actions import choose_digest, choose_quiet_hours, see_everything, set_digest_time
from plc.schools.forms import DigestForm, DigestTimeForm, QuietForm, SeenForm
from plc.schools.mail import whose_digests_off
from plc.schools.models import Digest, District, Role, StaffMember
from plc.schools.news import digest_of, mail_choice_of, news_lines, notices_of
from plc.tenancy import tenant

GOING_BY_MAIL = {
    Digest.DAILY: "Saved. News comes by email on the mornings of school days.",
    Digest.SOON: "Saved. News comes by email soon after it happens.",
    Digest.OFF: "Saved. We do not email you any more; what’s new stays here.",
}


@for_roles(*Role)
@require_safe
def news(request: HttpRequest, district: str) -> HttpResponse:
    viewer = viewer_of(request)
    page = page_of(request, notices_of(viewer.staff))
    notices = list(page)
    lines = news_lines(viewer, notices)
    context = {
        "page": page,
        "rows": [(notice, lines.get(notice.pk)) for notice in notices],
        "until": notices[0].told_at if notices else None,
        "digest": digest_of(viewer.staff),
    }
    return render(request, "schools/news.html", context)


@for_roles(*Role)
@require_POST
def seen(request: HttpRequest, district: str) -> HttpResponse:
    """All of it, as far as it was on the page that was sent."""
    form = SeenForm(request.POST)
    if form.is_valid():
        see_everything(staff=viewer_of(request).staff, until=form.cleaned_data["until"])
    return redirect("schools:news", district)


@for_roles(*Role)
@require_http_methods(["GET", "HEAD", "POST"])
def by_mail(request: HttpRequest, district: str) -> HttpResponse:
    viewer = viewer_of(request)
    form = DigestForm(request.POST or None, district=viewer.district, initial={"digest": digest_of(viewer.staff)})
    if request.method == "POST" and form.is_valid():
        digest = Digest(form.cleaned_data["digest"])
        choose_digest(staff=viewer.staff, digest=digest)
        messages.success(request, GOING_BY_MAIL[digest])
        return redirect("schools:news_by_mail", district)
    return _by_mail_page(request, viewer, form=form)


@for_roles(*Role)
@require_POST
def quiet_hours(request: HttpRequest, district: str) -> HttpResponse:
    """When no email comes to this person."""
    viewer = viewer_of(request)
    form = QuietForm(request.POST)
    if not form.is_valid():
        return _by_mail_page(request, viewer, quiet_form=form)
    choose_quiet_hours(staff=viewer.staff, **form.cleaned_data)
    messages.success(request, "Saved. What comes in then waits until the quiet hours are over.")
    return redirect("schools:news_by_mail", district)


@for_roles(Role.DISTRICT_ADMIN)
@require_POST
def digest_time(request: HttpRequest, district: str) -> HttpResponse:
    """When the emails of the morning go out, for the whole district."""
    viewer = viewer_of(request)
    form = DigestTimeForm(request.POST, district=viewer.district)
    if not form.is_valid():
        return _by_mail_page(request, viewer, time_form=form)
    saved = set_digest_time(actor=viewer.staff, digest_at=form.cleaned_data["digest_at"])
    messages.success(request, f"Saved. Emails go out at {time_format(saved.digest_at, 'g:i A')} on school days.")
    return redirect("schools:news_by_mail", district)


def _by_mail_page(
    request: HttpRequest,
    viewer: Viewer,
    *,
    form: DigestForm | None = None,
    quiet_form: QuietForm | None = None,
    time_form: DigestTimeForm | None = None,
) -> HttpResponse:
    """One's own choices, and for district admins the time of everybody's."""
    choice = mail_choice_of(viewer.staff)
    is_wrong = any(each is not None and each.is_bound for each in (form, quiet_form, time_form))
    if time_form is None and viewer.is_district_admin:
        time_form = DigestTimeForm(district=viewer.district)
    context = {
        "form": form or DigestForm(district=viewer.district, initial={"digest": choice.digest}),
        "quiet_form": quiet_form or QuietForm(initial=vars(choice)),
        "time_form": time_form,
    }
    return render(request, "schools/news_by_mail.html", context, status=422 if is_wrong else 200)


@csrf_exempt  # a mail program posts here by itself, without a page of ours (RFC 8058); the link is the secret
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def digests_off(request: HttpRequest, token: str) -> HttpResponse:
    """Turn one person's letters off, signed in or not. The page names the district alone, and never says who or how.

    A link we did not make is a 404. One whose person is no longer there is answered like any other.
    """
    whose = whose_digests_off(token)
    district = District.objects.filter(pk=whose[0]).first() if whose else None
    if whose is None or district is None:
        return render(request, "schools/digests_off_unknown.html", status=404)
    is_done = request.method == "POST"
    if is_done:
        # No membership opens the district here: whoever holds the letter may stop it, and can do nothing else.
        with tenant(district.pk), transaction.atomic():
            staff = StaffMember.objects.filter(pk=whose[1]).first()
            if staff is not None:
                choose_digest(staff=staff, digest=Digest.OFF)
    return render(request, "schools/digests_off.html", {"district_name": district.name, "is_done": is_done})
