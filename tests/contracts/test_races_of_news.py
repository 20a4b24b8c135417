"""Two workers at one person's letter, and runs, readers and letters at the same rows: once each, and nobody stuck."""

import datetime

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from plc.schools.actions import choose_digest, choose_quiet_hours, see_everything, tell
from plc.schools.models import Digest, Notice
from plc.schools.tasks import mail_digests
from tests.contracts.test_attacks_sign_in import at_once
from tests.world import World, make_world

TIMES = 15


def _told(world: World, subject_id: int, number: int) -> None:
    people = [person.staff.pk for person in (world.alice, world.bob, world.charlie)]
    with world.inside(), transaction.atomic():
        for staff_ids in (people, people[::-1]):
            tell(staff_ids=staff_ids, kind="report", subject_id=subject_id, number=number, is_new=False)


def _tell_often(world: World, subject_id: int) -> bool:
    for number in range(2, TIMES):
        _told(world, subject_id, number)
    return True


def _see_often(world: World) -> bool:
    for _ in range(TIMES):
        with world.inside():
            see_everything(staff=world.bob.staff, until=timezone.now())
    return True


@pytest.mark.django_db(transaction=True)
def test_one_letter_and_nobody_waits_in_a_circle() -> None:
    world = make_world()
    long_ago = timezone.now() - datetime.timedelta(hours=2)
    world.bob.user.last_login = long_ago
    world.bob.user.save()
    for subject_id in (world.cfa.pk, 10_001):
        _told(world, subject_id, 1)
    with world.inside(), transaction.atomic():
        choose_digest(staff=world.bob.staff, digest=Digest.SOON)
        midnight = datetime.time()
        choose_quiet_hours(staff=world.bob.staff, quiet_from=midnight, quiet_until=midnight, quiet_weekends=False)
        Notice.objects.update(told_at=long_ago, since=long_ago)

    at_once(*[lambda: mail_digests(district_id=world.harbor.pk)] * 4)
    assert [letter.to for letter in mail.outbox] == [[world.bob.email]]
    with world.inside(), transaction.atomic():
        assert Notice.objects.filter(staff=world.bob.staff, mailed_at__isnull=False).count() == 2

    # A database that finds a circle of waiting ends one of them, and its thread gives nothing.
    done = at_once(
        lambda: _tell_often(world, world.cfa.pk), lambda: _tell_often(world, 10_001), lambda: _see_often(world)
    )
    assert done == [True, True, True]
    with world.inside(), transaction.atomic():
        assert set(Notice.objects.values_list("number", flat=True)) == {TIMES - 1}
