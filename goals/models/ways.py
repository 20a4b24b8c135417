"""The way to a goal: who does what by when, and what the team saw when it looked in between."""

from django.db import models

from goals.models.smart import SmartGoal
from plc.schools.models import StaffMember
from plc.tenancy.models import TenantForeignKey, TenantModel


class ActionStep(TenantModel):
    """One thing to do. ``done_on`` is empty while it is open."""

    goal = TenantForeignKey(SmartGoal, models.CASCADE, related_name="action_steps")
    what = models.CharField(max_length=300)
    owner = TenantForeignKey(StaffMember, related_name="+")
    due_on = models.DateField()
    needs = models.CharField(max_length=300, blank=True, help_text="Time, materials, help.")
    done_on = models.DateField(null=True, blank=True)
    done_by = TenantForeignKey(StaffMember, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["district", "goal", "due_on"], name="action_step_by_day")]

    def __str__(self) -> str:
        return f"step {self.pk}"


class InterimCheck(TenantModel):
    """What the team said of its goal on a day, with where it stood then; ``status`` "" before the first point."""

    goal = TenantForeignKey(SmartGoal, models.CASCADE, related_name="checks")
    on = models.DateField()
    said = models.TextField()
    y = models.PositiveIntegerField()
    n = models.PositiveIntegerField()
    status = models.CharField(max_length=20, blank=True)
    made_by = TenantForeignKey(StaffMember, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["district", "goal", "-on"], name="interim_check_in_time")]

    def __str__(self) -> str:
        return f"check {self.pk}"
