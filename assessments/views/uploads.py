"""An upload's pages: choose a file, see what it would change, say yes or no, take it back."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import queries
from assessments.access import ENTERERS, access_entry, access_upload, enterable_sections, visible_uploads
from assessments.actions import apply_upload, discard_upload, preview_again, preview_upload, revert_upload
from assessments.actions.saving import SavedMeanwhile
from assessments.actions.uploads import check_is_waiting
from assessments.forms import MappingForm, UploadForm
from assessments.importing import (
    ImportPlan,
    Mapping,
    Table,
    Unreadable,
    csv_bytes,
    left_out_rows,
    read_table,
    template_rows,
)
from assessments.models import Assessment, Upload, UploadState
from assessments.preview import preview_of
from assessments.views.places import address, crumbs
from plc.http.components import Crumb
from plc.http.rates import check_rate
from plc.schools.access import Viewer, for_roles
from plc.templatetags.figures import plural

UPLOADS_IN_FIVE_MINUTES = 30


@for_roles(*ENTERERS)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    subject, sections = access_entry(viewer, assessment_id)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound:
        check_rate(action="upload", person_id=viewer.staff.pk, most=UPLOADS_IN_FIVE_MINUTES, seconds=300)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                made = preview_upload(
                    actor=viewer.staff,
                    assessment=subject,
                    section_ids=[row.section_id for row in sections],
                    today=viewer.today,
                    file_name=file.name,
                    content=file.read(),
                )
            except Unreadable as error:
                form.add_error("file", f"{error.sentence} {error.remedy}")
            else:
                return redirect(address(viewer, "upload_preview", made.pk))
    context = {
        "assessment": subject,
        "sections": sections,
        "form": form,
        "crumbs": crumbs(viewer, subject, Crumb(label="Upload")),
        "uploads": visible_uploads(viewer).filter(assessment=subject).defer("content", "plan", "mapping")[:20],
    }
    return render(request, "assessments/upload.html", context, status=422 if form.errors else 200)


@for_roles(*ENTERERS)
@require_safe
def template(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    """A CSV with this person's students and a column for each item, ready to fill in."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    subject, sections = access_entry(viewer, assessment_id)
    entries = queries.roster(subject, [row.section_id for row in sections], viewer.today)
    saved = queries.saved_results(subject, [entry.student_id for entry in entries])
    items = queries.item_specs(queries.items_of(subject))
    return _csv(csv_bytes(template_rows(items, entries, saved)), f"scores-{subject.pk}.csv")


@for_roles(*ENTERERS)
@require_safe
def upload_preview(request: HttpRequest, district: str, upload_id: int) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return _preview_page(request, viewer, access_upload(viewer, upload_id))


@for_roles(*ENTERERS)
@require_POST
def upload_mapping(request: HttpRequest, district: str, upload_id: int) -> HttpResponse:
    """Other columns, and the preview that follows from them."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    subject = access_upload(viewer, upload_id, to_change=True)
    check_is_waiting(subject)
    form = _mapping_form(subject, request.POST)
    if not form.is_valid():
        return _preview_page(request, viewer, subject, form=form, status=422)
    section_ids = _section_ids(viewer, subject.assessment)
    entries = queries.roster(subject.assessment, section_ids, viewer.today)

    def remap(mapping: Mapping, table: Table) -> Mapping:
        return form.remap(entries)

    preview_again(upload=subject, section_ids=section_ids, today=viewer.today, remap=remap)
    return redirect(address(viewer, "upload_preview", subject.pk))


@for_roles(*ENTERERS)
@require_POST
def upload_apply(request: HttpRequest, district: str, upload_id: int) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    subject = access_upload(viewer, upload_id, to_change=True)
    section_ids = _section_ids(viewer, subject.assessment)
    try:
        change = apply_upload(
            actor=viewer.staff,
            upload=subject,
            section_ids=section_ids,
            plan_digest=request.POST.get("plan", ""),
            today=viewer.today,
        )
    except SavedMeanwhile as conflict:
        preview_again(upload=subject, section_ids=section_ids, today=viewer.today)
        messages.warning(request, f"{conflict.sentence} This is the preview against what is saved now.")
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
        change, newer = revert_upload(actor=viewer.staff, upload=subject, today=viewer.today)
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
    if not subject.content:
        raise Http404  # cancelled: its content is gone
    table = read_table(bytes(subject.content), subject.file_name)
    entries = queries.roster(subject.assessment, _section_ids(viewer, subject.assessment), viewer.today)
    plan = ImportPlan.from_json(subject.plan).said_of({entry.student_id for entry in entries})
    return _csv(csv_bytes(left_out_rows(table, plan)), f"left-out-{subject.pk}.csv")


def _section_ids(viewer: Viewer, assessment: Assessment) -> list[int]:
    return list(enterable_sections(viewer).filter(assessment=assessment).values_list("section_id", flat=True))


def _mapping_form(upload: Upload, posted: Any = None) -> MappingForm:
    return MappingForm(
        posted,
        table=read_table(bytes(upload.content), upload.file_name),
        items=queries.item_specs(queries.items_of(upload.assessment)),
        mapping=Mapping.from_json(upload.mapping),
    )


def _preview_page(
    request: HttpRequest, viewer: Viewer, upload: Upload, *, form: MappingForm | None = None, status: int = 200
) -> HttpResponse:
    section_ids = _section_ids(viewer, upload.assessment)
    items = queries.item_specs(queries.items_of(upload.assessment))
    entries = queries.roster(upload.assessment, section_ids, viewer.today)
    plan = ImportPlan.from_json(upload.plan).said_of({entry.student_id for entry in entries})
    is_waiting = upload.state == UploadState.PREVIEWED
    context = {
        "upload": upload,
        "assessment": upload.assessment,
        "crumbs": crumbs(viewer, upload.assessment, Crumb(label="Upload")),
        "plan": plan,
        "preview": preview_of(plan, items, {entry.student_id: entry for entry in entries}),
        "mapping": Mapping.from_json(upload.mapping),
        "form": (form or _mapping_form(upload)) if is_waiting else None,
        "is_waiting": is_waiting,
    }
    return render(request, "assessments/upload_preview.html", context, status=status)


def _csv(content: bytes, file_name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response
