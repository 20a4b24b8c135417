"""Nothing hidden can be worked out; what is shown is worded coarsely enough."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.stats.conventions import NotComputable
from assessments.stats.display import Audience, ItemShowing, Showing, blind_letters, blind_size, item_showing, showing
from assessments.stats.privacy import (
    CellState,
    may_replace,
    may_replace_cells,
    percent_half_up,
    percent_range,
    students_changed,
    suppress_line,
)
from assessments.stats.tables import HIDDEN, suppress_table
from tests.stats.audit import table_leaks

sizes = st.integers(0, 30)


@pytest.mark.parametrize(
    "n",
    [
        [[11, 27, 16, 24], [3, 5, 16, 22], [28, 2, 25, 12], [28, 11, 27, 6]],
        [[0, 22], [20, 17], [7, 16], [7, 0]],
    ],
)
def test_lines_that_are_safe_alone_but_not_together(n: list[list[int]]) -> None:
    assert not table_leaks(n, suppress_table(n), k=10)


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(st.lists(st.tuples(sizes, st.floats(0, 1)), min_size=1, max_size=7))
def test_a_line_hides_two_groups_and_ten_students_or_its_total(groups: list[tuple[int, float]]) -> None:
    n = [size for size, _ in groups]
    y = [round(size * share) for size, share in groups]
    line = suppress_line(n, y=y)
    hidden = [i for i, state in enumerate(line.cells) if state in HIDDEN]
    assert all(line.cells[i] in HIDDEN for i, size in enumerate(n) if 0 < size < 10)
    if hidden and line.total is CellState.SHOWN:
        students, proficient = sum(n[i] for i in hidden), sum(y[i] for i in hidden)
        assert len(hidden) >= 2
        assert students >= 10
        assert 0 < proficient < students


def test_a_line_without_small_groups_is_shown_in_full() -> None:
    line = suppress_line([15, 16, 0, 17], y=[15, 16, 0, 17])
    assert [state.value for state in line.cells] == ["shown", "shown", "empty", "shown"]
    assert line.total is CellState.SHOWN


def test_percents_round_half_up() -> None:
    assert (percent_half_up(1, 8), percent_half_up(3, 8), percent_half_up(41, 200)) == (13, 38, 21)


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(st.integers(10, 600).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_range_holds_its_percent_and_more_than_one_count(counts: tuple[int, int]) -> None:
    y, n = counts
    found = percent_range(y, n)
    assert not isinstance(found, NotComputable)
    low, high = 0 if found.low is None else found.low, 100 if found.high is None else found.high
    assert low <= percent_half_up(y, n) <= high
    if n < 300:
        assert sum(low <= percent_half_up(other, n) <= high for other in range(n + 1)) >= 1


def test_a_late_upload_of_one_student_does_not_replace_the_snapshot() -> None:
    assert may_replace([20, 25, 45], [20, 28, 48])
    assert may_replace([20, 25, 45], [20, 25, 45])
    assert not may_replace([20, 25, 45], [20, 26, 46])
    with pytest.raises(ValueError, match="same cells"):
        may_replace([20], [20, 1])


ANA, BEN, CAI, DEE, EVE = "ana", "ben", "cai", "dee", "eve"


@pytest.mark.parametrize(
    ("new", "changed", "may"),
    [
        ({ANA: 0.5, BEN: 0.7}, 0, True),
        ({ANA: 0.5, BEN: 0.8}, 1, False),
        ({ANA: 0.5, CAI: 0.7}, 2, False),
        ({ANA: 0.5, BEN: 0.7, CAI: 0.1, DEE: 0.2}, 2, False),
        ({ANA: 0.6, BEN: 0.7, CAI: 0.1, DEE: 0.2}, 3, True),
        ({CAI: 0.1}, 3, True),
        ({ANA: 0.5, BEN: 0.7, CAI: 0.1, DEE: 0.2, EVE: 0.3}, 3, True),
    ],
    ids=[
        "nothing",
        "one corrected",
        "one for another",
        "two late",
        "two late and one corrected",
        "three",
        "three late",
    ],
)
def test_a_snapshot_of_known_students_counts_whom_it_differs_by(new: dict[str, float], changed: int, may: bool) -> None:
    published = {ANA: 0.5, BEN: 0.7}
    assert students_changed(published, new) == changed
    assert may_replace_cells([published], [new]) is may


def test_every_cell_of_a_snapshot_must_be_far_enough() -> None:
    published = [{ANA: 1, BEN: 1, CAI: 1}, {DEE: 1}]
    assert may_replace_cells(published, [{}, {DEE: 1}])
    assert not may_replace_cells(published, [{}, {DEE: 0}])
    assert may_replace([30], [30]), "counts alone do not show that one student came for another"
    with pytest.raises(ValueError, match="same cells"):
        may_replace_cells(published, [{}])


@pytest.mark.parametrize(
    ("old", "new", "may"), [(20, 20, True), (20, 21, False), (20, 18, False), (20, 23, True), (20, 17, True)]
)
def test_counts_differ_by_nobody_or_by_three(old: int, new: int, may: bool) -> None:
    assert may_replace([40, old], [40, new]) is may


@pytest.mark.parametrize(
    ("n", "own", "team", "outside"),
    [
        (0, Showing.NOT_TESTED, Showing.NOT_TESTED, Showing.NOT_TESTED),
        (4, Showing.COUNTS, Showing.HIDDEN, Showing.HIDDEN),
        (9, Showing.COUNTS_AND_INTERVAL, Showing.HIDDEN, Showing.HIDDEN),
        (10, Showing.EVERYTHING, Showing.NO_SINGLE_STUDENTS, Showing.RANGES),
    ],
)
def test_what_is_shown_at_which_size(n: int, own: Showing, team: Showing, outside: Showing) -> None:
    assert [showing(n, audience) for audience in Audience] == [own, team, outside]


def test_a_district_may_show_smaller_groups_to_the_team_only_from_its_own_k() -> None:
    assert showing(6, Audience.TEAM, k=5) is Showing.NO_SINGLE_STUDENTS
    assert showing(4, Audience.TEAM, k=5) is Showing.HIDDEN


def test_item_statistics_appear_with_enough_students() -> None:
    assert [item_showing(n) for n in (9, 10, 20, 30, 50)] == list(ItemShowing)


def test_blind_letters_follow_the_run_not_the_roster() -> None:
    orders = {blind_letters(f"run {number}", 4) for number in range(20)}
    assert len(orders) > 5
    assert all(sorted(order) == ["A", "B", "C", "D"] for order in orders)
    assert blind_letters("run 1", 4) == blind_letters("run 1", 4)
    assert sorted(blind_letters("run", 28), key=lambda letter: (len(letter), letter))[-2:] == ["AA", "AB"]
    assert [blind_size(n) for n in (9, 10, 19, 20, 31)] == [None, "10-19", "10-19", "20-29", "30+"]
