"""The versions of a CFA's items: those that were in use, and what one in preparation would change for whom."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from assessments import queries
from assessments.access import ENTERERS, access_building, access_teamed, may_build
from assessments.actions import begin_version, discard_version, use_version
from assessments.forms import UseVersionForm
from assessments.models import AssessmentVersion
from assessments.queries.versions import VersionPreview, version_preview
from assessments.views.places import address, crumbs
from plc.http.components import Crumb, SummaryCount
from plc.http.refusals import Refusal
from plc.schools.access import for_roles, viewer_of
from plc.schools.forms import add_refusal


@for_roles(*ENTERERS)
@require_http_methods(["GET", "HEAD", "POST"])
def versions(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    """Read by the team; used, with a reason, by its facilitator."""
    viewer = viewer_of(request)
    subject = (
        access_building(viewer, assessment_id) if request.method == "POST" else access_teamed(viewer, assessment_id)
    )
    builds = may_build(viewer, subject)
    coming = queries.next_version(subject) if builds else None
    preview = version_preview(subject, coming) if coming else None
    form = UseVersionForm(request.POST or None, has_added=bool(preview and preview.added))
    if request.method == "POST":
        if coming is None:
            raise Refusal("No new version of the items is being prepared.", "Open the page of the items first.")
        if form.is_valid():
            try:
                use_version(
                    actor=viewer.staff,
                    assessment=subject,
                    today=viewer.today,
                    reason=form.cleaned_data["reason"],
                    added_later=form.added_later,
                )
            except Refusal as refusal:
                add_refusal(form, refusal)
            else:
                messages.success(request, f"Version {coming.number} is in use. The report reruns in seconds.")
                return redirect(address(viewer, "versions", subject.pk))
    context = {
        "assessment": subject,
        "crumbs": crumbs(viewer, subject, Crumb(label="Versions of the items")),
        "builds": builds,
        "may_begin": builds and subject.is_locked and queries.has_history(subject),
        "coming": coming,
        "preview": preview,
        "counts": _counts(preview) if preview else [],
        "missing": queries.what_is_missing(subject, coming) if coming else [],
        "form": form,
        "versions": queries.versions_of(subject),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "assessments/building/versions.html", context, status=status)


def _counts(preview: VersionPreview) -> list[SummaryCount]:
    return [
        SummaryCount(count=preview.papers, text=f"{_of('paper', preview.papers)} moved, with every score that stays"),
        SummaryCount(count=len(preview.added), text=f"{_of('item', len(preview.added))} added"),
        SummaryCount(count=len(preview.removed), text=f"{_of('item', len(preview.removed))} taken out"),
        SummaryCount(count=preview.scores_out, text=f"{_of('score', preview.scores_out)} only in the history then"),
        SummaryCount(count=len(preview.maxima), text=f"{_of('item', len(preview.maxima))} worth something else"),
        SummaryCount(count=preview.moved, text=f"{_of('item', preview.moved)} in another place"),
    ]


def _of(noun: str, count: int) -> str:
    return noun if count == 1 else f"{noun}s"


@for_roles(*ENTERERS)
@require_POST
def version_begin(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    subject = access_building(viewer, assessment_id)
    version: AssessmentVersion = begin_version(actor=viewer.staff, assessment=subject)
    messages.info(request, f"This is version {version.number} in preparation. Nothing saved changes until you use it.")
    return redirect(address(viewer, "build", subject.pk))


@for_roles(*ENTERERS)
@require_POST
def version_discard(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    subject = access_building(viewer, assessment_id)
    discard_version(actor=viewer.staff, assessment=subject)
    messages.info(request, "The items stay as they are.")
    return redirect(address(viewer, "versions", subject.pk))
