"""What the district office sees of its schools: numbered snapshots, of which the newest is shown."""

from django.db import models

from plc.schools.models import Course, SchoolYear
from plc.tenancy.models import TenantForeignKey, TenantModel


class TotalsSnapshot(TenantModel):
    """One published table of schools and standards of a course in a school year.

    ``cells`` are counts, before small groups are hidden (``disclosure.totals``). ``counted`` says which students they
    are of, for comparing with what comes next; only the newest snapshot has it, and no page asks for it. ``seen`` is a
    digest of the report runs that were looked at last, whether or not they could be published.
    """

    school_year = TenantForeignKey(SchoolYear, related_name="+")
    course = TenantForeignKey(Course, related_name="+")
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    cells = models.JSONField(default=list)
    counted = models.JSONField(default=list)
    seen = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "school_year", "course", "number"], name="totals_snapshot_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"totals {self.number} of course {self.course_id}"
