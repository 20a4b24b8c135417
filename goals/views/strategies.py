"""Strategy cards: a team's list, a card, writing, sharing a step further, withdrawing and deleting one's own."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.queries import latest_runs
from goals import actions
from goals.access import MEMBERS, access_own_class, access_team_work
from goals.access.strategies import LIBRARY_READERS, access_card, access_own_card, cards_of_team, visible_cards
from goals.file_kinds import MOST_FILES
from goals.forms import CardForm, ShareForm
from goals.models import Reach, StrategyCard
from goals.queries.evidence import tried
from goals.queries.strategies import card_views
from goals.views.places import address, card_crumbs, crumbs, team_tabs
from plc.http.components import Crumb
from plc.http.pages import page_of
from plc.schools.access import Viewer, for_roles, viewer_of
from plc.schools.forms import status_of
from teams.models import Disclosure, Team


@for_roles(*MEMBERS)
@require_safe
def strategies(request: HttpRequest, district: str, team_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    team = access_team_work(viewer, team_id)
    page = page_of(request, cards_of_team(viewer, team))
    context = {
        "team": team,
        "page": page,
        "cards": card_views(page, viewer),
        "tabs": team_tabs(viewer, team, "strategies"),
        "crumbs": crumbs(viewer, team, Crumb(label="Strategies")),
    }
    return render(request, "goals/strategies.html", context)


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_strategy(
    request: HttpRequest, district: str, assessment_id: int, section_id: int, standard_id: int
) -> HttpResponse:
    """A card about a class of one's own; the report offers it where that class is a bright spot."""
    viewer = viewer_of(request)
    assessment, section, standard = access_own_class(viewer, assessment_id, section_id, standard_id)
    initial = {"skill": standard.short_name, "names_class": assessment.team.disclosure == Disclosure.NAMED}
    form = CardForm(request.POST or None, initial=initial, team=assessment.team)
    if request.method == "POST" and form.is_valid():
        card = actions.write_card(
            actor=viewer.staff,
            source=actions.Source(assessment, latest_runs([assessment]).get(assessment.pk), standard),
            section=section,
            words=form.words,
            is_shared=form.cleaned_data["is_shared"],
        )
        messages.success(request, f"“{card.title}” is written. {_seen_by(card)}")
        return redirect(address(viewer, "strategy", card.pk))
    context = {
        "form": form,
        "save": "Save the card",
        "headline": f"What did you do on {standard.short_name}?",
        "said": f"A strategy card about {section.name} and {assessment.title}, for colleagues to try.",
        "back": address(viewer, "strategies", assessment.team_id),
        "crumbs": _crumbs(viewer, assessment.team, "Write a strategy card"),
    }
    return render(request, "goals/form.html", context, status=status_of(form))


@for_roles(*LIBRARY_READERS)
@require_safe
def strategy(request: HttpRequest, district: str, card_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    card = access_card(viewer, card_id)
    (view,) = card_views([card], viewer)
    files = list(card.files.defer("content").order_by("pk"))
    context = {
        "card": view,
        "tried": tried(card, viewer),
        "files": files,
        "may_add_file": view.is_mine and len(files) < MOST_FILES,
        "may_try": bool(viewer.roles & {*MEMBERS}),
        "further": Reach(view.next_reach).label.lower() if view.next_reach else "",
        "crumbs": card_crumbs(viewer, card, Crumb(label=card.title)),
    }
    return render(request, "goals/strategy.html", context)


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def share_strategy(request: HttpRequest, district: str, card_id: int) -> HttpResponse:
    """The consent to the next step: who will read the card, and whether with its author's name."""
    viewer = viewer_of(request)
    with transaction.atomic():
        card = access_own_card(viewer, card_id, to_change=request.method == "POST")
        if not card.next_reach and request.method != "POST":
            return redirect(address(viewer, "strategy", card.pk))
        initial = {"signs_outside": card.signs_outside, "reach": card.next_reach}
        form = ShareForm(request.POST or None, initial=initial)
        if request.method == "POST" and form.is_valid():
            actions.share_card_further(actor=viewer.staff, card=card, **form.cleaned_data)
            messages.success(request, f"“{card.title}” is shared with {_readers_of(card)}.")
            return redirect(address(viewer, "strategy", card.pk))
    context = {
        "form": form,
        "card": card,
        "step": Reach(card.next_reach or card.reach),
        "back": address(viewer, "strategy", card.pk),
        "crumbs": _crumbs(viewer, card.team, "Share it further"),
    }
    return render(request, "goals/share_card.html", context, status=status_of(form))


@for_roles(*MEMBERS)
@require_http_methods(["GET", "HEAD", "POST"])
def change_strategy(request: HttpRequest, district: str, card_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    with transaction.atomic():
        card = access_own_card(viewer, card_id, to_change=request.method == "POST")
        words = ("title", "skill", "steps", "materials", "names_class", "is_shared")
        initial = {name: getattr(card, name) for name in words}
        form = CardForm(request.POST or None, initial=initial, team=card.team)
        if request.method == "POST" and form.is_valid():
            is_shared = form.cleaned_data["is_shared"]
            actions.change_card(actor=viewer.staff, card=card, words=form.words, is_shared=is_shared)
            messages.success(request, f"“{card.title}” is changed. {_seen_by(card)}")
            return redirect(address(viewer, "strategy", card.pk))
    context = {
        "form": form,
        "save": "Save the card",
        "headline": "Change the card",
        "said": f"About {card.section.name} and {card.assessment.title}.",
        "back": address(viewer, "strategy", card.pk),
        "crumbs": _crumbs(viewer, card.team, "Change the card"),
    }
    return render(request, "goals/form.html", context, status=status_of(form))


@for_roles(*MEMBERS)
@require_POST
def withdraw_strategy(request: HttpRequest, district: str, card_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    with transaction.atomic():
        card = access_own_card(viewer, card_id, to_change=True)
        reach = request.POST.get("reach", "")
        reach = reach if reach in Reach.values else Reach.AUTHOR
        card = actions.withdraw_card(actor=viewer.staff, card=card, reach=reach)
    is_mine_alone = card.reach == Reach.AUTHOR
    said = "is yours alone again" if is_mine_alone else f"is shared with {_readers_of(card)} alone"
    messages.info(request, f"“{card.title}” {said}.")
    if not visible_cards(viewer).filter(pk=card.pk).exists():
        return redirect(address(viewer, "library"))
    return redirect(address(viewer, "strategy", card.pk))


@for_roles(*MEMBERS)
@require_POST
def delete_strategy(request: HttpRequest, district: str, card_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    with transaction.atomic():
        card = access_own_card(viewer, card_id, to_change=True)
        title, team_id = card.title, card.team_id
        actions.delete_card(actor=viewer.staff, card=card)
    messages.info(request, f"“{title}” is deleted.")
    return redirect(address(viewer, "strategies", team_id))


def _readers_of(card: StrategyCard) -> str:
    return {Reach.TEAM: "your team", Reach.SCHOOL: "your school", Reach.DISTRICT: "the district"}[Reach(card.reach)]


def _crumbs(viewer: Viewer, team: Team, label: str) -> list[Crumb]:
    return crumbs(
        viewer, team, Crumb(label="Strategies", url=address(viewer, "strategies", team.pk)), Crumb(label=label)
    )


def _seen_by(card: StrategyCard) -> str:
    if not card.is_shared:
        return "Only you see it until you share it."
    if card.is_beyond_team:
        return f"It stays shared with {_readers_of(card)}."
    return "Your team sees it" + (", with your name and your class." if card.names_class else ", without your name.")
