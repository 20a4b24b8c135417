"""A group's page, its times and sessions, lists to print. Its teacher comes in by the group, in the team or not."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goals.access import MEMBERS
from goals.access.groups import access_group, access_session, access_team_group, led_groups
from goals.access.strategies import own_team_ids
from goals.actions.group_days import (
    LaidOut,
    add_session,
    change_group,
    delete_group,
    delete_session,
    lay_out_sessions,
)
from goals.actions.group_making import TwoGroupsAtOnce
from goals.forms.groups import GroupForm, SessionForm, Times, times_of
from goals.models import GroupKind, ResponseGroup
from goals.queries.groups import attendance_in, sessions_of, slots_of
from goals.readers import OpenedGroup, OpenedPlan, open_group
from goals.readers.clashes import clash_problems, double_bookings
from goals.views.places import address, crumbs
from plc.http.components import Crumb, Problem
from plc.http.refusals import Refusal
from plc.schools.access import Viewer, for_roles, viewer_of
from plc.schools.forms import add_refusal


def group_crumbs(viewer: Viewer, group: ResponseGroup, *more: Crumb) -> list[Crumb]:
    """Under its plan for the team; whoever only teaches it comes by the list of own groups."""
    here = Crumb(label=group.name, url=address(viewer, "group", group.pk) if more else "")
    if own_team_ids(viewer).filter(pk=group.plan.team_id).exists():
        plans = Crumb(label="Response plans", url=address(viewer, "plans", group.plan.team_id))
        plan = Crumb(label=group.plan.standard.short_name, url=address(viewer, "plan", group.plan_id))
        return crumbs(viewer, group.plan.team, plans, plan, here, *more)
    home = Crumb(label="Home", url=address(viewer, "home"))
    return [home, Crumb(label="Groups you teach", url=address(viewer, "led_groups")), here, *more]


@for_roles(*MEMBERS)
@require_safe
def groups_led(request: HttpRequest, district: str) -> HttpResponse:
    """What this person teaches now or soon; no student is named here."""
    viewer = viewer_of(request)
    groups = list(led_groups(viewer).prefetch_related("times"))
    sessions = sessions_of(groups)
    context = {
        "viewer": viewer,
        "groups": [{"group": g, "slots": slots_of(g, g.times.all()), "sessions": sessions[g.pk]} for g in groups],
        "crumbs": [Crumb(label="Home", url=address(viewer, "home")), Crumb(label="Groups you teach")],
    }
    return render(request, "goals/groups/led.html", context)


@for_roles(*MEMBERS)
@require_safe
def group(request: HttpRequest, district: str, group_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    return _group(request, open_group(viewer, group_id, part="group"))


def _group(request: HttpRequest, opened: OpenedGroup, session_form: SessionForm | None = None) -> HttpResponse:
    viewer, found = opened.plan.viewer, opened.group
    attended = attendance_in([found.pk])
    context = {
        **_facts(opened),
        "people": [{"person": p, "attended": attended.get((found.pk, p.id))} for p in opened.people],
        "sessions": sessions_of([found])[found.pk],
        "session_form": session_form or SessionForm(),
        "crumbs": group_crumbs(viewer, found),
    }
    status = 422 if session_form is not None and session_form.errors else 200
    return render(request, "goals/groups/group.html", context, status=status)


def _facts(opened: OpenedGroup) -> dict[str, Any]:
    viewer, found = opened.plan.viewer, opened.group
    return {
        "viewer": viewer,
        "opened": opened,
        "group": found,
        "plan": found.plan,
        "slots": slots_of(found, found.times.all()),
        "is_team": own_team_ids(viewer).filter(pk=found.plan.team_id).exists()
        and found.plan.team.school_id not in viewer.principal_school_ids,
        "is_class": found.kind == GroupKind.WHOLE_CLASS,
    }


@for_roles(*MEMBERS)
@require_safe
def group_list(request: HttpRequest, district: str, group_id: int) -> HttpResponse:
    """To print: the list with boxes to tick, or with ``?for=substitute`` what somebody needs who steps in for a day.

    Neither has a result on it: paper is left lying about.
    """
    viewer = viewer_of(request)
    is_substitute = request.GET.get("for") == "substitute"
    opened = open_group(viewer, group_id, part="group_list")
    sessions = [each for each in sessions_of([opened.group])[opened.group.pk] if each.on >= viewer.today]
    context = {
        **_facts(opened),
        "is_substitute": is_substitute,
        "sessions": sessions[:8],
        "columns": sessions[:6],
        "blank": range(0 if sessions else 6),
        "crumbs": group_crumbs(viewer, opened.group, Crumb(label="Print")),
    }
    return render(request, "goals/groups/print.html", context)


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def change_group_page(request: HttpRequest, district: str, group_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    is_post = request.method == "POST"
    problems: list[Problem] = []
    with transaction.atomic():
        found = access_team_group(viewer, group_id, to_change=is_post)
        said = [{"weekday": t.weekday, "starts_at": t.starts_at, "minutes": t.minutes} for t in found.times.all()]
        form = GroupForm(request.POST or None, initial=GroupForm.values_of(found), viewer=viewer, group=found)
        times = Times(request.POST or None, initial=said, prefix="times")
        if is_post and form.is_valid() and times.is_valid():
            try:
                with transaction.atomic():
                    facts = form.facts(times_of(times))
                    change_group(actor=viewer.staff, group=found, facts=facts, today=viewer.today)
            except TwoGroupsAtOnce as refusal:
                opened = OpenedPlan(viewer, found.plan)
                problems = clash_problems(opened, refusal.clashes)
                opened.write_down("change_group", {m.section_id for m in opened.members if m.group_id == found.pk})
                found.refresh_from_db()
            except Refusal as refusal:
                add_refusal(form, refusal)
                found.refresh_from_db()
            else:
                messages.success(request, "The group is changed.")
                for words in double_bookings(found, viewer.today):
                    messages.warning(request, words)
                return redirect(address(viewer, "group", found.pk))
    context = {
        "form": form,
        "times": times,
        "group": found,
        "problems": problems,
        "crumbs": group_crumbs(viewer, found, Crumb(label="Change")),
    }
    refused = is_post and (problems or form.errors or times.total_error_count())
    return render(request, "goals/groups/change.html", context, status=422 if refused else 200)


@for_roles(*MEMBERS)
@require_POST
def delete_group_page(request: HttpRequest, district: str, group_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    with transaction.atomic():
        found = access_team_group(viewer, group_id, to_change=True)
        name, plan_id = found.name, found.plan_id
        delete_group(actor=viewer.staff, group=found, today=viewer.today)
    messages.info(request, f"{name} is deleted.")
    return redirect(address(viewer, "plan", plan_id))


@for_roles(*MEMBERS)
@require_POST
def new_sessions(request: HttpRequest, district: str, group_id: int) -> HttpResponse:
    """``weekly`` lays out the weekly times; without it one session of a day."""
    viewer = viewer_of(request)
    with transaction.atomic():
        found = access_group(viewer, group_id, to_change=True)
        if "weekly" in request.POST:
            laid = lay_out_sessions(actor=viewer.staff, group=found, today=viewer.today)
            messages.success(request, _laid_words(laid))
            return redirect(address(viewer, "group", found.pk))
        form = SessionForm(request.POST)
        if form.is_valid():
            try:
                with transaction.atomic():
                    add_session(actor=viewer.staff, group=found, **form.cleaned_data, today=viewer.today)
            except Refusal as refusal:
                add_refusal(form, refusal)
            else:
                messages.success(request, "The session is added.")
                return redirect(address(viewer, "group", found.pk))
    return _group(request, open_group(viewer, group_id, part="group"), form)


def _laid_words(laid: LaidOut) -> str:
    new = f"{laid.n} {'session is' if laid.n == 1 else 'sessions are'} laid out"
    said = new if laid.n else "There is nothing new to lay out"
    return f"{said}; none on days without school: {', '.join(laid.free)}." if laid.free else f"{said}."


@for_roles(*MEMBERS)
@require_POST
def delete_session_page(request: HttpRequest, district: str, session_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    with transaction.atomic():
        session = access_session(viewer, session_id, to_change=True)
        group_id = session.group_id
        delete_session(actor=viewer.staff, session=session, today=viewer.today)
    messages.info(request, "The session is deleted.")
    return redirect(address(viewer, "group", group_id))
