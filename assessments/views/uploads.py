"""An upload's pages: send a file, see what it would change, say yes or no, take it back; and the list of them all."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import queries
from assessments.access import ENTERERS, access_entry, access_upload
from assessments.actions import discard_upload, preview_again, preview_upload
from assessments.actions.reading_uploads import read_upload
from assessments.actions.reverting import ask_to_revert
from assessments.actions.saving import SavedMeanwhile
from assessments.actions.uploads import ask_to_apply
from assessments.forms import UploadForm
from assessments.importing import (
    ImportPlan,
    Mapping,
    Unreadable,
    csv_bytes,
    left_out_rows,
    template_rows,
)
from assessments.importing.workbook_writing import workbook_bytes
from assessments.models import Assessment, Upload, UploadState
from assessments.views.places import address, crumbs
from assessments.views.upload_pages import (
    listed_uploads,
    newest_uploads,
    preview_context,
    section_ids,
    state_of,
    with_counts,
)
from plc.http.components import Crumb
from plc.http.rates import check_rate
from plc.schools.access import Viewer, for_roles
from plc.templatetags.figures import plural

UPLOADS_IN_FIVE_MINUTES = 30
LISTED = 25
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@for_roles(*ENTERERS)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    subject, sections = access_entry(viewer, assessment_id)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound:
        check_rate(action="upload", person_id=viewer.staff.pk, most=UPLOADS_IN_FIVE_MINUTES, seconds=300)
        if form.is_valid() and (made := _received(viewer, subject, [row.section_id for row in sections], form)):
            is_open = made.state == UploadState.PREVIEWED and not _is_ready(made)
            return redirect(address(viewer, "upload_mapping" if is_open else "upload_preview", made.pk))
    context = {
        "assessment": subject,
        "sections": sections,
        "form": form,
        "crumbs": crumbs(viewer, subject, Crumb(label="Upload")),
        "uploads": newest_uploads(viewer, subject),
    }
    return render(request, "assessments/upload.html", context, status=422 if form.errors else 200)


def _received(viewer: Viewer, subject: Assessment, into: list[int], form: UploadForm) -> Upload | None:
    name, content = form.sent
    try:
        return preview_upload(
            actor=viewer.staff,
            assessment=subject,
            section_ids=into,
            today=viewer.today,
            file_name=name,
            content=content,
            attempt=form.cleaned_data["attempt"],
            profile=form.cleaned_data["profile"],
            may_wait=True,
        )
    except Unreadable as error:
        form.add_error("file", f"{error.sentence} {error.remedy}")
        return None


def _is_ready(made: Upload) -> bool:
    """Whether the columns are clear enough for a plan."""
    return Mapping.from_json(made.mapping).is_ready


@for_roles(*ENTERERS)
@require_safe
def uploads(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    """Every upload of a CFA this person may open, newest first."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    subject, _ = access_entry(viewer, assessment_id)
    page = Paginator(listed_uploads(viewer, subject), LISTED).get_page(request.GET.get("page"))
    context = {
        "assessment": subject,
        "crumbs": crumbs(viewer, subject, Crumb(label="Uploads")),
        "page": page,
        "uploads": with_counts(page),
        "is_whole_list": True,
    }
    return render(request, "assessments/uploads.html", context)


