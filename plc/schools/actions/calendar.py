"""The days without school, which recurring meetings leave out."""

import datetime

from django.db import transaction

from plc.http.refusals import Refusal
from plc.schools.audit import record
from plc.schools.models import FreeDays, SchoolYear, StaffMember


@transaction.atomic
def add_free_days(
    *, actor: StaffMember, school_year: SchoolYear, name: str, first_day: datetime.date, last_day: datetime.date | None
) -> FreeDays:
    """No school from ``first_day`` to ``last_day``, both included; without a last day it is one day."""
    name, last_day = " ".join(name.split()), last_day or first_day
    if last_day < first_day:
        raise Refusal(
            f"{name} would end on {last_day:%B %-d, %Y}, before its first day, {first_day:%B %-d, %Y}.",
            "Choose a later last day, or leave it empty for one day.",
        )
    if not (school_year.starts_on <= first_day and last_day < school_year.ends_on):
        raise Refusal(
            f"{name} does not lie in the school year {school_year.name}, from {school_year.starts_on:%B %-d, %Y} until"
            f" {school_year.ends_on - datetime.timedelta(days=1):%B %-d, %Y}.",
            "Choose days in this year, or open the other year’s list.",
        )
    overlapping = FreeDays.objects.filter(
        school_year=school_year, first_day__lte=last_day, last_day__gte=first_day
    ).first()
    if overlapping:
        raise Refusal(
            f"There is no school on {max(first_day, overlapping.first_day):%B %-d, %Y} already: {overlapping.name}.",
            "Take that one out first, or choose other days.",
        )
    days: FreeDays = FreeDays.objects.create(school_year=school_year, name=name, first_day=first_day, last_day=last_day)
    note = f"{name}, {first_day.isoformat()} to {last_day.isoformat()}"
    record(actor=actor, verb="add_free_days", subject=days, note=note)
    return days


@transaction.atomic
def remove_free_days(*, actor: StaffMember, days: FreeDays) -> None:
    """There is school on these days after all; meetings that were left out take place again."""
    record(actor=actor, verb="remove_free_days", subject=days, note=f"{days.name}, from {days.first_day.isoformat()}")
    days.delete()
