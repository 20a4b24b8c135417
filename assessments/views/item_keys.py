"""The keys of many items typed in one field, looked at before they are saved."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessments import queries
from assessments.access import ENTERERS, access_building
from assessments.actions import keys_typed, set_keys
from assessments.views.places import address, crumbs
from plc.http.components import Crumb
from plc.http.refusals import Refusal
from plc.schools.access import for_roles, viewer_of
from plc.templatetags.figures import plural

LONGEST = 2000


@for_roles(*ENTERERS)
@require_http_methods(["GET", "HEAD", "POST"])
def item_keys(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    """``keys`` in the order of the paper: what would become of each item, and by POST, as it was shown, the keys."""
    viewer = viewer_of(request)
    subject = access_building(viewer, assessment_id)
    if queries.working_version(subject) is None:
        return redirect(address(viewer, "build", subject.pk))
    said = request.POST if request.method == "POST" else request.GET
    typed = said.get("keys", "").replace("\0", "")[:LONGEST]
    refusal = None
    if request.method == "POST":
        try:
            n = set_keys(actor=viewer.staff, assessment=subject, typed=typed, seen=said.get("seen", ""))
        except Refusal as why:
            refusal = why
        else:
            messages.success(request, f"Saved {plural(n, 'key')}." if n else "These keys were saved already.")
            return redirect(f"{address(viewer, 'build', subject.pk)}#h-items")
    read = keys_typed(subject, typed)
    context = {
        "assessment": subject,
        "typed": typed,
        "keys": read,
        "new": sum(1 for line in read.changes if line.is_new),
        "overwritten": sum(1 for line in read.changes if line.overwrites),
        "unfit": sum(1 for line in read.lines if line.sentence),
        "refusal": refusal,
        "crumbs": crumbs(
            viewer,
            subject,
            Crumb(label="Build", url=address(viewer, "build", subject.pk)),
            Crumb(label="Keys, in order"),
        ),
    }
    return render(request, "assessments/building/keys.html", context, status=refusal.status if refusal else 200)
