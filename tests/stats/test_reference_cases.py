"""Every number of the reference cases, to its stated tolerance."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assessments.stats.comparison import benjamini_hochberg
from assessments.stats.conventions import NotComputable
from assessments.stats.growth import (
    gain,
    gain_in_team_sd,
    hedges_g,
    mcnemar,
    proficiency_change,
    regression_to_mean,
    small_sample_correction,
    standardized_gain,
)
from assessments.stats.intervals import newcombe, wilson
from assessments.stats.prior import AdjustedResults, adjusted_results
from assessments.stats.privacy import range_code, suppress_line
from assessments.stats.records import as_plain
from assessments.stats.reliability import feldt_interval
from assessments.stats.report import GroupResult, ItemReport, MetricReport, SectionReport
from assessments.stats.smart import Checkpoint, Count, goal_progress
from assessments.stats.tables import suppress_table
from tests.stats.audit import line_leaks, table_leaks
from tests.stats.reference import Case, as_list, as_number, named_places, reference_folders

Library = Callable[[Case, dict[str, Any]], dict[str, Any]]


def _metric(case: Case, args: dict[str, Any]) -> MetricReport:
    report = case.report_at(args.get("cut"), args.get("cuts"))
    return report.metrics[case.metric_index(args["metric"])]


def _group(case: Case, args: dict[str, Any]) -> GroupResult:
    if args["section"] == "ALL":
        return _metric(case, args).team
    return _section(case, args).result


def _section(case: Case, args: dict[str, Any]) -> SectionReport:
    return _metric(case, args).sections[case.sections.index(args["section"])]


def _item(case: Case, name: str) -> ItemReport:
    return case.report_at().items[case.item_names.index(name)]


def _interval(result: Any) -> dict[str, Any]:
    if isinstance(result, NotComputable):
        return {"ci_low": None, "ci_high": None, "reason": result.reason}
    return {"ci_low": result.low, "ci_high": result.high}


def student_score(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    student = [row["student"] for row in case.rows].index(args["student"])
    score = case.scores[student][case.metric_index(args["metric"])]
    if score is None:
        return {"points": None, "max": None, "percent": None}
    return {"points": score.points, "max": score.possible, "percent": score.proportion}


def section_mean(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    return as_plain(_group(case, args).mean)


def section_proficient(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    return as_plain(_group(case, args).proficient)


def levels(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    return {f"L{level}": count for level, count in enumerate(_group(case, args).levels)}


def wilson_interval(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    return _interval(wilson(args["y"], args["n"]))


def prop_difference(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    d = args["y1"] / args["n1"] - args["y2"] / args["n2"]
    return {"d": d, **_interval(newcombe(args["y1"], args["n1"], args["y2"], args["n2"]))}


def bh(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    return {"q": benjamini_hochberg(np.array(as_list(args["p"]))).tolist()}


def item_part(name: str) -> Library:
    def part(case: Case, args: dict[str, Any]) -> dict[str, Any]:
        return as_plain(getattr(_item(case, args["item"]), name))

    return part


def section_item(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    return as_plain(_item(case, args["item"]).sections[case.sections.index(args["section"])])


def distractor(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    (option,) = [option for option in _item(case, args["item"]).options or () if option.option == args["option"]]
    return as_plain(option)


def reliability(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    return as_plain(_metric(case, args).reliability)


def near_cut(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    found = reliability(case, args)
    return {"n_near": found["n_near_cut"], "n": found["n_scored"]}


def alpha_ci(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    return _interval(feldt_interval(args["alpha"], args["n"], args["k"]))


def section_part(name: str) -> Library:
    def part(case: Case, args: dict[str, Any]) -> dict[str, Any]:
        return as_plain(getattr(_section(case, args), name))

    return part


def metric_part(name: str) -> Library:
    def part(case: Case, args: dict[str, Any]) -> dict[str, Any]:
        return as_plain(getattr(_metric(case, args), name))

    return part


def item_surprise(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    return as_plain(_item(case, args["metric"]).surprises[case.sections.index(args["section"])])


def _adjusted(case: Case) -> AdjustedResults:
    pre, post = (np.array([as_number(row[column]) for row in case.rows]) for column in ("pre", "post"))
    return adjusted_results(pre, post, case.responses.section, len(case.sections))


def ancova_fit(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    return as_plain(_adjusted(case).fit)


def ancova_section(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    return as_plain(_adjusted(case).sections[case.sections.index(args["section"])])


def gains(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    return as_plain(gain(*case.group(args["group"])))


def gain_smcr(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    return as_plain(standardized_gain(*case.group(args["group"])))


def gain_team_sd(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    return as_plain(gain_in_team_sd(*case.group(args["group"]), team_sd=args["team_sd_pre"]))


def regression(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    pre, post = case.group(args["group"])
    return as_plain(regression_to_mean(pre, post, reliability=args["reliability"], team_mean=args["team_mean"]))


def hedges(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    of_a, of_b = case.group(args["a"], besides=args["b"]), case.group(args["b"], besides=args["a"])
    a, b = (post - pre for pre, post in (of_a, of_b))
    return as_plain(hedges_g(a, b))


def mcnemar_change(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    counts = {name: args[name] for name in ("both", "up", "down", "neither")}
    found = mcnemar(**counts)
    if "group" in args:
        assert proficiency_change(*case.group(args["group"]), cut=args["cut"]) == found
    return as_plain(found)


def small_sample_j(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    return {"J": small_sample_correction(args["df"])}


def smart(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    found = goal_progress(
        baseline=Count(**args["baseline"]),
        current=Count(**args["current"]),
        target=args["target"],
        time_share=args["time_fraction"],
        checkpoints=[Checkpoint(point["t"], point["p"]) for point in args.get("checkpoints") or ()],
        project_to=args.get("project_to", 1.0),
    )
    return as_plain(found)


def line_suppression(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    n, y = as_list(args["n"]), as_list(args["y"]) if "y" in args else None
    found = suppress_line(n, k=args["k"], y=y)
    assert not line_leaks(n, found, k=args["k"], y=y), "a hidden number can be worked out"
    return as_plain(found)


def table_suppression(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    found = suppress_table(args["n"], k=args["k"])
    assert not table_leaks(args["n"], found, k=args["k"]), "a hidden number can be worked out"
    return as_plain(found)


def outside_range(case: Case, args: dict[str, Any]) -> dict[str, Any]:
    return {"label": range_code(args["y"], args["n"])}


LIBRARY: dict[str, Library] = {
    "student_score": student_score,
    "section_mean": section_mean,
    "section_proficient": section_proficient,
    "levels": levels,
    "compare_mean": section_part("compare_mean"),
    "compare_proficient": section_part("compare_proficient"),
    "pool_mean": section_part("steadied_mean"),
    "pool_proficient": section_part("steadied_proficient"),
    "pool_mean_team": metric_part("between_mean"),
    "pool_proficient_team": metric_part("between_proficient"),
    "item_difficulty": item_part("difficulty"),
    "item_rest": item_part("rest"),
    "disc27": item_part("discrimination"),
    "alpha_if_dropped": item_part("alpha_if_dropped"),
    "section_item": section_item,
    "item_surprise": item_surprise,
    "distractor": distractor,
    "alpha": reliability,
    "sem": reliability,
    "near_cut": near_cut,
    "alpha_ci": alpha_ci,
    "ancova_fit": ancova_fit,
    "ancova_section": ancova_section,
    "gain": gains,
    "gain_smcr": gain_smcr,
    "gain_in_team_sd": gain_team_sd,
    "regression_to_mean": regression,
    "hedges_g": hedges,
    "mcnemar": mcnemar_change,
    "small_sample_J": small_sample_j,
    "smart": smart,
    "suppress_line": line_suppression,
    "suppress_table": table_suppression,
    "range_code": outside_range,
    "wilson": wilson_interval,
    "prop_difference": prop_difference,
    "bh": bh,
}


@cache
def _case(folder: Path) -> Case:
    return Case(folder)


FOLDERS = reference_folders()


def differences(case: Case, stat: str) -> list[str]:
    """What the library says otherwise than the case's checks of one statistic; an unknown one is such a thing."""
    checks = [check for check in case.checks if check.stat == stat]
    if stat not in LIBRARY:
        return [f"no function of the library is known for the statistic {stat!r}"]
    return [text for check in checks for text in check.differences(LIBRARY[stat](case, check.args))]


@pytest.mark.skipif(
    not FOLDERS and not named_places(), reason="no reference cases: set PLC_REFERENCE_DIRS to a folder that holds some"
)
def test_every_reference_stat_is_known() -> None:
    assert FOLDERS, f"no expected.json below {named_places()}"
    stats = {check.stat for folder in FOLDERS for check in _case(folder).checks}
    assert stats <= set(LIBRARY), f"unknown: {sorted(stats - set(LIBRARY))}"


@pytest.mark.parametrize(
    ("folder", "stat"),
    [(folder, stat) for folder in FOLDERS for stat in dict.fromkeys(check.stat for check in _case(folder).checks)],
    ids=lambda value: value.name if isinstance(value, Path) else value,
)
def test_reference_case(folder: Path, stat: str) -> None:
    found = differences(_case(folder), stat)
    assert not found, f"{len(found)} differences:\n" + "\n".join(found[:10])
