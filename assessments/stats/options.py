"""Option (distractor) analysis of selected-response items (section 6 of the definitions).

Haladyna & Rodriguez 2013, Developing and Validating Test Items.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np

from assessments.stats.conventions import BoolArray, FloatArray, Reason, first_reason, none_if_nan, nullable
from assessments.stats.discrimination import (
    GROUPS_FROM,
    TIE,
    ExtremeGroups,
    correlation,
    rest_scores,
    total_of,
)
from assessments.stats.intervals import fisher_limits
from assessments.stats.items import SectionItem
from assessments.stats.responses import NONE_CHOSEN, SEVERAL_CHOSEN, Choices, Code, Responses
from assessments.stats.scores import MetricScores, Tested

FLAGS_FROM: Final = 30
SECTION_FROM: Final = 10
HARDLY_CHOSEN: Final = 0.05
SHARED_SHARE: Final = 0.10
SHARED_STUDENTS: Final = 5
SMALLEST_FOR_LIMITS: Final = 4
BLANK_CELL: Final = min(NONE_CHOSEN, SEVERAL_CHOSEN) - 1
BLANK_NAME: Final = "blank"
SEVERAL_NAME: Final = "several"


class OptionFlag(StrEnum):
    """What to look at in a wrong option."""

    NOT_TEMPTING = "not_tempting"
    ATTRACTS_STRONG = "attracts_strong"
    SHARED_MISCONCEPTION = "shared_misconception"


@dataclass(frozen=True, slots=True)
class OptionResult:
    """One option, or "blank", or "several": ``n`` students chose it, ``prop`` of those given the item.

    ``prop_upper`` and ``prop_lower`` in the 27 % groups (``group_reason``); ``r_rest`` with the score on the other
    items (``r_reason``), its limits from four students on; ``mean_percent`` the choosers' mean total score, None if
    nobody with a score chose it. Values are returned wherever they are defined; flags from 30 students only.
    """

    option: str
    is_key: bool
    n: int
    prop: float | None
    prop_upper: float | None
    prop_lower: float | None
    group_reason: Reason | None
    r_rest: float | None
    ci_low: float | None
    ci_high: float | None
    r_reason: Reason | None
    mean_percent: float | None
    flags: tuple[OptionFlag, ...]
    sections: tuple[SectionItem, ...]


@dataclass(frozen=True, eq=False)
class _Answers:
    """One item's students: who was given it, what they chose, and what choices are held against."""

    chosen: FloatArray
    given: BoolArray
    rest: FloatArray
    has_rest: BoolArray
    y: FloatArray


def item_options(
    responses: Responses, tested: Tested, total: MetricScores, groups: ExtremeGroups | None, item: int
) -> tuple[OptionResult, ...] | None:
    """One result per option, then "blank" and "several" where they occur; None for an open item."""
    choices = responses.choices
    if choices is None or not choices.options[item]:
        return None
    rest, has_rest = rest_scores(responses, tested, total, item)
    # Blank is what the cell says, not what is missing from the answers: points entered without a choice are no blank.
    is_blank = tested.codes[item] == Code.BLANK
    chosen = np.where(is_blank, BLANK_CELL, choices.chosen[tested.row, item])
    answers = _Answers(chosen, tested.given(item), rest, has_rest, total.y[0])
    named = list(enumerate(choices.options[item]))
    for code, name in ((BLANK_CELL, BLANK_NAME), (SEVERAL_CHOSEN, SEVERAL_NAME)):
        if (answers.given & (answers.chosen == code)).any():
            named.append((code, name))
    by_section = _section_shares(answers, tested, responses.n_sections, [code for code, _ in named])
    key = choices.keys[item]
    results = [
        _option(answers, groups, code, name, is_key=code == key, sections=shares)
        for (code, name), shares in zip(named, by_section, strict=True)
    ]
    if groups is None or groups.n_scored < GROUPS_FROM or answers.given.sum() < FLAGS_FROM:
        return tuple(results)
    return tuple(_flagged(results, choices, item))


