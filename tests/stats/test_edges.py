"""Guards and edges the reference cases do not reach, against figures worked out by hand."""

import gc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.stats import Choices, Metric, Responses, Settings, TeamReport, team_report
from assessments.stats.comparison import Comparison, Label, benjamini_hochberg
from assessments.stats.conventions import NotComputable, Reason
from assessments.stats.growth import (
    gain,
    gain_in_team_sd,
    hedges_g,
    mcnemar,
    proficiency_change,
    regression_to_mean,
    standardized_gain,
)
from assessments.stats.intervals import newcombe, wilson
from assessments.stats.options import OptionFlag, OptionResult
from assessments.stats.prior import adjusted_results
from assessments.stats.records import making_many
from assessments.stats.smart import Checkpoint, Count, GoalStatus, goal_progress


def one_item(scores: list[list[float]]) -> Responses:
    """A test of one point in as many sections as there are lists of scores."""
    points = np.array([score for section in scores for score in section])[:, None]
    return Responses(
        points=points,
        codes=np.zeros(points.shape, dtype=np.int8),
        max_points=np.array([1.0]),
        section=np.repeat(np.arange(len(scores)), [len(section) for section in scores]),
        status=np.zeros(len(points), dtype=np.int8),
        n_sections=len(scores),
        metrics=(Metric("total", (0,)),),
    )


def first_comparison(scores: list[list[float]], options: Settings | None = None) -> Comparison:
    return team_report(one_item(scores), options).metrics[0].sections[0].compare_mean


@pytest.mark.parametrize("ones", [10, 90], ids=["floor", "ceiling"])
def test_room_of_exactly_two_students_is_enough_at_both_ends(ones: int) -> None:
    sections = np.array([1.0] * ones + [0.0] * (100 - ones)).reshape(5, 20, order="F").tolist()
    assert first_comparison(sections).reason is None


@pytest.mark.parametrize(
    ("scores", "reason"),
    [
        ([[1.0] * 5 + [0.0] * 15], Reason.ONE_SECTION),
        ([[1.0] * 5 + [0.0] * 4, [1.0] * 20], Reason.N_SMALL),
        ([[0.5] * 20, [0.5] * 20], Reason.NO_SPREAD_TEAM),
        ([[1.0] * 19 + [0.0], [1.0] * 20], Reason.NEAR_CEILING_OR_FLOOR),
    ],
)
def test_the_first_reason_that_applies(scores: list[list[float]], reason: Reason) -> None:
    compared = first_comparison(scores)
    assert (compared.reason, compared.label, compared.z) == (reason, Label.NOT_TESTED, None)


def test_labels() -> None:
    spread = [0.3, 0.4, 0.5, 0.6, 0.7] * 12
    assert first_comparison([[0.9] * 30, spread]).label is Label.ABOVE_REST
    assert first_comparison([[0.2] * 30, spread]).label is Label.BELOW_REST
    lifted = [score + 0.04 for score in [0.49, 0.5, 0.51] * 20]
    assert first_comparison([lifted, [0.49, 0.5, 0.51] * 20]).label is Label.SMALL_DIFFERENCE
    assert first_comparison([[0.49, 0.5, 0.51] * 10, [0.49, 0.5, 0.51] * 10]).label is Label.SIMILAR
    assert first_comparison([[0.0, 1.0] * 6, [0.0, 1.0] * 6]).label is Label.NOT_CLEAR


def test_a_gap_of_exactly_min_diff_counts() -> None:
    high, low = [0.79, 0.8, 0.81] * 20, [0.69, 0.7, 0.71] * 20
    assert first_comparison([high, low], Settings(min_diff=0.1)).label is Label.ABOVE_REST


def test_the_headline_follows_the_setting() -> None:
    scores = [[0.69] * 30, [0.71] * 20 + [0.5] * 20]
    for headline in ("mean", "proficient"):
        report = team_report(one_item(scores), Settings(headline=headline))
        section = report.metrics[0].sections[0]
        assert report.headline(section) == getattr(section, f"compare_{headline}")


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_benjamini_hochberg_is_its_definition(p: list[float]) -> None:
    ordered = sorted(p)
    m = len(p)
    wanted = [min(1.0, *(ordered[j] * m / (j + 1) for j in range(m) if ordered[j] >= value)) for value in p]
    assert benjamini_hochberg(np.array(p)) == pytest.approx(wanted)


def test_rows_outside_the_family_do_not_count() -> None:
    q = benjamini_hochberg(np.array([[0.01, np.nan], [0.04, np.nan]]))
    assert q[:, 0] == pytest.approx([0.02, 0.04])
    assert np.isnan(q[:, 1]).all()


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_its_proportion(counts: tuple[int, int]) -> None:
    y, n = counts
    found, mirrored = wilson(y, n), wilson(n - y, n)
    assert not isinstance(found, NotComputable) and not isinstance(mirrored, NotComputable)
    assert 0 <= found.low <= y / n <= found.high <= 1
    assert found.low == pytest.approx(1 - mirrored.high)


