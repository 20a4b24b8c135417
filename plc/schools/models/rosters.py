"""Students, where they are enrolled, and who teaches there: all dated, because people move and results must not."""

from django.db import models

from plc.schools.models.dated import Dated, ends_after_start
from plc.schools.models.people import StaffMember
from plc.schools.models.places import Section
from plc.tenancy.models import TenantForeignKey, TenantModel


class Student(TenantModel):
    local_id = models.CharField(max_length=64, help_text="The district's student number; text, leading zeros kept.")
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "local_id"], name="student_local_id_once")]

    def __str__(self) -> str:
        return f"student {self.pk}"  # never a name: this text reaches logs and tracebacks

    @property
    def list_name(self) -> str:
        return f"{self.family_name}, {self.given_name}"


class Enrollment(TenantModel, Dated):
    student = TenantForeignKey(Student, related_name="enrollments")
    section = TenantForeignKey(Section, related_name="enrollments")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "section", "student", "starts_on"], name="enrollment_once"),
            ends_after_start("enrollment_ends_after_start"),
        ]
        indexes = [models.Index(fields=["district", "student"], name="enrollment_by_student")]

    def __str__(self) -> str:
        return f"enrollment {self.pk}"


class SectionStaff(TenantModel, Dated):
    """A teacher of a section. Several at a time are normal; one of them leads, and results keep that name."""

    section = TenantForeignKey(Section, related_name="staff")
    staff = TenantForeignKey(StaffMember, related_name="sections")
    is_lead = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "section", "staff", "starts_on"], name="section_staff_once"),
            ends_after_start("section_staff_ends_after_start"),
        ]
        indexes = [models.Index(fields=["district", "staff"], name="section_staff_by_staff")]

    def __str__(self) -> str:
        return f"staff {self.staff_id} on section {self.section_id}"
