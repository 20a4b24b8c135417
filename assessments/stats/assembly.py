"""Responses in, the whole comparison report out."""

import numpy as np

from assessments.stats.comparison import (
    Comparison,
    Comparisons,
    compare_means,
    compare_proficient,
    comparison_rows,
)
from assessments.stats.conventions import DEFINITIONS_VERSION
from assessments.stats.counting import counted_rows
from assessments.stats.discrimination import extreme_groups, item_rest, upper_lower
from assessments.stats.items import item_difficulties
from assessments.stats.options import item_options
from assessments.stats.pooling import steadied_means, steadied_proficient
from assessments.stats.records import making_many
from assessments.stats.reliability import alphas_if_dropped, reliability
from assessments.stats.report import GroupResult, ItemReport, MetricReport, SectionReport, TeamReport
from assessments.stats.responses import Responses
from assessments.stats.scores import MetricScores, Tested, completeness, metric_scores, tested_students
from assessments.stats.sections import SectionScores, mean_results, proficient_results, section_scores
from assessments.stats.settings import Settings
from assessments.stats.surprises import item_surprises


def team_report(responses: Responses, settings: Settings | None = None) -> TeamReport:
    """Compute every number of the report; no randomness, and the order of students changes nothing."""
    settings = settings or Settings()
    with making_many():
        return _computed(responses, settings)


def _computed(responses: Responses, settings: Settings) -> TeamReport:
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
        items=_item_reports(responses, settings, tested, scores),
    )


def _metric_reports(
    responses: Responses, settings: Settings, tested: Tested, scores: MetricScores, counted: SectionScores
) -> tuple[MetricReport, ...]:
    size = responses.n_sections
    groups = _group_results(scores, tested, counted, size)
    of_means = _rows(compare_means(counted.moments, size), settings)
    proficient = counted.proficient[:, :size]
    compared = compare_proficient(counted.moments.n, proficient, size)
    of_proficient, confirmed = _rows(compared, settings), counted_rows(compared, proficient, q=settings.q)
    means, shares = steadied_means(counted), steadied_proficient(counted)
    max_points = np.asarray(responses.max_points, dtype=np.float64)
    return tuple(
        MetricReport(
            name=metric.name,
            n_items=len(metric.items),
            max_points=float(max_points[list(metric.items)].sum()),
            reliability=reliability(responses, tested, scores, index, settings.cut),
            between_mean=means[index][1],
            between_proficient=shares[index][1],
            team=groups[index][size],
            sections=tuple(
                map(
                    SectionReport,
                    range(size),
                    groups[index],
                    of_means[index],
                    of_proficient[index],
                    means[index][0],
                    shares[index][0],
                    confirmed[index],
                )
            ),
        )
        for index, metric in enumerate(responses.metrics)
    )


def _rows(compared: Comparisons, settings: Settings) -> list[list[Comparison]]:
    return comparison_rows(compared, min_diff=settings.min_diff, q=settings.q)


def _group_results(scores: MetricScores, tested: Tested, counted: SectionScores, size: int) -> list[list[GroupResult]]:
    """One list a metric: every section's result, and the team's last."""
    means, shares = mean_results(counted), proficient_results(counted)
    results = []
    for index, waiting in enumerate(scores.waiting):
        unfinished = np.bincount(tested.section[waiting], minlength=size)
        excused = np.bincount(tested.section[~waiting & np.isnan(scores.y[index])], minlength=size)
        columns = (
            [*unfinished.tolist(), int(unfinished.sum())],
            [*excused.tolist(), int(excused.sum())],
            means[index],
            shares[index],
            map(tuple, counted.levels[index].tolist()),
        )
        results.append(list(map(GroupResult, *columns)))
    return results


def _item_reports(
    responses: Responses, settings: Settings, tested: Tested, scores: MetricScores
) -> tuple[ItemReport, ...]:
    team, by_section = item_difficulties(responses, tested)
    extreme = extreme_groups(scores.y[0])
    dropped = alphas_if_dropped(responses, tested)
    surprises = _rows(item_surprises(responses, tested, scores), settings)
    return tuple(
        ItemReport(
            item=item,
            max_points=float(max_points),
            difficulty=team[item],
            rest=item_rest(responses, tested, scores, item),
            discrimination=upper_lower(responses, tested, extreme, item),
            alpha_if_dropped=dropped[item],
            options=item_options(responses, tested, scores, extreme, item),
            sections=tuple(by_section[item]),
            surprises=tuple(surprises[item]),
        )
        for item, max_points in enumerate(responses.max_points)
    )
