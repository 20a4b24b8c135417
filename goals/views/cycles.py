"""The team's cycle: its home page as a stepper, starting one, changing it, looking back."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goals.access import MEMBERS, visible_plans
from goals.access.cycles import (
    CYCLE_READERS,
    access_cycle,
    access_cycle_team,
    access_own_cycle,
    visible_cycles,
)
from goals.access.strategies import visible_cards
from goals.actions import cycles as actions
from goals.cycle_texts import STEPS
from goals.forms.cycles import ChangeCycleForm, NewCycleForm, ReflectForm, SkipForm
from goals.models import Cycle, StrategyCard
from goals.queries.cycle_rows import facilitators_of, meetings_of_cycle, standards_tested, steps_said, targets_of_cycle
from goals.queries.cycle_words import Wording, templates_for, wording
from goals.queries.cycles import CycleView, cycle_views, open_cycles, with_facts
from goals.queries.smart import goal_views
from goals.views.cycle_ways import Work, owed_for, ways_of
from goals.views.places import address, crumbs, cycle_crumbs, team_tabs
from plc.http.components import Crumb, Step, Tab
from plc.http.refusals import Refusal
from plc.schools.access import Viewer, for_roles, viewer_of
from plc.schools.forms import add_refusal, status_of
from teams.access import access_working_team, standing_in

SHOWN_CARDS = 6


@for_roles(*CYCLE_READERS)
@require_safe
def team_cycle(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    """The team's home: the first of its open cycles, or how to begin one."""
    viewer = viewer_of(request)
    team = access_cycle_team(viewer, team_id)
    cycles = list(open_cycles(visible_cycles(viewer).filter(team=team)))
    if cycles:
        return _cycle_page(request, viewer, cycles[0], cycles)
    context = {
        "team": team,
        "is_member": standing_in(viewer, team).is_member,
        "is_over": team.is_over_on(viewer.today),
        "last": visible_cycles(viewer).filter(team=team).first(),
        "crumbs": crumbs(viewer, team, Crumb(label="Our cycle")),
        "tabs": team_tabs(viewer, team, "team_cycle"),
    }
    return render(request, "goals/cycles/none.html", context)


