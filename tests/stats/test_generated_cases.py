"""Case folders made here, in the format of the shared ones, with numbers from `rederived/`: the same table must do.

Other sizes and names than the shared cases have: one section, one student, codes in every mix, no items.csv, answers of
fewer than 30 students, lists of one written without brackets.
"""

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.stats import rederived
from tests.stats.reference import Case, folders_below
from tests.stats.test_reference_cases import differences

CLOSE = (1e-9, 1e-9)
GRID = (2e-5, 0.0)
"""A grid of 200 points against adaptive quadrature: the tolerance the shared cases state."""


class Folder:
    """A case in the making."""

    def __init__(self, place: Path, config: dict[str, Any]) -> None:
        self.place, self.config = place, config
        self.checks: list[dict[str, Any]] = []
        place.mkdir(parents=True)

    def table(self, name: str, rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> None:
        with (self.place / name).open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)

    def check(self, stat: str, args: dict[str, Any], figures: dict[str, Any], tol: tuple[float, float] = CLOSE) -> None:
        expected = {name: value for name, value in figures.items() if name != "reason"}
        check = {"stat": stat, "args": args, "expected": expected, "tol": {"abs": tol[0], "rel": tol[1]}}
        self.checks.append(check | ({"reason": figures["reason"]} if figures.get("reason") else {}))

    def differences(self) -> list[str]:
        content = {"config": self.config, "checks": self.checks}
        text = json.dumps(content, default=lambda value: value.item())
        (self.place / "expected.json").write_text(text, encoding="utf-8")
        case = Case(self.place)
        return [text for stat in dict.fromkeys(check.stat for check in case.checks) for text in differences(case, stat)]


SHAPES = {
    "one section": {"sizes": (31,), "max_points": (1, 1, 2, 4), "standards": ("A", "A;B", "B", "B")},
    "one student a section": {"sizes": (1, 1, 1), "max_points": (1, 1), "standards": ("", "")},
    "two sections": {"sizes": (10, 11), "max_points": (1,) * 6, "standards": ("NF.4",) * 3 + ("OA.1",) * 3},
    "small and large": {"sizes": (1, 9, 10, 34, 0), "max_points": (1, 3, 1, 1, 5), "standards": ("x",) * 4 + ("y",)},
    "one item": {"sizes": (12, 15), "max_points": (3,), "standards": ("only",)},
    "nobody tested": {"sizes": (0, 0), "max_points": (1, 1), "standards": ("s", "s")},
    "many": {"sizes": (14, 17, 22, 12, 19, 28), "max_points": (1, 1, 1, 1, 2, 2, 1, 4), "standards": ("p", "q") * 4},
}
CONFIG = {"cut": 0.6, "levels": [0.4, 0.6, 0.85], "min_diff": 0.08, "q": 0.2}


