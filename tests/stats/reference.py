"""Reference cases: a folder with inputs as CSV and expected numbers re-derived by another program.

The format is in the README of the shared cases. Files a case does not need may be missing: without items.csv every
column of scores is an item of one point, without responses.csv no choices are known, and a case may be made of
parameters alone. A list of one number may have been written as the number, as R does.
"""

import csv
import json
import os
import re
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from assessments.stats import Choices, Code, Metric, Responses, Settings, Status, TeamReport, team_report
from assessments.stats.conventions import FloatArray
from assessments.stats.responses import NONE_CHOSEN, SEVERAL_CHOSEN
from assessments.stats.scores import StudentScore, student_scores

PROJECT_ROOT = Path(__file__).resolve().parents[2]
STATUS = {
    "present": Status.SCORED,
    "absent": Status.ABSENT,
    "exempt": Status.EXEMPT,
    "make_up": Status.MAKE_UP,
    "not_assessed": Status.NOT_ASSESSED,
}
CODE = {
    **{"B": Code.BLANK, "N": Code.NOT_REACHED, "X": Code.EXEMPT},
    **dict.fromkeys(("", "NA"), Code.NOT_ENTERED),
}
DESCRIBING = ("student", "section", "status", "pre", "post")
DEFAULT_PLACE = "../shared/samples/statistics"
AUDITED_ONLY = frozenset({"feasible"})
"""Keys of a check that are no output to reproduce (README of the cases); the check's own audit takes their place."""


def named_places() -> list[str]:
    """The directories of ``PLC_REFERENCE_DIRS``; none of its own when it is not set."""
    return [name for name in os.environ.get("PLC_REFERENCE_DIRS", "").split(os.pathsep) if name]


def folders_below(place: Path) -> list[Path]:
    """Every folder with an ``expected.json`` below a directory."""
    return sorted(path.parent for path in place.rglob("expected.json"))


def reference_folders() -> list[Path]:
    """Every case below the directories of ``PLC_REFERENCE_DIRS``, each once; relative names start at the project."""
    places = [(PROJECT_ROOT / name).resolve() for name in named_places() or [DEFAULT_PLACE]]
    return list(dict.fromkeys(folder for place in places for folder in folders_below(place)))


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def as_list(value: Any) -> list[Any]:
    """A list of one, if it was written without its brackets; nothing as an empty one."""
    return [] if value is None else value if isinstance(value, list) else [value]


def as_number(cell: str) -> float:
    """NaN where there is no score."""
    return float(cell) if cell not in {"", "NA"} else float("nan")


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
        wanted = {name: value for name, value in self.expected.items() if name not in AUDITED_ONLY}
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
        self.reports: dict[Settings, TeamReport] = {}

    @cached_property
    def settings(self) -> Settings:
        config = dict(self.expected.get("config") or {})
        return Settings(**{**config, "levels": tuple(as_list(config.get("levels")))})

    @cached_property
    def rows(self) -> list[dict[str, str]]:
        return read_rows(self.folder / "scores.csv")

    @cached_property
    def columns(self) -> list[str]:
        with (self.folder / "scores.csv").open(newline="", encoding="utf-8-sig") as file:
            return next(csv.reader(file))

    @property
    def has_items(self) -> bool:
        """Item level; a score-level case is one item with as many points as the score."""
        return (self.folder / "items.csv").exists() or "post" not in self.columns

    @cached_property
    def items(self) -> list[dict[str, str]]:
        """Item, max_points, standards, key and options; what items.csv does not say is empty, and one point."""
        path = self.folder / "items.csv"
        if path.exists():
            rows = read_rows(path)
        elif self.has_items:
            rows = [{"item": name} for name in self.columns if name not in DESCRIBING]
        else:
            rows = [{"item": "post"}]
        defaults = {"max_points": "1", "standards": "", "key": "", "options": ""}
        return [{**defaults, **{name: cell for name, cell in row.items() if cell}} for row in rows]

    @cached_property
    def item_names(self) -> list[str]:
        return [row["item"] for row in self.items]

    @cached_property
    def sections(self) -> list[str]:
        asked = {check.args.get("section", "ALL") for check in self.checks}
        return sorted(({row["section"] for row in self.rows} | asked) - {"ALL"})

    @cached_property
    def metrics(self) -> tuple[Metric, ...]:
        every = tuple(range(len(self.items)))
        if not self.has_items:
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
        shape = len(self.rows), len(self.items)
        codes = np.array([[CODE.get(cell, Code.POINTS) for cell in row] for row in cells], dtype=np.int8).reshape(shape)
        points = np.array([[np.nan if cell in CODE else float(cell) for cell in row] for row in cells]).reshape(shape)
        position = {name: index for index, name in enumerate(self.sections)}
        return Responses(
            points=points,
            codes=codes,
            max_points=np.array([float(row["max_points"]) for row in self.items]),
            section=np.array([position[row["section"]] for row in self.rows], dtype=np.int64),
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
                self._choice(of_student.get(row["student"], {}).get(name) or "", names)
                for name, names in zip(self.item_names, options, strict=True)
            ]
            for row in self.rows
        ]
        keys = [names.index(row["key"]) if names else None for row, names in zip(self.items, options, strict=True)]
        cells = np.array(chosen, dtype=np.int16).reshape(len(self.rows), len(self.items))
        return Choices(cells, tuple(map(tuple, options)), tuple(keys))

    @staticmethod
    def _choice(answer: str, options: str) -> int:
        """Anything that is not one of the options is more than one of them; of an open item it is nothing."""
        if not answer or not options:
            return NONE_CHOSEN
        return options.index(answer) if answer in tuple(options) else SEVERAL_CHOSEN

    def report_at(self, cut: float | None = None, levels: Any = None) -> TeamReport:
        """The report with the case's settings, or with the cuts that a check names."""
        changes: dict[str, Any] = {} if cut is None else {"cut": cut}
        changes |= {} if levels is None else {"levels": tuple(as_list(levels))}
        settings = replace(self.settings, **changes)
        if settings not in self.reports:
            self.reports[settings] = team_report(self.responses, settings)
        return self.reports[settings]

    @cached_property
    def scores(self) -> tuple[tuple[StudentScore | None, ...], ...]:
        return student_scores(self.responses)

    def group(self, name: str, besides: str = "") -> tuple[FloatArray, FloatArray]:
        """Pre and post of a growth group's matched students; README of the cases names the groups.

        ``besides`` is the group that "all other sections" are other than.
        """
        pre, post = (np.array([as_number(row[column]) for row in self.rows]) for column in ("pre", "post"))
        section = np.array([row["section"] for row in self.rows])
        matched = ~(np.isnan(pre) | np.isnan(post))
        pre, post, section = pre[matched], post[matched], section[matched]
        name, besides = (text.removeprefix("gain of ").removeprefix("section ") for text in (name, besides))
        if name in self.sections:
            members = section == name
        elif name == "ALL":
            members = np.full(pre.shape, True)
        elif name == "all other sections":
            members = section != (besides or "A")
        elif found := re.fullmatch(r"pre below (median|[0-9.]+)", name):
            members = pre < (np.median(pre) if found[1] == "median" else float(found[1]))
        else:
            raise ValueError(f"no group is called {name!r}")
        return pre[members], post[members]

    def metric_index(self, name: str) -> int:
        return [metric.name for metric in self.metrics].index(name)