@for_roles(*CYCLE_READERS)
@require_safe
def cycle(request: HttpRequest, district: str, cycle_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = access_cycle(viewer, cycle_id)
    side_by_side = list(open_cycles(visible_cycles(viewer).filter(team=found.team_id)))
    return _cycle_page(request, viewer, found, side_by_side)


def loaded(viewer: Viewer, found: Cycle) -> tuple[CycleView, Wording, Work]:
    """A cycle with all that its pages read, in a fixed number of statements."""
    words = wording()
    rows = list(with_facts(visible_cycles(viewer)).filter(pk=found.pk))
    (view,) = cycle_views(rows, words, viewer.today, said=steps_said(rows))
    standing = standing_in(viewer, found.team)
    plans = visible_plans(viewer).filter(team=found.team_id, assessment=found.assessment_id)
    work = Work(
        viewer=viewer,
        standing=standing,
        meetings=tuple(meetings_of_cycle(found)) if standing.is_member else (),
        plans=tuple(plans) if standing.is_member and found.assessment_id else (),
        facilitators=tuple(facilitators_of(found.team, viewer.today)),
        targets=tuple(targets_of_cycle(found)),
        tested=standards_tested(found) if standing.is_member else frozenset(),
    )
    return view, words, work


def _cycle_page(request: HttpRequest, viewer: Viewer, found: Cycle, side_by_side: list[Cycle]) -> HttpResponse:
    view, words, work = loaded(viewer, found)
    team, is_member = found.team, work.standing.is_member
    writes = is_member and not team.is_over_on(viewer.today) and found.closed_on is None
    current = view.current
    ways, waits_for = ways_of(view, current, work) if current and writes else ([], "")
    context = {
        "view": view,
        "cycle": view.cycle,
        "team": team,
        "is_member": is_member,
        "writes": writes,
        "reopens": is_member and not team.is_over_on(viewer.today) and found.closed_on is not None,
        "words": words,
        "phases": _phases(view) if words.by_pdsa else [],
        "stepper": [_stepper_step(viewer, view, step, is_member) for step in view.steps],
        "current": current,
        "ways": ways,
        "waits_for": waits_for,
        "owed": owed_for(view, current, work) if current and is_member else [],
        "skip_form": SkipForm(auto_id="skip_%s") if writes and current and current.plan.key != "reflect" else None,
        "targets": work.targets,
        "meetings": work.meetings,
        "plans": work.plans,
        "facilitators": work.facilitators,
        "goal": goal_views([view.cycle.goal], viewer.today)[0] if view.cycle.goal and is_member else None,
        "cards": list(_cards(viewer, found)[:SHOWN_CARDS]) if is_member else [],
        "side_by_side": [
            Tab(label=each.title, url=address(viewer, "cycle", each.pk), current=each.pk == found.pk)
            for each in side_by_side
        ],
        "tabs": team_tabs(viewer, team, "team_cycle") if is_member else [],
        "crumbs": cycle_crumbs(viewer, found, is_member=is_member),
    }
    return render(request, "goals/cycles/cycle.html", context)


def _cards(viewer: Viewer, found: Cycle) -> Any:
    """Strategy cards on the cycle's CFA that this person may read."""
    if found.assessment_id is None:
        return StrategyCard.objects.none()
    return visible_cards(viewer).filter(team=found.team_id, assessment=found.assessment_id)


def _stepper_step(viewer: Viewer, view: CycleView, step: Any, is_member: bool) -> Step:
    url = address(viewer, "cycle_step", view.cycle.pk, step.number) if is_member else ""
    return Step(name=step.label, state=step.look, note=step.note, url=url)


def _phases(view: CycleView) -> list[tuple[str, int, bool]]:
    """Each phase with how many steps it has, and whether the current step is in it."""
    names = list(dict.fromkeys(plan.phase for plan in STEPS))
    now = view.current.plan.phase if view.current else ""
    return [(name, sum(plan.phase == name for plan in STEPS), name == now) for name in names]


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_cycle(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    team = access_working_team(viewer, team_id)
    form = NewCycleForm(request.POST or None, templates=templates_for(team), initial={"starts_on": viewer.today})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.start_cycle(
                actor=viewer.staff, team=team, words=form.words(team), template=form.chosen, today=viewer.today
            )
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"{made.title} is begun. First: what shall students learn?")
            return redirect(address(viewer, "cycle", made.pk))
    context = {
        "form": form,
        "save": "Start the cycle",
        "headline": "Start a cycle",
        "said": f"For {team.name}. Days and steps can change at any time.",
        "back": address(viewer, "team_cycle", team.pk),
        "crumbs": crumbs(
            viewer, team, Crumb(label="Our cycle", url=address(viewer, "team_cycle", team.pk)), Crumb(label="Start")
        ),
    }
    return render(request, "goals/form.html", context, status=status_of(form))


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def change_cycle(request: HttpRequest, district: str, cycle_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    with transaction.atomic():
        found = access_own_cycle(viewer, cycle_id, to_change=request.method == "POST")
        places = list(open_cycles(Cycle.objects.filter(team=found.team_id)).values_list("pk", flat=True))
        initial = {
            "title": found.title,
            "starts_on": found.starts_on,
            "ends_on": found.ends_on,
            "position": places.index(found.pk) + 1 if found.pk in places else 1,
        }
        form = ChangeCycleForm(request.POST or None, open_cycles=max(1, len(places)), initial=initial)
        if request.method == "POST" and form.is_valid():
            try:
                position = form.cleaned_data["position"]
                actions.change_cycle(actor=viewer.staff, cycle=found, words=form.words, position=position)
            except Refusal as refusal:
                add_refusal(form, refusal)
            else:
                messages.success(request, "The cycle is changed.")
                return redirect(address(viewer, "cycle", found.pk))
    context = {
        "form": form,
        "save": "Save",
        "headline": "Change the cycle",
        "said": "Days of single steps stay as they are; each step has a page of its own.",
        "back": address(viewer, "cycle", found.pk),
        "crumbs": cycle_crumbs(viewer, found, Crumb(label="Change")),
    }
    return render(request, "goals/form.html", context, status=status_of(form))


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def reflect_on_cycle(request: HttpRequest, district: str, cycle_id: int) -> HttpResponse:
    """The last step: what we learned, beside what the reports and the goal say."""
    viewer = viewer_of(request)
    with transaction.atomic():
        found = access_own_cycle(viewer, cycle_id, to_change=request.method == "POST")
        form = ReflectForm(request.POST or None, initial=ReflectForm.values_of(found))
        if request.method == "POST" and form.is_valid():
            try:
                actions.close_cycle(actor=viewer.staff, cycle=found, said=form.said, today=viewer.today)
            except Refusal as refusal:
                add_refusal(form, refusal)
            else:
                messages.success(request, f"{found.title} is closed, with what you learned.")
                return redirect(address(viewer, "cycle", found.pk))
    view, words, work = loaded(viewer, found)
    context = {
        "form": form,
        "view": view,
        "cycle": found,
        "words": words,
        "left": [step for step in view.steps if step.state in {"ahead", "under_way"} and step.plan.key != "reflect"],
        "goal": goal_views([found.goal], viewer.today)[0] if found.goal else None,
        "targets": work.targets,
        "cards": list(_cards(viewer, found)[:SHOWN_CARDS]),
        "offers": _card_offers(view, work),
        "crumbs": cycle_crumbs(viewer, found, Crumb(label=words.label(STEPS[-1].key))),
    }
    return render(request, "goals/cycles/reflect.html", context, status=status_of(form))


def _card_offers(view: CycleView, work: Work) -> list[tuple[str, str]]:
    """Label and address of a new strategy card, for each target that its CFA asks for and one of one's own classes."""
    test, viewer = view.assessment, work.viewer
    own = [row for row in test.sections if row.teacher == viewer.staff] if test else []
    if test is None or not test.assessment.is_locked or not own:
        return []
    return [
        (
            target.standard.short_name,
            address(viewer, "new_strategy", test.assessment.pk, own[0].section_id, target.standard_id),
        )
        for target in work.targets_tested
    ]


@for_roles(*MEMBERS)
@require_POST
def reopen_cycle(request: HttpRequest, district: str, cycle_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    with transaction.atomic():
        found = access_own_cycle(viewer, cycle_id, to_change=True)
        actions.reopen_cycle(actor=viewer.staff, cycle=found)
    messages.info(request, f"{found.title} is open again.")
    return redirect(address(viewer, "cycle", found.pk))
