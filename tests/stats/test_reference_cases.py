"""Every number of the reference cases, to its stated tolerance."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assessments.stats.comparison import benjamini_hochberg
from assessments.stats.conventions import NotComputable
from assessments.stats.intervals import newcombe, wilson
from assessments.stats.records import as_plain
from assessments.stats.report import GroupResult, SectionReport
from tests.stats.reference import Case, reference_folders

NOT_YET_BUILT = {
    "item_rest", "disc27", "distractor", "alpha", "alpha_if_dropped", "sem", "near_cut", "alpha_ci",
    "pool_mean", "pool_mean_team", "pool_proficient", "pool_proficient_team", "item_surprise",
    "ancova_fit", "ancova_section", "gain", "gain_smcr", "gain_in_team_sd", "regression_to_mean",
    "hedges_g", "mcnemar", "smart", "small_sample_J", "suppress_line", "suppress_table", "range_code",
}  # fmt: skip


def _group(case: Case, args: dict[str, Any]) -> GroupResult:
    metric = case.report.metrics[case.metric_index(args["metric"])]
    if args["section"] == "ALL":
        return metric.team
    return _section(case, args).result


def _section(case: Case, args: dict[str, Any]) -> SectionReport:
    metric = case.report.metrics[case.metric_index(args["metric"])]
    return metric.sections[case.sections.index(args["section"])]


def _interval(result: Any) -> dict[str, Any]:
    if isinstance(result, NotComputable):
        return {"ci_low": None, "ci_high": None, "reason": result.reason}
    return {"ci_low": result.low, "ci_high": result.high}


def student_score(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    student = [row["student"] for row in case.rows].index(args["student"])
    score = case.scores[student][case.metric_index(args["metric"])]
    assert score is not None
    return {"points": score.points, "max": score.possible, "percent": score.proportion}


def section_mean(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    return as_plain(_group(case, args).mean)


def section_proficient(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    assert args["cut"] == case.settings.cut
    return as_plain(_group(case, args).proficient)


def levels(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    assert tuple(args["cuts"]) == case.settings.levels
    return {f"L{level}": count for level, count in enumerate(_group(case, args).levels)}


def compare_mean(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    return as_plain(_section(case, args).compare_mean)


def compare_proficient(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    return as_plain(_section(case, args).compare_proficient)


def item_difficulty(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    return as_plain(case.report.items[case.item_names.index(args["item"])].difficulty)


def section_item(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    item = case.report.items[case.item_names.index(args["item"])]
    return as_plain(item.sections[case.sections.index(args["section"])])


def wilson_interval(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    return _interval(wilson(args["y"], args["n"]))


def prop_difference(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    d = args["y1"] / args["n1"] - args["y2"] / args["n2"]
    return {"d": d, **_interval(newcombe(args["y1"], args["n1"], args["y2"], args["n2"]))}


def bh(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    return {"q": benjamini_hochberg(np.array(args["p"])).tolist()}


LIBRARY: dict[str, Callable[[Case, dict[str, Any]], dict[str, Any]]] = {
    "student_score": student_score,
    "section_mean": section_mean,
    "section_proficient": section_proficient,
    "levels": levels,
    "compare_mean": compare_mean,
    "compare_proficient": compare_proficient,
    "item_difficulty": item_difficulty,
    "section_item": section_item,
    "wilson": wilson_interval,
    "prop_difference": prop_difference,
    "bh": bh,
}


@cache
def _case(folder: Path) -> Case:
    return Case(folder)


FOLDERS = reference_folders()


@pytest.mark.skipif(not FOLDERS, reason="no reference cases: set PLC_REFERENCE_DIRS to a folder that holds some")
def test_every_reference_stat_is_known() -> None:
    stats = {check.stat for folder in FOLDERS for check in _case(folder).checks}
    assert stats <= set(LIBRARY) | NOT_YET_BUILT
    assert not NOT_YET_BUILT & set(LIBRARY)


@pytest.mark.parametrize(
    ("folder", "stat"),
    [(folder, stat) for folder in FOLDERS for stat in dict.fromkeys(check.stat for check in _case(folder).checks)],
    ids=lambda value: value.name if isinstance(value, Path) else value,
)
def test_reference_case(folder: Path, stat: str) -> None:
    if stat in NOT_YET_BUILT:
        pytest.skip(f"{stat} is not built yet")
    case = _case(folder)
    checks = [check for check in case.checks if check.stat == stat]
    differences = [text for check in checks for text in check.differences(LIBRARY[stat](case, check.args))]
    assert not differences, f"{len(differences)} of {len(checks)} checks:\n" + "\n".join(differences[:10])
