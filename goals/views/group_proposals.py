"""Groups across classes as the report proposes them, to look at before they are the plan's."""

from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from goals.access import MEMBERS
from goals.access.groups import access_grouping
from goals.actions.group_making import form_groups
from goals.disclosure.pool import PLACED, ProposedGroup, proposed_groups
from goals.forms.groups import ProposeForm
from goals.models import Way
from goals.readers import OpenedPlan, open_plan
from goals.views.places import address, plan_crumbs
from plc.http.components import Crumb
from plc.http.refusals import Refusal
from plc.schools.access import for_roles, viewer_of
from plc.schools.models import SectionStaff
from plc.schools.models.dated import live_on
from teams.queries import current_staff


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def propose_groups(request: HttpRequest, district: str, plan_id: int) -> HttpResponse:
    """``?size=&extension=`` shows a proposal; the button saves that one, and no other that came of it meanwhile."""
    viewer = viewer_of(request)
    with transaction.atomic():
        if request.method == "POST":
            access_grouping(viewer, plan_id, to_change=True)
        opened = open_plan(viewer, plan_id, part="propose_groups")
        if opened.plan.pk != access_grouping(viewer, plan_id).pk:
            raise Http404
        form = ProposeForm.asked(request.POST if request.method == "POST" else request.GET)
        proposed = _proposed(opened, form) if form.is_valid() else ()
        digest = _digest(proposed)
        if request.method == "POST" and proposed:
            if request.POST.get("digest") != digest:
                raise Refusal(
                    "The pool has changed since this proposal was shown; nothing is saved.",
                    "Go back to the plan and look at the new proposal.",
                )
            made = form_groups(actor=viewer.staff, plan=opened.plan, proposed=proposed, today=viewer.today)
            messages.success(request, f"{len(made)} groups are proposed. Move students, then agree on them.")
            return redirect(address(viewer, "plan", opened.plan.pk))
    names = {person.id: person for person in opened.people(opened.pool.students)}
    staff = {person.pk: person.name for person in current_staff(opened.plan.team, viewer.today)}
    out = {person.id: person for person in opened.people(opened.pool.left_out)}
    context = {
        "opened": opened,
        "plan": opened.plan,
        "form": form,
        "digest": digest,
        "proposed": [
            {"group": each, "teacher": staff.get(each.teacher_id or 0, ""), "people": _named(each, names)}
            for each in proposed
        ],
        "left_out": _by_reason(opened, out),
        "placed": sum(each.why == PLACED for each in opened.pool.left_out),
        "waiting": [line for line in opened.classes if not line.way],
        "retaught": [line for line in opened.classes if line.way == Way.WHOLE_CLASS],
        "crumbs": plan_crumbs(viewer, opened.plan, Crumb(label="Propose groups")),
    }
    return render(request, "goals/groups/propose.html", context, status=200 if form.is_valid() else 422)


def _proposed(opened: OpenedPlan, form: ProposeForm) -> tuple[ProposedGroup, ...]:
    staff = [person.pk for person in current_staff(opened.plan.team, opened.viewer.today)]
    held = SectionStaff.objects.filter(live_on(opened.viewer.today), staff__in=staff)
    taught: dict[int, list[int]] = {pk: [] for pk in staff}
    for staff_id, section_id in held.order_by("pk").values_list("staff_id", "section_id"):
        taught[staff_id].append(section_id)
    return proposed_groups(
        opened.pool,
        size=form.cleaned_data["size"],
        with_extension=form.cleaned_data["extension"],
        teachers=taught,
        taken=[group.name for group in opened.groups],
    )


def _digest(proposed: tuple[ProposedGroup, ...]) -> str:
    said = [(each.name, each.teacher_id, [student.student_id for student in each.students]) for each in proposed]
    return sha256(repr(said).encode()).hexdigest()[:20]


def _named(group: ProposedGroup, names: dict[int, Any]) -> list[Any]:
    return [names[student.student_id] for student in group.students if student.student_id in names]


def _by_reason(opened: OpenedPlan, people: dict[int, Any]) -> list[tuple[str, list[Any]]]:
    found: dict[str, list[Any]] = {}
    for each in opened.pool.left_out:
        if each.student_id in people and each.why != PLACED:
            found.setdefault(each.why, []).append(people[each.student_id])
    return [(why, sorted(who, key=lambda person: person.name)) for why, who in sorted(found.items())]
