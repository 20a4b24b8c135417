"""What a team shows each other of its comparison: the decision, as its facilitator writes it down."""

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from plc.http.components import Crumb
from plc.http.refusals import Refusal
from plc.schools.access import for_roles, viewer_of
from plc.schools.forms import add_refusal
from plc.schools.models import Role
from teams import actions
from teams.access import access_facilitated_team
from teams.forms import SharingForm
from teams.models import NormState
from teams.queries import version_in
from teams.views.places import crumbs, norms_crumb


@for_roles(Role.TEACHER)
@require_http_methods(["GET", "HEAD", "POST"])
def disclosure(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    team = access_facilitated_team(viewer, team_id)
    begin = model_to_dict(team, fields=list(SharingForm.base_fields))
    form = SharingForm(request.POST if request.method == "POST" else None, initial=begin)
    if request.method == "POST" and form.is_valid():
        try:
            decision = actions.decide_sharing(actor=viewer.staff, team=team, **form.cleaned_data)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            if decision is None:
                messages.info(request, "That is what is on record already; nothing was changed.")
            else:
                messages.success(request, "The team’s decision is recorded. All members see it on this page.")
            return redirect("teams:norms", district, team.pk)
    trail = crumbs(viewer, team, norms_crumb(viewer, team), Crumb(label="What we show each other"))
    context = {"team": team, "form": form, "adopted": version_in(team, NormState.ADOPTED), "crumbs": trail}
    return render(request, "teams/norms/sharing.html", context)
