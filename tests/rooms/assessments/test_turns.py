"""Savers and whoever changes what scores mean wait for each other in one direction, never in a circle."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from assessments.access import access_upload
from assessments.actions import CellEdit, save_cells
from assessments.actions.building import locked_row
from assessments.actions.saving import ItemsChanged
from assessments.models import Assessment, AssessmentVersion, Result, Upload
from plc.schools.access import entrance
from tests.world import World, make_world

PATIENCE = 20.0


class Others:
    """Jobs in threads, each in one transaction in the district, and what went wrong in them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.errors: list[BaseException] = []
        self.threads: list[threading.Thread] = []

    def begin(self, job: Callable[[], Any]) -> None:
        def run() -> None:
            try:
                with self.world.inside(), transaction.atomic():
                    job()
            except BaseException as error:  # noqa: BLE001  (a thread's error must reach the test)
                self.errors.append(error)
            finally:
                connection.close()

        self.threads.append(threading.Thread(target=run))
        self.threads[-1].start()

    def until_waiting(self, number: int) -> None:
        """That many wait for a lock; a circle would be broken after a second by one error."""
        deadline = time.monotonic() + PATIENCE
        waiting = (
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        )
        with connection.cursor() as cursor:
            while True:
                cursor.execute("select pg_stat_clear_snapshot()")  # inside a transaction it would stay as it was first
                cursor.execute(waiting)
                if cursor.fetchone()[0] >= number or self.errors:
                    return
                assert time.monotonic() < deadline, f"{number} should wait"
                time.sleep(0.01)

    def end(self) -> list[BaseException]:
        for thread in self.threads:
            thread.join(PATIENCE)
        return self.errors


def type_score(world: World, student: int, now: str) -> None:
    """In item 4a of a student of Period 1; nothing typed holds the paper and the items all the same."""
    one = CellEdit("1", world.students[0][student].pk, world.sections[0].pk, world.items[3].pk, "", now)
    save_cells(
        actor=world.alice.staff,
        assessment=Assessment.objects.get(pk=world.cfa.pk),
        section_ids=frozenset(section.pk for section in world.sections),
        attempt=1,
        edits=[one],
        today=world.today,
    )


@pytest.mark.django_db(transaction=True)
class TestTurns:
    def test_two_savers_half_way_and_a_correction_all_come_through(self) -> None:
        """One saver has counted the CFA, the other is about to, and a correction waits for both."""
        world = make_world()
        others = Others(world)
        first_has_saved, first_may_end, second_holds, second_may_save = (threading.Event() for _ in range(4))

        def first() -> None:
            type_score(world, 0, "1")
            first_has_saved.set()
            assert first_may_end.wait(PATIENCE)

        def second() -> None:
            type_score(world, 1, "")
            second_holds.set()
            assert second_may_save.wait(PATIENCE)
            type_score(world, 1, "2")

        others.begin(first)
        others.begin(second)
        assert first_has_saved.wait(PATIENCE)
        assert second_holds.wait(PATIENCE)
        others.begin(lambda: locked_row(world.cfa))
        others.until_waiting(1)
        second_may_save.set()
        others.until_waiting(2)
        first_may_end.set()
        assert others.end() == []
        with world.inside(), transaction.atomic():
            assert sorted(row.cells[3] for row in Result.objects.all()) == [100, 200]

    def test_a_saver_who_waited_sees_the_items_as_they_are_then(self) -> None:
        world = make_world()
        others = Others(world)
        changed, may_end = threading.Event(), threading.Event()

        def change() -> None:
            row = locked_row(world.cfa)
            row.current_version = AssessmentVersion.objects.create(assessment=row, number=2)
            row.save(update_fields=["current_version"])
            changed.set()
            assert may_end.wait(PATIENCE)

        others.begin(change)
        assert changed.wait(PATIENCE)
        others.begin(lambda: type_score(world, 0, "1"))
        others.until_waiting(1)
        may_end.set()
        assert [type(error) for error in others.end()] == [ItemsChanged]

    def test_an_upload_about_to_be_saved_waits_before_it_is_held(self) -> None:
        """A corrected key outdates waiting previews, so whoever holds one must not still have to wait for the turn."""
        world = make_world()
        others = Others(world)
        held, may_end = threading.Event(), threading.Event()
        with world.inside(), transaction.atomic():
            upload = Upload.objects.create(
                assessment=world.cfa, uploaded_by=world.alice.staff, file_name="a.csv", state="previewed"
            )

        def correct() -> None:
            locked_row(world.cfa)
            held.set()
            assert may_end.wait(PATIENCE)
            Upload.objects.filter(pk=upload.pk).update(plan_digest="outdated")

        def save() -> None:
            viewer = entrance(user_id=world.alice.user.pk, slug="harbor")
            assert viewer is not None
            assert access_upload(viewer, upload.pk, to_change=True).plan_digest == "outdated"

        others.begin(correct)
        assert held.wait(PATIENCE)
        others.begin(save)
        others.until_waiting(1)
        may_end.set()
        assert others.end() == []
