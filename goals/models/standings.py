"""Where goals stand for readers outside their teams: from published runs alone, and kept so that nobody adds it up."""

from django.db import models

from assessments.models import Assessment, ReportRun
from goals.models.smart import SmartGoal
from plc.tenancy.models import TenantForeignKey, TenantModel
from teams.models import Team


class GoalStanding(TenantModel):
    """What leaders may know of one goal: ``y`` of ``n`` on the day ``on``, from a baseline that is published too.

    ``status`` is "" while there is no point after the baseline. ``n`` may be a small group: whoever reads hides it.
    """

    goal = TenantForeignKey(SmartGoal, models.CASCADE, related_name="standing")
    baseline_y = models.PositiveIntegerField()
    baseline_n = models.PositiveIntegerField()
    y = models.PositiveIntegerField()
    n = models.PositiveIntegerField()
    on = models.DateField()
    status = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "goal"], name="goal_stands_once")]

    def __str__(self) -> str:
        return f"standing {self.pk}"


class StandingChange(TenantModel):
    """The day on which a goal's status became another for readers outside its team."""

    goal = TenantForeignKey(SmartGoal, models.CASCADE, related_name="standing_changes")
    at = models.DateTimeField(auto_now_add=True)
    before = models.CharField(max_length=20, blank=True)
    after = models.CharField(max_length=20, blank=True)
    n = models.PositiveIntegerField(help_text="Of how many students it was told.")

    class Meta:
        indexes = [models.Index(fields=["district", "-at"], name="standing_newest_first")]

    def __str__(self) -> str:
        return f"{self.before} to {self.after}"


class TeamTotal(TenantModel):
    """How many of a team's students are proficient on one whole CFA, by its newest published run.

    Dashboards read it, for a report takes longer to open than they may. None where one teacher's classes alone took it.
    """

    team = TenantForeignKey(Team, models.CASCADE, related_name="+")
    assessment = TenantForeignKey(Assessment, models.CASCADE, related_name="+")
    run = TenantForeignKey(ReportRun, models.CASCADE, related_name="+")
    y = models.PositiveIntegerField(null=True, blank=True)
    n = models.PositiveIntegerField(null=True, blank=True)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "assessment"], name="team_total_once")]
        indexes = [models.Index(fields=["district", "team", "-published_at"], name="team_total_newest_first")]

    def __str__(self) -> str:
        return f"total {self.pk}"
