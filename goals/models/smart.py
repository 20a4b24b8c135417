"""A team's SMART goal, and the points that its reports add to it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from assessments.models import Assessment, ReportRun, Standard
from goals.models.wider import WiderGoal
from plc.http.seen import seen_of
from plc.schools.models import StaffMember
from plc.tenancy.models import TenantForeignKey, TenantModel
from teams.models import Team


class SmartGoal(TenantModel):
    """From ``baseline_y`` of ``baseline_n`` students proficient to ``target`` percent of them by ``due_on``.

    ``standard`` is the skill, None for whole tests. The baseline is a count of a report, and stays what it was.
    ``close`` of those not proficient then were within reach of the cut, and of those far from it the team thought
    ``far_likely`` likely to make it: what the target was checked against. ``result_…`` is kept when it is closed.
    """

    team = TenantForeignKey(Team, related_name="smart_goals")
    standard = TenantForeignKey(Standard, null=True, blank=True, related_name="+")
    skill = models.CharField(max_length=200, help_text="The skill in the team's words.")
    baseline_assessment = TenantForeignKey(Assessment, related_name="+")
    baseline_run = TenantForeignKey(ReportRun, related_name="+")
    baseline_y = models.PositiveIntegerField()
    baseline_n = models.PositiveIntegerField()
    close = models.PositiveIntegerField(null=True, blank=True)
    far_likely = models.PositiveIntegerField(null=True, blank=True)
    target = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(100)])
    starts_on = models.DateField()
    due_on = models.DateField()
    why = models.TextField(blank=True)
    steps = models.TextField(help_text="What the team will do, a step a line.")
    resources = models.TextField(blank=True)
    owner = TenantForeignKey(StaffMember, related_name="+")
    made_by = TenantForeignKey(StaffMember, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    closed_on = models.DateField(null=True, blank=True)
    reflection = models.TextField(blank=True)
    result_y = models.PositiveIntegerField(null=True, blank=True)
    result_n = models.PositiveIntegerField(null=True, blank=True)
    result_status = models.CharField(max_length=20, blank=True)
    serves = TenantForeignKey(
        WiderGoal, null=True, blank=True, related_name="team_goals", help_text="The school's or district's goal."
    )
    follows = TenantForeignKey("self", null=True, blank=True, related_name="+", help_text="The goal carried over.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gt=F("starts_on")), name="goal_ends_after_start"),
            models.CheckConstraint(condition=Q(target__gte=1, target__lte=100), name="goal_target_is_a_percent"),
            models.CheckConstraint(
                condition=Q(baseline_n__gte=1, baseline_y__lte=F("baseline_n")), name="goal_baseline_is_a_count"
            ),
        ]
        indexes = [models.Index(fields=["district", "team", "-starts_on"], name="goal_newest_first")]

    def __str__(self) -> str:
        return f"goal {self.pk}"

    @property
    def seen(self) -> str:
        """What its form shows."""
        words = (self.skill, self.steps, self.why, self.resources)
        return seen_of(*words, self.target, self.due_on, self.owner_id)


class EvidencePoint(TenantModel):
    """What one CFA of the team says of a goal, by its newest run: ``y`` of ``n`` proficient, ``missing`` not in yet.

    ``told_…``: the same by its newest published run, which leaders may know; None while there is none.
    """

    goal = TenantForeignKey(SmartGoal, related_name="evidence")
    assessment = TenantForeignKey(Assessment, related_name="+")
    run = TenantForeignKey(ReportRun, related_name="+")
    on = models.DateField(help_text="The last day of the CFA's window, or of its run if that came earlier.")
    y = models.PositiveIntegerField()
    n = models.PositiveIntegerField()
    missing = models.PositiveIntegerField(default=0)
    told_y = models.PositiveIntegerField(null=True, blank=True)
    told_n = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "goal", "assessment"], name="evidence_once")]
        indexes = [models.Index(fields=["district", "goal", "on"], name="evidence_in_time")]

    def __str__(self) -> str:
        return f"evidence {self.pk}"
