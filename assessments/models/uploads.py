"""Uploads: a file as it came, and the plan made of it; what people have confirmed about the files of a source."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from assessments.models.cfas import Assessment
from plc.schools.models import StaffMember, Student
from plc.tenancy.models import TenantForeignKey, TenantModel
from teams.models import Team


class UploadState(models.TextChoices):
    READING = "reading", "Being read"
    PREVIEWED = "previewed", "Waiting for a yes"
    SAVING = "saving", "Being saved"
    REVERTING = "reverting", "Being taken back"
    UNREADABLE = "unreadable", "Could not be read"
    APPLIED = "applied", "Saved"
    REVERTED = "reverted", "Taken back"
    DISCARDED = "discarded", "Cancelled"


class Upload(TenantModel):
    """A file as it came, and the plan made of it. What is applied is exactly the plan that was previewed."""

    assessment = TenantForeignKey(Assessment, related_name="uploads")
    uploaded_by = TenantForeignKey(StaffMember, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    file_name = models.CharField(max_length=255)
    content = models.BinaryField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content, in hex.")
    profile = models.CharField(max_length=40, blank=True, help_text="The kind of file it was read as.")
    attempt = models.PositiveSmallIntegerField(default=1, help_text="The attempt its scores belong to.")
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(
        default=0, help_text="Progress while it is read or saved in the background."
    )
    failure = models.TextField(blank=True, help_text="Why it could not be read or saved, as a sentence for people.")
    mapping = models.TextField(help_text="Canonical JSON of the columns' meaning (importing.Mapping).", blank=True)
    plan = models.TextField(
        help_text="Canonical JSON of the import plan, kept to the letter (importing.ImportPlan).", blank=True
    )
    plan_digest = models.CharField(max_length=64, blank=True)
    section_ids = ArrayField(
        models.BigIntegerField(),
        default=list,
        blank=True,
        help_text="While it is read: the classes it may go into. Then: the classes whose results the plan changes.",
    )
    decisions = models.TextField(
        blank=True, help_text="Canonical JSON of what was said about single rows (importing.Decisions)."
    )
    sheet = models.TextField(
        blank=True, help_text="Titles and first values of the columns, so that no page reads the whole file again."
    )
    counts = models.JSONField(default=dict, blank=True, help_text="What the plan comes to, without its rows.")
    excerpt = models.TextField(
        blank=True, help_text="The beginning of a plan that is too long for a page; empty for every other."
    )
    state = models.CharField(max_length=10, choices=UploadState.choices, default=UploadState.PREVIEWED)
    state_changed_at = models.DateTimeField(auto_now_add=True)
    asked_by = TenantForeignKey(
        StaffMember, null=True, blank=True, related_name="+", help_text="Who asked for what the worker is doing."
    )
    claimed_at = models.DateTimeField(null=True, blank=True, help_text="When a worker last said that it is at it.")
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["district", "assessment", "-uploaded_at"], name="upload_newest_first"),
            models.Index(
                fields=["district", "state"],
                condition=Q(state__in=["reading", "previewed", "saving", "reverting"]),
                name="upload_not_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"upload {self.pk}"


class UploadSource(TenantModel):
    """A mapping that a person confirmed, for files of the same shape. ``signature`` stands for the header row."""

    team = TenantForeignKey(Team, related_name="+")
    signature = models.CharField(max_length=64)
    profile = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=120, help_text="What the team calls the source, such as the quiz tool.")
    mapping = models.TextField(help_text="Canonical JSON (importing.Mapping).")
    confirmed_by = TenantForeignKey(StaffMember, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "team", "signature"], name="upload_source_once")]

    def __str__(self) -> str:
        return f"source {self.pk}"


class StudentAlias(TenantModel):
    """What another tool calls a student, said once by a person: its own number, a login, an ID that lost its zeros.

    Known to one team, because such names are unique only within a school or a tool's account. Never a bare name.
    """

    team = TenantForeignKey(Team, related_name="+")
    alias = models.CharField(max_length=120)
    student = TenantForeignKey(Student, related_name="+")
    confirmed_by = TenantForeignKey(StaffMember, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "team", "alias"], name="student_alias_once")]

    def __str__(self) -> str:
        return f"alias {self.pk}"
