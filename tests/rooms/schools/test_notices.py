"""Being told of something, once; seeing it; and the page that lists it."""

import datetime
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from plc.schools.actions import see, see_everything, tell
from plc.schools.models import Notice
from plc.schools.news import unseen_count
from tests.world import World, sign_in, url


def told(world: World, *people: Any, number: int = 1, is_new: bool = True, subject_id: int | None = None) -> None:
    with world.inside():
        tell(
            staff_ids=[person.staff.pk for person in people],
            kind="report",
            subject_id=subject_id or world.cfa.pk,
            number=number,
            is_new=is_new,
        )


def notice_of(person: Any) -> Notice:
    return Notice.objects.get(staff=person.staff)


def seen(world: World, person: Any, number: int = 99) -> None:
    with world.inside():
        see(staff=person.staff, kind="report", subject_id=world.cfa.pk, number=number)


class TestTelling:
    def test_everybody_is_told_by_one_statement(self, world: World) -> None:
        with CaptureQueriesContext(connection) as queries:
            told(world, world.alice, world.bob, world.charlie)
        assert len([query for query in queries if "schools_notice" in query["sql"]]) == 1
        with world.inside():
            assert {notice.staff_id for notice in Notice.objects.all()} == {
                world.alice.staff.pk,
                world.bob.staff.pk,
                world.charlie.staff.pk,
            }
            assert unseen_count(world.bob.staff) == 1

    def test_nobody_is_told_without_a_statement(self, world: World) -> None:
        with world.inside(), CaptureQueriesContext(connection) as queries:
            tell(staff_ids=[], kind="report", subject_id=1, number=1, is_new=True)
        assert len(queries) == 0

    def test_the_same_number_tells_nobody_again(self, world: World) -> None:
        told(world, world.bob)
        seen(world, world.bob)
        told(world, world.bob)
        with world.inside():
            assert notice_of(world.bob).seen_at is not None

    def test_what_is_unseen_is_renewed_and_stays_new(self, world: World) -> None:
        told(world, world.bob)
        with world.inside():
            first = notice_of(world.bob)
        told(world, world.bob, number=2, is_new=False)
        with world.inside():
            renewed = notice_of(world.bob)
        assert (renewed.pk, renewed.number, renewed.is_new, renewed.since) == (first.pk, 2, True, first.since)
        assert renewed.told_at > first.told_at

    def test_what_was_seen_is_told_anew_as_changed(self, world: World) -> None:
        told(world, world.bob)
        seen(world, world.bob)
        with world.inside():
            Notice.objects.update(mailed_at=timezone.now())
            first = notice_of(world.bob)
        told(world, world.bob, number=2, is_new=False)
        with world.inside():
            again = notice_of(world.bob)
        assert (again.is_new, again.seen_at, again.mailed_at) == (False, None, None)
        assert again.since > first.since

    def test_an_older_number_that_comes_late_changes_nothing(self, world: World) -> None:
        told(world, world.bob, number=5, is_new=False)
        told(world, world.bob, number=4, is_new=True)
        with world.inside():
            assert (notice_of(world.bob).number, notice_of(world.bob).is_new) == (5, False)


class TestSeeing:
    def test_a_newer_telling_than_was_seen_stays_unseen(self, world: World) -> None:
        told(world, world.bob, number=2)
        seen(world, world.bob, number=1)
        with world.inside():
            assert unseen_count(world.bob.staff) == 1
        seen(world, world.bob, number=2)
        with world.inside():
            assert unseen_count(world.bob.staff) == 0

    def test_seeing_again_writes_nothing(self, world: World) -> None:
        told(world, world.bob)
        seen(world, world.bob)
        with world.inside(), CaptureQueriesContext(connection) as queries:
            see(staff=world.bob.staff, kind="report", subject_id=world.cfa.pk, number=1)
        assert [query["sql"][:6] for query in queries] == ["SELECT"]

    def test_what_one_person_sees_stays_new_to_another(self, world: World) -> None:
        told(world, world.bob, world.charlie)
        seen(world, world.bob)
        with world.inside():
            assert unseen_count(world.charlie.staff) == 1

    def test_everything_is_what_was_there_by_then(self, world: World) -> None:
        told(world, world.bob, subject_id=1)
        with world.inside():
            until = notice_of(world.bob).told_at
        told(world, world.bob, subject_id=2)
        with world.inside():
            assert see_everything(staff=world.bob.staff, until=until) == 1
            assert Notice.objects.get(seen_at__isnull=True).subject_id == 2


