"""What we stand for: the documents of the district and of one's schools, read, spoken to, agreed to, and their past."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from plc.http.components import Crumb
from plc.http.pages import page_of
from plc.http.refusals import Refusal
from plc.schools.access import EVERYONE, Viewer, for_roles, viewer_of
from plc.schools.forms import add_refusal
from teams.access.commitments import (
    access_charter,
    access_charter_version,
    access_own_remark,
    may_edit,
    own_schools,
    readable_charters,
)
from teams.actions.inquiry import answer_charter, say_to_charter, take_back_remark
from teams.forms.commitments import ConsentForm, InForceForm, RemarkAnswerForm, RemarkForm
from teams.models import Charter, CharterState, CharterVersion
from teams.news.commitments import see_charter
from teams.queries.commitments import (
    Changed,
    Place,
    answers_owed,
    charter_version_in,
    charters_in_order,
    consent_of,
    is_review_near,
    own_charter_answer,
    places_of,
    remarks_on,
    reviews_in,
    shown_versions,
    staff_of,
    what_changed,
)


@dataclass(frozen=True)
class Listed:
    """A place of the list, and whether this person writes for it."""

    place: Place
    may_edit: bool


@dataclass(frozen=True)
class Past:
    """A version in the history, with its difference to the one before; None for the first."""

    version: CharterVersion
    changes: list[Changed] | None


@for_roles(*EVERYONE)
@require_safe
def charters(request: HttpRequest, district: str) -> HttpResponse:
    viewer = viewer_of(request)
    rows = list(charters_in_order(readable_charters(viewer)))
    places = places_of(rows, viewer.district.name, own_schools(viewer))
    context = {
        "listed": [Listed(place, may_edit(viewer, place.school.pk if place.school else None)) for place in places],
        "owed": answers_owed(viewer.staff, [row.pk for row in rows]),
        "due": [row.pk for row in rows if is_review_near(row, viewer.today)],
    }
    return render(request, "teams/commitments/charters.html", context)


@for_roles(*EVERYONE)
@require_safe
def charter(request: HttpRequest, district: str, charter_id: int) -> HttpResponse:
    """What is in force; while nothing is, what is proposed."""
    viewer = viewer_of(request)
    document = access_charter(viewer, charter_id)
    version = charter_version_in(document, CharterState.IN_FORCE) or charter_version_in(document, CharterState.PROPOSED)
    return _page(request, viewer, document, version)


@for_roles(*EVERYONE)
@require_safe
def charter_version(request: HttpRequest, district: str, charter_id: int, number: int) -> HttpResponse:
    viewer = viewer_of(request)
    document = access_charter(viewer, charter_id)
    return _page(request, viewer, document, access_charter_version(document, number))


@for_roles(*EVERYONE)
@require_safe
def charter_history(request: HttpRequest, district: str, charter_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    document = access_charter(viewer, charter_id)
    versions = list(shown_versions(document)[:50])
    before: list[CharterVersion | None] = [*versions[1:], None]
    past = [
        Past(version, what_changed(earlier.in_order, version.in_order) if earlier else None)  # type: ignore[attr-defined]
        for version, earlier in zip(versions, before, strict=True)
    ]
    context = {
        "charter": document,
        "past": past,
        "reviews": reviews_in(document)[:50],
        "crumbs": charter_crumbs(viewer, document, "History"),
    }
    return render(request, "teams/commitments/history.html", context)


@for_roles(*EVERYONE)
@require_POST
def say_to(request: HttpRequest, district: str, charter_id: int, number: int) -> HttpResponse:
    """A comment or a suggestion to the version that was read."""
    viewer = viewer_of(request)
    document = access_charter(viewer, charter_id)
    version = access_charter_version(document, number)
    form = _remark_form(version, request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            say_to_charter(
                actor=viewer.staff,
                version=version,
                statement=form.statement,
                text=said["text"],
                wording=said["wording"],
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Said. Everybody here reads it, and the editor is told.")
            return redirect("teams:charter_version", district, document.pk, version.number)
    return _page(request, viewer, document, version, remark_form=form)


@for_roles(*EVERYONE)
@require_POST
def take_back(request: HttpRequest, district: str, remark_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    remark = access_own_remark(viewer, remark_id)
    document, number = remark.version.charter, remark.version.number
    take_back_remark(actor=viewer.staff, remark=remark)
    messages.info(request, "Taken back.")
    return redirect("teams:charter_version", district, document.pk, number)


@for_roles(*EVERYONE)
@require_POST
def consent_to_charter(request: HttpRequest, district: str, charter_id: int, number: int) -> HttpResponse:
    """``number`` is the version that was read: nobody agrees to one they have not seen."""
    viewer = viewer_of(request)
    document = access_charter(viewer, charter_id)
    version = access_charter_version(document, number)
    form = ConsentForm(request.POST, auto_id="consent_%s")
    if form.is_valid():
        said = form.cleaned_data
        try:
            answer_charter(actor=viewer.staff, version=version, is_yes=said["answer"] == "yes", reason=said["reason"])
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Your answer is noted.")
            return redirect("teams:charter_version", district, document.pk, version.number)
    return _page(request, viewer, document, version, consent_form=form)


def in_force_form_page(
    request: HttpRequest, viewer: Viewer, document: Charter, version: CharterVersion, form: forms.Form
) -> HttpResponse:
    """The page again with what could not be done said in its form."""
    return _page(request, viewer, document, version, in_force_form=form)


def charter_crumbs(viewer: Viewer, document: Charter, here: str = "") -> tuple[Crumb, ...]:
    slug, name = viewer.district.slug, f"{document.get_kind_display()}, {document.place}"
    top = Crumb(label="What we stand for", url=reverse("teams:charters", args=[slug]))
    if not here:
        return top, Crumb(label=name)
    return top, Crumb(label=name, url=reverse("teams:charter", args=[slug, document.pk])), Crumb(label=here)


def _remark_form(version: CharterVersion, sent: Any = None) -> RemarkForm:
    statements = list(version.statements.order_by("position", "pk"))
    return RemarkForm(sent, statements=statements, auto_id="remark_%s")


def _page(
    request: HttpRequest, viewer: Viewer, document: Charter, version: CharterVersion | None, **bound: forms.Form
) -> HttpResponse:
    edits = may_edit(viewer, document.school_id)
    context: dict[str, Any] = {
        "charter": document,
        "version": version,
        "edits": edits,
        "draft": charter_version_in(document, CharterState.DRAFT) if edits else None,
        "proposed": charter_version_in(document, CharterState.PROPOSED),
        "review_is_near": is_review_near(document, viewer.today),
        "viewer_staff_id": viewer.staff.pk,
        "crumbs": charter_crumbs(viewer, document),
    }
    if version is not None:
        page = page_of(request, remarks_on(version))
        see_charter(viewer, document, [remark.pk for remark in page])
        context["statements"] = version.statements.order_by("position", "pk")
        context["page"] = page
        context["remark_answer_form"] = RemarkAnswerForm()
        if version.state in (CharterState.PROPOSED, CharterState.IN_FORCE):
            context |= _answering(viewer, document, version)
        if version.state == CharterState.PROPOSED and edits:
            day = viewer.today.replace(day=1, year=viewer.today.year + 1)
            context["in_force_form"] = InForceForm(initial={"review_on": day})
    return render(request, "teams/commitments/charter.html", {**context, **bound}, status=422 if bound else 200)


def _answering(viewer: Viewer, document: Charter, version: CharterVersion) -> dict[str, Any]:
    answer = own_charter_answer(version, viewer.staff)
    said = {"answer": "yes" if answer.is_yes else "not_yet", "reason": answer.reason} if answer else None
    return {
        "is_asked": True,
        "own_answer": answer,
        "consent": consent_of(version, staff_of(document.school_id, viewer.today)),
        "consent_form": ConsentForm(initial=said, auto_id="consent_%s"),
        "remark_form": _remark_form(version),
    }
