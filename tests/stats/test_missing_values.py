"""What blank, not reached, exempt, not entered and not scored do to scores, items and counts."""

import json

import numpy as np
import pytest

from assessments.stats import Metric, Responses, Settings, Status, TeamReport, team_report
from assessments.stats.scores import student_scores

E, B, N, X = -1, -2, -3, -4
METRICS = (Metric("total", (0, 1, 2)), Metric("fractions", (0, 1)), Metric("decimals", (2,)))


def responses_of(
    cells: list[list[int]], status: list[int] | None = None, section: list[int] | None = None
) -> Responses:
    return Responses.from_cells(
        np.array(cells, dtype=np.int16),
        max_points=np.array([1.0, 2.0, 1.0]),
        section=np.array(section or [0] * len(cells)),
        status=np.array(status or [Status.SCORED] * len(cells)),
        n_sections=1 + max(section or [0]),
        metrics=METRICS,
    )


def proportions(cells: list[int]) -> list[float | None]:
    (student,) = student_scores(responses_of([cells]))
    return [score.proportion for score in student if score is not None]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([100, 150, 0], [2.5 / 4, 2.5 / 3, 0.0]),
        ([100, B, N], [1 / 4, 1 / 3, 0.0]),
        ([100, X, 0], [1 / 2, 1.0, 0.0]),
        ([100, 200, X], [1.0, 1.0, None]),
        ([X, X, X], [None, None, None]),
        ([100, E, 100], [None, None, 1.0]),
        ([B, B, B], [0.0, 0.0, 0.0]),
    ],
)
def test_student_score(cells: list[int], expected: list[float | None]) -> None:
    assert proportions(cells) == pytest.approx(expected)


@pytest.fixture
def report() -> TeamReport:
    cells = [
        [100, 150, 0],
        [B, B, B],
        [B, X, B],
        [100, E, 100],
        [E, E, E],
        [100, N, X],
        [100, 100, 100],
        [E, E, E],
    ]
    status = [Status.SCORED] * 6 + [Status.ABSENT, Status.MAKE_UP]
    return team_report(responses_of(cells, status, [0, 0, 0, 0, 1, 1, 1, 1]), Settings(levels=(0.5, 0.7)))


def test_completeness(report: TeamReport) -> None:
    first, second = report.section_completeness
    assert (first.students, first.scored, first.unfinished, first.blank_papers) == (4, 4, 1, 2)
    assert (second.students, second.scored, second.absent, second.make_up, second.unfinished) == (4, 2, 1, 1, 1)
    assert (report.completeness.students, report.completeness.scored, report.completeness.unfinished) == (8, 6, 2)


def test_unfinished_and_excused_are_counted_and_left_out_of_n(report: TeamReport) -> None:
    total, fractions, decimals = report.metrics
    assert (total.team.mean.n, total.team.unfinished, total.team.excused) == (4, 2, 0)
    assert (fractions.team.mean.n, fractions.team.unfinished) == (4, 2)
    assert (decimals.team.mean.n, decimals.team.unfinished, decimals.team.excused) == (4, 1, 1)
    assert total.sections[0].result.mean.mean == pytest.approx(2.5 / 4 / 3)
    assert total.team.levels == (3, 1, 0)


def test_items_leave_out_not_reached_exempt_and_not_entered(report: TeamReport) -> None:
    second = report.items[1].difficulty
    assert (second.n, second.n_blank, second.n_not_reached, second.n_exempt, second.n_not_entered) == (2, 1, 1, 1, 2)
    assert second.p == pytest.approx(0.375)
    assert (second.ci_low, second.ci_high) == (None, None), "half points: Wilson does not apply"
    third = report.items[2].difficulty
    assert (third.n, third.p) == (4, 0.25)
    assert third.ci_low == pytest.approx(0.0455873, abs=1e-6)


def test_an_absent_student_changes_counts_only() -> None:
    cells = [[100, 150, 0], [0, 0, 100], [100, 200, 100]]
    alone = team_report(responses_of(cells))
    joined = team_report(responses_of([*cells, [0, 0, 0]], [*[Status.SCORED] * 3, Status.ABSENT]))
    assert joined.metrics == alone.metrics
    assert joined.items == alone.items
    assert joined.completeness.absent == 1


def test_nobody_tested_gives_reasons_not_numbers() -> None:
    report = team_report(responses_of([[100, 100, 100]] * 2, [Status.ABSENT] * 2, [0, 1]))
    assert report.metrics[0].team.mean.reason == "n0"
    assert report.metrics[0].team.mean.mean is None
    assert report.items[0].difficulty.reason == "n0"
    assert TeamReport.from_plain(report.as_plain()) == report


def test_a_report_reads_back_exactly(report: TeamReport) -> None:
    assert TeamReport.from_plain(json.loads(report.to_json())) == report


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cells": [[100, 201, 0]]}, "max_points"),
        ({"cells": [[100, -9, 0]]}, "does not know"),
        ({"cells": [[100, 100, 0]], "section": [-1]}, "section"),
    ],
)
def test_what_does_not_fit_is_refused(change: dict[str, list[int]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        responses_of(**change)  # type: ignore[arg-type]


def test_a_stored_report_of_another_shape_is_not_read(report: TeamReport) -> None:
    plain = report.as_plain()
    for changed in ({**plain, "rank": 1}, {name: part for name, part in plain.items() if name != "items"}):
        with pytest.raises(TypeError, match="TeamReport has the fields"):
            TeamReport.from_plain(changed)
