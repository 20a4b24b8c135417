"""When groups meet, whether two of them meet at one time, and the groups that a pool gives. Nothing but values."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.disclosure.needs import band_of
from assessments.stats import Status
from goals.disclosure.pool import LeftOut, Standing, class_needs, pool_of, proposed_groups, standings_of
from goals.slots import Slot, clashes_of, first_clash

MONDAY = datetime.date(2026, 11, 23)
DAY = datetime.timedelta(days=1)


def slot(weekday: int = 2, at: str = "10:10", minutes: int = 30, weeks: int = 2, start: int = 0) -> Slot:
    hour, minute = at.split(":")
    first = MONDAY + start * DAY
    return Slot(weekday, datetime.time(int(hour), int(minute)), minutes, first, first + weeks * 7 * DAY)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (slot(), slot(), True),
        (slot(), slot(weekday=3), False),
        (slot(at="10:10"), slot(at="10:40"), False),  # one ends as the other begins
        (slot(at="10:10"), slot(at="10:39"), True),
        (slot(weeks=1), slot(start=7), False),  # one is over before the other begins
        (slot(weeks=2), slot(start=9), False),  # they share days, but none of them is a Tuesday
        (slot(), Slot.once(MONDAY + DAY, datetime.time(10, 0), 15), True),
        (slot(), Slot.once(MONDAY + 2 * DAY, datetime.time(10, 0), 15), False),
    ],
)
def test_two_slots_meet_on_a_day_that_both_have(one: Slot, other: Slot, expected: bool) -> None:
    assert one.meets(other) is other.meets(one) is expected


SLOTS = st.builds(
    lambda day, start, n: Slot(day, datetime.time(9), 30, MONDAY + start * DAY, MONDAY + (start + n) * DAY),
    st.integers(1, 7),
    st.integers(0, 20),
    st.integers(1, 40),
)


@given(SLOTS, SLOTS)
def test_meeting_is_having_a_day_in_common(one: Slot, two: Slot) -> None:
    assert all(each.isoweekday() == one.weekday and one.starts_on <= each < one.ends_on for each in one.days())
    assert one.meets(two) == bool(set(one.days()) & set(two.days()))


def test_it_is_said_as_people_say_it() -> None:
    assert slot().words == "Tuesdays, 10:10 to 10:40 AM"
    assert slot(at="11:45").words == "Tuesdays, 11:45 AM to 12:15 PM"
    assert Slot.once(MONDAY, datetime.time(13, 5), 20).words == "Monday, Nov 23, 1:05 to 1:25 PM"


def test_the_earliest_of_two_timetables_is_named() -> None:
    mine, theirs = [slot(weekday=4), slot(weekday=2)], [slot(weekday=4, at="10:00"), slot(weekday=2, at="10:00")]
    assert first_clash(mine, theirs) == (slot(weekday=2), slot(weekday=2, at="10:00"))
    found = clashes_of(1, [7, 8], {7: [2], 8: [1]}, {1: mine, 2: theirs})
    assert [(clash.student_id, clash.other_id) for clash in found] == [(7, 2)]


@pytest.mark.parametrize(
    ("share", "band"),
    [(0.0, "more_time"), (0.599, "more_time"), (0.6, "close"), (0.7, "there"), (0.94, "there"), (0.95, "ready")],
)
def test_bands_of_a_share(share: float, band: str) -> None:
    assert band_of(share, 0.7) == band


def test_standings_are_read_from_a_run_as_it_is_stored() -> None:
    figures = {
        "sections": [{"id": 31}, {"id": 32}],
        "standards": [{"id": 5}, {"id": 6}],
        "report": {"settings": {"cut": 0.7}},
    }
    stored = {
        "ids": [1, 2, 3],
        "section": [0, 1, 1],
        "status": [int(Status.SCORED), int(Status.ABSENT), int(Status.SCORED)],
        "scores": [[0.5, 0.9, 0.2], [None, None, None], [0.5, 0.5, None]],
    }
    assert standings_of(figures, stored, 6) == [
        Standing(1, 31, 0.2, "more_time"),
        Standing(2, 32, why_not="absent"),
        Standing(3, 32, why_not="no score on this skill"),
    ]
    assert standings_of(figures, stored, 7) == [] == standings_of(figures, {}, 6)


def scored(pk: int, section: int, share: float) -> Standing:
    return Standing(pk, section, share, band_of(share, 0.7))


def test_the_pool_holds_classes_that_were_let_in_and_says_who_is_left_out() -> None:
    standings = [scored(1, 31, 0.2), scored(2, 31, 0.8), scored(3, 32, 0.1), Standing(4, 31, why_not="absent")]
    pool = pool_of([*standings, scored(5, 31, 1.0), scored(6, 31, 0.0)], [31], {6})
    assert [each.student_id for each in pool.need] == [1] and [each.student_id for each in pool.extension] == [5]
    assert pool.left_out == (
        LeftOut(2, 31, "has it, nothing further is planned"),
        LeftOut(4, 31, "absent"),
        LeftOut(6, 31, "in a group already"),
    )
    assert class_needs(standings)[31].below == 1 and class_needs(standings)[31].is_most


@given(st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), max_size=60), st.integers(2, 15), st.booleans())
def test_a_proposal_places_everybody_once_evenly_and_always_alike(
    shares: list[float], size: int, extension: bool
) -> None:
    standings = [scored(pk, 31 + pk % 3, share) for pk, share in enumerate(shares)]
    teachers = {1: (31,), 2: (32,), 3: ()}

    def propose(rows: list[Standing]) -> list[tuple[str, int | None, tuple[int, ...]]]:
        pool = pool_of(rows, [31, 32, 33], ())
        found = proposed_groups(pool, size=size, with_extension=extension, teachers=teachers)
        return [(each.name, each.teacher_id, tuple(s.student_id for s in each.students)) for each in found]

    groups = propose(standings)
    assert groups == propose(standings[::-1])
    placed = [pk for _, _, students in groups for pk in students]
    wanted = {pk for pk, share in enumerate(shares) if share < 0.7 or (extension and share == 1.0)}
    assert sorted(placed) == sorted(wanted)
    sizes = [len(students) for name, _, students in groups if name.startswith("Group")]
    assert all(n <= size for n in sizes) and (not sizes or max(sizes) - min(sizes) <= 1)
    counts = [sum(teacher == each for _, teacher, _ in groups) for each in teachers]
    assert max(counts) - min(counts) <= 1
