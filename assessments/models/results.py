"""Results, and each change ever made to them."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from assessments.models.cfas import Assessment, AssessmentVersion
from assessments.models.uploads import Upload
from plc.schools.models import Section, StaffMember, Student
from plc.tenancy.models import TenantForeignKey, TenantModel


class PaperField(ArrayField):
    """A paper's array, written as it stands: asking the inner field about each cell costs more than the save."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return list(value) if isinstance(value, tuple) else value

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.contrib.postgres.fields.ArrayField", args, kwargs


class ResultStatus(models.TextChoices):
    """Whether there is a paper to score. None of these is a zero."""

    SCORED = "scored", "Scored"
    ABSENT = "absent", "Absent"
    MAKE_UP = "make_up", "Make-up due"
    EXEMPT = "exempt", "Exempt"
    NOT_ASSESSED = "not_assessed", "Not assessed"


class Result(TenantModel):
    """One student's attempt: the whole paper as one array of cells (``assessments.cells``), in item order.

    Section and teacher are those of the date of the test and never follow a later roster. ``row_version`` grows with
    each change, so that a preview can tell whether somebody changed the paper meanwhile.
    """

    pk = models.CompositePrimaryKey("district_id", "assessment_id", "student_id", "attempt")
    assessment = TenantForeignKey(Assessment, related_name="results")
    student = TenantForeignKey(Student, related_name="results")
    attempt = models.PositiveSmallIntegerField(default=1)
    version = TenantForeignKey(AssessmentVersion, related_name="+")
    section = TenantForeignKey(Section, related_name="+")
    teacher = TenantForeignKey(StaffMember, null=True, blank=True, related_name="+")
    status = models.CharField(max_length=12, choices=ResultStatus.choices, default=ResultStatus.SCORED)
    cells = PaperField(models.SmallIntegerField())
    answers = PaperField(models.CharField(max_length=12, blank=True), default=list, blank=True)
    scored_on = models.DateField(
        null=True,
        blank=True,
        help_text="The district's day on which scores were first saved; late if after the window.",
    )
    row_version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["district", "assessment", "section"], name="result_by_section")]

    def __str__(self) -> str:
        return f"attempt {self.attempt} of student {self.student_id}"


class ChangeKind(models.TextChoices):
    UPLOAD = "upload", "Upload"
    ENTRY = "entry", "Typed in"
    REVERT = "revert", "Taken back"
    CORRECTION = "correction", "Correction"
    VERSION = "version", "Items changed"


class Change(TenantModel):
    """One save: who, when, by what way. The papers it touched hang below it.

    ``version`` is the list of items that the arrays after it are in the order of; ``version_before`` that of the arrays
    before it, set where it is another one.
    """

    assessment = TenantForeignKey(Assessment, related_name="changes")
    version = TenantForeignKey(AssessmentVersion, related_name="+")
    version_before = TenantForeignKey(AssessmentVersion, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=10, choices=ChangeKind.choices)
    upload = TenantForeignKey(Upload, null=True, blank=True, related_name="changes")
    made_by = TenantForeignKey(StaffMember, related_name="+")
    made_at = models.DateTimeField()
    data_version = models.PositiveBigIntegerField(help_text="The assessment's data version after this change.")
    papers = models.PositiveIntegerField()
    cells = models.PositiveIntegerField(help_text="Scores new or different.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "assessment", "data_version"], name="change_data_version_once")
        ]

    def __str__(self) -> str:
        return f"change {self.data_version}"


class ResultChange(TenantModel):
    """One paper before and after one change. An empty ``status_before`` means there was no result yet."""

    # Each is found by its district's index below; indexes of their own would be a fifth of writing the history.
    change = TenantForeignKey(Change, related_name="results", db_index=False)
    student = TenantForeignKey(Student, related_name="+", db_index=False)
    attempt = models.PositiveSmallIntegerField(default=1)
    section_before = TenantForeignKey(Section, null=True, blank=True, related_name="+")
    status_before = models.CharField(max_length=12, blank=True)
    cells_before = PaperField(models.SmallIntegerField(), default=list, blank=True)
    answers_before = PaperField(models.CharField(max_length=12, blank=True), default=list, blank=True)
    status_after = models.CharField(max_length=12, blank=True, help_text="Empty: the result was taken away again.")
    cells_after = PaperField(models.SmallIntegerField(), default=list, blank=True)
    answers_after = PaperField(models.CharField(max_length=12, blank=True), default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "change", "student", "attempt"], name="result_change_once")
        ]
        indexes = [models.Index(fields=["district", "student"], name="result_change_by_student")]

    def __str__(self) -> str:
        return f"student {self.student_id} in change {self.change_id}"
