"""The audit log: who did what to which thing. Append-only; ids and role names, never results."""

from django.db import models

from plc.schools.models.people import StaffMember
from plc.tenancy.models import TenantForeignKey, TenantModel


class AuditEntry(TenantModel):
    actor = TenantForeignKey(StaffMember, null=True, blank=True, related_name="+")
    verb = models.CharField(max_length=60, help_text="As the action is named, such as invite_staff.")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["district", "-at"], name="audit_newest_first")]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind} {self.subject_id}"

    @property
    def verb_in_words(self) -> str:
        """“Invite staff” for ``invite_staff``."""
        return self.verb.replace("_", " ").capitalize()
