"""Adding a school year: seen before it is there, because what hangs on it cannot be moved to another one."""

import datetime
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from plc.http.refusals import Refusal
from plc.schools.audit import record
from plc.schools.models import District, SchoolYear, StaffMember
from plc.tenancy import required_district_id

DAY = datetime.timedelta(days=1)
LONGEST = datetime.timedelta(days=550)


@dataclass(frozen=True)
class ComingYear:
    """A year as it would be. ``gap`` is how many days lie between it and the ``before`` it, in no school year."""

    name: str
    first_day: datetime.date
    last_day: datetime.date
    before: SchoolYear | None

    @property
    def days(self) -> int:
        return (self.last_day - self.first_day).days + 1

    @property
    def gap(self) -> int:
        return (self.first_day - self.before.ends_on).days if self.before else 0


def coming_year(*, name: str, first_day: datetime.date, last_day: datetime.date) -> ComingYear:
    """What ``add_school_year`` would make of this; raises ``Refusal`` where it would."""
    name = " ".join(name.split())
    if last_day <= first_day:
        raise Refusal(
            f"{name} would end on {last_day:%B %-d, %Y} and begin on {first_day:%B %-d, %Y}.",
            "Choose a later last day.",
        )
    if last_day - first_day > LONGEST:
        raise Refusal(
            f"{name} would last {(last_day - first_day).days + 1} days.", "Look at the years of the two dates again."
        )
    years = SchoolYear.objects.order_by("-ends_on")
    if years.filter(name__iexact=name).exists():
        raise Refusal(f"There is a school year named {name} already.", "Choose another name.")
    other = years.filter(starts_on__lte=last_day, ends_on__gt=first_day).first()
    if other is not None:
        raise Refusal(
            f"These days lie in {other.name} too, from {other.starts_on:%B %-d, %Y} to"
            f" {other.ends_on - DAY:%B %-d, %Y}. A day belongs to one school year.",
            "Choose days before or after it.",
        )
    return ComingYear(name, first_day, last_day, years.filter(ends_on__lte=first_day).first())


@transaction.atomic
def add_school_year(*, actor: StaffMember, name: str, first_day: datetime.date, last_day: datetime.date) -> SchoolYear:
    """From ``first_day`` to ``last_day``, both included. Two admins at once add one year, not two that overlap."""
    District.objects.select_for_update().get(pk=required_district_id())
    coming = coming_year(name=name, first_day=first_day, last_day=last_day)
    try:
        with transaction.atomic():
            year: SchoolYear = SchoolYear.objects.create(
                name=coming.name, starts_on=coming.first_day, ends_on=coming.last_day + DAY
            )
    except IntegrityError as error:
        raise Refusal(f"There is a school year named {coming.name} already.", "Choose another name.") from error
    note = f"{year.name}, {first_day.isoformat()} to {last_day.isoformat()}"
    record(actor=actor, verb="add_school_year", subject=year, note=note)
    return year
