"""What a person looks at again and again, under a name of their own."""

from django.db import models

from plc.schools.models import School, StaffMember
from plc.tenancy.models import TenantForeignKey, TenantModel


class SavedFilter(TenantModel):
    """A choice on a dashboard: a school's, or without one the district's. ``chosen`` is as its address has it."""

    staff = TenantForeignKey(StaffMember, related_name="+")
    school = TenantForeignKey(School, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=40)
    chosen = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "staff", "school", "name"], name="saved_filter_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.name
