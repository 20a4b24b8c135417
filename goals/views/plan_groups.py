"""A response plan's page: its classes, its groups and who is moved between them, and who saw whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from goals.access import MEMBERS
from goals.access.groups import access_choosable, access_grouping
from goals.actions.group_classes import choose_way
from goals.actions.group_making import Move, TwoGroupsAtOnce, add_group, agree_on_groups, move_students
from goals.disclosure.pool import EXITED, PLACED, LeftOut
from goals.forms.groups import NewGroupForm
from goals.models import Way
from goals.queries.groups import names_openings, places_of, slots_of
from goals.readers import GroupLine, OpenedPlan, Person, open_plan
from goals.readers.clashes import clash_problems
from goals.slots import Slot
from goals.views.places import address, plan_crumbs
from plc.http.components import Crumb, Problem
from plc.http.pages import page_of
from plc.http.refusals import Refusal
from plc.schools.access import for_roles, viewer_of
from plc.schools.forms import add_refusal


@dataclass(frozen=True)
class Seated:
    """A student in the list of one group, and the group that is chosen beside the name; None: no group."""

    person: Person
    here: int | None
    wanted: int | None


@dataclass(frozen=True)
class Column:
    line: GroupLine
    slots: tuple[Slot, ...]
    people: tuple[Seated, ...]


@for_roles(*MEMBERS)
@require_safe
def plan(request: HttpRequest, district: str, plan_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    return _board(request, open_plan(viewer, plan_id, part="plan"))


def _board(
    request: HttpRequest,
    opened: OpenedPlan,
    *,
    problems: list[Problem] | None = None,
    chosen: dict[int, int | None] | None = None,
    new_group: NewGroupForm | None = None,
) -> HttpResponse:
    """The page; with ``problems`` nothing was saved, and ``chosen`` are the groups as they were chosen."""
    plan, viewer = opened.plan, opened.viewer
    is_over = plan.team.is_over_on(viewer.today)
    may_group = plan.done_on is None and not is_over and plan.team.school_id not in viewer.principal_school_ids
    groups, pool = opened.group_lines, opened.pool
    context: dict[str, Any] = {
        "opened": opened,
        "plan": plan,
        "viewer": viewer,
        "classes": opened.classes,
        "ways": Way,
        "lines": groups,
        "columns": [
            Column(
                line, tuple(slots_of(line.group, line.group.times.all())), _seated(line.people, line.group.pk, chosen)
            )
            for line in groups
        ],
        # Nobody is waited for any more once the plan is done.
        "free": () if plan.done_on else _seated(opened.people(pool.students), None, chosen),
        "exited": () if plan.done_on else _seated(opened.people(_exited(opened)), None, chosen),
        "left_out": 0 if plan.done_on else sum(each.why not in {PLACED, EXITED} for each in pool.left_out),
        "waiting": [line for line in opened.classes if not line.way],
        "is_proposed": any(line.group.agreed_on is None for line in groups),
        "had_none": bool(plan.done_on) and not groups and not any(line.way for line in opened.classes),
        "may_group": may_group,
        "is_over": is_over,
        "problems": problems or [],
        "new_group": new_group or NewGroupForm(initial={"name": _free_name(opened)}),
        "crumbs": plan_crumbs(viewer, opened.plan),
    }
    refused = problems or (new_group is not None and new_group.errors)
    return render(request, "goals/groups/plan.html", context, status=422 if refused else 200)


def _exited(opened: OpenedPlan) -> list[LeftOut]:
    return [each for each in opened.pool.left_out if each.why == EXITED]


def _seated(people: Iterable[Person], here: int | None, chosen: Mapping[int, int | None] | None) -> tuple[Seated, ...]:
    return tuple(Seated(person, here, (chosen or {}).get(person.id, here)) for person in people)


def _free_name(opened: OpenedPlan) -> str:
    names = {group.name for group in opened.groups}
    return next(name for number in range(1, 1000) if (name := f"Group {number}") not in names)


@for_roles(*MEMBERS)
@require_POST
def choose_class(request: HttpRequest, district: str, plan_id: int) -> HttpResponse:
    """``section`` and ``way``: whole class, pool, or "" for neither."""
    viewer = viewer_of(request)
    with transaction.atomic():
        found = access_grouping(viewer, plan_id, to_change=True)
        section = access_choosable(viewer, found, _number(request.POST.get("section")) or 0)
        way = request.POST.get("way", "")
        if way and way not in Way.values:
            raise Http404
        choose_way(actor=viewer.staff, plan=found, section=section, way=way, today=viewer.today)
    said = {
        Way.POOL: f"{section.name} can be grouped across classes now.",
        Way.WHOLE_CLASS: f"{section.name} is taught again as a whole; its students are in no group.",
    }
    messages.success(request, said.get(Way(way), "") if way else f"{section.name} is taken back; nobody else sees it.")
    return redirect(address(viewer, "plan", found.pk))


@for_roles(*MEMBERS)
@require_POST
def move_in_plan(request: HttpRequest, district: str, plan_id: int) -> HttpResponse:
    """``to-<student>`` and ``was-<student>`` are ids of groups, "" for none; all are saved or none."""
    viewer = viewer_of(request)
    with transaction.atomic():
        access_grouping(viewer, plan_id, to_change=True)
        opened = open_plan(viewer, plan_id, part="plan")
        moves = _moves(request, opened)
        try:
            with transaction.atomic():
                n = move_students(actor=viewer.staff, plan=opened.plan, moves=moves, today=viewer.today)
        except TwoGroupsAtOnce as refusal:
            chosen = {move.standing.student_id: move.to for move in moves}
            return _board(request, opened, problems=clash_problems(opened, refusal.clashes), chosen=chosen)
    if n:
        messages.success(request, f"{n} {'student is' if n == 1 else 'students are'} moved.")
    return redirect(address(viewer, "plan", opened.plan.pk))


def _moves(request: HttpRequest, opened: OpenedPlan) -> list[Move]:
    """Of students whom the sender has by name; whoever else is in the form is not in the answer."""
    found = []
    for key in request.POST:
        if not key.startswith("to-"):
            continue
        standing = opened.standing_of.get(_number(key.removeprefix("to-")) or 0)
        if standing is None or not opened.sight.sees(standing.student_id, standing.section_id):
            raise Http404
        # Written as the page writes it, or one student would be moved twice, as “to-7” and as “to-07”.
        if key != f"to-{standing.student_id}":
            raise Http404
        was = _group_named(request.POST.get(f"was-{standing.student_id}"))
        found.append(Move(standing, was, _group_named(request.POST[key])))
    return found


def _group_named(said: str | None) -> int | None:
    """The id of a group; only what is empty means none."""
    pk = _number(said)
    if said and pk is None:
        raise Http404
    return pk


def _number(said: str | None) -> int | None:
    return int(said) if said and said.isascii() and said.isdecimal() and len(said) < 19 else None


@for_roles(*MEMBERS)
@require_POST
def new_group(request: HttpRequest, district: str, plan_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    with transaction.atomic():
        found = access_grouping(viewer, plan_id, to_change=True)
        form = NewGroupForm(request.POST)
        if form.is_valid():
            name = " ".join(form.cleaned_data["name"].split())
            try:
                group = add_group(
                    actor=viewer.staff, plan=found, kind=form.cleaned_data["kind"], name=name, today=viewer.today
                )
            except Refusal as refusal:
                add_refusal(form, refusal)
            else:
                messages.success(request, f"{group.name} is there; move students to it.")
                return redirect(address(viewer, "plan", found.pk))
        return _board(request, open_plan(viewer, plan_id, part="plan"), new_group=form)


@for_roles(*MEMBERS)
@require_POST
def agree_groups(request: HttpRequest, district: str, plan_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    with transaction.atomic():
        found = access_grouping(viewer, plan_id, to_change=True)
        n = agree_on_groups(actor=viewer.staff, plan=found, today=viewer.today)
    if n:
        messages.success(request, "These are your groups. Each one’s teacher sees its students from now on.")
    return redirect(address(viewer, "plan", found.pk))


@for_roles(*MEMBERS)
@require_safe
def plan_history(request: HttpRequest, district: str, plan_id: int) -> HttpResponse:
    """Moves of students one may see, and who had one's own students by name before them."""
    viewer = viewer_of(request)
    opened = open_plan(viewer, plan_id, part="plan_history")
    openings = names_openings(opened.plan, opened.sight.own, but=viewer.staff.pk)
    context = {
        "opened": opened,
        "plan": opened.plan,
        "page": page_of(request, places_of(opened.plan).filter(opened.sight.places)),
        "openings": list(openings[:60]),
        "is_teacher": bool(opened.sight.own),
        "crumbs": plan_crumbs(viewer, opened.plan, Crumb(label="Who was where, and who looked")),
    }
    return render(request, "goals/groups/history.html", context)
