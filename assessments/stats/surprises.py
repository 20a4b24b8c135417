"""Item surprises: which item went better in a section than its overall result suggests (section 11)."""

import numpy as np

from assessments.stats.comparison import Comparisons, compare_means
from assessments.stats.responses import Responses
from assessments.stats.scores import MetricScores, Tested
from assessments.stats.sections import moments_of_row, stack_moments


def item_surprises(responses: Responses, tested: Tested, total: MetricScores) -> Comparisons:
    """Compare share of the item's points minus total score [items, sections]; all tested rows are one family."""
    y = total.y[0]
    has_score = ~np.isnan(y)
    rows = []
    for item, max_points in enumerate(responses.max_points):
        counts = tested.given(item) & has_score
        surplus = tested.points[item][counts] / max_points - y[counts]
        rows.append(moments_of_row(surplus, tested.section[counts], responses.n_sections))
    return compare_means(stack_moments(rows), responses.n_sections, has_ceiling=False)
