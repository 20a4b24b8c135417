"""What a teacher did that worked, written down so that colleagues can try it."""

from django.db import models

from assessments.models import Assessment, ReportRun, Standard
from plc.schools.models import Section, StaffMember
from plc.tenancy.models import TenantForeignKey, TenantModel
from teams.models import Team


class StrategyCard(TenantModel):
    """One strategy for one skill. Until ``is_shared`` it is its author's alone.

    ``assessment``, ``run`` and ``section`` are where it came from. Only with ``names_class`` do colleagues learn these,
    and who wrote it: in a blind comparison the card would otherwise say whose the bright class is.
    """

    team = TenantForeignKey(Team, related_name="strategies")
    author = TenantForeignKey(StaffMember, related_name="strategies")
    standard = TenantForeignKey(Standard, related_name="+")
    assessment = TenantForeignKey(Assessment, related_name="strategies")
    run = TenantForeignKey(ReportRun, null=True, blank=True, related_name="+")
    section = TenantForeignKey(Section, related_name="+")
    title = models.CharField(max_length=120)
    skill = models.CharField(max_length=120, help_text="The skill in the team's words.")
    steps = models.TextField(help_text="What the teacher did, step by step.")
    materials = models.TextField(blank=True)
    names_class = models.BooleanField(default=False)
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["district", "team", "-created_at"], name="strategy_newest_first")]

    def __str__(self) -> str:
        return f"strategy {self.pk}"
