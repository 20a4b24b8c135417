"""What a person is told of, and when it comes as a letter. Plain facts: the words belong to the room with the noun."""

import datetime
from typing import Final

from django.db import models
from django.db.models import Q

from plc.schools.models.people import StaffMember
from plc.tenancy.models import TenantForeignKey, TenantModel


class Notice(TenantModel):
    """That a thing is there or has changed, told to one person: one row for each thing and person, renewed.

    ``kind`` says whose words it needs (``settings.PLC_NEWS``); ``number`` counts the tellings of that thing, so that
    whatever is done twice is told once. ``since`` is when it began to be unseen, ``told_at`` when it was told last.
    """

    staff = TenantForeignKey(StaffMember, db_index=False, related_name="notices")
    kind = models.CharField(max_length=40, help_text="What it is about, such as report.")
    subject_id = models.BigIntegerField()
    number = models.PositiveBigIntegerField()
    is_new = models.BooleanField(help_text="The thing itself is new to this person, rather than changed.")
    told_at = models.DateTimeField()
    since = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True, help_text="When a letter told of it, since it is unseen.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "staff", "kind", "subject_id"], name="notice_once")]
        indexes = [
            models.Index(fields=["district", "staff"], condition=Q(seen_at__isnull=True), name="notice_unseen"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id} for staff {self.staff_id}"


class Digest(models.TextChoices):
    """When news comes as a letter: on the morning of a school day, gathered soon after it happened, or not at all."""

    DAILY = "daily", "Daily"
    SOON = "soon", "Soon"
    OFF = "off", "Off"


EVENING: Final = datetime.time(18)
MORNING: Final = datetime.time(7)


class MailChoice(TenantModel):
    """One person's choice in one district; nobody has a row before they choose or a first letter goes to them.

    No letter goes out from ``quiet_from`` until ``quiet_until`` by the district's clock, past midnight if the second is
    the earlier one; two equal times are no quiet hours.
    """

    staff = TenantForeignKey(StaffMember, db_index=False, related_name="mail_choices")
    digest = models.CharField(max_length=5, choices=Digest.choices, default=Digest.DAILY)
    quiet_from = models.TimeField(default=EVENING)
    quiet_until = models.TimeField(default=MORNING)
    quiet_weekends = models.BooleanField(default=True)
    not_before = models.DateTimeField(
        null=True, blank=True, help_text="Until then no letter: one is on its way, has gone, or could not be sent."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "staff"], name="mail_choice_once")]

    def __str__(self) -> str:
        return f"{self.digest} for staff {self.staff_id}"