class TestThePage:
    def test_the_frame_counts_what_is_unseen(self, world: World, client: Client) -> None:
        told(world, world.bob)
        page = sign_in(client, world.bob).get(url("teams:teams")).content.decode()
        assert '<span class="visually-hidden">What’s new: </span><span class="count">1</span>' in page
        seen(world, world.bob)
        assert '<span class="visually-hidden">What’s new</span></a>' in client.get(url("teams:teams")).content.decode()

    def test_it_says_what_is_new_and_where_it_leads(self, world: World, client: Client) -> None:
        told(world, world.bob)
        page = sign_in(client, world.bob).get(url("schools:news")).content.decode()
        assert "One thing you have not seen yet." in page
        assert "The report on Unit 3: Ratios and percents is ready." in page
        assert f'href="{url("assessments:report", world.cfa)}"' in page
        assert "Grade 7 Math" in page

    def test_nothing_yet(self, world: World, client: Client) -> None:
        page = sign_in(client, world.erin).get(url("schools:news")).content.decode()
        assert "Your teams’ news comes here" in page
        assert "Mark all as seen" not in page

    def test_all_is_marked_up_to_the_page_that_was_sent(self, world: World, client: Client) -> None:
        told(world, world.bob)
        sign_in(client, world.bob)
        until = client.get(url("schools:news")).context["until"].isoformat()
        told(world, world.bob, subject_id=world.pine_cfa.pk)
        assert client.post(url("schools:news_seen"), {"until": until}).status_code == 302
        with world.inside():
            assert unseen_count(world.bob.staff) == 1

    def test_what_somebody_may_no_longer_open_is_not_named(self, world: World, client: Client) -> None:
        told(world, world.erin)
        page = sign_in(client, world.erin).get(url("schools:news")).content.decode()
        assert "About something you no longer work with." in page
        assert "Unit 3" not in page and "Grade 7 Math" not in page

    def test_a_kind_that_is_no_longer_known_is_no_news(self, world: World, client: Client) -> None:
        with world.inside():
            tell(staff_ids=[world.bob.staff.pk], kind="horoscope", subject_id=1, number=1, is_new=True)
        assert "horoscope" not in settings.PLC_NEWS
        page = sign_in(client, world.bob).get(url("schools:news")).content.decode()
        assert "About something you no longer work with." in page

    def test_another_s_news_is_not_on_it(self, world: World, client: Client) -> None:
        told(world, world.alice)
        page = sign_in(client, world.bob).get(url("schools:news")).content.decode()
        assert "is ready" not in page

    def test_more_of_it_takes_no_more_queries(self, world: World, client: Client) -> None:
        told(world, world.bob)
        sign_in(client, world.bob).get(url("schools:news"))
        with CaptureQueriesContext(connection) as few:
            client.get(url("schools:news"))
        for subject_id in range(1000, 1040):
            told(world, world.bob, subject_id=subject_id)
        with CaptureQueriesContext(connection) as many:
            client.get(url("schools:news"))
        assert len(many) == len(few)

    @pytest.mark.parametrize("until", ["", "yesterday"])
    def test_a_moment_that_makes_no_sense_marks_nothing(self, world: World, client: Client, until: str) -> None:
        told(world, world.bob)
        assert sign_in(client, world.bob).post(url("schools:news_seen"), {"until": until}).status_code == 302
        with world.inside():
            assert unseen_count(world.bob.staff) == 1

    def test_it_is_dated_by_the_district_s_clock(self, world: World, client: Client) -> None:
        told(world, world.bob)
        at = datetime.datetime(2026, 1, 5, 14, 30, tzinfo=datetime.UTC)
        with world.inside():
            Notice.objects.update(told_at=at)
        page = sign_in(client, world.bob).get(url("schools:news")).content.decode()
        assert "Jan 5, 9:30 AM" in page
