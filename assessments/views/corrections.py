"""Corrections: what was decided, choose one, see who changes, say yes, take it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access import ENTERERS, access_assessment, access_correcting, access_correction, access_item, may_build
from assessments.actions.correction_previews import CorrectionPreview, preview_correction
from assessments.actions.corrections import PreviewOutdated, make_correction, undo_correction
from assessments.actions.decisions import spec_of
from assessments.forms.corrections import FORMS, CorrectionForm, correction_forms
from assessments.models import Assessment, Item
from assessments.queries.corrections import correction_lines, item_of
from assessments.views.places import address, crumbs
from plc.http.components import Crumb, SummaryCount
from plc.http.refusals import Refusal
from plc.schools.access import Viewer, for_roles, viewer_of
from plc.schools.forms import add_refusal

LONGEST_REASON = 200
LISTED_STUDENTS = 500
NAMED_FIRST = 4  # above the folded list


@for_roles(*ENTERERS)
@require_safe
def corrections(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    """Every correction, newest first; the facilitator also begins one here."""
    viewer = viewer_of(request)
    subject = access_assessment(viewer, assessment_id)
    items = Item.objects.filter(version_id=subject.current_version_id).prefetch_related("standards")
    context = {
        "assessment": subject,
        "crumbs": crumbs(viewer, subject, Crumb(label="Corrections")),
        "lines": correction_lines(subject),
        "items": items.order_by("position"),
        "may_correct": subject.is_locked and may_build(viewer, subject),
    }
    return render(request, "assessments/corrections/list.html", context)


@for_roles(*ENTERERS)
@require_safe
def correction_choose(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    """What can be corrected about one item (``?item=``), or about the CFA itself."""
    viewer = viewer_of(request)
    subject = access_correcting(viewer, assessment_id)
    item = _item(subject, request.GET)
    suggested = request.GET.get("key", "").upper()[:1]
    choices = spec_of(item).choices if item else ""
    forms = correction_forms(subject, item, suggested if suggested in choices else "")
    return _choose_page(request, viewer, subject, item, forms)


@for_roles(*ENTERERS)
@require_http_methods(["GET", "HEAD", "POST"])
def correction_preview(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    """Who would change, with nothing changed; by POST, and only as it was shown, the change itself."""
    viewer = viewer_of(request)
    subject = access_correcting(viewer, assessment_id)
    said = request.POST if request.method == "POST" else request.GET
    if said.get("kind") not in FORMS:
        return redirect(address(viewer, "corrections", subject.pk))
    item = _item(subject, said)
    form = FORMS[said["kind"]](said, assessment=subject, item=item)
    try:
        decision = form.decision() if form.is_valid() else None
    except Refusal as refusal:
        add_refusal(form, refusal)
        decision = None
    if decision is None:
        others = [other for other in correction_forms(subject, item) if other.kind != form.kind]
        return _choose_page(request, viewer, subject, item, [form, *others], status=422)
    if request.method != "POST":
        return _preview_page(request, viewer, subject, form, preview_correction(subject, decision))
    try:
        make_correction(
            actor=viewer.staff,
            assessment=subject,
            decision=decision,
            seen=said.get("seen", ""),
            today=viewer.today,
            reason=said.get("reason", "").replace("\0", "").strip()[:LONGEST_REASON],
            adds_targets=said.get("targets") == "1",
        )
    except PreviewOutdated as outdated:
        return _preview_page(request, viewer, subject, form, outdated.preview, outdated=outdated)
    messages.success(request, "Done. The report is being computed anew. You can take this back below.")
    return redirect(address(viewer, "corrections", subject.pk))


@for_roles(*ENTERERS)
@require_POST
def correction_undo(request: HttpRequest, district: str, assessment_id: int, correction_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    subject = access_correcting(viewer, assessment_id)
    found = access_correction(subject, correction_id)
    try:
        undo_correction(actor=viewer.staff, correction=found, today=viewer.today)
    except Refusal as refusal:
        messages.warning(request, f"{refusal.sentence} {refusal.remedy}".strip())
    else:
        messages.success(request, "Taken back. Everything counts as it did before, and the report is computed anew.")
    return redirect(address(viewer, "corrections", subject.pk))


def _item(assessment: Assessment, said: QueryDict) -> Item | None:
    """The item as the current version has it, by the id it has in any version."""
    asked = said.get("item", "")
    if not (asked.isdecimal() and len(asked) < 18):
        return None
    return item_of(assessment, str(access_item(assessment, int(asked)).identity))


def _choose_page(
    request: HttpRequest,
    viewer: Viewer,
    assessment: Assessment,
    item: Item | None,
    forms: list[CorrectionForm],
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "assessment": assessment,
        "crumbs": _crumbs(viewer, assessment, f"Item {item.label}" if item else "Cuts"),
        "item": item,
        "forms": forms,
    }
    return render(request, "assessments/corrections/choose.html", context, status=status)


def _preview_page(
    request: HttpRequest,
    viewer: Viewer,
    assessment: Assessment,
    form: CorrectionForm,
    preview: CorrectionPreview,
    *,
    outdated: PreviewOutdated | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "assessment": assessment,
        "crumbs": _crumbs(viewer, assessment, "Preview"),
        "form": form,
        "preview": preview,
        "counts": _counts(preview),
        "students": preview.students[:LISTED_STUDENTS],
        "first": preview.students[:NAMED_FIRST],
        "further": max(0, len(preview.students) - NAMED_FIRST),
        "outdated": outdated,
        "shown_students": LISTED_STUDENTS,
        "again": address(viewer, "corrections", assessment.pk),
    }
    return render(request, "assessments/corrections/preview.html", context, status=409 if outdated else 200)


def _counts(preview: CorrectionPreview) -> list[SummaryCount]:
    total = preview.total
    return [
        SummaryCount(count=total.rising, text=_verb(total.rising, "goes up", "go up")),
        SummaryCount(count=total.falling, text=_verb(total.falling, "goes down", "go down")),
        SummaryCount(
            count=total.newly_proficient, text=_verb(total.newly_proficient, "becomes proficient", "become proficient")
        ),
        SummaryCount(count=total.no_longer_proficient, text="no longer proficient"),
        SummaryCount(count=preview.unchanged, text=_verb(preview.unchanged, "stays as it is", "stay as they are")),
    ]


def _verb(count: int, one: str, many: str) -> str:
    return one if count == 1 else many


def _crumbs(viewer: Viewer, assessment: Assessment, label: str) -> list[Crumb]:
    above = Crumb(label="Corrections", url=address(viewer, "corrections", assessment.pk))
    return crumbs(viewer, assessment, above, Crumb(label=label))