def test_no_students_no_interval() -> None:
    assert wilson(0, 0) == newcombe(0, 0, 3, 9) == NotComputable(Reason.N0)


@pytest.mark.parametrize(
    "wrong", [{"cut": 0}, {"levels": (0.6, 0.4)}, {"min_diff": 2}, {"q": 0}, {"headline": "median"}, {"k": 4}]
)
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong)).split("_", maxsplit=1)[0]):
        Settings(**wrong)  # type: ignore[arg-type]


def test_one_student_per_section_cannot_be_steadied() -> None:
    metric = team_report(one_item([[0.2], [0.8], []])).metrics[0]
    assert metric.between_mean.reason == "n_small"
    assert [section.steadied_mean.reason for section in metric.sections] == ["n_small", "n_small", "n0"]
    assert metric.sections[0].steadied_proficient.est is not None


def test_growth_edges() -> None:
    assert gain([], []).reason == "n0"
    assert (gain([0.2], [0.5]).mean_gain, gain([0.2], [0.5]).reason) == (pytest.approx(0.3), "n_small")
    same = gain([0.2, 0.4], [0.3, 0.5])
    assert (same.sd_gain, same.ci_low, same.reason, same.r) == (0.0, None, "zero_variance", 1.0)
    assert standardized_gain([0.5] * 10, list(np.linspace(0, 1, 10))) == NotComputable(Reason.ZERO_VARIANCE)
    assert standardized_gain([0.1, 0.2], [0.1, 0.3]) == NotComputable(Reason.N_SMALL)
    assert hedges_g([0.1] * 10, [0.2] * 10) == NotComputable(Reason.ZERO_VARIANCE)
    assert hedges_g([0.1], [0.2] * 10) == NotComputable(Reason.N_SMALL)
    assert gain_in_team_sd([0.1, 0.2], [0.5, 0.7], team_sd=0.0) == NotComputable(Reason.NO_SPREAD_TEAM)
    assert regression_to_mean([], [], reliability=0.5, team_mean=0.5) == NotComputable(Reason.N0)
    negative = regression_to_mean([0.2], [0.5], reliability=-0.3, team_mean=0.5)
    assert not isinstance(negative, NotComputable)
    assert negative.expected_gain == pytest.approx(0.3), "a negative alpha counts as 0"
    with pytest.raises(ValueError, match="same students"):
        gain([0.1], [0.1, 0.2])
    with pytest.raises(ValueError, match="finite"):
        gain([float("nan")], [0.2])


def test_nobody_matched_or_moved() -> None:
    assert mcnemar(both=0, up=0, down=0, neither=0).reason == "n0"
    still = proficiency_change([0.7, 0.2], [0.7, 0.3], cut=0.7)
    assert (still.p_mid, still.p_exact, still.change) == (1.0, 1.0, 0.0)


def test_goal_edges() -> None:
    assert goal_progress(baseline=Count(0, 0), current=Count(1, 2), target=0.8, time_share=0.1) == NotComputable(
        Reason.N0
    )
    same_day = [Checkpoint(0.5, p) for p in (0.1, 0.2, 0.3)]
    met = goal_progress(baseline=Count(2, 10), current=Count(7, 10), target=0.7, time_share=1.0, checkpoints=same_day)
    assert not isinstance(met, NotComputable)
    assert (met.status, met.students_needed, met.projected) == (GoalStatus.MET, 0, None)


def test_sections_too_small_or_without_spread_are_not_adjusted() -> None:
    section = np.repeat([0, 1, 2], [10, 10, 9])
    rng = np.random.default_rng(1)
    pre, post = rng.random(29), rng.random(29)
    assert [row.reason for row in adjusted_results(pre, post, section, 4).sections] == [
        None, None, "n_small", "n_small",
    ]  # fmt: skip
    flat = adjusted_results(np.full(29, 0.5), post, section, 3)
    assert (flat.fit.shown, flat.fit.reason, flat.sections[0].reason) == (False, "zero_variance", "zero_variance")
    pre[section == 1] = np.nan
    alone = adjusted_results(pre, post, section, 3)
    assert (alone.fit.reason, alone.sections[0].reason, alone.sections[1].n) == ("one_section", "one_section", 0)


def test_slopes_that_differ_are_not_shown() -> None:
    pre = np.tile(np.linspace(0, 1, 20), 2)
    noise = np.random.default_rng(3).normal(0, 0.02, 40)
    section = np.repeat([0, 1], 20)
    fit = adjusted_results(pre, np.where(section == 0, pre, 1 - pre) + noise, section, 2).fit
    assert (fit.shown, fit.reason) == (False, None)
    assert fit.slopes_differ_p is not None and fit.slopes_differ_p < 1e-6


