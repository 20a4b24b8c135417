"""A small, seeded part of what `benchmarks/honesty.py` simulates: false flags, intervals, differences found."""

import numpy as np
import pytest

from tests.stats.simulation import (
    expected_score,
    false_alarms,
    power,
    raw_t_coverage,
    shift_for,
    steadied_coverage,
)


def test_the_truth_of_the_simulation_is_what_it_says() -> None:
    assert expected_score(shift_for(0.83)) == pytest.approx(0.83, abs=1e-9)
    rng = np.random.default_rng(1)
    drawn = 1 / (1 + np.exp(-shift_for(0.83) - 1.2 * rng.normal(size=200_000)))
    assert drawn.mean() == pytest.approx(0.83, abs=0.002)


@pytest.mark.thorough
@pytest.mark.parametrize("headline", ["mean", "proficient"])
@pytest.mark.parametrize(("sections", "size", "mean"), [(2, 25, 0.7), (6, 30, 0.5), (6, 30, 0.7), (8, 15, 0.7)])
def test_without_a_difference_few_reports_have_a_flag(sections: int, size: int, mean: float, headline: str) -> None:
    rng = np.random.default_rng([sections, size])
    share = false_alarms(rng, sections=sections, size=size, mean=mean, headline=headline, reports=1_000)
    assert 0.005 < share.value < 0.06 + 2 * share.error, share


@pytest.mark.thorough
@pytest.mark.parametrize(("sections", "size", "tau"), [(2, 25, 0.05), (3, 35, 0.10), (5, 25, 0.10), (8, 35, 0.15)])
def test_steadied_intervals_hold_the_truth(sections: int, size: int, tau: float) -> None:
    rng = np.random.default_rng([sections, size])
    for share in steadied_coverage(rng, sections=sections, size=size, tau=tau, teams=600):
        assert 0.93 - 2 * share.error < share.value < 0.97 + 2 * share.error, share


@pytest.mark.thorough
def test_steadied_intervals_are_wide_enough_where_sections_do_not_differ() -> None:
    means, shares = steadied_coverage(np.random.default_rng(5), sections=5, size=25, tau=0.0, teams=400)
    assert min(means.value, shares.value) > 0.96


@pytest.mark.thorough
def test_raw_intervals_hold_the_truth_as_often_as_is_said() -> None:
    share, without_spread = raw_t_coverage(np.random.default_rng(6), items=20, size=20, mean=0.75, samples=4_000)
    assert 0.91 - 2 * share.error < share.value < 0.96 + 2 * share.error
    assert without_spread < 0.001


@pytest.mark.thorough
def test_a_class_far_ahead_on_one_standard_is_found_about_as_often_as_is_said() -> None:
    rng = np.random.default_rng(7)
    found = {gap: power(rng, gap=gap, reports=1_000, mean=0.65, standards=3).value for gap in (0.0, 0.17)}
    assert found[0.17] == pytest.approx(1 / 3, abs=0.06)
    assert found[0.0] < 0.02
    most = power(rng, gap=0.24, reports=1_000, mean=0.5, standards=3).value
    assert most == pytest.approx(0.7, abs=0.06)
