"""A principal who comes to a team's meeting, because the team asked."""

import datetime

from django.db import models
from django.db.models import F, Q

from plc.schools.models import StaffMember
from plc.schools.models.dated import Dated
from plc.tenancy.models import TenantForeignKey, TenantModel
from teams.models.teams import Team


class TeamGuest(TenantModel, Dated):
    """One invitation, for a day or a period; it always has an end, and stays on record when it is over.

    ``ends_on`` is the first day it no longer holds; one that was taken back before it began holds on no day.
    """

    team = TenantForeignKey(Team, related_name="guests")
    staff = TenantForeignKey(StaffMember, related_name="+")
    occasion = models.CharField(max_length=120, help_text="What the guest is asked to.")
    invited_by = TenantForeignKey(StaffMember, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)
    ended_by = TenantForeignKey(StaffMember, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=False) & Q(ends_on__gte=F("starts_on")), name="team_guest_ends_after_start"
            )
        ]
        indexes = [
            models.Index(fields=["district", "staff"], name="team_guest_by_staff"),
            models.Index(fields=["district", "team", "-starts_on"], name="team_guest_newest_first"),
        ]

    def __str__(self) -> str:
        return f"staff {self.staff_id}, guest of team {self.team_id}"

    @property
    def last_day(self) -> datetime.date | None:
        """The last day as people say it; None for one that was taken back before it began."""
        if self.ends_on is None or self.ends_on <= self.starts_on:
            return None
        return self.ends_on - datetime.timedelta(days=1)

    def is_ahead_or_live_on(self, day: datetime.date) -> bool:
        return self.ends_on is not None and self.ends_on > max(day, self.starts_on)
