"""Schools."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from plc.http.components import Crumb
from plc.http.pages import page_of
from plc.http.refusals import Refusal
from plc.schools.access import access_led_school, for_roles, led_schools, viewer_of
from plc.schools.actions import add_school
from plc.schools.forms import SchoolForm, add_refusal
from plc.schools.models import Role
from plc.schools.queries import school_counts, sections_of, staff_with_roles


@for_roles(Role.DISTRICT_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def schools(request: HttpRequest, district: str) -> HttpResponse:
    viewer = viewer_of(request)
    form = SchoolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            school = add_school(actor=viewer.staff, name=form.cleaned_data["name"])
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"{school.name} is added.")
            return redirect("schools:schools", district)
    page = page_of(request, led_schools(viewer))
    context = {"page": page, "counts": school_counts(page, viewer.today), "form": form}
    return render(request, "schools/schools.html", context)


@for_roles(Role.DISTRICT_ADMIN, Role.PRINCIPAL)
@require_safe
def school(request: HttpRequest, district: str, school_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    school = access_led_school(viewer, school_id)
    above = (Crumb(label="Schools", url=reverse("schools:schools", args=[district])),)
    context = {
        "school": school,
        "sections": page_of(request, sections_of(school, viewer.today)),
        "staff": page_of(request, staff_with_roles(viewer.today, school=school), parameter="staff"),
        "can_manage_staff": viewer.is_district_admin,
        "crumbs": (*(above if viewer.is_district_admin else ()), Crumb(label=school.name)),
    }
    return render(request, "schools/school.html", context)
