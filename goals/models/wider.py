"""A goal of a school or of the district: its counts are those of the goals that serve it, and are entered nowhere."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from plc.schools.models import School, StaffMember
from plc.tenancy.models import TenantForeignKey, TenantModel


class WiderGoal(TenantModel):
    """To ``target`` percent of the students whom the goals below it count, by ``due_on``.

    Without ``school`` it is the district's. A school's goal may be ``part_of`` one of the district's; team goals name
    the one they serve.
    """

    school = TenantForeignKey(School, null=True, blank=True, related_name="wider_goals")
    part_of = TenantForeignKey("self", null=True, blank=True, related_name="parts")
    title = models.CharField(max_length=200)
    target = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(100)])
    starts_on = models.DateField()
    due_on = models.DateField()
    why = models.TextField(blank=True)
    steps = models.TextField(blank=True, help_text="What the place does for it.")
    resources = models.TextField(blank=True)
    owner = TenantForeignKey(StaffMember, related_name="+")
    made_by = TenantForeignKey(StaffMember, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    closed_on = models.DateField(null=True, blank=True)
    reflection = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gt=F("starts_on")), name="wider_goal_ends_after_start"),
            models.CheckConstraint(condition=Q(target__gte=1, target__lte=100), name="wider_goal_target_is_a_percent"),
            models.CheckConstraint(
                condition=Q(part_of__isnull=True) | Q(school__isnull=False), name="wider_goal_of_a_school_is_part"
            ),
        ]
        indexes = [models.Index(fields=["district", "school", "due_on"], name="wider_goal_by_place")]

    def __str__(self) -> str:
        return f"wider goal {self.pk}"

    @property
    def place(self) -> str:
        return self.school.name if self.school else "The district"
