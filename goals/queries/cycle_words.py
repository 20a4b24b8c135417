"""What a district calls the steps, and the templates a team can begin a cycle from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from goals.cycle_texts import PLANS, SHIPPED, STEPS, StepKey, StepOffset, TemplatePlan
from goals.models import Cycle, CycleTemplate, CycleWording
from plc.tenancy.kept import Kept
from teams.models import Team

LIKE_LAST = "last"


@dataclass(frozen=True)
class Wording:
    """``labels`` only of the steps that the district calls otherwise."""

    labels: Mapping[str, str]
    by_pdsa: bool

    def label(self, key: StepKey) -> str:
        return self.labels.get(key) or PLANS[key].name


_wording: Kept[Any] = Kept(lambda: CycleWording.objects.values_list("labels", "by_pdsa")[:1])


def wording() -> Wording:
    """Of the open district."""
    found = _wording.first()
    return Wording(*found) if found else Wording({}, False)


def saved_templates(team: Team | None) -> QuerySet[CycleTemplate]:
    """The district's, and those of a team where one is named."""
    whose = Q(team__isnull=True) if team is None else Q(team__isnull=True) | Q(team=team)
    rows = CycleTemplate.objects.filter(whose, retired_at__isnull=True)
    return rows.prefetch_related("steps").order_by("team_id", "name", "pk")


def template_plan(template: CycleTemplate) -> TemplatePlan:
    said = {row.step: row for row in template.steps.all()}
    steps = tuple(
        StepOffset(plan.key, said[plan.key].after_days, said[plan.key].is_used)
        if plan.key in said
        else StepOffset(plan.key, 0, is_used=False)
        for plan in STEPS
    )
    return TemplatePlan(str(template.pk), template.name, steps)


def templates_for(team: Team) -> list[TemplatePlan]:
    """What a team can choose from: its own, the district's, the shipped ones; its last cycle first, if there is one."""
    saved = sorted(saved_templates(team), key=lambda row: row.team_id is None)
    last = Cycle.objects.filter(team=team).order_by("-starts_on", "-pk").first()
    found = [template_plan(row) for row in saved] + [*SHIPPED]
    return [plan_like(last), *found] if last else found


def plan_like(cycle: Cycle) -> TemplatePlan:
    """The same steps and distances as that cycle had; what it skipped for a reason of its own is in again."""
    said = {row.step: row for row in cycle.steps.all()}
    steps = []
    last = 0
    for plan in STEPS:
        row = said.get(plan.key)
        due_on = row.due_on if row else None
        last = (due_on - cycle.starts_on).days if due_on else last
        steps.append(StepOffset(plan.key, max(0, last), due_on is not None))
    return TemplatePlan(LIKE_LAST, f"Like our last cycle, {cycle.title}", tuple(steps))
