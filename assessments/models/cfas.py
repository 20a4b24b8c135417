"""The common formative assessment (CFA): its sections, its versions, their items and what each item asks for."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from assessments.cells import MAX_POINTS, PER_POINT, points_text
from assessments.models.standards import Standard
from plc.schools.models import Section, StaffMember
from plc.tenancy.models import TenantForeignKey, TenantModel
from teams.models import Team


class Assessment(TenantModel):
    """A CFA a team gives. ``data_version`` counts the saved changes of its results; a report run says which it read."""

    team = TenantForeignKey(Team, related_name="assessments")
    title = models.CharField(max_length=160)
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


class AssessmentVersion(TenantModel):
    """A frozen list of items. Adding, removing or reordering items makes a new version; nothing is renumbered."""

    assessment = TenantForeignKey(Assessment, related_name="versions")
    number = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "assessment", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return f"version {self.number}"


class Item(TenantModel):
    """One question. ``position`` (1, 2, …) is its place in the stored array of scores."""

    version = TenantForeignKey(AssessmentVersion, related_name="items")
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
