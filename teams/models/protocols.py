"""A protocol: the stages a meeting goes through. A district has its own wording, and a team may adapt a copy."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from plc.tenancy.models import TenantForeignKey, TenantModel
from teams.models.teams import Team
from teams.protocol_texts import StagePlan

MOST_MINUTES = 180


class StageKind(models.TextChoices):
    """What people do in a stage; the live page shows what it needs."""

    TALK = "talk", "Talk together"
    WRITE = "write", "Write in silence, then reveal together"
    REPORT = "report", "Look at the report together"
    DECIDE = "decide", "Decide, with names and dates"
    NORMS = "norms", "Rate how we kept our norms"


class Stage(models.Model):
    """What a stage of a protocol and an item of an agenda have in common."""

    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    prompt = models.TextField(max_length=1000, blank=True)
    minutes = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(MOST_MINUTES)])
    kind = models.CharField(max_length=10, choices=StageKind.choices, default=StageKind.TALK)
    report_part = models.CharField(
        max_length=40, blank=True, help_text="The part of the CFA’s report to open; the room of reports knows its name."
    )

    class Meta:
        abstract = True

    @property
    def plan(self) -> StagePlan:
        return StagePlan(
            name=self.name,
            prompt=self.prompt,
            minutes=self.minutes,
            kind=self.kind,
            report_part=self.report_part,
        )


class Protocol(TenantModel):
    """A district's protocol, or with ``team`` a team's own copy. ``key`` names the shipped one that it rewords."""

    team = TenantForeignKey(Team, null=True, blank=True, related_name="protocols")
    key = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=80)
    purpose = models.CharField(max_length=300, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["district", "team", "name"],
                condition=models.Q(retired_at__isnull=True),
                name="protocol_name_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return self.name


class ProtocolStage(TenantModel, Stage):
    protocol = TenantForeignKey(Protocol, related_name="stages", on_delete=models.CASCADE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "protocol", "position"], name="protocol_stage_place_once")
        ]

    def __str__(self) -> str:
        return self.name
