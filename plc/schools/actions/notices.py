"""Telling people that something is there or has changed, and what they do with it.

Telling leaves no line of history: a notice is itself the record of something that has one.
"""

import datetime
from collections.abc import Iterable
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from plc.schools.audit import record
from plc.schools.models import Digest, District, MailChoice, Notice, StaffMember
from plc.tenancy import required_district_id
from plc.tenancy.kept import Kept

# One statement for any number of people. Rows are taken in the order of people, and two tellings of different things
# have no row in common, so they never wait for each other in a circle.
_TELL: Final = """
INSERT INTO schools_notice AS held (district_id, staff_id, kind, subject_id, number, is_new, told_at, since)
SELECT %(district)s, staff_id, %(kind)s, %(subject)s, %(number)s, %(is_new)s, %(now)s, %(now)s
FROM unnest(%(staff)s::bigint[]) AS staff_id ORDER BY staff_id
ON CONFLICT (district_id, staff_id, kind, subject_id) DO UPDATE SET
    number = excluded.number,
    told_at = excluded.told_at,
    is_new = CASE WHEN held.seen_at IS NULL THEN held.is_new ELSE excluded.is_new END,
    since = CASE WHEN held.seen_at IS NULL THEN held.since ELSE excluded.since END,
    mailed_at = CASE WHEN held.seen_at IS NULL THEN held.mailed_at END,
    seen_at = NULL
WHERE excluded.number > held.number
"""


def tell(*, staff_ids: Iterable[int], kind: str, subject_id: int, number: int, is_new: bool) -> None:
    """Tell these people of a thing, in the caller's transaction.

    ``number`` must grow with each telling of this thing: telling the same number again tells nobody. What somebody has
    not seen yet is renewed, and stays new if it was; a letter that already told of it is not written again.
    """
    people = sorted(set(staff_ids))
    if not people:
        return
    facts: dict[str, Any] = {
        "district": required_district_id(),
        "staff": people,
        "kind": kind,
        "subject": subject_id,
        "number": number,
        "is_new": is_new,
        "now": timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_TELL, facts)


def see(*, staff: StaffMember, kind: str, subject_id: int, number: int) -> None:
    """This person has the thing before their eyes, as of telling ``number``.

    Looked up first: nearly always there is nothing to note, and then reading writes nothing.
    """
    if _unseen(staff.pk, kind, subject_id, number):
        _unseen_notices(staff.pk, kind, subject_id, number).update(seen_at=timezone.now())


def see_all(*, staff: StaffMember, kinds: Iterable[str], subject_ids: Iterable[int] | None = None) -> None:
    """This person has all of these things before their eyes, as they are now; without ids whatever is of the kinds.

    Looked up first, as by ``see``.
    """
    of_kinds = tuple(kinds), None if subject_ids is None else frozenset(subject_ids)
    if _any_unseen(staff.pk, *of_kinds):
        _unseen_of(staff.pk, *of_kinds).update(seen_at=timezone.now())


def _unseen_of(staff_id: int, kinds: tuple[str, ...], subject_ids: frozenset[int] | None) -> QuerySet[Notice]:
    unseen = Notice.objects.filter(staff_id=staff_id, kind__in=kinds, seen_at__isnull=True)
    return unseen if subject_ids is None else unseen.filter(subject_id__in=subject_ids)


_any_unseen = Kept[int](lambda *things: _unseen_of(*things).order_by().values_list("pk", flat=True)[:1])


def _unseen_notices(staff_id: int, kind: str, subject_id: int, number: int) -> QuerySet[Notice]:
    return Notice.objects.filter(
        staff_id=staff_id, kind=kind, subject_id=subject_id, number__lte=number, seen_at__isnull=True
    )


_unseen = Kept[int](lambda *thing: _unseen_notices(*thing).order_by().values_list("pk", flat=True)[:1])


@transaction.atomic
def see_everything(*, staff: StaffMember, until: datetime.datetime) -> int:
    """Note as seen what was told by then; how much that was. What came in since stays unseen."""
    return Notice.objects.filter(staff=staff, seen_at__isnull=True, told_at__lte=until).update(seen_at=timezone.now())


@transaction.atomic
def choose_digest(*, staff: StaffMember, digest: Digest) -> None:
    """How often this person gets letters from the open district. By their own hand, signed in or by a letter's link."""
    choice, _ = MailChoice.objects.select_for_update().get_or_create(staff=staff)
    if choice.digest == digest:
        return
    choice.digest, choice.not_before = digest, None
    choice.save(update_fields=["digest", "not_before"])
    record(actor=staff, verb="choose_digest", subject=choice, note=digest.label)


@transaction.atomic
def choose_quiet_hours(
    *, staff: StaffMember, quiet_from: datetime.time, quiet_until: datetime.time, quiet_weekends: bool
) -> None:
    """When this person gets no letter, by the district's clock; two equal times are no quiet hours."""
    choice, _ = MailChoice.objects.select_for_update().get_or_create(staff=staff)
    chosen = {"quiet_from": quiet_from, "quiet_until": quiet_until, "quiet_weekends": quiet_weekends}
    if all(getattr(choice, name) == value for name, value in chosen.items()):
        return
    for name, value in chosen.items():
        setattr(choice, name, value)
    choice.save(update_fields=list(chosen))
    note = f"{quiet_from:%H:%M} to {quiet_until:%H:%M}{', weekends' if quiet_weekends else ''}"
    record(actor=staff, verb="choose_quiet_hours", subject=choice, note=note)


@transaction.atomic
def set_digest_time(*, actor: StaffMember, digest_at: datetime.time) -> District:
    """From when on, on school days, this district's emails with news go out."""
    district = District.objects.select_for_update().get(pk=required_district_id())
    if district.digest_at != digest_at:
        district.digest_at = digest_at
        district.save(update_fields=["digest_at"])
        record(actor=actor, verb="set_digest_time", subject=district, note=f"{digest_at:%H:%M}")
    return district
