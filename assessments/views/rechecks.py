"""A re-check: the same targets asked again with fresh items, after the team has responded."""

import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessments import queries
from assessments.access import ENTERERS, access_building
from assessments.actions import make_recheck
from assessments.forms import RecheckForm
from assessments.models import ItemScoring
from assessments.views.places import address, crumbs
from plc.http.components import Crumb
from plc.schools.access import for_roles, viewer_of

# Time to reteach and to meet before asking again.
AFTER = datetime.timedelta(days=14)
OPEN_FOR = datetime.timedelta(days=4)


@for_roles(*ENTERERS)
@require_http_methods(["GET", "HEAD", "POST"])
def recheck(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    """What a re-check would take over, and its dates."""
    viewer = viewer_of(request)
    subject = access_building(viewer, assessment_id)
    first_day = _monday_from(max(subject.closes_on, viewer.today) + AFTER)
    initial = {"title": f"{subject.title}, re-check"[:160], "opens_on": first_day, "closes_on": first_day + OPEN_FOR}
    form = RecheckForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = make_recheck(actor=viewer.staff, assessment=subject, **form.cleaned_data)
        messages.success(request, f"{made.title} is begun, with a fresh item for each old one. Now write them.")
        return redirect(address(viewer, "build", made.pk))
    items = queries.items_with_standards(subject.current_version)
    counted = [item for item in items if item.scoring != ItemScoring.DROPPED]
    context = {
        "assessment": subject,
        "crumbs": crumbs(viewer, subject, Crumb(label="Make a re-check")),
        "form": form,
        "items": counted,
        "targets": [
            (target, sum(1 for item in counted if target.standard in item.standards.all()))
            for target in queries.targets_of(subject)
        ],
        "left_out": len(items) - len(counted),
        "others": subject.rechecks.order_by("opens_on", "pk"),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "assessments/building/recheck.html", context, status=status)


def _monday_from(day: datetime.date) -> datetime.date:
    """That day if it is a Monday, else the next one: from there four days on, no day of testing is a weekend's."""
    return day + datetime.timedelta(days=-day.weekday() % 7)
