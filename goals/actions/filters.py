"""Keeping what one looks at again and again. One's own convenience, so no history is kept of it."""

from django.db import transaction

from goals.models import SavedFilter
from plc.http.refusals import Refusal
from plc.schools.models import School, StaffMember

MOST = 12


@transaction.atomic
def save_filter(*, actor: StaffMember, school: School | None, name: str, chosen: str) -> bool:
    """Under this name; what was kept under it before is replaced, and then it is False that the view is new."""
    others = SavedFilter.objects.filter(staff=actor, school=school).exclude(name=name)
    if others.count() >= MOST:
        raise Refusal(f"There are {MOST} kept views already.", "Delete one first.")
    _, is_new = SavedFilter.objects.update_or_create(staff=actor, school=school, name=name, defaults={"chosen": chosen})
    return is_new


@transaction.atomic
def delete_filter(*, actor: StaffMember, saved: SavedFilter) -> None:
    SavedFilter.objects.filter(pk=saved.pk, staff=actor).delete()
