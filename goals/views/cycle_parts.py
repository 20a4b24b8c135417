"""What a cycle is about: its targets, goal, CFA, pre-assessment, and what the team does alike while it teaches."""

import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from assessments.actions.building import own_standard
from assessments.queries import possible_sections, standards_found
from goals.access import MEMBERS
from goals.access.cycles import access_own_cycle, linkable_cfas, linkable_goals
from goals.actions import cycle_steps
from goals.actions import cycles as actions
from goals.cycle_texts import StepKey
from goals.forms.cycles import ChooseForm, ChooseGoalForm, CycleCfaForm, TeachingForm
from goals.forms.targets import TargetsForm
from goals.models import Cycle, CycleStep
from goals.queries.cycle_rows import standards_asked, targets_of_cycle
from goals.queries.cycle_words import wording
from goals.views.places import address, cycle_crumbs
from plc.http.components import Crumb
from plc.http.refusals import Refusal
from plc.http.seen import seen_of
from plc.schools.access import Viewer, for_roles, viewer_of
from plc.schools.forms import add_refusal, status_of
from teams.access import standing_in

A_WEEK = datetime.timedelta(days=7)
A_WINDOW = datetime.timedelta(days=4)
OFFERED = 8


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def cycle_targets(request: HttpRequest, district: str, cycle_id: int) -> HttpResponse:
    """One to three standards in words students understand; ``?find=`` looks for more."""
    viewer = viewer_of(request)
    with transaction.atomic():
        found = access_own_cycle(viewer, cycle_id, to_change=request.method == "POST")
        chosen = targets_of_cycle(found)
        form = TargetsForm(request.POST or None, chosen=chosen, initial={"proficient": found.proficient})
        if request.method == "POST" and form.is_valid():
            try:
                added = [actions.TargetWords(own_standard(form.own))] if form.own else []
                actions.choose_targets(
                    actor=viewer.staff,
                    cycle=found,
                    targets=[*form.targets, *added],
                    proficient=form.cleaned_data["proficient"],
                )
            except Refusal as refusal:
                transaction.set_rollback(True)
                add_refusal(form, refusal)
            else:
                if form.goes_on:
                    return redirect(address(viewer, "cycle_targets", found.pk))
                said = "The targets are saved. Agree on them before anybody is tested."
                messages.success(request, said if form.targets or added else "Saved; no target is chosen yet.")
                return redirect(address(viewer, "cycle", found.pk))
    find = request.GET.get("find", "").strip()[:120]
    known = {target.standard_id for target in chosen}
    offered = standards_found(find) if find else standards_asked(found.team, OFFERED)
    context = {
        "cycle": found,
        "form": form,
        "chosen": form.rows,
        "find": find,
        "offered": [(each, str(each.pk) in request.POST.getlist("add")) for each in offered if each.pk not in known],
        "crumbs": cycle_crumbs(viewer, found, Crumb(label=wording().label(StepKey.FOCUS))),
    }
    return render(request, "goals/cycles/targets.html", context, status=status_of(form))


