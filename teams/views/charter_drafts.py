"""The editor's side of what a place stands for: its draft, the proposal, what is in force, and the review."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from plc.http.refusals import Refusal
from plc.schools.access import Viewer, access_led_school, for_roles, viewer_of
from plc.schools.forms import add_refusal
from teams.access.commitments import (
    EDITORS,
    access_charter_version,
    access_draft_statement,
    access_open_remark,
    access_own_charter,
    may_edit,
)
from teams.actions.commitments import (
    begin_charter,
    begin_charter_version,
    move_statement,
    propose_charter,
    remove_statement,
    write_statement,
)
from teams.actions.inquiry import accept_suggestion, answer_remark, put_in_force, review_charter
from teams.forms.commitments import (
    CharterReviewForm,
    InForceForm,
    RemarkAnswerForm,
    StatementForm,
    sentence_of,
)
from teams.models import Charter, CharterKind, CharterState, CharterVersion
from teams.queries.commitments import charter_version_in, open_remarks, statements_in
from teams.views.commitments import charter_crumbs, in_force_form_page


@for_roles(*EDITORS)
@require_POST
def new_charter(request: HttpRequest, district: str) -> HttpResponse:
    """The first draft of a document; ``school`` is empty for the district's."""
    viewer = viewer_of(request)
    kind, chosen = request.POST.get("kind", ""), request.POST.get("school", "")
    if kind not in CharterKind.values or not (chosen == "" or chosen.isdecimal()):
        raise Http404
    school = access_led_school(viewer, int(chosen)) if chosen else None
    if not may_edit(viewer, school.pk if school else None):
        raise Http404
    document = begin_charter(actor=viewer.staff, school=school, kind=kind)
    return redirect("teams:charter_draft", district, document.pk)


@for_roles(*EDITORS)
@require_POST
def begin_draft(request: HttpRequest, district: str, charter_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    document = access_own_charter(viewer, charter_id)
    begin_charter_version(actor=viewer.staff, charter=document)
    return redirect("teams:charter_draft", district, document.pk)


@for_roles(*EDITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def charter_draft(request: HttpRequest, district: str, charter_id: int) -> HttpResponse:
    """The draft as it stands, and a sentence more."""
    viewer = viewer_of(request)
    document = access_own_charter(viewer, charter_id)
    draft = _draft_of(document)
    form = StatementForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            write_statement(actor=viewer.staff, version=draft, text=said["text"], is_tight=said["is_tight"])
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return redirect("teams:charter_draft", district, document.pk)
    context = {
        "charter": document,
        "draft": draft,
        "statements": list(statements_in(draft)),
        "remarks": open_remarks(document)[:100],
        "form": form,
        "remark_answer_form": RemarkAnswerForm(),
        "crumbs": charter_crumbs(viewer, document, "Draft"),
    }
    return render(request, "teams/commitments/draft.html", context, status=422 if form.errors else 200)


@for_roles(*EDITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def charter_statement(request: HttpRequest, district: str, statement_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    statement = access_draft_statement(viewer, statement_id)
    document = statement.version.charter
    form = StatementForm(request.POST) if request.method == "POST" else StatementForm.of(statement)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            write_statement(
                actor=viewer.staff,
                version=statement.version,
                text=said["text"],
                is_tight=said["is_tight"],
                statement=statement,
                seen=said["seen"],
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Saved in the draft.")
            return redirect("teams:charter_draft", district, document.pk)
    context = {
        "charter": document,
        "statement": statement,
        "form": form,
        "crumbs": charter_crumbs(viewer, document, "Change a sentence"),
    }
    return render(request, "teams/commitments/statement.html", context, status=422 if form.errors else 200)


@for_roles(*EDITORS)
@require_POST
def settle_statement(request: HttpRequest, district: str, statement_id: int) -> HttpResponse:
    """One place up or down, or out of the draft."""
    viewer = viewer_of(request)
    statement = access_draft_statement(viewer, statement_id)
    to = request.POST.get("to")
    if to == "out":
        remove_statement(actor=viewer.staff, statement=statement)
        messages.info(request, "Taken out of the draft.")
    else:
        move_statement(actor=viewer.staff, statement=statement, up=to == "up")
    return redirect("teams:charter_draft", district, statement.version.charter_id)


@for_roles(*EDITORS)
@require_POST
def propose(request: HttpRequest, district: str, charter_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    document = access_own_charter(viewer, charter_id)
    try:
        version = propose_charter(actor=viewer.staff, version=_draft_of(document))
    except Refusal as refusal:
        messages.error(request, sentence_of(refusal))
        return redirect("teams:charter_draft", district, document.pk)
    messages.success(request, "Proposed. Everybody who works here is told, and asked.")
    return redirect("teams:charter_version", district, document.pk, version.number)


@for_roles(*EDITORS)
@require_POST
def enact(request: HttpRequest, district: str, charter_id: int, number: int) -> HttpResponse:
    """``number`` is the proposal whose answers were read."""
    viewer = viewer_of(request)
    document = access_own_charter(viewer, charter_id)
    version = access_charter_version(document, number)
    form = InForceForm(request.POST)
    if form.is_valid():
        try:
            put_in_force(actor=viewer.staff, version=version, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "This is what you stand for now.")
            return redirect("teams:charter", district, document.pk)
    return in_force_form_page(request, viewer, document, version, form)


@for_roles(*EDITORS)
@require_POST
def answer_to_remark(request: HttpRequest, district: str, remark_id: int) -> HttpResponse:
    """Taken into the draft, or answered in a sentence."""
    viewer = viewer_of(request)
    remark = access_open_remark(viewer, remark_id)
    form = RemarkAnswerForm(request.POST)
    answer = form.cleaned_data["answer"] if form.is_valid() else ""
    try:
        if request.POST.get("how") == "accept":
            accept_suggestion(actor=viewer.staff, remark=remark, answer=answer)
            messages.success(request, "The words stand in the draft now.")
        else:
            answer_remark(actor=viewer.staff, remark=remark, answer=answer)
            messages.success(request, f"{remark.author.name} is told.")
    except Refusal as refusal:
        messages.error(request, sentence_of(refusal))
    return _back(request, viewer, remark.version)


@for_roles(*EDITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def charter_review(request: HttpRequest, district: str, charter_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    document = access_own_charter(viewer, charter_id)
    version = charter_version_in(document, CharterState.IN_FORCE)
    if version is None:
        raise Http404
    form = CharterReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        is_kept = said["outcome"] == "keep"
        try:
            review_charter(
                actor=viewer.staff, charter=document, is_kept=is_kept, review_on=said["review_on"], note=said["note"]
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The review is recorded.")
            return redirect("teams:charter" if is_kept else "teams:charter_draft", district, document.pk)
    context = {
        "charter": document,
        "version": version,
        "form": form,
        "remarks": open_remarks(document)[:100],
        "crumbs": charter_crumbs(viewer, document, "Review"),
    }
    return render(request, "teams/commitments/review.html", context, status=422 if form.errors else 200)


def _draft_of(document: Charter) -> CharterVersion:
    draft = charter_version_in(document, CharterState.DRAFT)
    if draft is None:
        raise Http404
    return draft


def _back(request: HttpRequest, viewer: Viewer, version: CharterVersion) -> HttpResponse:
    slug, charter_id = viewer.district.slug, version.charter_id
    has_draft = CharterVersion.objects.filter(charter_id=charter_id, state=CharterState.DRAFT).exists()
    if has_draft and request.POST.get("back") == "draft":
        return redirect("teams:charter_draft", slug, charter_id)
    return redirect("teams:charter_version", slug, charter_id, version.number)
