"""The team's item bank: looked through, and taken from for a CFA that is being built."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from assessments import queries
from assessments.access import ENTERERS, access_building, access_own_team
from assessments.actions import take_from_bank
from assessments.queries.bank import bank_of, used_items
from assessments.views.places import address, said_of
from plc.http.components import Crumb
from plc.http.refusals import Refusal
from plc.schools.access import for_roles, viewer_of

ITEMS_A_PAGE = 30


@for_roles(*ENTERERS)
@require_safe
def bank(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    """``?find=`` looks for words and codes; ``?for=`` names the CFA that items are taken for."""
    viewer = viewer_of(request)
    team = access_own_team(viewer, team_id)
    wanted = request.GET.get("for", "")
    subject = access_building(viewer, int(wanted)) if wanted.isdecimal() and len(wanted) < 18 else None
    if subject is not None and (subject.team_id != team.pk or queries.working_version(subject) is None):
        subject = None
    find = request.GET.get("find", "").strip()[:120]
    rows = bank_of(team, viewer, find)
    context = {
        "team": team,
        "assessment": subject,
        "find": find,
        "page": Paginator(rows, ITEMS_A_PAGE).get_page(request.GET.get("page")),
        "n": len(rows),
        "untested": sum(1 for row in rows if row.is_untested),
        "keep": "&" + urlencode({"find": find, "for": subject.pk if subject else ""}),
        "smallest_group": viewer.district.smallest_group,
        "crumbs": [
            Crumb(label="CFAs and reports", url=address(viewer, "cfas")),
            *([Crumb(label=subject.title, url=address(viewer, "build", subject.pk))] if subject else []),
            Crumb(label=f"Item bank of {team.name}"),
        ],
    }
    return render(request, "assessments/building/bank.html", context)


@for_roles(*ENTERERS)
@require_POST
def take(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    """Copy the ticked items to the end of the list."""
    viewer = viewer_of(request)
    subject = access_building(viewer, assessment_id)
    ticked = set(request.POST.getlist("item"))
    chosen = [item for item in used_items(subject.team) if str(item.pk) in ticked]
    if not chosen:
        raise Refusal("No item is checked.", "Go back and check the items to take over.", status=422)
    copies = take_from_bank(actor=viewer.staff, assessment=subject, items=chosen)
    messages.success(request, f"Added {said_of(copies)} from the bank.")
    return redirect(f"{address(viewer, 'build', subject.pk)}#item-{copies[0].pk}")
