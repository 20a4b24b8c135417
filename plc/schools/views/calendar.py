"""The days without school of one school year."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from plc.http.components import Crumb
from plc.http.refusals import Refusal
from plc.schools.access import access_free_days, access_school_year, for_roles, viewer_of
from plc.schools.actions import add_free_days, remove_free_days
from plc.schools.forms import FreeDaysForm, add_refusal, status_of
from plc.schools.models import Role
from plc.schools.queries import free_days_of


@for_roles(Role.DISTRICT_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def free_days(request: HttpRequest, district: str, year_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    year = access_school_year(viewer, year_id)
    form = FreeDaysForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            days = add_free_days(actor=viewer.staff, school_year=year, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"{days.name} is in the calendar. Recurring meetings leave these days out.")
            return redirect("schools:free_days", district, year.pk)
    above = Crumb(label="School years", url=reverse("schools:school_years", args=[district]))
    context = {
        "year": year,
        "rows": free_days_of(year),
        "form": form,
        "crumbs": (above, Crumb(label=f"{year.name}: days without school")),
    }
    return render(request, "schools/free_days.html", context, status=status_of(form))


@for_roles(Role.DISTRICT_ADMIN)
@require_POST
def free_days_removed(request: HttpRequest, district: str, days_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    days = access_free_days(viewer, days_id)
    remove_free_days(actor=viewer.staff, days=days)
    messages.success(request, f"{days.name} is out of the calendar: there is school on these days.")
    return redirect("schools:free_days", district, days.school_year_id)
