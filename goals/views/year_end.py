"""The end of a team's year on one page, with the note it hands over."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from goals.access import MEMBERS, access_team_work
from goals.actions.year_end import write_hand_over
from goals.forms.year_end import HandOverForm
from goals.queries.year_end import year_end
from goals.views.places import address, crumbs
from plc.http.components import Crumb
from plc.http.refusals import Refusal
from plc.schools.access import for_roles, viewer_of
from plc.schools.forms import add_refusal, status_of
from teams.access import continuable_teams
from teams.queries.carry_over import later_years


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def year_end_page(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    team = access_team_work(viewer, team_id)
    found = year_end(team, viewer.today)
    note = found.note
    initial = {name: getattr(note, name) for name in HandOverForm.base_fields} if note else {}
    form = HandOverForm(request.POST or None, initial=initial)
    seen = request.POST.get("seen", found.seen)
    if request.method == "POST" and form.is_valid():
        try:
            write_hand_over(actor=viewer.staff, team=team, words=form.words, seen=seen)
        except Refusal as refusal:
            add_refusal(form, refusal)
            found = year_end(team, viewer.today)
            seen = found.seen
        else:
            is_said = any(vars(form.words).values())
            said = "The note is kept. The team that follows yours reads it." if is_said else "The note is empty now."
            messages.success(request, said)
            return redirect(address(viewer, "year_end", team.pk))
    year = Crumb(label="The year", url=address(viewer, "year", team.pk))
    context = {
        "team": team,
        "found": found,
        "form": form,
        "seen": seen,
        "is_over": team.is_over_on(viewer.today),
        "last_day": team.last_day,
        "can_carry_over": later_years(team).exists() and continuable_teams(viewer).filter(pk=team.pk).exists(),
        "crumbs": crumbs(viewer, team, year, Crumb(label="Year’s end")),
    }
    return render(request, "goals/year_end.html", context, status=status_of(form))
