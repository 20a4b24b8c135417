"""After the re-check: what became of each group, exit or continue for each student, and the end of the plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from goals.access import MEMBERS
from goals.access.groups import access_grouping
from goals.actions import settle_plan
from goals.actions.group_outcomes import Decided, DecisionRefused, decide_outcomes
from goals.forms.groups import FinishForm, decided_in
from goals.models import Outcome
from goals.queries.groups import places_of, sessions_of
from goals.readers import OpenedPlan, OpenedRecheck, RecheckLine, open_plan, open_recheck
from goals.views.places import address, plan_crumbs
from plc.http.components import Crumb
from plc.http.refusals import Refusal
from plc.schools.access import Viewer, for_roles, viewer_of
from plc.schools.forms import add_refusal


@for_roles(*MEMBERS)
@require_safe
def plan_recheck(request: HttpRequest, district: str, plan_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    return render(request, "goals/groups/recheck.html", _context(viewer, plan_id, FinishForm()))


@dataclass(frozen=True)
class Asked:
    """A student's line with what stands in its fields."""

    line: RecheckLine
    outcome: str
    reason: str


def _asked(line: RecheckLine, typed: Mapping[int, Decided]) -> Asked:
    said = typed.get(line.place.pk)
    return Asked(line, *((said.outcome, said.reason) if said else line.shown))


def _context(
    viewer: Viewer,
    plan_id: int,
    form: FinishForm,
    typed: Mapping[int, Decided] | None = None,
    refusal: Refusal | None = None,
) -> dict[str, Any]:
    """With a ``refusal`` no decision was saved, and ``typed`` stands in the fields as it was sent."""
    opened = open_plan(viewer, plan_id, part="plan_recheck")
    found: OpenedRecheck = open_recheck(opened)
    meant = refusal.places if isinstance(refusal, DecisionRefused) else frozenset()
    return {
        "refusal": refusal,
        "meant": [line.name for each in found.groups for line in each.lines if line.place.pk in meant],
        "is_open": any(line.is_live for each in found.groups for line in each.lines),
        "asked": [(each, [_asked(line, typed or {}) for line in each.lines]) for each in found.groups],
        "opened": opened,
        "plan": opened.plan,
        "found": found,
        "regrowth": found.regrowth,
        "sessions": sessions_of([each.group for each in found.groups]),
        "outcomes": Outcome.choices,
        "form": form,
        "may_group": opened.plan.done_on is None and opened.plan.team.school_id not in viewer.principal_school_ids,
        "smallest_group": viewer.district.smallest_group,
        "crumbs": plan_crumbs(viewer, opened.plan, Crumb(label="Re-check")),
    }


@for_roles(*MEMBERS)
@require_POST
def decide_in_plan(request: HttpRequest, district: str, plan_id: int) -> HttpResponse:
    """``outcome-<place>`` and ``reason-<place>`` for students whom one has by name."""
    viewer = viewer_of(request)
    with transaction.atomic():
        access_grouping(viewer, plan_id, to_change=True)
        opened = open_plan(viewer, plan_id, part="plan_recheck")
        seen = _seen(opened)
        if not _sent(request) <= {str(pk) for pk in seen}:
            raise Http404
        typed = _without_untouched(decided_in(request.POST, seen), opened)
        try:
            with transaction.atomic():
                n = decide_outcomes(actor=viewer.staff, plan=opened.plan, decided=typed, today=viewer.today)
        except Refusal as refusal:
            context = _context(viewer, plan_id, FinishForm(), typed, refusal)
            return render(request, "goals/groups/recheck.html", context, status=refusal.status)
    if n:
        messages.success(request, f"{n} {'decision is' if n == 1 else 'decisions are'} saved.")
    return redirect(address(viewer, "plan_recheck", opened.plan.pk))


def _seen(opened: OpenedPlan) -> list[int]:
    return [m.pk for m in places_of(opened.plan) if opened.sight.sees(m.student_id, m.section_id)]


def _sent(request: HttpRequest) -> set[str]:
    return {key.removeprefix("outcome-") for key in request.POST if key.startswith("outcome-")}


def _without_untouched(typed: Mapping[int, Decided], opened: OpenedPlan) -> dict[int, Decided]:
    """A suggestion that was left as it stood says nothing against what a colleague has decided meanwhile."""
    lines = [line for group in open_recheck(opened).groups for line in group.lines if line.place.outcome]
    suggested = {line.place.pk: line.suggested for line in lines}
    return {
        pk: said for pk, said in typed.items() if said.was != "" or (said.outcome, said.reason) != suggested.get(pk)
    }


@for_roles(*MEMBERS)
@require_POST
def finish_plan(request: HttpRequest, district: str, plan_id: int) -> HttpResponse:
    """With what came of it, and the run of the re-check that says so. Decisions that came along are kept, not saved."""
    viewer = viewer_of(request)
    with transaction.atomic():
        found = access_grouping(viewer, plan_id, to_change=True)
        form = FinishForm(request.POST)
        if form.is_valid():
            run = open_recheck(open_plan(viewer, plan_id, part="plan_recheck")).run
            try:
                with transaction.atomic():
                    outcome = form.cleaned_data["outcome"].strip()
                    settle_plan(actor=viewer.staff, plan=found, done_on=viewer.today, outcome=outcome, run=run)
            except Refusal as refusal:
                add_refusal(form, refusal)
            else:
                messages.success(request, "The plan is finished. Nobody sees colleagues’ students in it any more.")
                return redirect(address(viewer, "plan", found.pk))
        typed = decided_in(request.POST, _seen(open_plan(viewer, plan_id, part="plan_recheck")))
        return render(request, "goals/groups/recheck.html", _context(viewer, plan_id, form, typed), status=422)
