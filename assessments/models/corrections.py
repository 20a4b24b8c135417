"""Corrections that score everyone anew, and cells that two people entered at once."""

from django.db import models
from django.db.models import Q

from assessments.models.cfas import Assessment, Item
from assessments.models.results import Change
from plc.schools.models import StaffMember, Student
from plc.tenancy.models import TenantForeignKey, TenantModel


class CorrectionKind(models.TextChoices):
    KEY = "key", "Key corrected"
    ACCEPT = "accept", "Second answer accepted"
    CREDIT = "credit", "Full points for everyone"
    DROP = "drop", "Item not counted"
    RETAG = "retag", "Standards changed"
    CUT = "cut", "Cuts changed"


class Correction(TenantModel):
    """One decision about the CFA itself. Its ``change`` says who and when, and holds each paper it scored anew.

    ``before`` and ``after`` are what was decided about, as plain values: a key, the way of counting, ids of standards,
    cuts. Undoing one is another correction, which says which it ``reverts``.
    """

    assessment = TenantForeignKey(Assessment, related_name="corrections")
    change = TenantForeignKey(Change, related_name="corrections")
    kind = models.CharField(max_length=8, choices=CorrectionKind.choices)
    item = TenantForeignKey(Item, null=True, blank=True, related_name="+")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.CharField(max_length=200, blank=True)
    reverts = TenantForeignKey("self", null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "reverts"], condition=Q(reverts__isnull=False), name="correction_reverted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"correction {self.pk}"


class EntryConflict(TenantModel):
    """A cell that two people entered at once: the one saved first stands, the other is kept here until someone chooses.

    ``item`` empty stands for the status of the paper; values are shown texts such as ``2``, ``B`` or ``absent``.
    """

    assessment = TenantForeignKey(Assessment, related_name="conflicts")
    student = TenantForeignKey(Student, related_name="+")
    attempt = models.PositiveSmallIntegerField(default=1)
    item = TenantForeignKey(Item, null=True, blank=True, related_name="+")
    saved = models.CharField(max_length=12, blank=True, help_text="What stood in the cell.")
    saved_by = TenantForeignKey(StaffMember, null=True, blank=True, related_name="+")
    offered = models.CharField(max_length=12, blank=True, help_text="What the other person entered.")
    offered_by = TenantForeignKey(StaffMember, related_name="+")
    offered_at = models.DateTimeField()
    resolved_by = TenantForeignKey(StaffMember, null=True, blank=True, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)
    kept = models.CharField(max_length=12, blank=True, help_text="What was chosen.")

    class Meta:
        indexes = [
            models.Index(fields=["district", "assessment"], condition=Q(resolved_at__isnull=True), name="conflict_open")
        ]

    def __str__(self) -> str:
        return f"conflict {self.pk}"
