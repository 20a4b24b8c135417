"""Supportive conditions: when a team can plan together, and what it asks of those who can give it."""

from django.db import models
from django.db.models import F, Q

from plc.schools.models import StaffMember
from plc.tenancy.models import TenantForeignKey, TenantModel
from teams.models.teams import Team


class Weekday(models.IntegerChoices):
    """As in ``datetime.date.weekday``."""

    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"


class PlanningTime(TenantModel):
    """A time of the week at which all members are free for each other."""

    team = TenantForeignKey(Team, related_name="planning_times")
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices)
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    place = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "team", "weekday", "starts_at"], name="planning_time_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="planning_time_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts_at:%H:%M}"


class SupportKind(models.TextChoices):
    TIME = "time", "Time"
    MATERIALS = "materials", "Materials"
    HELP = "help", "Help from somebody"
    LEARNING = "learning", "Professional development"


class SupportState(models.TextChoices):
    WAITING = "waiting", "Waiting for an answer"
    AGREED = "agreed", "Yes, it is coming"
    PARTLY = "partly", "Partly, or later"
    DECLINED = "declined", "Not now"
    DONE = "done", "The team has it"


class SupportRequest(TenantModel):
    """What a team asks of its principal (a team across schools: of the district office), and the answer to it."""

    team = TenantForeignKey(Team, related_name="requests")
    kind = models.CharField(max_length=12, choices=SupportKind.choices)
    what = models.CharField(max_length=300)
    why = models.TextField(blank=True)
    wanted_by = models.DateField(null=True, blank=True)
    asked_by = TenantForeignKey(StaffMember, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=SupportState.choices, default=SupportState.WAITING)
    answer = models.TextField(blank=True)
    answered_by = TenantForeignKey(StaffMember, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    number = models.PositiveIntegerField(default=1, help_text="Counts what was said about it, for those to be told.")

    class Meta:
        indexes = [
            models.Index(fields=["district", "team", "-asked_at"], name="request_newest_first"),
            models.Index(fields=["district", "team"], condition=Q(state="waiting"), name="request_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for team {self.team_id}"
