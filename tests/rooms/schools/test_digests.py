"""Letters with news: who gets one and when, what it says, and what each person chooses."""

import datetime
import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from plc.schools.actions import choose_quiet_hours, see
from plc.schools.models import AuditEntry, Digest, District, FreeDays, MailChoice, Membership, Notice, StaffMember
from plc.schools.news import digest_moment
from plc.schools.tasks import CLAIM, mail_digests
from tests.rooms.schools.letters import HOUR, MORNING, NEW_YORK, Clock, chosen, html_of, send
from tests.world import DAY, World, sign_in, url


class TestTheLetter:
    def test_it_names_teams_and_cfas_and_links_to_them(self, world: World, told: Any) -> None:
        told(world.bob)
        assert send(world) == [world.bob.email]
        (letter,) = mail.outbox
        assert letter.subject == "News of your teams in Harbor"
        report = f"http://testserver{url('assessments:report', world.cfa)}"
        for body in (letter.body, html_of(letter)):
            assert "The report on Unit 3: Ratios and percents is ready." in body
            assert "Grade 7 Math" in body
            assert report in body
            assert f"http://testserver{url('schools:news')}" in body

    def test_it_says_nothing_of_students_and_no_figure(self, world: World, told: Any) -> None:
        told(world.bob)
        send(world)
        text = str(mail.outbox[0].message())
        for student in world.all_students:
            assert student.family_name not in text and student.local_id not in text
        assert "%" not in mail.outbox[0].body

    def test_a_mail_program_finds_the_way_out(self, world: World, told: Any) -> None:
        told(world.bob)
        send(world)
        headers = mail.outbox[0].extra_headers
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert re.fullmatch(r"<http://testserver/letters/off/[^/ ]+/>", headers["List-Unsubscribe"])
        assert headers["List-Unsubscribe"].strip("<>") in mail.outbox[0].body

    def test_titles_are_text_in_both(self, world: World, told: Any) -> None:
        with world.inside():
            world.cfa.title = "Ratios <b>& more</b>"
            world.cfa.save()
        told(world.bob)
        send(world)
        assert "Ratios <b>& more</b> is ready" in mail.outbox[0].body
        assert "Ratios &lt;b&gt;&amp; more&lt;/b&gt; is ready" in html_of(mail.outbox[0])

    def test_a_district_s_name_cannot_add_a_header(self, world: World, told: Any) -> None:
        District.objects.filter(pk=world.harbor.pk).update(name="Harbor\nBcc: all@example.org")
        told(world.bob)
        assert send(world) == [world.bob.email]
        assert "\n" not in mail.outbox[0].subject


class TestWhen:
    def test_in_the_morning_once(self, world: World, told: Any, clock: Clock) -> None:
        told(world.bob, world.charlie)
        clock.now = MORNING - HOUR
        assert send(world) == []
        clock.now = MORNING
        assert send(world) == [world.bob.email, world.charlie.email]
        for later in (HOUR, DAY, 30 * DAY):
            clock.now = MORNING + later
            assert send(world) == []

    def test_what_is_new_this_morning_waits_for_the_next(self, world: World, told: Any, clock: Clock) -> None:
        told(world.bob, ago=HOUR / 4)
        assert send(world) == []
        clock.now = MORNING + DAY
        assert send(world) == [world.bob.email]

    def test_typing_that_goes_on_does_not_put_it_off(self, world: World, told: Any) -> None:
        told(world.bob)
        told(world.bob, ago=HOUR / 4, number=2)
        assert send(world) == [world.bob.email]
        assert "is ready" in mail.outbox[0].body

    def test_what_was_seen_is_left_out(self, world: World, told: Any) -> None:
        told(world.bob)
        with world.inside():
            see(staff=world.bob.staff, kind="report", subject_id=world.cfa.pk, number=1)
        assert send(world) == []

    def test_seen_and_changed_since_is_worth_another(self, world: World, told: Any, clock: Clock) -> None:
        told(world.bob)
        send(world)
        with world.inside():
            see(staff=world.bob.staff, kind="report", subject_id=world.cfa.pk, number=1)
        clock.now = MORNING + DAY
        told(world.bob, number=2, ago=HOUR)
        assert send(world) == [world.bob.email]
        assert "has changed" in mail.outbox[-1].body

    @pytest.mark.parametrize(
        ("moment", "goes"),
        [
            (datetime.datetime(2026, 11, 20, 7, 0, tzinfo=NEW_YORK), True),  # a Friday
            (datetime.datetime(2026, 11, 21, 12, 0, tzinfo=NEW_YORK), False),
            (datetime.datetime(2026, 11, 22, 12, 0, tzinfo=NEW_YORK), False),
            (datetime.datetime(2026, 11, 23, 6, 59, tzinfo=NEW_YORK), False),
            (datetime.datetime(2026, 11, 23, 7, 0, tzinfo=NEW_YORK), True),
            (datetime.datetime(2026, 3, 9, 7, 0, tzinfo=NEW_YORK), False),  # no year is on record for then
            (datetime.datetime(2027, 3, 15, 11, 0, tzinfo=datetime.UTC), True),  # 7 o'clock after the clocks went on
            (datetime.datetime(2026, 11, 23, 11, 0, tzinfo=datetime.UTC), False),  # 6 o'clock before
        ],
    )
    def test_on_school_days_by_the_district_s_clock(
        self, world: World, told: Any, moment: datetime.datetime, goes: bool
    ) -> None:
        with world.inside():
            assert (digest_moment(world.harbor, moment) is not None) == goes

    def test_not_on_days_without_school(self, world: World, told: Any) -> None:
        with world.inside():
            FreeDays.objects.create(
                school_year=world.year, name="Break", first_day=MORNING.date(), last_day=MORNING.date()
            )
        told(world.bob)
        assert send(world) == []

    def test_at_the_district_s_own_time(self, world: World, told: Any, clock: Clock) -> None:
        District.objects.filter(pk=world.harbor.pk).update(digest_at=datetime.time(15), time_zone="America/Los_Angeles")
        told(world.bob)
        clock.now = datetime.datetime(2026, 11, 18, 14, 59, tzinfo=ZoneInfo("America/Los_Angeles"))
        assert send(world) == []
        clock.now += HOUR
        assert send(world) == [world.bob.email]


