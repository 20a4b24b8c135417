"""Files of a card: adding one, taking one off, and the download."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goals import actions
from goals.access import MEMBERS
from goals.access.strategies import LIBRARY_READERS, access_card_file, access_own_card, access_own_card_file
from goals.file_kinds import KINDS, MOST_FILES
from goals.forms import CardFileForm
from goals.views.places import address, card_crumb, card_crumbs
from plc.http.components import Crumb
from plc.http.refusals import Refusal
from plc.schools.access import for_roles, viewer_of
from plc.schools.forms import add_refusal

# For whatever opens the file in a browser all the same: it may load nothing, run nothing and submit nothing.
NOTHING_RUNS = "default-src 'none'; sandbox"


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def add_card_file(request: HttpRequest, district: str, card_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    with transaction.atomic():
        card = access_own_card(viewer, card_id, to_change=request.method == "POST")
        form = CardFileForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                kept = actions.add_card_file(actor=viewer.staff, card=card, name=file.name, content=file.read())
            except Refusal as refusal:
                add_refusal(form, refusal, "file")
            else:
                messages.success(request, f"“{kept.name}” is on the card.")
                return redirect(address(viewer, "strategy", card.pk))
    context = {
        "form": form,
        "save": "Add the file",
        "headline": "Add a file",
        "said": f"To “{card.title}”: worksheet, slides, picture; up to {MOST_FILES} files, none with students’ names.",
        "back": address(viewer, "strategy", card.pk),
        "crumbs": card_crumbs(viewer, card, card_crumb(viewer, card), Crumb(label="Add a file")),
    }
    return render(request, "goals/form.html", context, status=422 if form.errors else 200)


@for_roles(*MEMBERS)
@require_POST
def remove_card_file(request: HttpRequest, district: str, card_file_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    with transaction.atomic():
        file = access_own_card_file(viewer, card_file_id)
        name, card_id = file.name, file.card_id
        actions.remove_card_file(actor=viewer.staff, file=file)
    messages.info(request, f"“{name}” is off the card.")
    return redirect(address(viewer, "strategy", card_id))


@for_roles(*LIBRARY_READERS)
@require_safe
def card_file(request: HttpRequest, district: str, card_file_id: int) -> HttpResponse:
    """As a download under the type that was found in it, never under one that it or its sender claims."""
    file = access_card_file(viewer_of(request), card_file_id)
    response = HttpResponse(bytes(file.content), content_type=KINDS[file.kind].media)
    response["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    response["Content-Security-Policy"] = NOTHING_RUNS
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
