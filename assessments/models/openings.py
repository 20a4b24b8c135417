"""Who opened a comparison that names classes; each teacher it names may read it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from assessments.models.runs import ReportRun
from plc.schools.models import StaffMember
from plc.tenancy.models import TenantForeignKey, TenantModel


class ReportOpening(TenantModel):
    """One person had classes by name before them, in one part of one run; once an hour, however often it refreshed.

    ``section_ids`` are the classes that were named and not the person's own. Kept until the team's school year ends.
    """

    run = TenantForeignKey(ReportRun, related_name="openings", db_index=False)
    staff = TenantForeignKey(StaffMember, related_name="+")
    part = models.CharField(max_length=40, help_text="The page's route, the kind of file, or api.")
    hour = models.DateTimeField(help_text="The hour it was opened in, from its start.")
    section_ids = ArrayField(models.BigIntegerField())
    is_principal = models.BooleanField(default=False, help_text="Opened by the principal of the team's school.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "run", "staff", "part", "hour"], name="opening_once_an_hour")
        ]

    def __str__(self) -> str:
        return f"{self.part} of run {self.run_id}"
