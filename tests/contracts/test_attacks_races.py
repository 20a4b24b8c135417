"""Several people, or one with several clicks, at the same moment: each thing happens once, and nothing is half done."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from assessments.models import Assessment, Change, ChangeKind, Correction, Item, ItemScoring, Result
from tests.contracts.test_attacks_scores import edit, post
from tests.contracts.test_attacks_sign_in import at_once
from tests.world import enter_results, make_world, sign_in, url


def all_send(clients: list[Client], address: str, said: dict[str, Any]) -> list[int]:
    return at_once(*[lambda who=who: who.post(address, said).status_code for who in clients])


@pytest.mark.django_db(transaction=True)
def test_scores_locks_corrections_and_versions_at_once() -> None:
    world = make_world()
    alice, bob = [sign_in(Client(), world.alice) for _ in range(3)], sign_in(Client(), world.bob)

    # A first score while the CFA goes back to being a draft: one of the two.
    at_once(lambda: post(bob, world, edit(world)), lambda: alice[0].post(url("assessments:unlock", world.cfa)))
    with world.inside(), transaction.atomic():
        assert Assessment.objects.get(pk=world.cfa.pk).is_locked == Result.objects.exists()
        Assessment.objects.filter(pk=world.cfa.pk).update(locked_at=world.cfa.locked_at)
        Result.objects.all().delete()
    enter_results(world)

    address = url("assessments:correction_preview", world.cfa)
    drop = {"kind": "drop", "item": world.items[0].pk}
    seen = {"seen": alice[0].get(address, drop).context["preview"].digest}
    assert all_send(alice, address, drop | seen).count(302) == 1
    with world.inside(), transaction.atomic():
        made = Correction.objects.get()
    all_send(alice, url("assessments:correction_undo", world.cfa, made), {})
    with world.inside(), transaction.atomic():
        assert Correction.objects.filter(reverts=made).count() == 1
        assert Item.objects.get(pk=world.items[0].pk).scoring == ItemScoring.COUNTED

    # Another list of items begun, then used, three times over, while somebody types into the old one.
    assert all_send(alice, url("assessments:version_begin", world.cfa), {}) == [302] * 3
    typing = lambda: post(bob, world, edit(world, was="?")).status_code  # noqa: E731
    using = url("assessments:versions", world.cfa)
    answers = at_once(*[lambda who=who: who.post(using, {"reason": "x"}).status_code for who in alice], typing)
    assert answers[:3].count(302) == 1
    assert answers[3] in {200, 409}
    with world.inside(), transaction.atomic():
        cfa = Assessment.objects.select_related("current_version").get(pk=world.cfa.pk)
        assert cfa.current_version.number == 2
        assert set(Result.objects.values_list("version_id", flat=True)) == {cfa.current_version_id}
        assert Change.objects.filter(kind=ChangeKind.VERSION).count() == 1
