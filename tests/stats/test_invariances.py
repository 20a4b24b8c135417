"""What must not change any number, and what must turn every number into its mirror image (section 16)."""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.stats import Responses, Settings, Status, TeamReport, team_report
from assessments.stats.comparison import Comparison, Label
from assessments.stats.options import OptionResult
from tests.stats.strategies import responses

quick = settings(max_examples=40, deadline=None, derandomize=True, database=None)
OPTIONS = Settings(cut=0.6, levels=(0.4, 0.6, 0.85))


def rearranged(given_: Responses, rows: np.ndarray, section: np.ndarray | None = None) -> Responses:
    choices = given_.choices
    return replace(
        given_,
        points=given_.points[rows],
        codes=given_.codes[rows],
        status=given_.status[rows],
        section=(given_.section if section is None else section)[rows],
        choices=None if choices is None else replace(choices, chosen=choices.chosen[rows]),
    )


def records(value: Any) -> Iterator[Any]:
    if isinstance(value, tuple):
        for part in value:
            yield from records(part)
    elif is_dataclass(value):
        yield value
        for field in fields(value):
            yield from records(getattr(value, field.name))


@quick
@given(responses(), st.integers(0, 2**32 - 1))
def test_the_order_of_students_changes_no_bit(team: Responses, seed: int) -> None:
    rows = np.random.default_rng(seed).permutation(len(team.section))
    assert team_report(rearranged(team, rows), OPTIONS) == team_report(team, OPTIONS)


@quick
@given(responses(), st.integers(0, 2**32 - 1))
def test_the_order_of_sections_changes_no_bit(team: Responses, seed: int) -> None:
    new_name = np.random.default_rng(seed).permutation(team.n_sections)
    rows = np.arange(len(team.section))
    before = team_report(team, OPTIONS)
    after = team_report(rearranged(team, rows, new_name[team.section]), OPTIONS)
    assert after.completeness == before.completeness
    for old, new in enumerate(new_name.tolist()):
        assert after.section_completeness[new] == before.section_completeness[old]
        for metric, was in zip(after.metrics, before.metrics, strict=True):
            assert replace(metric.sections[new], section=old) == was.sections[old]
        for item, was in zip(after.items, before.items, strict=True):
            assert item.sections[new] == was.sections[old]
            assert item.surprises[new] == was.surprises[old]
    for metric, was in zip(after.metrics, before.metrics, strict=True):
        assert (metric.team, metric.reliability) == (was.team, was.reliability)
        assert (metric.between_mean, metric.between_proficient) == (was.between_mean, was.between_proficient)
    for item, was in zip(after.items, before.items, strict=True):
        assert (item.difficulty, item.rest, item.discrimination) == (was.difficulty, was.rest, was.discrimination)


@quick
@given(responses(with_choices=False), st.sampled_from([Status.ABSENT, Status.MAKE_UP, Status.NOT_ASSESSED]))
def test_a_student_not_scored_changes_counts_only(team: Responses, status: Status) -> None:
    joined = replace(
        team,
        points=np.vstack([team.points, team.max_points]),
        codes=np.vstack([team.codes, np.zeros(len(team.max_points), dtype=np.int8)]),
        status=np.append(team.status, status),
        section=np.append(team.section, 0),
    )
    before, after = team_report(team, OPTIONS), team_report(joined, OPTIONS)
    assert (after.metrics, after.items) == (before.metrics, before.items)
    assert after.completeness.students == before.completeness.students + 1
    assert after.completeness.scored == before.completeness.scored


@quick
@given(responses(with_choices=False))
def test_a_student_without_any_entry_changes_the_unfinished_only(team: Responses) -> None:
    joined = replace(
        team,
        points=np.vstack([team.points, np.full(len(team.max_points), np.nan)]),
        codes=np.vstack([team.codes, np.full(len(team.max_points), 4, dtype=np.int8)]),
        status=np.append(team.status, Status.SCORED),
        section=np.append(team.section, 0),
    )
    before, after = team_report(team, OPTIONS), team_report(joined, OPTIONS)
    assert after.completeness.unfinished == before.completeness.unfinished + 1
    for metric, was in zip(after.metrics, before.metrics, strict=True):
        assert metric.team.unfinished == was.team.unfinished + 1
        assert replace(metric.team, unfinished=was.team.unfinished) == was.team
        assert [section.compare_mean for section in metric.sections] == [s.compare_mean for s in was.sections]
    for item, was in zip(after.items, before.items, strict=True):
        assert replace(item.difficulty, n_not_entered=was.difficulty.n_not_entered) == was.difficulty
        assert (item.rest, item.surprises) == (was.rest, was.surprises)


