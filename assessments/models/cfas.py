"""The common formative assessment (CFA): its sections, its versions, their items and what each item asks for."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from assessments.cells import MAX_POINTS, PER_POINT, points_text
from assessments.models.standards import Standard
from plc.schools.models import Course, Section, StaffMember
from plc.tenancy.models import TenantForeignKey, TenantModel
from teams.models import Team


class Assessment(TenantModel):
    """A CFA a team gives. ``data_version`` counts the saved changes of its results; a report run says which it read."""

    team = TenantForeignKey(Team, related_name="assessments")
    title = models.CharField(max_length=160)
    course = TenantForeignKey(Course, null=True, blank=True, related_name="+", help_text="Empty: the team's own.")
    recheck_of = TenantForeignKey(
        "self", null=True, blank=True, related_name="rechecks", help_text="The CFA whose targets this one asks again."
    )
    directions = models.TextField(blank=True, help_text="What the cover of the paper says to students.")
    opens_on = models.DateField(help_text="First day of the window.")
    closes_on = models.DateField(help_text="Last day of the window.")
    current_version = TenantForeignKey("AssessmentVersion", null=True, blank=True, related_name="+")
    locked_at = models.DateTimeField(null=True, blank=True, help_text="When items, key and cut were agreed.")
    proficiency_cut = models.DecimalField(
        max_digits=4, decimal_places=3, default="0.700", help_text="Share of the points, agreed before testing."
    )
    level_cuts = ArrayField(models.DecimalField(max_digits=4, decimal_places=3), default=list, blank=True)
    data_version = models.PositiveBigIntegerField(default=0)
    created_by = TenantForeignKey(StaffMember, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="assessment_window_in_order"),
            models.CheckConstraint(
                condition=Q(proficiency_cut__gt=0) & Q(proficiency_cut__lte=1), name="assessment_cut_is_a_share"
            ),
        ]
        indexes = [models.Index(fields=["district", "team"], name="assessment_by_team")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None


class AssessmentSection(TenantModel):
    """A section that takes this CFA, in the team's own order."""

    assessment = TenantForeignKey(Assessment, related_name="sections")
    section = TenantForeignKey(Section, related_name="assessments")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["district", "assessment", "section"], name="assessment_section_once"),
        ]

    def __str__(self) -> str:
        return f"section {self.section_id} in CFA {self.assessment_id}"


class LearningTarget(TenantModel):
    """A standard this CFA asks for, in the words students know it by; ``rechecks`` is its twin on the first test."""

    assessment = TenantForeignKey(Assessment, models.CASCADE, related_name="targets")
    standard = TenantForeignKey(Standard, related_name="+")
    position = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=200, blank=True, help_text="Such as “I can find a unit rate”.")
    rechecks = TenantForeignKey("self", null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["district", "assessment", "standard"], name="target_standard_once"),
        ]

    def __str__(self) -> str:
        return f"target {self.position} of CFA {self.assessment_id}"


class AssessmentVersion(TenantModel):
    """A list of items that every section shares.

    Once there are results, adding, removing or reordering items makes a new version; the item map to it follows from
    ``Item.identity``, and no saved score is ever renumbered in place.
    """

    assessment = TenantForeignKey(Assessment, related_name="versions")
    number = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=200, blank=True, help_text="Why the items were changed after testing began.")
    created_by = TenantForeignKey(StaffMember, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "assessment", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return f"version {self.number}"


class ItemKind(models.TextChoices):
    SELECTED = "selected", "Selected response"
    POINTS = "points", "Points"
    RUBRIC = "rubric", "Rubric level"


class ItemScoring(models.TextChoices):
    """How the report counts an item. The saved scores stay as they are, so each of these can be undone."""

    COUNTED = "counted", "Counted"
    CREDITED = "credited", "Full points for everyone"
    DROPPED = "dropped", "Not counted"


class Item(TenantModel):
    """One question. ``position`` (1, 2, …) is its place in the stored array of scores.

    ``identity`` is the same in every version of a CFA that has this question; ``copied_from`` is the item of the
    team's bank it was taken from.
    """

    version = TenantForeignKey(AssessmentVersion, related_name="items")
    identity = models.UUIDField(default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=ItemKind.choices, default=ItemKind.POINTS)
    scoring = models.CharField(max_length=8, choices=ItemScoring.choices, default=ItemScoring.COUNTED)
    copied_from = TenantForeignKey("self", null=True, blank=True, related_name="+")
    rubric = ArrayField(
        models.CharField(max_length=200, blank=True), default=list, blank=True, help_text="Words for levels 0, 1, 2, …"
    )
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=20, help_text="As printed on the paper, such as 3 or 3b.")
    prompt = models.CharField(max_length=200, blank=True, help_text="A few words that tell teachers which item it is.")
    max_cell = models.PositiveIntegerField(help_text="Max points, in hundredths of a point.")
    key = models.CharField(max_length=40, blank=True, help_text="Right option; BD needs both, B|C accepts either.")
    options = models.CharField(
        max_length=12, blank=True, help_text="Option letters, such as ABCD; empty: open question."
    )
    standards: models.ManyToManyField = models.ManyToManyField(Standard, through="ItemStandard", related_name="items")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["district", "version", "position"], name="item_position_once"),
            models.UniqueConstraint(fields=["district", "version", "label"], name="item_label_once"),
            models.UniqueConstraint(fields=["district", "version", "identity"], name="item_identity_once"),
            models.CheckConstraint(
                condition=Q(max_cell__gt=0) & Q(max_cell__lte=MAX_POINTS * PER_POINT), name="item_max_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"item {self.label}"

    @property
    def max_points(self) -> str:
        """As a teacher writes it, such as 3 or 1.5."""
        return points_text(self.max_cell)


class ItemStandard(TenantModel):
    item = TenantForeignKey(Item, models.CASCADE, related_name="item_standards")
    standard = TenantForeignKey(Standard, related_name="item_standards")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "item", "standard"], name="item_standard_once")]

    def __str__(self) -> str:
        return f"standard {self.standard_id} on item {self.item_id}"