def options_of(right: list[int], chosen: list[int], codes: list[int]) -> dict[str, OptionResult]:
    """The first of two items; the other one is ``right``."""
    n = len(chosen)
    report = team_report(
        Responses(
            points=np.column_stack([np.array(chosen) == 0, right]).astype(float),
            codes=np.column_stack([codes, [0] * n]).astype(np.int8),
            max_points=np.ones(2),
            section=np.zeros(n, dtype=int),
            status=np.zeros(n, dtype=np.int8),
            n_sections=1,
            metrics=(Metric("total", (0, 1)),),
            choices=Choices(np.column_stack([chosen, [-1] * n]).astype(np.int16), (("A", "B"), ()), (0, None)),
        )
    )
    return {option.option: option for option in report.items[0].options or ()}


def test_options_are_answered_for_wherever_they_are_defined_and_flagged_from_thirty() -> None:
    few = options_of([0, 1, 1, 0, 1], [1, 0, 0, 1, 1], [0] * 5)["B"]
    assert (few.n, few.prop, few.prop_upper, few.prop_lower, few.flags) == (3, 0.6, 0.0, 1.0, ())
    assert few.r_rest == pytest.approx(-2 / 3)
    assert few.ci_low is not None
    three = options_of([0, 1, 1], [1, 0, 0], [0] * 3)["B"]
    assert (three.r_rest, three.ci_low, three.r_reason) == (-1.0, None, None)
    alone = options_of([1], [1], [0])["B"]
    assert (alone.r_rest, alone.r_reason, alone.prop_upper) == (None, Reason.N_SMALL, 1.0)
    for n, flags in ((29, ()), (30, (OptionFlag.ATTRACTS_STRONG, OptionFlag.SHARED_MISCONCEPTION))):
        half = n // 2
        strong = [1] * half + [0] * (n - half)
        assert options_of(strong, [1] * half + [0] * (n - half), [0] * n)["B"].flags == flags


def test_blank_is_what_the_cell_says() -> None:
    """Points entered without a choice are of those who were given the item, but nobody left it blank."""
    found = options_of([0, 1, 1, 0], [0, 1, -1, -1], [0, 0, 0, 0])
    assert "blank" not in found
    assert (found["A"].n, found["A"].prop) == (1, 0.25)
    blank = options_of([0, 1, 1, 0], [0, 1, 1, -1], [0, 0, 1, 1])
    assert (blank["B"].n, blank["blank"].n) == (1, 2), "whatever else is said of a blank cell"


def test_a_report_stored_before_a_setting_was_added_reads_as_it_was() -> None:
    report = team_report(one_item([[0.5] * 3]))
    plain = report.as_plain()
    del plain["settings"]["k"], plain["settings"]["adjusted"]
    assert TeamReport.from_plain(plain) == report
    del plain["settings"]["cut"]
    assert TeamReport.from_plain(plain).settings.cut == 0.7
    with pytest.raises(TypeError, match="Settings has the fields"):
        TeamReport.from_plain({**plain, "settings": {"rank": 1}})


@pytest.mark.parametrize("was_on", [True, False])
def test_the_collector_is_left_as_it_was_found(was_on: bool) -> None:
    try:
        (gc.enable if was_on else gc.disable)()
        team_report(one_item([[0.5] * 3]))
        with pytest.raises(ZeroDivisionError), making_many():
            raise ZeroDivisionError
        assert gc.isenabled() is was_on
    finally:
        gc.enable()


def test_option_flags() -> None:
    n = 40
    second = np.array([1.0] * 20 + [0.0] * 20)
    chosen = np.array([1] * 15 + [0] * 5 + [0] * 14 + [2] * 5 + [3])
    first = (chosen == 0).astype(float)
    report = team_report(
        Responses(
            points=np.column_stack([first, second, second]),
            codes=np.zeros((n, 3), dtype=np.int8),
            max_points=np.ones(3),
            section=np.repeat([0, 1], 20),
            status=np.zeros(n, dtype=np.int8),
            n_sections=2,
            metrics=(Metric("total", (0, 1, 2)),),
            choices=Choices(
                chosen=np.column_stack([chosen, np.full((n, 2), -1)]).astype(np.int16),
                options=(("A", "B", "C", "D"), (), ()),
                keys=(0, None, None),
            ),
        )
    )
    options = {option.option: option for option in report.items[0].options or ()}
    assert report.items[1].options is None
    assert {name: option.flags for name, option in options.items()} == {
        "A": (),
        "B": (OptionFlag.ATTRACTS_STRONG, OptionFlag.SHARED_MISCONCEPTION),
        "C": (),
        "D": (OptionFlag.NOT_TEMPTING,),
    }
    assert [share.p for share in options["B"].sections] == [0.75, 0.0]
