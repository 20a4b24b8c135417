"""Where a page of this room stands: breadcrumbs and addresses."""

from typing import Any

from django.urls import reverse

from goals.access.strategies import own_team_ids
from goals.models import Cycle, ResponsePlan, StrategyCard
from plc.http.components import Crumb, Tab
from plc.schools.access import Viewer
from teams.models import Team


def address(viewer: Viewer, name: str, *args: Any) -> str:
    return reverse(f"goals:{name}", args=[viewer.district.slug, *args])


def crumbs(viewer: Viewer, team: Team, *more: Crumb) -> list[Crumb]:
    """Home › team › …; the last one is the page itself and carries no link."""
    home = Crumb(label="Home", url=address(viewer, "home"))
    return [home, Crumb(label=team.name, url=reverse("teams:team", args=[viewer.district.slug, team.pk])), *more]


def cycle_crumbs(viewer: Viewer, cycle: Cycle, *more: Crumb, is_member: bool = True) -> list[Crumb]:
    """Home › team › Our cycles › the cycle › …; the year's page is the members' own."""
    year = Crumb(label="Cycles", url=address(viewer, "year" if is_member else "team_cycle", cycle.team_id))
    own = Crumb(label=cycle.title, url=address(viewer, "cycle", cycle.pk) if more else "")
    return crumbs(viewer, cycle.team, year, own, *more)


def plan_crumbs(viewer: Viewer, plan: ResponsePlan, *more: Crumb) -> list[Crumb]:
    """Home › team › Response plans › the plan › …."""
    plans = Crumb(label="Response plans", url=address(viewer, "plans", plan.team_id))
    own = Crumb(label=plan.standard.short_name, url=address(viewer, "plan", plan.pk) if more else "")
    return crumbs(viewer, plan.team, plans, own, *more)


def card_crumbs(viewer: Viewer, card: StrategyCard, *more: Crumb) -> list[Crumb]:
    """Under its team for the members, under the library for everybody else."""
    if own_team_ids(viewer).filter(pk=card.team_id).exists():
        cards = Crumb(label="Strategies", url=address(viewer, "strategies", card.team_id))
        return crumbs(viewer, card.team, cards, *more)
    home = Crumb(label="Home", url=address(viewer, "home"))
    return [home, Crumb(label="Strategies", url=address(viewer, "library")), *more]


def card_crumb(viewer: Viewer, card: StrategyCard) -> Crumb:
    return Crumb(label=card.title, url=address(viewer, "strategy", card.pk))


def team_tabs(viewer: Viewer, team: Team, current: str) -> list[Tab]:
    return [
        Tab(label=label, url=address(viewer, name, team.pk), current=name == current)
        for name, label in (
            ("team_cycle", "Our cycle"),
            ("year", "The year"),
            ("goals", "Goals"),
            ("strategies", "Strategies"),
            ("plans", "Response plans"),
        )
    ]
