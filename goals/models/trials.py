"""That a teacher tried a strategy with a class, from when to when."""

from django.db import models
from django.db.models import F, Q

from assessments.models import Standard
from goals.models.strategies import StrategyCard
from plc.schools.models import Section, StaffMember
from plc.tenancy.models import TenantForeignKey, TenantModel
from teams.models import Team


class Showing(models.TextChoices):
    """What whoever tried it lets colleagues of the same team see. Nobody outside the team sees a class."""

    ALONE = "alone", "Colleagues read that somebody tried it. My class’s results stay with me."
    BLIND = "blind", "Colleagues also see before and after, without my name."
    NAMED = "named", "Colleagues see before and after, with my name and my class."


class Trial(TenantModel):
    """One class that a card was tried with; ``ends_on`` is empty while it goes on.

    ``team`` is whose CFAs show before and after, and whose members may be shown it. The evidence itself is not kept
    here: it is read from the newest reports, so that a corrected key corrects it.
    """

    card = TenantForeignKey(StrategyCard, models.CASCADE, related_name="trials")
    teacher = TenantForeignKey(StaffMember, related_name="trials")
    team = TenantForeignKey(Team, related_name="trials")
    section = TenantForeignKey(Section, related_name="+")
    standard = TenantForeignKey(Standard, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    shows = models.CharField(max_length=5, choices=Showing.choices, default=Showing.ALONE)
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="trial_ends_after_start"
            ),
            models.UniqueConstraint(fields=["district", "card", "section", "starts_on"], name="trial_once"),
        ]
        indexes = [models.Index(fields=["district", "card", "starts_on"], name="trial_in_time")]

    def __str__(self) -> str:
        return f"trial {self.pk}"