@for_roles(*ENTERERS)
@require_safe
def template(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    """A CSV with this person's students and a column for each item, ready to fill in."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return _download(csv_bytes(_template_rows(viewer, assessment_id)), f"scores-{assessment_id}.csv", "text/csv")


@for_roles(*ENTERERS)
@require_safe
def template_workbook(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    """The same as an Excel workbook, whose IDs keep their zeros."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return _download(workbook_bytes(_template_rows(viewer, assessment_id)), f"scores-{assessment_id}.xlsx", WORKBOOK)


def _template_rows(viewer: Viewer, assessment_id: int) -> list[list[str]]:
    subject, sections = access_entry(viewer, assessment_id)
    entries = queries.roster(subject, [row.section_id for row in sections], viewer.today)
    saved = queries.saved_results(subject, [entry.student_id for entry in entries])
    return template_rows(queries.item_specs(queries.items_of(subject)), entries, saved)


@for_roles(*ENTERERS)
@require_safe
def upload_preview(request: HttpRequest, district: str, upload_id: int) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    subject = access_upload(viewer, upload_id)
    context = preview_context(viewer, subject, show=request.GET.get("show", ""), page=request.GET.get("page"))
    return render(request, "assessments/upload_preview.html", context)


@for_roles(*ENTERERS)
@require_safe
def upload_live(request: HttpRequest, district: str, upload_id: int) -> HttpResponse:
    """The page's part while a worker is at it, or 204 while the reader's copy (``?have=``) is still right."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    subject = access_upload(viewer, upload_id)
    if request.GET.get("have") == state_of(subject):
        response = HttpResponse(status=204)
    else:
        response = render(request, "assessments/_upload.html", preview_context(viewer, subject))
    patch_cache_control(response, no_store=True)
    return response


@for_roles(*ENTERERS)
@require_POST
def upload_apply(request: HttpRequest, district: str, upload_id: int) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    subject = access_upload(viewer, upload_id, to_change=True)
    into = section_ids(viewer, subject.assessment)
    try:
        change = ask_to_apply(
            actor=viewer.staff,
            upload=subject,
            section_ids=into,
            plan_digest=request.POST.get("plan", ""),
            today=viewer.today,
        )
    except SavedMeanwhile as conflict:
        preview_again(upload=subject, section_ids=into, today=viewer.today)
        messages.warning(request, f"{conflict.sentence} This is the preview against what is saved now.")
        return redirect(address(viewer, "upload_preview", subject.pk))
    if subject.state == UploadState.SAVING:
        return redirect(address(viewer, "upload_preview", subject.pk))
    if change is None:
        messages.info(request, "Everything in the file was saved already; nothing changed.")
        return redirect(address(viewer, "cfa", subject.assessment_id))
    messages.success(
        request,
        f"Saved {plural(change.cells, 'score')} for {plural(change.papers, 'student')}. The report is being computed. "
        "You can take the upload back on the page of the CFA.",
    )
    return redirect(address(viewer, "report", subject.assessment_id))


@for_roles(*ENTERERS)
@require_POST
def upload_discard(request: HttpRequest, district: str, upload_id: int) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    subject = access_upload(viewer, upload_id, to_change=True)
    discard_upload(upload=subject)
    messages.info(request, "Cancelled. Everything is as it was.")
    return redirect(address(viewer, "cfa", subject.assessment_id))


@for_roles(*ENTERERS)
@require_POST
def upload_revert(request: HttpRequest, district: str, upload_id: int) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    with transaction.atomic():
        subject = access_upload(viewer, upload_id, to_change=True)
        done = ask_to_revert(actor=viewer.staff, upload=subject, today=viewer.today)
    if done is None:
        return redirect(address(viewer, "upload_preview", subject.pk))
    change, newer = done
    said = "Taken back. What was saved before stands again." if change else "Nothing of it was left to take back."
    if newer:
        said += " 1 score" if newer == 1 else f" {newer} scores"
        said += f" changed since the upload stayed as {'it is' if newer == 1 else 'they are'}."
    messages.success(request, said)
    return redirect(address(viewer, "cfa", subject.assessment_id))


@for_roles(*ENTERERS)
@require_safe
def upload_left_out(request: HttpRequest, district: str, upload_id: int) -> HttpResponse:
    """The rows that were left out, with why, to mend and upload again."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    subject = access_upload(viewer, upload_id)
    if not subject.plan or not subject.content:
        raise Http404  # being read, or cancelled: its content is gone
    table = read_upload(subject)
    entries = queries.roster(subject.assessment, section_ids(viewer, subject.assessment), viewer.today)
    plan = ImportPlan.from_json(subject.plan).said_of({entry.student_id for entry in entries})
    return _download(csv_bytes(left_out_rows(table, plan)), f"left-out-{subject.pk}.csv", "text/csv")


def _download(content: bytes, file_name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response