def close(got: float | None, wanted: float | None) -> None:
    assert got == (None if wanted is None else pytest.approx(wanted, abs=1e-9, rel=1e-9))


@quick
@given(responses(with_choices=False), st.sampled_from([3.0, 7.0, 0.25]))
def test_scaling_every_point_leaves_proportions(team: Responses, factor: float) -> None:
    scaled = replace(team, points=team.points * factor, max_points=team.max_points * factor)
    before, after = team_report(team, OPTIONS), team_report(scaled, OPTIONS)
    for metric, was in zip(after.metrics, before.metrics, strict=True):
        close(metric.reliability.alpha, was.reliability.alpha)
        close(metric.reliability.sem_percent, was.reliability.sem_percent)
        for section, was_section in zip(metric.sections, was.sections, strict=True):
            assert section.result.proficient == was_section.result.proficient
            close(section.result.mean.mean, was_section.result.mean.mean)
            close(section.compare_mean.z, was_section.compare_mean.z)
            close(section.steadied_mean.est, was_section.steadied_mean.est)
    for item, was in zip(after.items, before.items, strict=True):
        close(item.difficulty.p, was.difficulty.p)
        close(item.rest.r, was.rest.r)
        close(item.discrimination.d, was.discrimination.d)


@quick
@given(responses(plain=True))
def test_swapping_right_and_wrong_mirrors(team: Responses) -> None:
    before, after = team_report(team, OPTIONS), team_report(replace(team, points=1 - team.points), OPTIONS)
    for metric, was in zip(after.metrics, before.metrics, strict=True):
        close(metric.reliability.alpha, was.reliability.alpha)
        for section, was_section in zip(metric.sections, was.sections, strict=True):
            mirrored, compared = was_section.compare_mean, section.compare_mean
            assert compared.reason == mirrored.reason
            close(compared.z, None if mirrored.z is None else -mirrored.z)
            close(compared.d, None if mirrored.d is None else -mirrored.d)
            close(compared.ci_low, None if mirrored.ci_high is None else -mirrored.ci_high)
            close(compared.p, mirrored.p)
            close(compared.q, mirrored.q)
    for item, was in zip(after.items, before.items, strict=True):
        close(item.difficulty.p, None if was.difficulty.p is None else 1 - was.difficulty.p)
        close(item.difficulty.ci_low, None if was.difficulty.ci_high is None else 1 - was.difficulty.ci_high)
        close(item.rest.r, was.rest.r)
        close(item.discrimination.d, was.discrimination.d)


@quick
@given(responses())
def test_a_number_or_a_reason_and_never_nan(team: Responses) -> None:
    report = team_report(team, OPTIONS)
    assert TeamReport.from_plain(json.loads(report.to_json())) == report
    for record in records(report):
        names = {field.name for field in fields(record)}
        has_gap = any(getattr(record, name) is None for name in names if not name.endswith("reason"))
        reasons = [getattr(record, name) for name in names if name.endswith("reason")]
        if isinstance(record, Comparison):
            assert record.eligible == (record.reason is None) == (record.label is not Label.NOT_TESTED)
        if reasons and not isinstance(record, OptionResult) and "n_blank" not in names:
            assert has_gap == any(reason is not None for reason in reasons), record


@quick
@given(responses(plain=True))
def test_two_sections_tell_one_story(team: Responses) -> None:
    two = replace(team, section=np.minimum(team.section, 1), n_sections=2)
    for metric in team_report(two, OPTIONS).metrics:
        first, second = (section.compare_mean for section in metric.sections)
        close(first.p, second.p)
        close(first.z, None if second.z is None else -second.z)