def _option(
    answers: _Answers,
    groups: ExtremeGroups | None,
    code: int,
    name: str,
    *,
    is_key: bool,
    sections: tuple[SectionItem, ...],
) -> OptionResult:
    chose = answers.given & (answers.chosen == code)
    n, n_given = int(chose.sum()), int(answers.given.sum())
    prop_upper = prop_lower = None
    if groups is not None:
        shares = [
            total_of(weights, chose) / held if (held := total_of(weights, answers.given)) > 0 else None
            for weights in (groups.upper, groups.lower)
        ]
        prop_upper, prop_lower = shares
    r = low = high = None
    r_reason: Reason | None = Reason.N_SMALL
    if (n_rest := int(answers.has_rest.sum())) > 1:
        indicator = chose[answers.has_rest].astype(np.float64)
        r, r_reason = none_if_nan(correlation(indicator, answers.rest[answers.has_rest])), None
        if r is None:
            r_reason = Reason.ZERO_VARIANCE
        elif n_rest >= SMALLEST_FOR_LIMITS:
            low, high = map(float, fisher_limits(r, n_rest))
    scores = answers.y[chose]
    scores = scores[~np.isnan(scores)]
    return OptionResult(
        option=name,
        is_key=is_key,
        n=n,
        prop=n / n_given if n_given else None,
        prop_upper=prop_upper,
        prop_lower=prop_lower,
        group_reason=_group_reason(groups, prop_upper, prop_lower),
        r_rest=r,
        ci_low=low,
        ci_high=high,
        r_reason=r_reason,
        mean_percent=float(scores.mean()) if scores.size else None,
        flags=(),
        sections=sections,
    )


def _group_reason(groups: ExtremeGroups | None, upper: float | None, lower: float | None) -> Reason | None:
    return Reason.N0 if groups is None or upper is None or lower is None else None


def _section_shares(
    answers: _Answers, tested: Tested, n_sections: int, codes: list[int]
) -> list[tuple[SectionItem, ...]]:
    """For each choice code the share of every section's students who made it; sections of 10 or more only."""
    n = np.bincount(tested.section[answers.given], minlength=n_sections)
    reasons = first_reason(n.shape, (n == 0, Reason.N0), (n < SECTION_FROM, Reason.N_SMALL)).tolist()
    shares = []
    for code in codes:
        chose = answers.given & (answers.chosen == code)
        p = np.full(n.shape, np.nan)
        np.divide(np.bincount(tested.section[chose], minlength=n_sections), n, out=p, where=n >= SECTION_FROM)
        shares.append(tuple(map(SectionItem, n.tolist(), nullable(p), reasons)))
    return shares


def _flagged(results: list[OptionResult], choices: Choices, item: int) -> list[OptionResult]:
    key = choices.keys[item]
    if key is None:
        return results
    n_options = len(choices.options[item])
    wrong = [result for result in results[:n_options] if not result.is_key]
    most_chosen = max(wrong, key=lambda result: result.n, default=None)
    of_key = results[key].prop_upper
    flagged = []
    for position, result in enumerate(results):
        flags = []
        if position < n_options and not result.is_key and result.prop is not None:
            if result.prop < HARDLY_CHOSEN:
                flags.append(OptionFlag.NOT_TEMPTING)
            beats_key = of_key is not None and result.prop_upper is not None and result.prop_upper > of_key + TIE
            if beats_key or (result.ci_low is not None and result.ci_low > 0):
                flags.append(OptionFlag.ATTRACTS_STRONG)
            if result is most_chosen and result.prop >= SHARED_SHARE and result.n >= SHARED_STUDENTS:
                flags.append(OptionFlag.SHARED_MISCONCEPTION)
        flagged.append(replace(result, flags=tuple(flags)))
    return flagged
