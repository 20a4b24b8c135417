"""Staff and their roles."""

import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from plc.http.components import Crumb
from plc.http.pages import page_of
from plc.http.refusals import Refusal
from plc.schools.access import access_membership, access_staff_member, for_roles, viewer_of
from plc.schools.actions import add_role, end_role
from plc.schools.forms import AddRoleForm, EndForm, add_refusal
from plc.schools.models import Membership, Role
from plc.schools.queries import roles_of, staff_with_roles


@for_roles(Role.DISTRICT_ADMIN)
@require_safe
def people(request: HttpRequest, district: str) -> HttpResponse:
    viewer = viewer_of(request)
    name = request.GET.get("name", "").replace("\0", "").strip()[:120]
    context = {
        "page": page_of(request, staff_with_roles(viewer.today, name=name)),
        "name": name,
        "keep": "&" + urlencode({"name": name}) if name else "",
        "today": viewer.today,
    }
    return render(request, "schools/people.html", context)


@for_roles(Role.DISTRICT_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def staff_member(request: HttpRequest, district: str, staff_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    staff = access_staff_member(viewer, staff_id)
    form = AddRoleForm(request.POST or None, viewer=viewer)
    if request.method == "POST" and form.is_valid():
        try:
            membership = add_role(actor=viewer.staff, staff=staff, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            role = membership.get_role_display().lower()
            messages.success(request, f"{staff.name} is {role} from {membership.starts_on:%B %-d, %Y}.")
            return redirect("schools:staff_member", district, staff.pk)
    context = {
        "staff": staff,
        "roles": [(membership, has_ended(membership, viewer.today)) for membership in roles_of(staff)],
        "form": form,
        "today": viewer.today,
        "crumbs": (_people_crumb(district), Crumb(label=staff.name)),
    }
    return render(request, "schools/staff_member.html", context)


@for_roles(Role.DISTRICT_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def end_role_page(request: HttpRequest, district: str, membership_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    membership = access_membership(viewer, membership_id)
    staff = membership.staff
    form = EndForm(request.POST or None, today=viewer.today)
    if request.method == "POST" and form.is_valid():
        try:
            membership = end_role(actor=viewer.staff, membership=membership, ends_on=form.cleaned_data["ends_on"])
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"The role of {staff.name} ends on {membership.ends_on:%B %-d, %Y}.")
            return redirect("schools:staff_member", district, staff.pk)
    person_url = reverse("schools:staff_member", args=[district, staff.pk])
    context = {
        "membership": membership,
        "form": form,
        "back": person_url,
        "crumbs": (_people_crumb(district), Crumb(label=staff.name, url=person_url), Crumb(label="End a role")),
    }
    return render(request, "schools/end_role.html", context)


def has_ended(membership: Membership, today: datetime.date) -> bool:
    return membership.ends_on is not None and membership.ends_on <= today


def _people_crumb(district: str) -> Crumb:
    return Crumb(label="People and roles", url=reverse("schools:people", args=[district]))
