"""What a team decided, and the tasks that came of it."""

from django.db import models

from plc.schools.models import StaffMember
from plc.tenancy.models import TenantForeignKey, TenantModel
from teams.models.meetings import AgendaItem, Meeting
from teams.models.teams import Team


class Decision(TenantModel):
    """One decision of a meeting, in the team's words."""

    meeting = TenantForeignKey(Meeting, related_name="decisions")
    item = TenantForeignKey(AgendaItem, null=True, blank=True, related_name="decisions")
    text = models.CharField(max_length=500)
    recorded_by = TenantForeignKey(StaffMember, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    client_key = models.UUIDField(help_text="The browser’s own name for it: sent twice, it is there once.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "client_key"], name="decision_key_once")]

    def __str__(self) -> str:
        return f"decision {self.pk} of meeting {self.meeting_id}"


class TeamTask(TenantModel):
    """Something to be done: by one person, or without ``owner`` by everybody in the team."""

    team = TenantForeignKey(Team, related_name="tasks")
    decision = TenantForeignKey(Decision, null=True, blank=True, related_name="tasks")
    what = models.CharField(max_length=500)
    owner = TenantForeignKey(StaffMember, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    created_by = TenantForeignKey(StaffMember, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = TenantForeignKey(StaffMember, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(
                fields=["district", "owner"], condition=models.Q(done_at__isnull=True), name="task_open_by_owner"
            ),
            models.Index(
                fields=["district", "due_on"], condition=models.Q(done_at__isnull=True), name="task_open_by_day"
            ),
        ]

    def __str__(self) -> str:
        return f"task {self.pk}"
