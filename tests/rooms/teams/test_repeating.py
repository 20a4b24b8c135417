"""Days and moments of repeating meetings, across the change of the clocks."""

import datetime

import pytest

from teams.protocol_texts import SHIPPED
from teams.repeating import FreeTime, Repeat, days_of, free_name, moment_of, next_weekday, rule_text

D = datetime.date
NEW_YORK = "America/New_York"


def test_every_week_until_the_last_day_which_counts() -> None:
    days = days_of(Repeat.WEEKLY, D(2026, 10, 20), D(2026, 11, 10))
    assert days == [D(2026, 10, 20), D(2026, 10, 27), D(2026, 11, 3), D(2026, 11, 10)]


def test_every_other_week() -> None:
    days = days_of(Repeat.EVERY_OTHER_WEEK, D(2026, 10, 20), D(2026, 11, 20))
    assert days == [D(2026, 10, 20), D(2026, 11, 3), D(2026, 11, 17)]


def test_the_third_tuesday_stays_the_third_and_a_fifth_becomes_the_last() -> None:
    assert days_of(Repeat.MONTHLY, D(2026, 9, 15), D(2026, 12, 31)) == [
        D(2026, 9, 15),
        D(2026, 10, 20),
        D(2026, 11, 17),
        D(2026, 12, 15),
    ]
    assert days_of(Repeat.MONTHLY, D(2026, 9, 29), D(2026, 11, 30)) == [
        D(2026, 9, 29),
        D(2026, 10, 27),
        D(2026, 11, 24),
    ]


def test_once_is_one_day() -> None:
    assert days_of(Repeat.NEVER, D(2026, 9, 15), D(2027, 6, 30)) == [D(2026, 9, 15)]


def test_a_series_never_has_more_than_its_most() -> None:
    assert len(days_of(Repeat.WEEKLY, D(2026, 1, 1), D(2036, 1, 1))) == 200


def test_ten_past_two_stays_ten_past_two_when_the_clocks_change() -> None:
    """November 1, 2026: from UTC−4 to UTC−5; March 14, 2027: back."""
    at = datetime.time(14, 10)
    moments = [moment_of(day, at, NEW_YORK) for day in (D(2026, 10, 27), D(2026, 11, 3), D(2027, 3, 16))]
    assert [moment.strftime("%H:%M") for moment in moments] == ["18:10", "19:10", "18:10"]


def test_a_time_that_spring_skips_is_a_moment_all_the_same() -> None:
    assert moment_of(D(2027, 3, 14), datetime.time(2, 30), NEW_YORK) == datetime.datetime(
        2027, 3, 14, 7, 30, tzinfo=datetime.UTC
    )


@pytest.mark.parametrize(
    ("repeat", "words"),
    [
        (Repeat.WEEKLY, "every Tuesday"),
        (Repeat.EVERY_OTHER_WEEK, "every other Tuesday"),
        (Repeat.MONTHLY, "the third Tuesday of each month"),
        (Repeat.NEVER, ""),
    ],
)
def test_how_often_in_words(repeat: Repeat, words: str) -> None:
    assert rule_text(repeat, D(2026, 9, 15)) == words


def test_the_next_weekday_of_a_friday_is_monday() -> None:
    assert next_weekday(D(2026, 11, 20)) == D(2026, 11, 23)
    assert next_weekday(D(2026, 11, 22)) == D(2026, 11, 23)
    assert next_weekday(D(2026, 11, 23)) == D(2026, 11, 24)


def test_both_ends_of_a_holiday_are_free() -> None:
    break_ = FreeTime("Break", D(2026, 11, 25), D(2026, 11, 27))
    assert [free_name(D(2026, 11, day), [break_]) for day in (24, 25, 27, 28)] == ["", "Break", "Break", ""]


def test_the_data_meeting_takes_three_quarters_of_an_hour() -> None:
    assert {plan.key: plan.minutes for plan in SHIPPED} == {"data": 45, "planning": 45, "norms": 45, "review": 45}
