"""Responses in, the whole comparison report out."""

import numpy as np

from assessments.stats.comparison import compare_means, compare_proficient, comparison_rows
from assessments.stats.conventions import DEFINITIONS_VERSION
from assessments.stats.items import item_difficulties
from assessments.stats.report import GroupResult, ItemReport, MetricReport, SectionReport, TeamReport
from assessments.stats.responses import Responses
from assessments.stats.scores import MetricScores, Tested, completeness, metric_scores, tested_students
from assessments.stats.sections import SectionScores, mean_results, proficient_results, section_scores
from assessments.stats.settings import Settings


def team_report(responses: Responses, settings: Settings | None = None) -> TeamReport:
    """Compute every number of the report; no randomness, and the order of students changes nothing."""
    settings = settings or Settings()
    tested = tested_students(responses)
    scores = metric_scores(responses, tested)
    counted = section_scores(scores.y, tested.section, responses.n_sections, settings.cut, settings.levels)
    *by_section, of_team = completeness(responses, tested)
    return TeamReport(
        definitions_version=DEFINITIONS_VERSION,
        settings=settings,
        n_sections=responses.n_sections,
        completeness=of_team,
        section_completeness=tuple(by_section),
        metrics=_metric_reports(responses, settings, tested, scores, counted),
        items=_item_reports(responses, tested),
    )


def _metric_reports(
    responses: Responses, settings: Settings, tested: Tested, scores: MetricScores, counted: SectionScores
) -> tuple[MetricReport, ...]:
    size = responses.n_sections
    groups = _group_results(scores, tested, counted, size)
    of_means = comparison_rows(compare_means(counted.moments, size), min_diff=settings.min_diff, q=settings.q)
    of_proficient = comparison_rows(
        compare_proficient(counted.moments.n, counted.proficient[:, :size], size),
        min_diff=settings.min_diff,
        q=settings.q,
    )
    max_points = np.asarray(responses.max_points, dtype=np.float64)
    return tuple(
        MetricReport(
            name=metric.name,
            n_items=len(metric.items),
            max_points=float(max_points[list(metric.items)].sum()),
            team=groups[index][size],
            sections=tuple(map(SectionReport, range(size), groups[index], of_means[index], of_proficient[index])),
        )
        for index, metric in enumerate(responses.metrics)
    )


def _group_results(scores: MetricScores, tested: Tested, counted: SectionScores, size: int) -> list[list[GroupResult]]:
    """One list a metric: every section's result, and the team's last."""
    means, shares = mean_results(counted), proficient_results(counted)
    results = []
    for index, waiting in enumerate(scores.waiting):
        unfinished = np.bincount(tested.section[waiting], minlength=size)
        excused = np.bincount(tested.section[~waiting & np.isnan(scores.y[index])], minlength=size)
        results.append(
            [
                GroupResult(*cell)
                for cell in zip(
                    [*unfinished.tolist(), int(unfinished.sum())],
                    [*excused.tolist(), int(excused.sum())],
                    means[index],
                    shares[index],
                    map(tuple, counted.levels[index].tolist()),
                    strict=True,
                )
            ]
        )
    return results


def _item_reports(responses: Responses, tested: Tested) -> tuple[ItemReport, ...]:
    team, by_section = item_difficulties(responses, tested)
    return tuple(
        ItemReport(item, float(max_points), team[item], tuple(by_section[item]))
        for item, max_points in enumerate(responses.max_points)
    )
