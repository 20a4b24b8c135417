"""A meeting, its agenda, who was there, and how meetings repeat."""

import datetime

from django.db import models
from django.db.models import Q

from plc.schools.models import StaffMember
from plc.tenancy.models import TenantForeignKey, TenantModel
from teams.models.protocols import Stage
from teams.models.teams import Team


class MeetingSeries(TenantModel):
    """Why several meetings belong together. Each of them is a row of its own and may be changed alone."""

    team = TenantForeignKey(Team, related_name="meeting_series")
    title = models.CharField(max_length=120)
    repeat = models.CharField(max_length=10)
    first_day = models.DateField()
    last_day = models.DateField()
    at = models.TimeField(help_text="By the district’s clock.")
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title


class Meeting(TenantModel):
    """One meeting. ``version`` counts what the others' pages have to show anew; their polls ask for nothing else."""

    team = TenantForeignKey(Team, related_name="meetings")
    series = TenantForeignKey(MeetingSeries, null=True, blank=True, related_name="meetings")
    title = models.CharField(max_length=120)
    day = models.DateField(help_text="The day by the district’s clock, for school-free days.")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=120, blank=True)
    facilitator = TenantForeignKey(StaffMember, null=True, blank=True, related_name="+")
    planned_by = TenantForeignKey(StaffMember, related_name="+")
    report_id = models.BigIntegerField(
        null=True, blank=True, help_text="The CFA it looks at, known to the room of reports."
    )
    report_title = models.CharField(max_length=200, blank=True)
    sequence = models.PositiveIntegerField(default=0, help_text="How often its time or place was changed.")
    version = models.PositiveBigIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=0, help_text="The open stage; 0 before the first.")
    stage_ends_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["district", "team", "starts_at"], name="meeting_by_team"),
            models.Index(fields=["district", "day"], name="meeting_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.day.isoformat()}"

    @property
    def ends_at(self) -> datetime.datetime:
        """As planned."""
        return self.starts_at + datetime.timedelta(minutes=self.minutes)

    @property
    def is_open(self) -> bool:
        return self.started_at is not None and self.ended_at is None

    @property
    def is_planned(self) -> bool:
        return self.started_at is None and self.cancelled_at is None


class AgendaItem(TenantModel, Stage):
    """A stage of one meeting: what was planned, and when it was open."""

    meeting = TenantForeignKey(Meeting, related_name="items", on_delete=models.CASCADE)
    opened_at = models.DateTimeField(null=True, blank=True)
    revealed_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(max_length=4000, blank=True, help_text="For the minutes.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "meeting", "position"], name="agenda_place_once")]

    def __str__(self) -> str:
        return self.name


class StageEntry(TenantModel):
    """What one person wrote in one stage. Until the reveal it is theirs alone.

    ``revision`` counts its savings; ``last_key`` names the last one, so that a saving that is sent twice counts once.
    """

    item = TenantForeignKey(AgendaItem, related_name="entries", on_delete=models.CASCADE)
    staff = TenantForeignKey(StaffMember, related_name="+")
    text = models.TextField(max_length=4000, blank=True)
    revision = models.PositiveIntegerField(default=0)
    last_key = models.UUIDField()
    is_ready = models.BooleanField(default=False)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "item", "staff"], name="entry_once")]

    def __str__(self) -> str:
        return f"entry of staff {self.staff_id} in item {self.item_id}"


class Presence(models.TextChoices):
    PRESENT = "present", "Present"
    LATE = "late", "Late"
    ABSENT = "absent", "Absent"
    GUEST = "guest", "Guest"


class Attendance(TenantModel):
    meeting = TenantForeignKey(Meeting, related_name="attendance", on_delete=models.CASCADE)
    staff = TenantForeignKey(StaffMember, related_name="+")
    state = models.CharField(max_length=10, choices=Presence.choices)
    joined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "meeting", "staff"], name="attendance_once")]

    def __str__(self) -> str:
        return f"staff {self.staff_id}: {self.state}"


class MeetingGuest(TenantModel):
    """Somebody from outside the team whom a member has invited to one meeting."""

    meeting = TenantForeignKey(Meeting, related_name="guests", on_delete=models.CASCADE)
    staff = TenantForeignKey(StaffMember, related_name="+")
    invited_by = TenantForeignKey(StaffMember, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "meeting", "staff"], name="meeting_guest_once")]
        indexes = [models.Index(fields=["district", "staff"], name="meeting_guest_by_staff")]

    def __str__(self) -> str:
        return f"staff {self.staff_id} at meeting {self.meeting_id}"


class CalendarFeed(TenantModel):
    """One person's address for calendar programs. Making a new one counts ``serial`` up, and the old one is closed."""

    staff = TenantForeignKey(StaffMember, db_index=False, related_name="+")
    serial = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "staff"], name="calendar_feed_once")]

    def __str__(self) -> str:
        return f"calendar of staff {self.staff_id}"


def not_over() -> Q:
    """Meetings that are planned or open."""
    return Q(ended_at__isnull=True, cancelled_at__isnull=True)
