"""Who was there, in one form for the whole list."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from goals.access import MEMBERS
from goals.actions.group_days import record_session
from goals.forms.groups import RecordForm
from goals.models import Presence
from goals.queries.groups import states_in
from goals.readers import open_session
from goals.views.group_pages import group_crumbs
from goals.views.places import address
from plc.http.components import Crumb
from plc.http.refusals import Refusal
from plc.schools.access import for_roles, viewer_of
from plc.schools.forms import add_refusal


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def group_session(request: HttpRequest, district: str, session_id: int) -> HttpResponse:
    """``state-<student>`` for each student of the group whom one may see; until something is noted, all are present."""
    viewer = viewer_of(request)
    is_post = request.method == "POST"
    with transaction.atomic():
        opened, session = open_session(viewer, session_id, part="group_session", to_change=is_post)
        form = RecordForm(request.POST or None, initial={"done": session.done})
        seen, sent = request.POST.get("seen", session.seen), form.states(person.id for person in opened.people)
        if is_post and form.is_valid():
            done = form.cleaned_data["done"].strip()
            try:
                with transaction.atomic():
                    said = {"done": done, "states": sent, "seen": seen}
                    record_session(actor=viewer.staff, session=session, today=viewer.today, **said)
            except Refusal as refusal:
                add_refusal(form, refusal)
                seen = session.seen
            else:
                messages.success(request, f"{session.on:%B %-d} is noted.")
                return redirect(address(viewer, "group", session.group_id))
    noted = states_in(session) | sent
    usual = "" if session.recorded_at else Presence.PRESENT
    context = {
        "form": form,
        "seen": seen,
        "opened": opened,
        "group": opened.group,
        "session": session,
        "people": [(person, noted.get(person.id, usual)) for person in opened.people],
        "states": Presence.choices,
        "is_ahead": session.on > viewer.today,
        "crumbs": group_crumbs(viewer, opened.group, Crumb(label=f"{session.on:%B %-d}")),
    }
    return render(request, "goals/groups/session.html", context, status=422 if is_post else 200)
