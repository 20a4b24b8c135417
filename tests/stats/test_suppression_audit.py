"""Random lines and tables are hidden, and whatever a reader sees of them is tried against what is hidden.

Numbers are drawn close to the thresholds as well as wide apart, groups with nobody proficient or everybody; the reader
is told why each number is hidden, or is not, sees proficient students or does not.
"""

import numpy as np
import pytest

from assessments.stats.privacy import CellState, LineSuppression, percent_half_up, suppress_line
from assessments.stats.tables import TableSuppression, suppress_table
from tests.stats.audit import counts_behind, line_leaks, outside_leaks, recoverable, table_leaks

FEW, MANY = 25, 1_000
how_many = pytest.mark.parametrize("count", [FEW, pytest.param(MANY, marks=pytest.mark.thorough)])


def drawn_counts(rng: np.random.Generator, shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Students and proficient students."""
    n = [rng.integers(0, 31, shape), rng.integers(0, 13, shape), rng.choice([0, 1, 9, 10, 11, 25], shape)][
        rng.integers(3)
    ]
    share = rng.random(shape) if rng.random() < 0.5 else rng.choice([0.0, 0.05, 0.95, 1.0])
    return n, rng.binomial(n, share)


def modes(rng: np.random.Generator) -> tuple[bool, bool, int]:
    """Told apart, proficient students shown, k."""
    return bool(rng.random() < 0.5), bool(rng.random() < 0.5), int(rng.choice([5, 10]))


@how_many
def test_no_line_gives_a_hidden_number_away(count: int) -> None:
    rng, n_hidden = np.random.default_rng(1), 0
    for _ in range(count):
        counts, reached = drawn_counts(rng, (int(rng.integers(1, 8)),))
        told_apart, has_y, k = modes(rng)
        n, y = counts.tolist(), reached.tolist() if has_y else None
        line = suppress_line(n, k=k, y=y, told_apart=told_apart)
        assert not line_leaks(n, line, k=k, y=y, told_apart=told_apart), (n, y, k, told_apart)
        n_hidden += any(state is CellState.PRIMARY for state in line.cells)
    assert n_hidden > count / 3


@how_many
def test_no_table_gives_a_hidden_number_away(count: int) -> None:
    rng, n_hidden = np.random.default_rng(2), 0
    for _ in range(count):
        height, width = rng.integers(1, 5, 2).tolist()
        counts, reached = drawn_counts(rng, (height, width))
        told_apart, has_y, k = modes(rng)
        n, y = counts.tolist(), reached.tolist() if has_y else None
        table = suppress_table(n, k=k, y=y, told_apart=told_apart)
        assert not table_leaks(n, table, k=k, y=y, told_apart=told_apart), (n, y, k, told_apart)
        n_hidden += any(state is CellState.PRIMARY for row in table.cells for state in row)
    assert n_hidden > count / 3


@how_many
def test_no_line_of_ranges_gives_a_number_away(count: int) -> None:
    rng = np.random.default_rng(3)
    for _ in range(count):
        counts, reached = drawn_counts(rng, (int(rng.integers(1, 8)),))
        scale = int(rng.choice([1, 1, 6, 30]))
        n, y = (scale * counts).tolist(), (scale * reached).tolist()
        assert not outside_leaks(n, y), (n, y)


def test_all_small_groups_are_hidden_and_no_table_hides_without_a_cause() -> None:
    rng = np.random.default_rng(4)
    for _ in range(200):
        counts, _ = drawn_counts(rng, (int(rng.integers(1, 5)), int(rng.integers(1, 5))))
        table = suppress_table(counts.tolist())
        states = np.array(table.cells, dtype=object)
        assert (np.isin(states, [CellState.PRIMARY]) == ((counts > 0) & (counts < 10))).all()
        if not ((counts > 0) & (counts < 10)).any():
            assert not np.isin(states, [CellState.COMPLEMENTARY]).any()


SHOWN, PRIMARY, COMPLEMENTARY = CellState.SHOWN, CellState.PRIMARY, CellState.COMPLEMENTARY


def test_the_audit_finds_what_suppression_must_prevent() -> None:
    alone = LineSuppression((SHOWN, PRIMARY, SHOWN), SHOWN)
    assert line_leaks([20, 4, 30], alone, k=10) == {("n", 1)}
    nine_each = LineSuppression((PRIMARY, PRIMARY, SHOWN), SHOWN)
    assert line_leaks([9, 9, 30], nine_each, k=10) == set()
    assert line_leaks([9, 9, 30], nine_each, k=10, told_apart=True) == {("n", 0), ("n", 1)}
    nobody = line_leaks([9, 9, 30], nine_each, k=10, y=[0, 0, 12])
    assert {("y", 0), ("y", 1)} <= nobody
    one_row_only = TableSuppression(((PRIMARY, COMPLEMENTARY), (SHOWN, SHOWN)), (SHOWN, SHOWN), (SHOWN, SHOWN), SHOWN)
    assert table_leaks([[4, 12], [20, 30]], one_row_only, k=10) == {("n", (0, 0)), ("n", (0, 1))}
    with pytest.raises(ValueError, match="does not fit"):
        recoverable({"a": 3}, {"a": (4, None)})


def test_a_reader_who_is_told_the_reasons_sees_one_group_fewer_where_they_would_give_it_away() -> None:
    assert suppress_line([9, 9, 30]).cells == (PRIMARY, PRIMARY, SHOWN)
    assert suppress_line([9, 9, 30], told_apart=True).cells == (PRIMARY, PRIMARY, COMPLEMENTARY)
    assert suppress_line([1, 10, 30], k=10, told_apart=True).cells == (PRIMARY, COMPLEMENTARY, COMPLEMENTARY)
    assert suppress_line([1, 11, 30], k=10, told_apart=True).cells == (PRIMARY, COMPLEMENTARY, SHOWN)


def test_a_rounded_percent_beside_the_students_is_a_count() -> None:
    for n in range(1, 100):
        for y in range(n + 1):
            assert counts_behind(percent_half_up(y, n), n) == (y, y)
    assert counts_behind(50, 250) == (124, 126)


def test_a_district_of_many_schools_hides_hardly_more_where_proficient_students_are_shown_too() -> None:
    rng = np.random.default_rng(0)
    counts = rng.negative_binomial(1.2, 0.04, (160, 8))
    n, y = counts.tolist(), rng.binomial(counts, 0.4).tolist()
    hidden = [
        sum(state in {PRIMARY, COMPLEMENTARY} for row in table.cells for state in row)
        for table in (suppress_table(n, told_apart=True), suppress_table(n, y=y, told_apart=True))
    ]
    small = int(((counts > 0) & (counts < 10)).sum())
    assert small < hidden[0] <= hidden[1] < 1.6 * small
