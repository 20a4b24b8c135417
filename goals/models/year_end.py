"""What a team leaves to whoever carries it on."""

from django.db import models

from plc.schools.models import StaffMember
from plc.tenancy.models import TenantForeignKey, TenantModel
from teams.models import Team


class HandOver(TenantModel):
    """One note a team and year, which every member may write in; the team that follows reads it."""

    team = TenantForeignKey(Team, models.CASCADE, related_name="hand_over")
    keep = models.TextField(blank=True)
    leave = models.TextField(blank=True)
    begin_with = models.TextField(blank=True)
    written_by = TenantForeignKey(StaffMember, related_name="+")
    written_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "team"], name="hand_over_once")]

    def __str__(self) -> str:
        return f"hand-over {self.pk}"
