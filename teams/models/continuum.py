"""The continuum: where a team stands, in its own judgment, with what shows it. Dated, and never a score."""

from django.db import models
from django.db.models import Q

from plc.schools.models import StaffMember
from plc.tenancy.models import TenantForeignKey, TenantModel
from teams.models.dimensions import Dimension
from teams.models.teams import Team


class ContinuumLevel(models.IntegerChoices):
    FIRST = 1
    SECOND = 2
    THIRD = 3
    FOURTH = 4


class ContinuumStage(TenantModel):
    """What the district calls one of the four stages."""

    level = models.PositiveSmallIntegerField(choices=ContinuumLevel.choices)
    name = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["district", "level"], name="continuum_stage_once")]

    def __str__(self) -> str:
        return self.name


class ContinuumIndicator(TenantModel):
    """One thing to look at, described at each stage. Once a team has marked it, other words are another row."""

    number = models.PositiveSmallIntegerField()
    dimension = models.CharField(max_length=12, choices=Dimension.choices)
    name = models.CharField(max_length=120)
    first = models.CharField(max_length=300)
    second = models.CharField(max_length=300)
    third = models.CharField(max_length=300)
    fourth = models.CharField(max_length=300)
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "number"], condition=Q(is_current=True), name="continuum_indicator_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ContinuumMark(TenantModel):
    """Where a team saw itself on one indicator, in one member's words. Never changed: whoever sees it otherwise, on the
    same day too, marks it again."""

    team = TenantForeignKey(Team, related_name="continuum_marks")
    indicator = TenantForeignKey(ContinuumIndicator, related_name="marks")
    level = models.PositiveSmallIntegerField(choices=ContinuumLevel.choices)
    evidence = models.TextField(blank=True)
    marked_by = TenantForeignKey(StaffMember, related_name="+")
    marked_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["district", "team", "indicator", "-marked_on"], name="continuum_mark_newest")]

    def __str__(self) -> str:
        return f"mark of team {self.team_id} on indicator {self.indicator_id}"