class TestSoon:
    @pytest.fixture(autouse=True)
    def wanted(self, world: World, told: Any) -> None:
        chosen(world, world.bob, Digest.SOON)

    def test_once_it_has_been_quiet(self, world: World, told: Any, clock: Clock) -> None:
        told(world.bob, ago=HOUR / 10)
        assert send(world) == []
        clock.now += HOUR / 10
        assert send(world) == [world.bob.email]

    def test_or_after_an_hour_of_changes(self, world: World, told: Any) -> None:
        told(world.bob, ago=HOUR * 1.1)
        told(world.bob, ago=HOUR / 20, number=2)
        assert send(world) == [world.bob.email]

    @pytest.mark.parametrize(
        ("quiet", "when"),
        [
            ((18, 7, True), ("2026-11-23 17:59", True)),
            ((18, 7, True), ("2026-11-23 18:00", False)),
            ((18, 7, True), ("2026-11-24 06:59", False)),
            ((18, 7, True), ("2026-11-24 07:00", True)),
            ((18, 7, True), ("2026-11-21 12:00", False)),
            ((18, 7, False), ("2026-11-21 12:00", True)),
            ((9, 15, True), ("2026-11-23 12:00", False)),
            ((9, 15, True), ("2026-11-23 15:00", True)),
            ((9, 15, True), ("2026-11-23 08:00", True)),
            ((7, 7, False), ("2026-11-22 22:00", True)),
        ],
    )
    def test_not_in_quiet_hours_and_then_it_comes(
        self, world: World, told: Any, clock: Clock, quiet: tuple[int, int, bool], when: tuple[str, bool]
    ) -> None:
        with world.inside():
            choose_quiet_hours(
                staff=world.bob.staff,
                quiet_from=datetime.time(quiet[0]),
                quiet_until=datetime.time(quiet[1]),
                quiet_weekends=quiet[2],
            )
        at, comes = when
        clock.now = datetime.datetime.fromisoformat(at).replace(tzinfo=NEW_YORK)
        told(world.bob, ago=HOUR / 2)
        assert send(world) == ([world.bob.email] if comes else [])
        clock.now = datetime.datetime(2026, 11, 25, 16, 0, tzinfo=NEW_YORK)
        assert send(world) == ([] if comes else [world.bob.email])

    def test_not_two_in_a_quarter_of_an_hour(self, world: World, told: Any, clock: Clock) -> None:
        told(world.bob, ago=HOUR)
        assert send(world) == [world.bob.email]
        told(world.bob, ago=HOUR / 2, about=world.pine_cfa)
        assert send(world) == []
        clock.now += CLAIM
        with world.inside():
            assert Notice.objects.filter(mailed_at__isnull=True).count() == 1


