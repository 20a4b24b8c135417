"""A report run: the job as a row. The broker only nudges; this table is what is due and what was done."""

from django.db import models
from django.db.models import Q

from assessments.models.cfas import Assessment
from plc.schools.models import StaffMember
from plc.tenancy.models import TenantForeignKey, TenantModel


class RunState(models.TextChoices):
    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Computing"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class ReportRun(TenantModel):
    """One numbered computation of the comparison report.

    At most one run of an assessment is queued and one running: changes that arrive meanwhile share the queued one.
    ``data_version`` is what the figures were computed from. ``attempts`` is counted, and committed, before the work
    starts, so that a task which kills its process cannot be tried for ever. Readers outside the team are given the
    newest published run (docs/decisions/0012-published-runs.md), which may be older than the newest.
    """

    assessment = TenantForeignKey(Assessment, related_name="runs")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.QUEUED)
    requested_at = models.DateTimeField()
    requested_by = TenantForeignKey(StaffMember, null=True, blank=True, related_name="+")
    asked_gently = models.BooleanField(
        default=False, help_text="Only typing has asked for it: a worker that has just computed one lets it wait."
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    data_version = models.PositiveBigIntegerField(null=True, blank=True)
    inputs_digest = models.CharField(max_length=64, blank=True)
    definitions = models.CharField(max_length=20, blank=True, help_text="Version of the statistics' definitions.")
    settings = models.JSONField(default=dict)
    figures = models.JSONField(default=dict)
    students = models.JSONField(
        default=dict, help_text="What each student earned, for their own teachers; read by nobody else's page."
    )
    published_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Since when readers outside the team may be given it; empty where it would tell of too few.",
    )
    counted = models.JSONField(
        default=dict, help_text="What its figures are made of; of the newest published run alone, and on no page."
    )
    discussed_at = models.DateTimeField(null=True, blank=True, help_text="When a member said: this one we discussed.")
    discussed_by = TenantForeignKey(StaffMember, null=True, blank=True, related_name="+")
    failure = models.CharField(max_length=60, blank=True, help_text="Why it failed, as a code; details are in the log.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "assessment", "number"], name="run_number_once"),
            models.UniqueConstraint(
                fields=["district", "assessment"], condition=Q(state="queued"), name="run_queued_once"
            ),
            models.UniqueConstraint(
                fields=["district", "assessment"], condition=Q(state="running"), name="run_running_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["district", "requested_at"], condition=Q(state__in=["queued", "running"]), name="run_due"
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.number}"
