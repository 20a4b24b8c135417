"""How we know: reliability, comparisons and settings behind the words, as one reader may have them. Pure.

P and q values stand for own classes and bright spots alone: on anybody else's row they would say what the label there
does not say.
"""

from dataclasses import dataclass
from typing import Any

from assessments.disclosure.groups import ONE_TEACHER, Classes, groups_of, sizes_of, whole_percent
from assessments.stats.comparison import Comparison
from assessments.stats.conventions import Reason
from assessments.stats.reading import read_alpha
from assessments.stats.report import MetricReport

ALPHA_FROM = 20
ROUGH_BELOW = 50


@dataclass(frozen=True)
class Compared:
    """One class against the rest of the team on one metric, in shares of points."""

    class_name: str
    d: float
    low: float | None
    high: float | None
    p: float | None
    q: float | None
    label: str
    is_mine: bool


@dataclass(frozen=True)
class Behind:
    """What stands behind the words about one metric.

    ``alpha`` with its limits, ``sem`` (a share of the points) and how many of ``scored`` students lie within it of the
    cut; ``reason`` where there is no alpha; ``reading`` of it. ``noticeable``: the gap that would likely be noticed.
    """

    name: str
    code: str
    n_items: int
    alpha: float | None
    low: float | None
    high: float | None
    is_rough: bool
    sem: float | None
    near_cut: int | None
    scored: int | None
    reason: str
    reading: str
    between: float | None
    compared: tuple[Compared, ...]


@dataclass(frozen=True)
class Methods:
    behind: tuple[Behind, ...]
    tested: int
    min_diff: float
    q: float
    headline: str
    is_counted_out: bool


def methods(figures: dict[str, Any], classes: Classes) -> Methods:
    report = classes.report
    names = [("The whole paper", ""), *((each["short_name"], each["code"]) for each in figures["standards"])]
    return Methods(
        behind=tuple(_behind(metric, *names[index], classes) for index, metric in enumerate(report.metrics)),
        tested=sum(report.headline(section).p is not None for metric in report.metrics for section in metric.sections),
        min_diff=report.settings.min_diff,
        q=report.settings.q,
        headline=report.settings.headline,
        is_counted_out=report.is_counted_out,
    )


def _behind(metric: MetricReport, name: str, code: str, classes: Classes) -> Behind:
    hidden, total_hidden = classes.hidden_in(groups_of(metric, classes), sizes_of(metric))
    found, n = metric.reliability, metric.team.mean.n
    enough = found.n >= max(ALPHA_FROM, classes.reader.smallest_group) and not total_hidden and bool(n)
    has_alpha = enough and found.alpha is not None
    return Behind(
        name=name,
        code=code,
        n_items=metric.n_items,
        alpha=found.alpha if has_alpha else None,
        low=found.ci_low if has_alpha else None,
        high=found.ci_high if has_alpha else None,
        is_rough=has_alpha and found.n < ROUGH_BELOW,
        sem=found.sem_percent if has_alpha else None,
        near_cut=found.n_near_cut if has_alpha else None,
        scored=found.n_scored if has_alpha else None,
        reason="" if has_alpha else _why_no_alpha(found.reason if enough else None, total_hidden),
        reading=read_alpha(found) or "" if has_alpha else "",
        between=metric.between_mean.icc if classes.order and not hidden and not total_hidden else None,
        compared=tuple(
            _compared(classes.report.headline(metric.sections[index]), index, classes)
            for index in (() if total_hidden else classes.order)  # one's own less the gap is the rest, which is hidden
            if index not in hidden and _is_told(classes.report.headline(metric.sections[index]), index, classes)
        ),
    )


def _why_no_alpha(reason: Reason | None, hidden: str) -> str:
    if hidden == ONE_TEACHER:
        return ONE_TEACHER
    return reason.value if reason else "n_small"


def _is_told(comparison: Comparison, index: int, classes: Classes) -> bool:
    return comparison.d is not None and (
        index in classes.own or (comparison.label.value == "above_rest" and classes.reader.marks != "none")
    )


def _compared(comparison: Comparison, index: int, classes: Classes) -> Compared:
    exact = index in classes.own or classes.reader.names == "named"
    d, low, high = comparison.d, comparison.ci_low, comparison.ci_high
    if not exact:
        d, low, high = whole_percent(d), whole_percent(low), whole_percent(high)
    return Compared(
        class_name=classes.names[index],
        d=d or 0.0,
        low=low,
        high=high,
        p=comparison.p if exact else _rounded(comparison.p),
        q=comparison.q if exact else _rounded(comparison.q),
        label=comparison.label.value,
        is_mine=index in classes.own,
    )


def _rounded(value: float | None) -> float | None:
    """Two significant digits: more of them would tell the size of a blind class."""
    return None if value is None else float(f"{value:.1e}")
