"""Students and items as a case has them, and their scores (section 1)."""

from collections.abc import Sequence
from typing import Any

import numpy as np

Z = 1.959963984540054
Figures = dict[str, Any]


def points_in_s(cell: str) -> float | None:
    """None: left out of points and of max."""
    return None if cell == "X" else 0.0 if cell in {"B", "N"} else float(cell)


def points_in_d(cell: str) -> float | None:
    return None if cell in {"X", "N"} else 0.0 if cell == "B" else float(cell)


class Team:
    """One made-up team."""

    def __init__(self, students: Sequence[dict[str, str]], items: Sequence[dict[str, str]]) -> None:
        self.items = {item["item"]: item for item in items}
        self.max = {name: float(item["max_points"]) for name, item in self.items.items()}
        self.tested = [student for student in students if student["status"] == "present"]
        self.sections = sorted({student["section"] for student in students})
        standards = sorted({s for item in items for s in item["standards"].split(";") if s})
        self.metrics = {"total": list(self.max)} | {
            s: [name for name, item in self.items.items() if s in item["standards"].split(";")] for s in standards
        }

    def score(self, student: dict[str, str], names: Sequence[str]) -> tuple[float, float, float | None]:
        counted = [(points_in_s(student[name]), self.max[name]) for name in names]
        points = sum(p for p, _ in counted if p is not None)
        most = sum(m for p, m in counted if p is not None)
        return points, most, points / most if most else None

    def scores(self, metric: str, section: str = "ALL") -> list[float]:
        own = [s for s in self.tested if section in {"ALL", s["section"]}]
        found = [self.score(student, self.metrics[metric])[2] for student in own]
        return [y for y in found if y is not None]

    def rest(self, student: dict[str, str], item: str) -> float | None:
        return self.score(student, [name for name in self.max if name != item])[2]


def flat(values: Sequence[float]) -> bool:
    return float(np.var(values, ddof=1)) < 1e-20
