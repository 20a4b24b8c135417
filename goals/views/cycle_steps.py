"""One step of a cycle: what it takes, who sees to it, and going on without it."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from goals.access import MEMBERS
from goals.access.cycles import access_cycle, access_own_cycle
from goals.actions import cycle_steps as actions
from goals.cycle_texts import STEPS, StepKey
from goals.forms.cycles import SkipForm, StepForm
from goals.models import Cycle
from goals.views.cycle_ways import owed_for, ways_of
from goals.views.cycles import loaded
from goals.views.places import address, cycle_crumbs
from plc.http.components import Crumb
from plc.http.refusals import Refusal
from plc.schools.access import Viewer, for_roles, viewer_of
from plc.schools.forms import add_refusal
from teams.access import standing_in


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def cycle_step(request: HttpRequest, district: str, cycle_id: int, position: int) -> HttpResponse:
    viewer, key = viewer_of(request), _key(position)
    with transaction.atomic():
        found = _of_members(viewer, cycle_id, to_change=request.method == "POST")
        form = None
        if request.method == "POST":
            form = StepForm(request.POST, viewer=viewer, team=found.team)
            if form.is_valid():
                try:
                    actions.settle_step(
                        actor=viewer.staff, cycle=found, step=key, today=viewer.today, **form.cleaned_data
                    )
                except Refusal as refusal:
                    add_refusal(form, refusal)
                else:
                    messages.success(request, "Saved.")
                    return redirect(address(viewer, "cycle_step", found.pk, position))
    return _page(request, viewer, found, key, form=form)


@for_roles(*MEMBERS)
@require_POST
def skip_step(request: HttpRequest, district: str, cycle_id: int, position: int) -> HttpResponse:
    viewer, key = viewer_of(request), _key(position)
    form = SkipForm(request.POST)
    with transaction.atomic():
        found = access_own_cycle(viewer, cycle_id, to_change=True)
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            actions.skip_step(actor=viewer.staff, cycle=found, step=key, reason=reason, today=viewer.today)
            messages.info(request, "Gone on without this step. You can take it in again.")
            return redirect(address(viewer, "cycle", found.pk))
    return _page(request, viewer, found, key, skip_form=form)


@for_roles(*MEMBERS)
@require_POST
def take_step_in(request: HttpRequest, district: str, cycle_id: int, position: int) -> HttpResponse:
    viewer, key = viewer_of(request), _key(position)
    with transaction.atomic():
        found = access_own_cycle(viewer, cycle_id, to_change=True)
        actions.take_step_in(actor=viewer.staff, cycle=found, step=key)
    messages.info(request, "The step is asked for again.")
    return redirect(address(viewer, "cycle", found.pk))


def _page(
    request: HttpRequest,
    viewer: Viewer,
    found: Cycle,
    key: StepKey,
    *,
    form: StepForm | None = None,
    skip_form: SkipForm | None = None,
) -> HttpResponse:
    view, _, work = loaded(viewer, found)
    step = view.step(key)
    writes = found.closed_on is None and not found.team.is_over_on(viewer.today)
    ways, waits_for = ways_of(view, step, work) if writes else ([], "")
    said = step.said
    initial = {"owner": said.owner_id if said else None, "due_on": said.due_on if said else None}
    form = form or StepForm(viewer=viewer, team=found.team, initial=initial)
    context: dict[str, Any] = {
        "view": view,
        "cycle": found,
        "step": step,
        "said": said,
        "writes": writes,
        "ways": ways,
        "waits_for": waits_for,
        "owed": owed_for(view, step, work),
        "form": form,
        "can_skip": writes and step.state in {"ahead", "under_way"} and key != StepKey.REFLECT,
        "skip_form": skip_form or SkipForm(auto_id="skip_%s"),
        "crumbs": cycle_crumbs(viewer, found, Crumb(label=step.label)),
    }
    is_wrong = any(each is not None and each.is_bound and each.errors for each in (form, skip_form))
    return render(request, "goals/cycles/step.html", context, status=422 if is_wrong else 200)


def _of_members(viewer: Viewer, cycle_id: int, *, to_change: bool) -> Cycle:
    """To be read by members also when the team's year is over."""
    if to_change:
        return access_own_cycle(viewer, cycle_id, to_change=True)
    found = access_cycle(viewer, cycle_id)
    if not standing_in(viewer, found.team).is_member:
        raise Http404
    return found


def _key(position: int) -> StepKey:
    """Of the step with this number, from 1 on."""
    if not 1 <= position <= len(STEPS):
        raise Http404
    return STEPS[position - 1].key
