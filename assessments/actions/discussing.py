"""Which run of the report the team discussed: said by a member, and taken back."""

from django.db import transaction
from django.utils import timezone

from assessments.models import ReportRun
from assessments.models.years import check_year_goes_on
from plc.schools.audit import record
from plc.schools.models import StaffMember


@transaction.atomic
def say_discussed(*, actor: StaffMember, run: ReportRun) -> None:
    """This run was before the team in its meeting. Said twice, the first word stands."""
    check_year_goes_on(run.assessment)
    said = ReportRun.objects.filter(pk=run.pk, discussed_at__isnull=True)
    if said.update(discussed_at=timezone.now(), discussed_by=actor):
        record(actor=actor, verb="say_discussed", subject=run, note=f"run {run.number}")


@transaction.atomic
def take_back_discussed(*, actor: StaffMember, run: ReportRun) -> None:
    check_year_goes_on(run.assessment)
    said = ReportRun.objects.filter(pk=run.pk, discussed_at__isnull=False)
    if said.update(discussed_at=None, discussed_by=None):
        record(actor=actor, verb="take_back_discussed", subject=run, note=f"run {run.number}")