def drawn_team(seed: int, shape: dict[str, Any]) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Students and items; sections differ truly, every code occurs, points may be halves."""
    rng = np.random.default_rng(seed)
    items = [
        {"item": f"item {place}", "max_points": str(most), "standards": standard, "key": "", "options": ""}
        for place, (most, standard) in enumerate(zip(shape["max_points"], shape["standards"], strict=True))
    ]
    students = []
    for section, size in enumerate(shape["sizes"]):
        for _ in range(size + 1):  # one of each section is not tested
            ability = rng.normal(0.4 * section, 1)
            student = {"student": f"s{len(students):03}", "section": f"Room {section}", "status": "present"}
            for item in items:
                most = float(item["max_points"])
                halves = rng.binomial(int(2 * most), 1 / (1 + np.exp(-ability))) / 2
                points = halves if most > 1 else rng.binomial(1, 0.6)
                luck = rng.random()
                code = "B" if luck < 0.05 else "N" if luck < 0.08 else "X" if luck < 0.11 else ""
                student[item["item"]] = code or f"{points:g}"
            students.append(student)
        students[-1]["status"] = str(rng.choice(["absent", "exempt"]))
    rng.shuffle(students)
    return students, items


def item_case(place: Path, students: list[dict[str, str]], items: list[dict[str, str]]) -> Folder:
    folder, team = Folder(place, CONFIG), rederived.Team(students, items)
    names = [item["item"] for item in items]
    folder.table("scores.csv", students, ["student", "section", "status", *names])
    folder.table("items.csv", items, ["item", "max_points", "standards", "key", "options"])
    cut, levels = CONFIG["cut"], CONFIG["levels"]
    for student in team.tested:
        for metric, of_metric in team.metrics.items():
            points, most, share = team.score(student, of_metric)
            figures = {"points": points, "max": most, "percent": share}
            folder.check("student_score", {"student": student["student"], "metric": metric}, figures)
    for item in names:
        folder.check("item_difficulty", {"item": item}, rederived.item_difficulty(team, item))
        folder.check("item_rest", {"item": item}, rederived.item_rest(team, item))
        folder.check("disc27", {"item": item}, rederived.disc27(team, item))
        for section in team.sections:
            folder.check(
                "section_item", {"section": section, "item": item}, rederived.section_item(team, section, item)
            )
        if len(names) > 2 and len(team.tested) > 1:
            others = rederived.alpha(team, [name for name in names if name != item], complete_on=names)
            folder.check("alpha_if_dropped", {"item": item}, {"alpha": others["alpha"]})
    for metric, of_metric in team.metrics.items():
        figures = rederived.alpha(team, of_metric)
        folder.check("alpha", {"metric": metric}, figures)
        if figures["alpha"] is not None:
            folder.check("sem", {"metric": metric}, rederived.sem(team, metric))
            folder.check("near_cut", {"metric": metric, "cut": cut}, rederived.near_cut(team, metric, cut))
        for section in [*team.sections, "ALL"]:
            args = {"section": section, "metric": metric}
            folder.check("section_mean", args, rederived.section_mean(team, section, metric))
            for at in (cut, 0.75):
                figures = rederived.section_proficient(team, section, metric, at)
                folder.check("section_proficient", {**args, "cut": at}, figures)
            folder.check("levels", {**args, "cuts": levels}, rederived.levels(team, section, metric, levels))
            folder.check("levels", {**args, "cuts": 0.5}, rederived.levels(team, section, metric, [0.5]))
    rules = {"q": CONFIG["q"], "min_diff": CONFIG["min_diff"]}
    for kind in ("mean", "proficient"):
        for (metric, section), row in rederived.comparisons(team, kind, cut=cut, **rules).items():
            folder.check(f"compare_{kind}", {"section": section, "metric": metric}, row)
    for (item, section), row in rederived.item_surprises(team, **rules).items():
        folder.check("item_surprise", {"section": section, "metric": item}, row)
    return folder


@pytest.mark.parametrize("name", SHAPES)
def test_item_level(name: str, tmp_path: Path) -> None:
    students, items = drawn_team(len(name), SHAPES[name])
    folder = item_case(tmp_path / "case", students, items)
    assert len(folder.checks) > 10
    assert folder.differences() == []


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("name", SHAPES)
def test_item_level_again_and_again(name: str, seed: int, tmp_path: Path) -> None:
    students, items = drawn_team(1_000 + seed, SHAPES[name])
    assert item_case(tmp_path / "case", students, items).differences() == []


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["two sections", "small and large", "many"])
def test_steadied_results(name: str, tmp_path: Path) -> None:
    students, items = drawn_team(7, SHAPES[name])
    folder, team = item_case(tmp_path / "case", students, items), rederived.Team(students, items)
    folder.checks.clear()
    for metric in team.metrics:
        for stat, cut in (("pool_mean", None), ("pool_proficient", CONFIG["cut"])):
            sections, between = rederived.pool(team, metric, cut)
            args = {"metric": metric} | ({} if cut is None else {"cut": cut})
            folder.check(f"{stat}_team", args, between, (1e-4, 0.0))
            for section, figures in sections.items():
                folder.check(stat, {**args, "section": section}, figures, GRID)
    assert folder.differences() == []


@pytest.mark.parametrize("size", [12, 40])
def test_options(size: int, tmp_path: Path) -> None:
    rng = np.random.default_rng(size)
    items = [
        {"item": name, "max_points": "1", "standards": "", "key": key, "options": "ABCD" if key else ""}
        for name, key in (("q1", "A"), ("q2", "C"), ("open", ""), ("q4", "D"))
    ]
    students, answers = [], []
    for place in range(size):
        student = {"student": f"s{place}", "section": "AB"[place % 2], "status": "present", "open": str(place % 3 % 2)}
        answer = {"student": f"s{place}"}
        for item in items:
            if item["key"]:
                picked = str(rng.choice([item["key"], "A", "B", "C", ""], p=[0.5, 0.15, 0.15, 0.1, 0.1]))
                answer[item["item"]] = picked
                student[item["item"]] = str(int(picked == item["key"])) if picked else "B"
        students.append(student)
        answers.append(answer)
    students[3]["q2"], students[4]["q4"], answers[3]["q2"] = "N", "X", ""
    folder, team = Folder(tmp_path / "case", {}), rederived.Team(students, items)
    folder.table("scores.csv", students, ["student", "section", "status", "q1", "q2", "open", "q4"])
    folder.table("items.csv", items, ["item", "max_points", "standards", "key", "options"])
    folder.table("responses.csv", answers, ["student", "q1", "q2", "q4"])
    for item in ("q1", "q2", "q4"):
        chosen = {answer["student"]: answer[item] for answer in answers}
        for option in ("A", "B", "C", "D", "blank"):
            figures = rederived.distractor(team, item, option, chosen)
            folder.check("distractor", {"item": item, "option": option}, figures)
    assert folder.differences() == []


def test_scores_without_a_list_of_items(tmp_path: Path) -> None:
    students, items = drawn_team(3, {"sizes": (12, 14), "max_points": (1, 1, 1), "standards": ("", "", "")})
    folder = item_case(tmp_path / "case", students, items)
    (folder.place / "items.csv").unlink()
    assert folder.differences() == []


def score_rows(seed: int, sizes: Sequence[int]) -> list[dict[str, str]]:
    rng = np.random.default_rng(seed)
    rows = []
    for section, size in enumerate(sizes):
        for _ in range(size):
            pre = rng.uniform(0.1, 0.9)
            post = float(np.clip(0.3 + 0.6 * pre + 0.03 * section + rng.normal(0, 0.1), 0, 1))
            missing = rng.random() < 0.1
            rows.append({"section": f"T{section}", "pre": "" if missing else f"{pre:.4f}", "post": f"{post:.4f}"})
    return [{"student": str(place), **row} for place, row in enumerate(rows)]


@pytest.mark.parametrize(("seed", "sizes"), [(1, (14, 30)), (2, (25, 8, 17, 21)), (3, (40, 13, 12))])
def test_score_level(seed: int, sizes: Sequence[int], tmp_path: Path) -> None:
    rows = score_rows(seed, sizes)
    folder = Folder(tmp_path / "case", {"cut": 0.55, "levels": 0.5})
    folder.table("scores.csv", rows, ["student", "section", "pre", "post"])
    matched = [(row["section"], float(row["pre"]), float(row["post"])) for row in rows if row["pre"]]
    fit, sections = rederived.ancova(matched)
    folder.check("ancova_fit", {"metric": "score"}, fit, (1e-8, 1e-8))
    for section, figures in sections.items():
        folder.check("ancova_section", {"section": section}, figures, (1e-8, 1e-8))
    team = rederived.Team(
        [{**row, "status": "present", "score": row["post"]} for row in rows],
        [{"item": "score", "max_points": "1", "standards": ""}],
    )
    for section in [*team.sections, "ALL"]:
        args = {"section": section, "metric": "score"}
        folder.check("section_mean", args, rederived.section_mean(team, section, "total"))
        folder.check("levels", {**args, "cuts": 0.5}, rederived.levels(team, section, "total", [0.5]))
    pres = [pre for _, pre, _ in matched]
    groups = {
        "ALL": matched,
        "T0": [row for row in matched if row[0] == "T0"],
        "pre below median": [row for row in matched if row[1] < np.median(pres)],
        "pre below 0.45": [row for row in matched if row[1] < 0.45],
    }
    for name, members in groups.items():
        pre, post = [row[1] for row in members], [row[2] for row in members]
        found = rederived.gain(pre, post)
        folder.check("gain", {"group": name, "matched": True}, found)
        folder.check("gain_smcr", {"group": name}, rederived.gain_smcr(pre, post), (1e-8, 1e-8))
        in_sd = {"g": found["mean_gain"] / 0.21, "ci_low": found["ci_low"] / 0.21, "ci_high": found["ci_high"] / 0.21}
        folder.check("gain_in_team_sd", {"group": name, "team_sd_pre": 0.21}, in_sd)
        expected = (1 - 0.75) * (0.6 - float(np.mean(pre)))
        beyond = {"expected_gain": expected, "gain_beyond": found["mean_gain"] - expected}
        folder.check("regression_to_mean", {"group": name, "reliability": 0.75, "team_mean": 0.6}, beyond)
        was, now = np.array(pre) >= 0.55 - 1e-9, np.array(post) >= 0.55 - 1e-9
        counts = {
            "both": int((was & now).sum()), "up": int((~was & now).sum()),
            "down": int((was & ~now).sum()), "neither": int((~was & ~now).sum()),
        }  # fmt: skip
        folder.check("mcnemar", {"group": name, "cut": 0.55, **counts}, rederived.mcnemar(**counts))
    a, b = ([row[2] - row[1] for row in matched if (row[0] == "T1") is is_in] for is_in in (True, False))
    args = {"a": "gain of section T1", "b": "gain of all other sections"}
    folder.check("hedges_g", args, rederived.hedges_g(a, b), (1e-8, 1e-8))
    assert folder.differences() == []


def parameter_checks(rng: np.random.Generator) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    n = int(rng.integers(1, 60))
    y = int(rng.integers(0, n + 1))
    low, high = rederived.wilson(y, n)
    yield "wilson", {"y": y, "n": n}, {"ci_low": low, "ci_high": high}
    four = dict(zip(("both", "up", "down", "neither"), rng.integers(0, 9, 4).tolist(), strict=True))
    if sum(four.values()):
        yield "mcnemar", four, rederived.mcnemar(**four)
    df = int(rng.integers(2, 90))
    yield "small_sample_J", {"df": df}, {"J": rederived.small_sample_j(df)}
    baseline, current = (int(rng.integers(0, n + 1)), n), (y, n)
    target, share = round(float(rng.uniform(0.3, 0.95)), 2), round(float(rng.random()), 2)
    checks = [(round(float(t), 2), round(float(rng.random()), 2)) for t in np.sort(rng.random(rng.integers(0, 5)))]
    args = {
        "baseline": dict(zip("yn", baseline, strict=True)), "current": dict(zip("yn", current, strict=True)),
        "target": target, "time_fraction": share, "checkpoints": [{"t": t, "p": p} for t, p in checks], "project_to": 1,
    }  # fmt: skip
    if len({t for t, _ in checks}) == len(checks):
        yield "smart", args, rederived.smart(baseline, current, target, share, checks)
    sizes = rng.integers(0, 30, rng.integers(1, 7)).tolist()
    reached = rng.binomial(sizes, rng.random()).tolist()
    k = int(rng.choice([5, 10]))
    yield "suppress_line", {"n": sizes, "k": k}, rederived.suppressed_line(sizes, k, None)
    yield "suppress_line", {"n": sizes, "k": k, "y": reached}, rederived.suppressed_line(sizes, k, reached)
    many = int(rng.choice([rng.integers(1, 45), rng.integers(40, 130), rng.integers(250, 900)]))
    of_many = int(rng.integers(0, many + 1))
    yield "range_code", {"y": of_many, "n": many}, {"label": rederived.outside_range(of_many, many)}


def test_parameters_alone(tmp_path: Path) -> None:
    rng, folder = np.random.default_rng(9), Folder(tmp_path / "case", {})
    for _ in range(25):
        for stat, args, figures in parameter_checks(rng):
            folder.check(stat, args, figures)
    assert folder.differences() == []


def test_an_unknown_statistic_or_key_is_a_difference(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "case", {})
    folder.check("rank_of_teacher", {}, {"rank": 1})
    folder.check("wilson", {"y": 1, "n": 2}, {"mid": 0.5})
    unknown, missing = folder.differences()
    assert "rank_of_teacher" in unknown
    assert "mid is 'missing'" in missing
    assert folders_below(tmp_path) == [folder.place]
