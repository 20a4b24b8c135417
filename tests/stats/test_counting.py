"""Flags on shares of proficient students, counted out: the chances, what is taken back, and that nothing is given."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from assessments.stats import Settings, team_report
from assessments.stats.comparison import Label, compare_proficient
from assessments.stats.counting import counted_chances, counted_rows, exact_chance
from tests.stats.simulation import SHOWN_FLAGS, false_alarms, family_of_reports, power
from tests.stats.test_edges import one_item


def test_the_chance_is_the_mid_p_of_the_hypergeometric_distribution() -> None:
    rng = np.random.default_rng(3)
    team_n = rng.integers(20, 400, size=200)
    team_y = np.array([rng.integers(0, most + 1) for most in team_n])
    n = np.array([rng.integers(1, most) for most in team_n])
    y = np.array([rng.hypergeometric(a, b - a, c) for a, b, c in zip(team_y, team_n, n, strict=True)])
    dealt = stats.hypergeom(team_n, team_y, n)
    tail = np.minimum(dealt.cdf(y), dealt.sf(y - 1)) - dealt.pmf(y) / 2
    assert exact_chance(n, y, team_n, team_y) == pytest.approx(np.minimum(2 * tail, 1), rel=1e-8, abs=1e-12)


def test_a_hand_counted_chance() -> None:
    # 4 students, 2 of them proficient, a class of 2 with both: one deal in six, of which half counts, on both sides.
    assert exact_chance(*(np.array([value]) for value in (2, 2, 4, 2))) == pytest.approx([1 / 6])


PROFICIENT = (20, 20, 16, 14)
"""Of twenty each: 70 of 80, and six of the ten others in one class."""


def test_a_flag_that_only_the_normal_curve_sees_is_taken_back() -> None:
    report = team_report(one_item([[1.0] * y + [0.0] * (20 - y) for y in PROFICIENT]), Settings(headline="proficient"))
    last = report.metrics[0].sections[3]
    formula, said = last.compare_proficient, report.headline(last)
    assert (formula.label, said.label) == (Label.BELOW_REST, Label.NOT_CLEAR)
    assert (formula.p, formula.q) == (pytest.approx(0.00662, abs=1e-5), pytest.approx(0.02648, abs=1e-5))
    exact = 2 * (stats.hypergeom.cdf(14, 80, 70, 20) - stats.hypergeom.pmf(14, 80, 70, 20) / 2)
    assert (said.p, said.q) == (pytest.approx(exact), pytest.approx(4 * exact))
    assert (said.d, said.ci_low, said.ci_high, said.mdd) == (formula.d, formula.ci_low, formula.ci_high, formula.mdd)
    assert report.headline(replace(last, counted=None)) is formula  # as a report stored before 1.1 reads
    assert type(report).from_plain(report.as_plain()) == report


def test_a_flag_that_holds_when_counted_stays_and_says_the_larger_chance() -> None:
    scores = [[1.0] * y + [0.0] * (20 - y) for y in (19, 18, 19, 8)]
    report = team_report(one_item(scores), Settings(headline="proficient"))
    last = report.metrics[0].sections[3]
    said = report.headline(last)
    assert said.label == last.compare_proficient.label == Label.BELOW_REST
    assert said.p is not None
    assert last.compare_proficient.p is not None
    assert said.p > last.compare_proficient.p
    in_points = team_report(one_item(scores)).metrics[0].sections[3]
    assert team_report(one_item(scores)).headline(in_points) is in_points.compare_mean


def test_it_gives_no_flag_and_leaves_the_definitions_row_as_it_is() -> None:
    rng = np.random.default_rng(11)
    scores = (rng.random((300, 6, 120)) < 0.86).astype(float)
    section = np.repeat(np.arange(8), 15)
    bare, _ = family_of_reports(scores, section, 8, headline="proficient", counts_out=False)
    careful, _ = family_of_reports(scores, section, 8, headline="proficient")
    bare_flags, flags = np.isin(bare, SHOWN_FLAGS), np.isin(careful, SHOWN_FLAGS)
    assert not (flags & ~bare_flags).any()
    assert flags.sum() < bare_flags.sum()
    assert (bare == careful)[~bare_flags & (bare != Label.SMALL_DIFFERENCE)].all()


def test_nobody_flagged_is_nobody_counted() -> None:
    compared = compare_proficient(np.array([[20, 20]]), np.array([[10, 11]]), 2)
    assert counted_rows(compared, np.array([[10, 11]]), q=0.05) == [[None, None]]
    assert (counted_chances(compared, np.array([[10, 11]]), q=0.05) == compared.p).all()


@pytest.mark.thorough
@pytest.mark.parametrize(("sections", "size"), [(6, 30), (8, 15), (8, 25)])
def test_a_team_close_to_its_ceiling_is_rarely_told_of_a_difference_that_is_not(sections: int, size: int) -> None:
    rng = np.random.default_rng([sections, size])
    share = false_alarms(rng, sections=sections, size=size, mean=0.85, headline="proficient", reports=1_000)
    assert 0.002 < share.value < 0.045, share


@pytest.mark.thorough
def test_counting_costs_few_of_the_differences_that_are() -> None:
    bare, careful = (
        power(np.random.default_rng(5), gap=0.24, reports=800, headline="proficient", counts_out=counts).value
        for counts in (False, True)
    )
    assert bare > 0.35
    assert bare - 0.03 < careful <= bare