@for_roles(*MEMBERS)
@require_POST
def cycle_agree(request: HttpRequest, district: str, cycle_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    with transaction.atomic():
        found = access_own_cycle(viewer, cycle_id, to_change=True)
        actions.agree_on_targets(actor=viewer.staff, cycle=found, today=viewer.today)
    messages.success(request, "Agreed, before anybody is tested.")
    return redirect(address(viewer, "cycle", found.pk))


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def cycle_goal(request: HttpRequest, district: str, cycle_id: int) -> HttpResponse:
    """One of the team's goals, or a new one."""
    viewer = viewer_of(request)
    with transaction.atomic():
        found = access_own_cycle(viewer, cycle_id, to_change=request.method == "POST")
        rows = linkable_goals(found)
        words = {"label": "The goal this cycle works on", "none": "None yet"}
        form = ChooseGoalForm(request.POST or None, rows=rows, initial={"chosen": found.goal_id}, **words)
        if request.method == "POST" and form.is_valid():
            actions.link_goal(actor=viewer.staff, cycle=found, goal=form.cleaned_data["chosen"])
            messages.success(request, "Saved.")
            return redirect(address(viewer, "cycle", found.pk))
    context = {
        "cycle": found,
        "form": form,
        "has_goals": rows.exists(),
        "new_url": f"{address(viewer, 'new_goal', found.team_id)}?cycle={found.pk}",
        "crumbs": cycle_crumbs(viewer, found, Crumb(label=wording().label(StepKey.GOAL))),
    }
    return render(request, "goals/cycles/goal.html", context, status=status_of(form))


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def cycle_cfa(request: HttpRequest, district: str, cycle_id: int) -> HttpResponse:
    return _test_page(request, viewer_of(request), cycle_id, is_pretest=False)


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def cycle_pretest(request: HttpRequest, district: str, cycle_id: int) -> HttpResponse:
    return _test_page(request, viewer_of(request), cycle_id, is_pretest=True)


def _test_page(request: HttpRequest, viewer: Viewer, cycle_id: int, *, is_pretest: bool) -> HttpResponse:
    """A new draft with the cycle's targets in it, for who may build; or one of the team's that is there."""
    asked = request.method == "POST"
    with transaction.atomic():
        found = access_own_cycle(viewer, cycle_id, to_change=asked)
        builds = standing_in(viewer, found.team).is_facilitator
        new = asked and builds and "title" in request.POST
        form = CycleCfaForm(request.POST if new else None, initial=_first_guess(found, viewer, is_pretest=is_pretest))
        linked = found.pretest_id if is_pretest else found.assessment_id
        words = {"label": "Use one the team has", "none": "None"}
        choose = ChooseForm(
            request.POST if asked and not new else None,
            rows=linkable_cfas(found.team),
            initial={"chosen": linked},
            **words,
        )
        try:
            if new and form.is_valid():
                sections = possible_sections(found.team, viewer.today)
                taken = tuple(row.pk for row in sections if row.course_id == found.team.course_id)
                facts = form.facts(found.team, taken)
                made = actions.build_cfa(actor=viewer.staff, cycle=found, facts=facts, is_pretest=is_pretest)
                messages.success(request, f"{made.title} is begun with this cycle’s targets. Now write its items.")
                return redirect("assessments:build", viewer.district.slug, made.pk)
            if asked and not new and choose.is_valid():
                chosen = choose.cleaned_data["chosen"]
                actions.link_cfa(actor=viewer.staff, cycle=found, assessment=chosen, is_pretest=is_pretest)
                messages.success(request, "Saved.")
                return redirect(address(viewer, "cycle", found.pk))
        except Refusal as refusal:
            add_refusal(form if new else choose, refusal)
    key = StepKey.PRETEST if is_pretest else StepKey.ASSESS
    context = {
        "cycle": found,
        "builds": builds,
        "form": form,
        "choose": choose,
        "is_pretest": is_pretest,
        "targets": targets_of_cycle(found),
        "crumbs": cycle_crumbs(viewer, found, Crumb(label=wording().label(key))),
    }
    return render(request, "goals/cycles/cfa.html", context, status=status_of(form, choose))


def _first_guess(found: Cycle, viewer: Viewer, *, is_pretest: bool) -> dict[str, Any]:
    """The window ends on the day by which the results are due."""
    key = StepKey.PRETEST if is_pretest else StepKey.RESULTS
    due_on = CycleStep.objects.filter(cycle=found, step=key.value).values_list("due_on", flat=True).first()
    closes_on = max(due_on or viewer.today + A_WEEK, viewer.today)
    return {
        "title": f"{found.title}, pre-assessment"[:160] if is_pretest else found.title,
        "opens_on": max(closes_on - A_WINDOW, min(found.starts_on, closes_on)),
        "closes_on": closes_on,
        "cut": 70,
    }


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def cycle_plan(request: HttpRequest, district: str, cycle_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    with transaction.atomic():
        found = access_own_cycle(viewer, cycle_id, to_change=request.method == "POST")
        form = TeachingForm(request.POST or None, initial={"plan": found.plan})
        seen = request.POST.get("seen", seen_of(found.plan))
        if request.method == "POST" and form.is_valid():
            plan = form.cleaned_data["plan"].strip()
            try:
                actions.plan_teaching(actor=viewer.staff, cycle=found, plan=plan, seen=seen)
            except Refusal as refusal:
                add_refusal(form, refusal)
                seen = seen_of(found.plan)
            else:
                messages.success(request, "The plan is saved.")
                return redirect(address(viewer, "cycle", found.pk))
    label = wording().label(StepKey.TEACH)
    context = {
        "form": form,
        "seen": seen,
        "save": "Save the plan",
        "headline": label,
        "said": "What we do alike, so that results can tell us something about it.",
        "back": address(viewer, "cycle", found.pk),
        "crumbs": cycle_crumbs(viewer, found, Crumb(label=label)),
    }
    return render(request, "goals/form.html", context, status=status_of(form))


@for_roles(*MEMBERS)
@require_POST
def cycle_taught(request: HttpRequest, district: str, cycle_id: int) -> HttpResponse:
    """Taught; with ``undo`` not yet."""
    viewer = viewer_of(request)
    with transaction.atomic():
        found = access_own_cycle(viewer, cycle_id, to_change=True)
        done_on = None if "undo" in request.POST else viewer.today
        cycle_steps.mark_taught(actor=viewer.staff, cycle=found, done_on=done_on)
    return redirect(address(viewer, "cycle", found.pk))
