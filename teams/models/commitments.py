"""What a school or the district stands for: its mission, vision and collective commitments, kept in versions."""

import uuid

from django.db import models
from django.db.models import Q

from plc.schools.models import School, StaffMember
from plc.tenancy.models import TenantForeignKey, TenantModel


class CharterKind(models.TextChoices):
    MISSION = "mission", "Mission"
    VISION = "vision", "Vision"
    COMMITMENTS = "commitments", "Collective commitments"


class CharterState(models.TextChoices):
    DRAFT = "draft", "Draft"
    PROPOSED = "proposed", "Proposed for consent"
    IN_FORCE = "in_force", "In force"
    REPLACED = "replaced", "Replaced by a later version"
    WITHDRAWN = "withdrawn", "Changed before it came into force"


class Charter(TenantModel):
    """One document of one place; without a school it is the district's. Its words are in its versions."""

    school = TenantForeignKey(School, null=True, blank=True, related_name="charters")
    kind = models.CharField(max_length=12, choices=CharterKind.choices)
    review_on = models.DateField(null=True, blank=True)
    told = models.PositiveIntegerField(default=0, help_text="Counts what people were told of it.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "school", "kind"], name="charter_once_in_a_place", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.school_id or 'the district'}"

    @property
    def place(self) -> str:
        return self.school.name if self.school else self.district.name


class CharterVersion(TenantModel):
    """All statements of a document at one time. What was proposed is never changed: a change is another version."""

    charter = TenantForeignKey(Charter, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=CharterState.choices, default=CharterState.DRAFT)
    begun_by = TenantForeignKey(StaffMember, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)
    proposed_on = models.DateField(null=True, blank=True)
    in_force_on = models.DateField(null=True, blank=True)
    agreed = models.PositiveIntegerField(default=0, help_text="How many had said yes when it came into force.")
    asked = models.PositiveIntegerField(default=0, help_text="How many worked in the place on that day.")
    note = models.CharField(max_length=400, blank=True, help_text="What became of those who had not said yes.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "charter", "number"], name="charter_version_number_once"),
            models.UniqueConstraint(
                fields=["district", "charter"], condition=Q(state="in_force"), name="one_charter_version_in_force"
            ),
            models.UniqueConstraint(
                fields=["district", "charter"],
                condition=Q(state__in=["draft", "proposed"]),
                name="one_open_charter_version",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of charter {self.charter_id}"


class CharterStatement(TenantModel):
    """One sentence or paragraph. ``thread`` stays the same when a later version rewords it, so that what changed can be
    shown, and a suggestion finds the sentence it was made for."""

    version = TenantForeignKey(CharterVersion, related_name="statements")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=600)
    is_tight = models.BooleanField(default=True, help_text="Every team must honor it; otherwise each team decides how.")
    thread = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        indexes = [models.Index(fields=["district", "version", "position"], name="charter_statement_in_order")]

    def __str__(self) -> str:
        return f"statement {self.position} of version {self.version_id}"


class RemarkState(models.TextChoices):
    OPEN = "open", "Open"
    ACCEPTED = "accepted", "Taken into the draft"
    DECLINED = "declined", "Not taken"


class CharterRemark(TenantModel):
    """What somebody says to a version or to one of its statements. With ``wording`` it is a suggestion, which the
    editor takes into the draft or declines with a sentence."""

    version = TenantForeignKey(CharterVersion, related_name="remarks")
    statement = TenantForeignKey(CharterStatement, null=True, blank=True, related_name="remarks")
    author = TenantForeignKey(StaffMember, related_name="+")
    text = models.CharField(max_length=1000, blank=True)
    wording = models.CharField(max_length=600, blank=True)
    said_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=RemarkState.choices, default=RemarkState.OPEN)
    answer = models.CharField(max_length=400, blank=True)
    answered_by = TenantForeignKey(StaffMember, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["district", "version", "said_at"], name="charter_remark_in_time")]

    def __str__(self) -> str:
        return f"remark of staff {self.author_id} on version {self.version_id}"

    @property
    def is_suggestion(self) -> bool:
        return bool(self.wording)


class CharterAnswer(TenantModel):
    """A staff member's yes, or what they would need to be able to say it."""

    version = TenantForeignKey(CharterVersion, related_name="answers")
    staff = TenantForeignKey(StaffMember, related_name="+")
    is_yes = models.BooleanField()
    reason = models.CharField(max_length=400, blank=True)
    answered_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "version", "staff"], name="charter_answer_once"),
        ]

    def __str__(self) -> str:
        return f"answer of staff {self.staff_id} to version {self.version_id}"


class CharterReview(TenantModel):
    """A day on which the place looked at its document and kept it, or began another version."""

    version = TenantForeignKey(CharterVersion, related_name="reviews")
    held_on = models.DateField()
    held_by = TenantForeignKey(StaffMember, related_name="+")
    is_kept = models.BooleanField()
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = [models.Index(fields=["district", "version", "held_on"], name="charter_review_by_day")]

    def __str__(self) -> str:
        return f"review of version {self.version_id} on {self.held_on}"
