"""How many of a team's students are proficient once some of them were asked again. Pure.

A re-check is mostly taken by those who were retaught. Its own count is of these few; a goal is about all, so each
student counts by the latest of the two tests that they have a score on (statistics.md, section 1).
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from assessments.disclosure.counts import TeamCount, team_counts
from assessments.disclosure.matched import Sitting, matched, metrics_of
from assessments.stats.conventions import CUT_TOLERANCE

Counts = dict[int | None, TeamCount]


def counts_by_standard(first: Sitting, second: Sitting, links: Mapping[int, int]) -> Counts:
    """By standard of either test, None for the whole paper where both ask for the same.

    ``links``: a standard of the re-check to that of the first test. Nothing of what one teacher's classes alone have
    taken, be it first or again: the difference would be a colleague's result.
    """
    pairs, _ = metrics_of(first, second, links)
    before, again = _counted(first), _counted(second)
    names_before, names_again = _asked(first), _asked(second)
    students = matched(first, second, pairs)
    found: Counts = {}
    for column, (metric_again, metric_before) in enumerate(pairs):
        count = before.get(names_before[metric_before])
        if count is None or names_again[metric_again] not in again:
            continue
        had, has, _ = students.has(column)
        was = students.before[:, column] >= first.cut - CUT_TOLERANCE
        now = students.after[:, column] >= second.cut - CUT_TOLERANCE
        n = int((had | has).sum())
        y = int(np.where(has, now, had & was).sum())
        merged = replace(count, y=y, n=n, missing=max(0, count.missing + count.n - n))
        found[names_before[metric_before]] = found[names_again[metric_again]] = merged
    return found


def _counted(sitting: Sitting) -> Counts:
    return {count.standard_id: count for count in team_counts(sitting.figures)}


def _asked(sitting: Sitting) -> list[int | None]:
    """The standard of each metric, None for the whole paper."""
    return [None, *(standard["id"] for standard in sitting.figures["standards"])]
