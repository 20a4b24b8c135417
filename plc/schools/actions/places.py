"""Making the places of a district."""

from django.db import IntegrityError, transaction

from plc.http.refusals import Refusal
from plc.schools.audit import record
from plc.schools.models import School, StaffMember


@transaction.atomic
def add_school(*, actor: StaffMember, name: str) -> School:
    """A new school of the open district; its name is there once."""
    name = " ".join(name.split())
    try:
        with transaction.atomic():
            school: School = School.objects.create(name=name)
    except IntegrityError as error:
        raise Refusal(f"{name} is already a school of this district.", "Choose another name, or open it.") from error
    record(actor=actor, verb="add_school", subject=school, note=name)
    return school
