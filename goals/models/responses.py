"""What a team does about a need that its classes share."""

from django.db import models

from assessments.models import Assessment, ReportRun, Standard
from plc.http.seen import seen_of
from plc.schools.models import StaffMember
from plc.tenancy.models import TenantForeignKey, TenantModel
from teams.models import Team


class Audience(models.TextChoices):
    WHOLE_CLASS = "class", "The whole class, everywhere"
    GROUP = "group", "A group of students in each class"


class ResponsePlan(TenantModel):
    """One reteach on one skill: for whom, what, who sees to it, until when. ``done_on`` is empty while it is open."""

    team = TenantForeignKey(Team, related_name="response_plans")
    standard = TenantForeignKey(Standard, related_name="+")
    assessment = TenantForeignKey(Assessment, related_name="response_plans")
    run = TenantForeignKey(ReportRun, null=True, blank=True, related_name="+")
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.WHOLE_CLASS)
    what = models.TextField(help_text="What is done, in a few sentences.")
    owner = TenantForeignKey(StaffMember, related_name="response_plans")
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    outcome = models.TextField(blank=True, help_text="What came of it, said when it was finished.")
    outcome_run = TenantForeignKey(
        ReportRun, null=True, blank=True, related_name="+", help_text="The re-check's run that was looked at then."
    )
    made_by = TenantForeignKey(StaffMember, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["district", "team", "due_on"], name="response_by_day")]

    def __str__(self) -> str:
        return f"response plan {self.pk}"

    @property
    def seen(self) -> str:
        """What its form shows."""
        return seen_of(self.audience, self.what, self.owner_id, self.due_on)
