"""A district's words for the steps, and templates: a district's for its teams, a team's for itself."""

from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone

from goals.cycle_texts import LONGEST_LABEL, PLANS, StepKey, StepOffset
from goals.models import CycleTemplate, CycleWording, TemplateStep
from plc.http.refusals import Refusal
from plc.schools.audit import record
from plc.schools.models import StaffMember
from teams.actions.teams import open_team
from teams.models import Team


@transaction.atomic
def reword_steps(*, actor: StaffMember, labels: Mapping[StepKey, str], by_pdsa: bool) -> CycleWording:
    """What the district calls the steps; an empty label is the product's own word."""
    said = {key.value: " ".join(label.split()) for key, label in labels.items()}
    if any(len(label) > LONGEST_LABEL for label in said.values()):
        raise Refusal(f"A step’s name has at most {LONGEST_LABEL} letters.", "Choose a shorter one.", status=422)
    kept = {key: label for key, label in said.items() if label and label != PLANS[StepKey(key)].name}
    wording, _ = CycleWording.objects.update_or_create(
        defaults={"labels": kept, "by_pdsa": by_pdsa, "changed_by": actor}
    )
    record(actor=actor, verb="reword_steps", subject=wording, note=", ".join(kept.values())[:200])
    return wording


@transaction.atomic
def save_template(*, actor: StaffMember, team: Team | None, name: str, steps: Sequence[StepOffset]) -> CycleTemplate:
    if team is not None:
        open_team(team, actor)
    template = _named(CycleTemplate(team=team, name=" ".join(name.split())))
    _write(template, steps)
    record(actor=actor, verb="save_cycle_template", subject=template, note=template.name)
    return template


@transaction.atomic
def change_template(
    *, actor: StaffMember, template: CycleTemplate, name: str, steps: Sequence[StepOffset]
) -> CycleTemplate:
    """Cycles that were begun from it keep their steps and days."""
    if template.team is not None:
        open_team(template.team, actor)
    template.name = " ".join(name.split())
    _named(template)
    TemplateStep.objects.filter(template=template).delete()
    _write(template, steps)
    record(actor=actor, verb="change_cycle_template", subject=template, note=template.name)
    return template


@transaction.atomic
def retire_template(*, actor: StaffMember, template: CycleTemplate) -> None:
    """No longer offered."""
    if template.team is not None:
        open_team(template.team, actor)
    template.retired_at = timezone.now()
    template.save(update_fields=["retired_at"])
    record(actor=actor, verb="retire_cycle_template", subject=template, note=template.name)


def _named(template: CycleTemplate) -> CycleTemplate:
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError as error:
        raise Refusal(f"There is a template named {template.name} already.", "Choose another name.") from error
    return template


def _write(template: CycleTemplate, steps: Sequence[StepOffset]) -> None:
    if not any(each.is_used for each in steps):
        raise Refusal("There is no step left.", "Keep at least one.", status=422)
    TemplateStep.objects.bulk_create(
        TemplateStep(template=template, step=each.step.value, after_days=each.after_days, is_used=each.is_used)
        for each in steps
    )