class TestWho:
    def test_nobody_who_has_never_signed_in(self, world: World, told: Any) -> None:
        told(world.alice)
        assert send(world) == []

    def test_no_record_without_a_sign_in(self, world: World, told: Any) -> None:
        with world.inside():
            StaffMember.objects.filter(pk=world.bob.staff.pk).update(user=None)
        told(world.bob)
        assert send(world) == []

    def test_nobody_whose_role_has_ended(self, world: World, told: Any, clock: Clock) -> None:
        told(world.bob)
        with world.inside():
            Membership.objects.filter(staff=world.bob.staff).update(ends_on=MORNING.date())
        assert send(world) == []

    def test_nobody_whose_sign_in_is_closed(self, world: World, told: Any) -> None:
        told(world.bob)
        world.bob.user.is_active = False
        world.bob.user.save()
        assert send(world) == []

    def test_nobody_who_wants_none(self, world: World, told: Any) -> None:
        told(world.bob)
        chosen(world, world.bob, Digest.OFF)
        assert send(world) == []

    def test_nothing_of_a_report_that_is_closed_to_them_by_now(self, world: World, told: Any, clock: Clock) -> None:
        told(world.bob, about=world.pine_cfa)
        assert send(world) == []
        clock.now += DAY
        with CaptureQueriesContext(connection) as queries:
            assert send(world) == []
        assert not any("schools_mailchoice" in query["sql"] and "UPDATE" in query["sql"] for query in queries)

    def test_another_district_s_task_writes_to_nobody_here(self, world: World, told: Any) -> None:
        told(world.bob)
        mail_digests(district_id=world.pine.pk)
        assert mail.outbox == []


class TestChoosing:
    def test_the_page_says_what_holds_and_saves_another_choice(self, world: World, client: Client) -> None:
        sign_in(client, world.bob)
        page = client.get(url("schools:news_by_mail")).content.decode()
        assert re.search(r'value="daily"[^>]*checked', page)
        assert f"They go to {world.bob.email}." in page
        assert "On school days at 7:00 AM, if there is something new" in page
        answer = client.post(url("schools:news_by_mail"), {"digest": "off"}, follow=True)
        assert "We do not email you any more" in answer.content.decode()
        assert re.search(r'value="off"[^>]*checked', answer.content.decode())

    def test_it_leaves_one_line_of_history(self, world: World) -> None:
        for _ in range(2):
            chosen(world, world.bob, Digest.OFF)
        with world.inside():
            entry = AuditEntry.objects.get(verb="choose_digest")
            assert (entry.actor, entry.note) == (world.bob.staff, "Off")

    def test_it_is_one_s_own_and_this_district_s(self, world: World, client: Client) -> None:
        sign_in(client, world.moira).post(url("schools:news_by_mail"), {"digest": "off"})
        with world.inside():
            assert MailChoice.objects.get().staff == world.moira.staff
        with world.inside_pine():
            assert not MailChoice.objects.exists()

    def test_quiet_hours_are_shown_saved_and_checked(self, world: World, client: Client) -> None:
        sign_in(client, world.bob)
        page = client.get(url("schools:news_by_mail")).content.decode()
        assert 'value="18:00"' in page and 'value="07:00"' in page
        sent = {"quiet_from": "16:30", "quiet_until": "06:00"}
        page = client.post(url("schools:quiet_hours"), sent, follow=True).content.decode()
        assert "waits until the quiet hours are over" in page and 'value="16:30"' in page
        assert client.post(url("schools:quiet_hours"), {**sent, "quiet_from": "late"}).status_code == 422
        with world.inside():
            choice = MailChoice.objects.get()
            assert (choice.digest, choice.quiet_until, choice.quiet_weekends) == (
                Digest.DAILY,
                datetime.time(6),
                False,
            )
            assert AuditEntry.objects.get(verb="choose_quiet_hours").note == "16:30 to 06:00"

    def test_a_choice_that_is_none_is_told_so(self, world: World, client: Client) -> None:
        answer = sign_in(client, world.bob).post(url("schools:news_by_mail"), {"digest": "hourly"})
        assert answer.status_code == 422
        assert "field__error" in answer.content.decode()


class TestTheTime:
    def test_a_district_admin_sets_it_for_everybody(self, world: World, client: Client) -> None:
        sign_in(client, world.dana)
        assert 'value="07:00"' in client.get(url("schools:news_by_mail")).content.decode()
        answer = client.post(url("schools:digest_time"), {"digest_at": "06:15"}, follow=True)
        assert "Emails go out at 6:15 AM on school days." in answer.content.decode()
        assert District.objects.get(pk=world.harbor.pk).digest_at == datetime.time(6, 15)
        assert District.objects.get(pk=world.pine.pk).digest_at == datetime.time(7)
        with world.inside():
            entry = AuditEntry.objects.get(verb="set_digest_time")
            assert (entry.actor, entry.note) == (world.dana.staff, "06:15")

    def test_others_find_no_place_to(self, world: World, client: Client) -> None:
        page = sign_in(client, world.pilar).get(url("schools:news_by_mail")).content.decode()
        assert url("schools:digest_time") not in page

    @pytest.mark.parametrize("digest_at", ["", "25:00", "soon"])
    def test_a_time_that_is_none_is_told_so(self, world: World, client: Client, digest_at: str) -> None:
        answer = sign_in(client, world.dana).post(url("schools:digest_time"), {"digest_at": digest_at})
        assert answer.status_code == 422
        assert "field__error" in answer.content.decode()
        assert District.objects.get(pk=world.harbor.pk).digest_at == datetime.time(7)
