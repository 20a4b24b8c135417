"""Reference cases: a folder with inputs as CSV and expected numbers re-derived by another program (R)."""

import csv
import json
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from assessments.stats import Choices, Code, Metric, Responses, Settings, Status, TeamReport, team_report
from assessments.stats.conventions import FloatArray
from assessments.stats.responses import NONE_CHOSEN
from assessments.stats.scores import StudentScore, student_scores

PROJECT_ROOT = Path(__file__).resolve().parents[2]
STATUS = {
    "present": Status.SCORED,
    "absent": Status.ABSENT,
    "exempt": Status.EXEMPT,
    "make_up": Status.MAKE_UP,
    "not_assessed": Status.NOT_ASSESSED,
}
CODE = {"B": Code.BLANK, "N": Code.NOT_REACHED, "X": Code.EXEMPT, "": Code.NOT_ENTERED}


def reference_folders() -> list[Path]:
    """Every folder with an ``expected.json`` below the directories of ``PLC_REFERENCE_DIRS``."""
    named = os.environ.get("PLC_REFERENCE_DIRS", "../shared/samples/statistics").split(os.pathsep)
    roots = [(PROJECT_ROOT / name).resolve() for name in named if name]
    return sorted({path.parent for root in roots for path in root.rglob("expected.json")})


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Check:
    stat: str
    args: dict[str, Any]
    expected: dict[str, Any]
    absolute: float
    relative: float
    reason: str | None

    def differences(self, got: dict[str, Any]) -> list[str]:
        """What in ``got`` is not as expected, as sentences."""
        wanted = dict(self.expected)
        if self.reason is not None:
            wanted["reason"] = self.reason
        return [
            f"{self.stat} {self.args}: {name} is {got.get(name, 'missing')!r}, expected {value!r}"
            for name, value in wanted.items()
            if name not in got or not self._agrees(got[name], value)
        ]

    def _agrees(self, got: Any, wanted: Any) -> bool:
        if isinstance(wanted, dict):
            return wanted.keys() == got.keys() and all(self._agrees(got[name], wanted[name]) for name in wanted)
        if isinstance(wanted, list):
            return len(got) == len(wanted) and all(map(self._agrees, got, wanted))
        if wanted is None or isinstance(wanted, str | bool):
            return got == wanted and (wanted is None) == (got is None)
        is_number = isinstance(got, int | float) and not isinstance(got, bool)
        return is_number and abs(got - wanted) <= self.absolute + self.relative * abs(wanted)


class Case:
    """One folder, read when first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        self.checks = [
            Check(c["stat"], c["args"], c["expected"], c["tol"]["abs"], c["tol"]["rel"], c.get("reason"))
            for c in self.expected["checks"]
        ]

    @cached_property
    def settings(self) -> Settings:
        config = dict(self.expected["config"])
        return Settings(**{**config, "levels": tuple(config.get("levels", ()))})

    @cached_property
    def rows(self) -> list[dict[str, str]]:
        return read_rows(self.folder / "scores.csv")

    @cached_property
    def items(self) -> list[dict[str, str]]:
        """Rows of items.csv; a score-level case is one item with as many points as the score."""
        path = self.folder / "items.csv"
        if path.exists():
            return read_rows(path)
        return [{"item": "post", "max_points": "1", "standards": "", "key": "", "options": ""}]

    @cached_property
    def item_names(self) -> list[str]:
        return [row["item"] for row in self.items]

    @cached_property
    def sections(self) -> list[str]:
        return sorted({row["section"] for row in self.rows})

    @cached_property
    def metrics(self) -> tuple[Metric, ...]:
        every = tuple(range(len(self.items)))
        if "status" not in self.rows[0]:
            return (Metric("score", every),)
        of_item = [row["standards"].split(";") for row in self.items]
        names = sorted({name for names in of_item for name in names if name})
        return (
            Metric("total", every),
            *(Metric(name, tuple(item for item in every if name in of_item[item])) for name in names),
        )

    @cached_property
    def responses(self) -> Responses:
        cells = [[row[name] for name in self.item_names] for row in self.rows]
        codes = np.array([[CODE.get(cell, Code.POINTS) for cell in row] for row in cells], dtype=np.int8)
        points = np.array([[np.nan if cell in CODE else float(cell) for cell in row] for row in cells])
        position = {name: index for index, name in enumerate(self.sections)}
        return Responses(
            points=points,
            codes=codes,
            max_points=np.array([float(row["max_points"]) for row in self.items]),
            section=np.array([position[row["section"]] for row in self.rows]),
            status=np.array([STATUS[row.get("status", "present")] for row in self.rows], dtype=np.int8),
            n_sections=len(self.sections),
            metrics=self.metrics,
            choices=self.choices,
        )

    @cached_property
    def choices(self) -> Choices | None:
        path = self.folder / "responses.csv"
        if not path.exists():
            return None
        of_student = {row["student"]: row for row in read_rows(path)}
        options = [row["options"] if row["key"] else "" for row in self.items]
        chosen = [
            [
                names.index(choice) if (choice := of_student[row["student"]].get(item, "")) else NONE_CHOSEN
                for item, names in zip(self.item_names, options, strict=True)
            ]
            for row in self.rows
        ]
        keys = [names.index(row["key"]) if names else None for row, names in zip(self.items, options, strict=True)]
        return Choices(np.array(chosen, dtype=np.int16), tuple(map(tuple, options)), tuple(keys))

    @cached_property
    def report(self) -> TeamReport:
        return team_report(self.responses, self.settings)

    @cached_property
    def scores(self) -> tuple[tuple[StudentScore | None, ...], ...]:
        return student_scores(self.responses)

    def group(self, name: str) -> tuple[FloatArray, FloatArray]:
        """Pre and post of a growth group's matched students; README of the cases names the groups."""
        matched = [row for row in self.rows if row["pre"] and row["post"]]
        section = np.array([row["section"] for row in matched])
        pre, post = (np.array([float(row[column]) for row in matched]) for column in ("pre", "post"))
        members = {
            "ALL": np.full(pre.shape, True),
            "pre below median": pre < np.median(pre),
            "pre below 0.6": pre < 0.6,
            **{name: section == name for name in self.sections},
            **{f"gain of section {name}": section == name for name in self.sections},
            "gain of all other sections": section != "A",
        }[name]
        return pre[members], post[members]

    def metric_index(self, name: str) -> int:
        return [metric.name for metric in self.metrics].index(name)
