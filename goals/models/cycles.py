"""A team's cycle: a unit's turn of two to four weeks, its targets, and what is said of its steps by hand.

Where a step stands is not kept here: it follows from the CFA, its report, the meeting, the response plans
(``goals.cycle_states``). Rooms below know nothing of cycles; each reference goes from here to them.
"""

from django.db import models
from django.db.models import F, Q

from assessments.models import Assessment, Standard
from goals.cycle_texts import STEPS
from goals.models.smart import SmartGoal
from plc.schools.models import StaffMember
from plc.tenancy.models import TenantForeignKey, TenantModel
from teams.models import Team

STEP_CHOICES = [(plan.key.value, plan.name) for plan in STEPS]


class CycleTemplate(TenantModel):
    """Which steps a cycle has and when they are due: the district's, or with ``team`` a team's own."""

    team = TenantForeignKey(Team, null=True, blank=True, related_name="cycle_templates")
    name = models.CharField(max_length=80)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "team", "name"],
                condition=Q(retired_at__isnull=True),
                name="cycle_template_name_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return self.name


class TemplateStep(TenantModel):
    """One of a template's ten steps; ``after_days``: how long after the cycle begins it is due."""

    template = TenantForeignKey(CycleTemplate, models.CASCADE, related_name="steps")
    step = models.CharField(max_length=10, choices=STEP_CHOICES)
    after_days = models.PositiveSmallIntegerField()
    is_used = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "template", "step"], name="template_step_once")]

    def __str__(self) -> str:
        return f"{self.step} of template {self.template_id}"


class CycleWording(TenantModel):
    """What a district calls the steps; one row at most. ``labels`` by step, without those it leaves as they come."""

    labels = models.JSONField(default=dict, blank=True)
    by_pdsa = models.BooleanField(default=False, help_text="Group the steps as Plan, Do, Study, Act.")
    changed_by = TenantForeignKey(StaffMember, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district"], name="cycle_wording_once")]

    def __str__(self) -> str:
        return "wording of the steps"


class Cycle(TenantModel):
    """One turn of a team. ``position`` orders those that are open side by side.

    ``assessment`` is the CFA that the cycle is about, ``pretest`` the one before teaching. Its re-check is whichever
    asks the CFA again, its data meeting whichever looks at it, its response plans those made from it.
    """

    team = TenantForeignKey(Team, related_name="cycles")
    title = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="As planned.")
    position = models.PositiveSmallIntegerField(default=1)
    template = TenantForeignKey(CycleTemplate, null=True, blank=True, related_name="+")
    follows = TenantForeignKey("self", null=True, blank=True, related_name="+")
    proficient = models.CharField(max_length=300, blank=True, help_text="What proficient means, in the team's words.")
    agreed_on = models.DateField(null=True, blank=True)
    agreed_by = TenantForeignKey(StaffMember, null=True, blank=True, related_name="+")
    goal = TenantForeignKey(SmartGoal, null=True, blank=True, related_name="cycles")
    pretest = TenantForeignKey(Assessment, null=True, blank=True, related_name="pretest_of_cycles")
    assessment = TenantForeignKey(Assessment, null=True, blank=True, related_name="cycles")
    plan = models.TextField(blank=True, help_text="What the team does alike before the CFA.")
    begun_by = TenantForeignKey(StaffMember, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)
    closed_on = models.DateField(null=True, blank=True)
    closed_by = TenantForeignKey(StaffMember, null=True, blank=True, related_name="+")
    learned = models.TextField(blank=True)
    keep = models.TextField(blank=True)
    change = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="cycle_ends_after_start"),
        ]
        indexes = [models.Index(fields=["district", "team", "-starts_on"], name="cycle_newest_first")]

    def __str__(self) -> str:
        return self.title


class CycleTarget(TenantModel):
    """One of the one to three standards of a cycle, in words that students understand."""

    cycle = TenantForeignKey(Cycle, models.CASCADE, related_name="targets")
    standard = TenantForeignKey(Standard, related_name="+")
    position = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["district", "cycle", "standard"], name="cycle_target_once")]

    def __str__(self) -> str:
        return f"target {self.position} of cycle {self.cycle_id}"


class CycleStep(TenantModel):
    """What is said of a step by hand: until when, who sees to it, that it is skipped and why.

    ``done_on`` is for teaching alone: nothing else in the product says that it is over.
    """

    cycle = TenantForeignKey(Cycle, models.CASCADE, related_name="steps")
    step = models.CharField(max_length=10, choices=STEP_CHOICES)
    due_on = models.DateField(null=True, blank=True)
    owner = TenantForeignKey(StaffMember, null=True, blank=True, related_name="+")
    skipped_on = models.DateField(null=True, blank=True)
    skipped_by = TenantForeignKey(StaffMember, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    done_on = models.DateField(null=True, blank=True)
    done_by = TenantForeignKey(StaffMember, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "cycle", "step"], name="cycle_step_once"),
            models.CheckConstraint(
                condition=Q(skipped_on__isnull=True) | ~Q(reason=""), name="cycle_step_skipped_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} of cycle {self.cycle_id}"
