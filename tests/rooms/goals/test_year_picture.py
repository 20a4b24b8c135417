"""The picture of a team's year: where things lie, and how those side by side keep apart. No database."""

import datetime

from goals.timeline import LEFT, RIGHT, Span, timeline

FIRST, LAST = datetime.date(2026, 7, 1), datetime.date(2027, 6, 30)


def day(month: int, number: int) -> datetime.date:
    return datetime.date(2026 if month >= 7 else 2027, month, number)


def span(lane: str, first: datetime.date, last: datetime.date) -> Span:
    return Span(lane, "Unit", first, last)


def test_the_first_day_is_left_and_the_last_day_right() -> None:
    picture = timeline([span("Cycles", FIRST, LAST)], ["Cycles"], FIRST, LAST, day(1, 1))
    (bar,) = picture.bars
    assert (bar.x, bar.x + bar.width) == (LEFT, RIGHT)
    assert picture.today is not None
    assert LEFT < picture.today < RIGHT


def test_what_lies_side_by_side_has_a_row_of_its_own_and_what_follows_shares_one() -> None:
    side_by_side = [span("Cycles", day(9, 1), day(9, 20)), span("Cycles", day(9, 10), day(9, 30))]
    after = span("Cycles", day(10, 5), day(10, 9))
    picture = timeline([*side_by_side, after], ["Cycles", "Goals"], FIRST, LAST, day(9, 1))
    first, third, second = sorted(picture.bars, key=lambda bar: (bar.y, bar.x))
    assert first.y == third.y < second.y
    assert [label.name for label in picture.lanes] == ["Cycles", "Goals"]
    assert picture.lanes[1].y > second.y


def test_one_day_is_a_dot_and_what_reaches_out_of_the_year_is_cut() -> None:
    meeting = span("Meetings", day(11, 2), day(11, 2))
    longer = span("Goals", day(5, 1), LAST + datetime.timedelta(days=90))
    picture = timeline([meeting, longer], ["Meetings", "Goals"], FIRST, LAST, LAST + datetime.timedelta(days=5))
    dot, bar = picture.bars
    assert dot.is_dot
    assert not bar.is_dot
    assert bar.x + bar.width == RIGHT
    assert picture.today is None
    assert [name for name, _ in picture.months][:2] == ["Jul", "Aug"]
