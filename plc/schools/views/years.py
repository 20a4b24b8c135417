"""School years: what there is, and another one."""

import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from plc.http.components import Crumb
from plc.http.pages import page_of
from plc.http.refusals import Refusal
from plc.schools.access import for_roles, viewer_of
from plc.schools.actions.years import DAY, ComingYear, add_school_year, coming_year
from plc.schools.forms import SchoolYearForm, add_refusal, status_of
from plc.schools.models import Role, SchoolYear
from plc.schools.queries import school_years


@for_roles(Role.DISTRICT_ADMIN)
@require_safe
def years(request: HttpRequest, district: str) -> HttpResponse:
    context = {"page": page_of(request, school_years()), "today": viewer_of(request).today}
    return render(request, "schools/school_years.html", context)


@for_roles(Role.DISTRICT_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def new_year(request: HttpRequest, district: str) -> HttpResponse:
    """The first button shows what would be, the second adds what was shown: the fields say both times the same."""
    viewer = viewer_of(request)
    newest = school_years().first()
    form = SchoolYearForm(request.POST or None, initial=_guess(newest))
    coming: ComingYear | None = None
    if request.method == "POST" and form.is_valid():
        said = form.year
        try:
            if "again" not in request.POST and request.POST.get("confirmed") == form.digest:
                year = add_school_year(actor=viewer.staff, **said)
                messages.success(request, f"{year.name} is there. Teams can be carried over to it now.")
                return redirect("schools:school_years", district)
            coming = coming_year(**said)
        except Refusal as refusal:
            add_refusal(form, refusal)
    above = Crumb(label="School years", url=reverse("schools:school_years", args=[district]))
    context = {
        "form": form,
        "coming": coming,
        "newest": newest,
        "crumbs": (above, Crumb(label="A new school year")),
    }
    return render(request, "schools/new_school_year.html", context, status=status_of(form))


def _guess(newest: SchoolYear | None) -> dict[str, Any]:
    """The year after the newest one: its days a year later, and a name in the manner of 2026–27."""
    if newest is None:
        return {}
    first = max(_year_later(newest.starts_on), newest.ends_on)
    last = max(_year_later(newest.ends_on - DAY), first + DAY)
    return {"name": f"{first.year}–{last.year % 100:02d}", "first_day": first, "last_day": last}


def _year_later(day: datetime.date) -> datetime.date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if leap_day else day.day)
