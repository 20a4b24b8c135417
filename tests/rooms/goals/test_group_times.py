"""When groups meet: times that overlap, days without school, days outside the year, a teacher in two places."""

import datetime
import html
from typing import Any

from django.test import Client

from goals.models import GroupSession, GroupTime, ResponseGroup, ResponsePlan
from plc.schools.models import FreeDays
from tests.cast import Person
from tests.rooms.goals.test_groups import changed, plan_of, post, ready, tested
from tests.world import DAY, World, sign_in, url

__all__ = ["tested"]


def times(*rows: tuple[str, str, str]) -> dict[str, str]:
    """The rows of the form: weekday, from, minutes."""
    names = ("weekday", "starts_at", "minutes")
    return {f"times-{n}-{name}": said for n, row in enumerate(rows) for name, said in zip(names, row, strict=True)}


def said_after(person: Person, route: str, group: ResponseGroup, **sent: Any) -> str:
    """The page that the form leads to, with its messages."""
    answer = sign_in(Client(), person).post(url(f"goals:{route}", group), sent, follow=True)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_two_times_of_a_group_do_not_overlap(tested: World) -> None:
    _plan, (one, *_) = ready(tested)
    sent = changed(tested, one) | times(("2", "10:10", "30"), ("4", "10:10", "30"), ("2", "10:30", "30"))
    said = post(tested.alice, "change_group", one, **sent, status=422)
    assert "Tuesdays, 10:10 to 10:40 AM and Tuesdays, 10:30 to 11:00 AM overlap." in said
    sent |= {"times-2-starts_at": "10:40"}
    post(tested.alice, "change_group", one, **sent)


def test_a_new_time_without_its_day_is_asked_for_and_an_old_one_goes_with_it(tested: World) -> None:
    _plan, (one, *_) = ready(tested)
    sent = changed(tested, one) | times(("", "10:10", "30"))
    said = post(tested.alice, "change_group", one, **sent, status=422)
    assert "Choose the day, or leave this row empty." in said and 'value="10:10"' in said
    post(tested.alice, "change_group", one, **changed(tested, one, weekday=2, at="10:10"))
    post(tested.alice, "change_group", one, **sent)
    with tested.inside():
        assert not GroupTime.objects.exists()


def test_a_group_meets_in_its_team_s_school_year(tested: World) -> None:
    _plan, (one, *_) = ready(tested)
    year = tested.year
    for days, words in (
        ({"last_day": year.ends_on.isoformat()}, "is after the team’s school year"),
        ({"starts_on": (year.starts_on - DAY).isoformat()}, "is before the team’s school year"),
    ):
        said = post(tested.alice, "change_group", one, **changed(tested, one, **days), status=422)
        assert words in said and next(iter(days.values())) in said


def test_no_session_is_laid_out_on_a_day_without_school(tested: World) -> None:
    _plan, (one, *_) = ready(tested)
    day = tested.today + 3 * DAY
    with tested.inside():
        FreeDays.objects.create(school_year=tested.year, name="Thanksgiving", first_day=day, last_day=day)
    post(tested.alice, "change_group", one, **changed(tested, one, weekday=day.isoweekday(), at="10:10"))
    said = said_after(tested.alice, "new_sessions", one, weekly="yes")
    assert "1 session is laid out; none on days without school: Thanksgiving." in said
    with tested.inside():
        assert list(GroupSession.objects.values_list("on", flat=True)) == [day + 7 * DAY]


def test_two_sessions_of_a_group_do_not_overlap(tested: World) -> None:
    _plan, (one, *_) = ready(tested)
    on = tested.today.isoformat()
    post(tested.alice, "new_sessions", one, on=on, starts_at="10:10", minutes="30")
    said = post(tested.alice, "new_sessions", one, on=on, starts_at="10:30", minutes="30", status=422)
    assert "There is a session at this time already:" in said and "10:10 to 10:40 AM" in said
    post(tested.alice, "new_sessions", one, on=on, starts_at="10:40", minutes="30")


def test_a_teacher_or_a_room_in_two_places_is_said_and_saved(tested: World) -> None:
    _plan, (one, two, *_) = ready(tested)
    alice, bob = tested.alice.staff, tested.bob.staff
    post(
        tested.alice, "change_group", one, **changed(tested, one, weekday=2, at="10:10", teacher=alice.pk, room="R 12")
    )

    def saved(weekday: int, teacher: int, room: str) -> str:
        sent = changed(tested, two, weekday=weekday, at="10:20", teacher=teacher, room=room)
        return said_after(tested.alice, "change_group", two, **sent)

    named = f"{one.name} of {tested.percents.short_name}"
    said = saved(2, alice.pk, "R 14")
    assert f"{alice.name} teaches {named} at that time too: Tuesdays, 10:10 to 10:40 AM." in said
    assert f"r 12 is where {named} meets at that time" in saved(2, bob.pk, "r 12")
    assert "at that time" not in saved(3, alice.pk, "R 12")


def test_of_another_team_s_group_nothing_is_said_but_team_and_time(tested: World) -> None:
    _plan, (one, *_) = ready(tested)
    other = plan_of(tested)
    with tested.inside():
        team = tested.team
        team.pk, team.name = None, "Grade 8"
        team.save()
        ResponsePlan.objects.filter(pk=other.pk).update(team=team)
        elsewhere = ResponseGroup.objects.create(
            plan_id=other.pk, name="Secret", starts_on=tested.today, ends_on=tested.today + 20 * DAY,
            teacher=tested.bob.staff,
        )  # fmt: skip
        GroupTime.objects.create(group=elsewhere, weekday=2, starts_at=datetime.time(10, 10), minutes=30)
    sent = changed(tested, one, weekday=2, at="10:00", teacher=tested.bob.staff.pk)
    said = said_after(tested.alice, "change_group", one, **sent)
    assert f"{tested.bob.staff.name} teaches a group of Grade 8 at that time too" in said and "Secret" not in said
