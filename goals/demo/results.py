"""Papers that look like a school's: students of different ability answer items of different difficulty.

Each item follows a logistic response model (Birnbaum 1968; graded responses after Samejima 1969 where an item has
several points), with guessing on selected-response items, favourite wrong answers, blanks, papers that run out of time,
and absences. Pure: the same generator state gives the same papers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assessments.cells import BLANK, EMPTY, EXEMPT, NOT_REACHED, PER_POINT

GUESSING = 0.18
STEP_WIDTH = 0.9  # logits between earning one more point and the next
DISTRACTOR_SHARES = (0.62, 0.25, 0.13)
BLANK_SHARES = {True: 0.008, False: 0.05}  # selected-response, open
NOT_REACHED_SHARE = 0.05
STATUS_SHARES = {"absent": 0.035, "make_up": 0.02, "exempt": 0.012}


@dataclass(frozen=True)
class ItemPlan:
    """One item. ``difficulty`` is the ability (in standard deviations) of a student who earns about half of it.

    ``right_option`` differs from ``key`` only where the key was typed in wrong.
    """

    label: str
    prompt: str
    standard: str
    difficulty: float
    points: int = 1
    key: str = ""
    options: str = ""
    true_key: str = ""
    discrimination: float = 1.5

    @property
    def right_option(self) -> str:
        return self.true_key or self.key

    @property
    def distractors(self) -> str:
        """Wrong options, the most tempting first; a key typed in wrong is what weaker students choose."""
        wrong = [option for option in self.options if option != self.right_option]
        return "".join(sorted(wrong, key=lambda option: option != self.key))


@dataclass(frozen=True)
class ClassPlan:
    """A section's students. ``effect`` and ``strengths`` (by standard) shift them, in the unit of ability."""

    abilities: NDArray[np.float64]
    effect: float = 0.0
    strengths: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Paper:
    """One student's paper: a status, and for each item a stored cell and the option chosen (or ``""``)."""

    status: str
    cells: tuple[int, ...]
    answers: tuple[str, ...]


def draw_papers(rng: np.random.Generator, items: Sequence[ItemPlan], classes: Sequence[ClassPlan]) -> list[list[Paper]]:
    """Papers by class, in the order of the abilities. With 30 students or more every status occurs."""
    n = sum(len(plan.abilities) for plan in classes)
    cells = np.empty((n, len(items)), dtype=np.int64)
    answers = np.full((n, len(items)), "", dtype="<U4")
    for place, item in enumerate(items):
        ability = np.concatenate([c.abilities + c.effect + c.strengths.get(item.standard, 0.0) for c in classes])
        cells[:, place], answers[:, place] = (
            _chosen(rng, item, ability) if item.options else _earned(rng, item, ability)
        )
        is_blank = rng.random(n) < BLANK_SHARES[bool(item.options)] * np.exp(-0.8 * ability)
        cells[is_blank, place], answers[is_blank, place] = BLANK, ""
    _run_out_of_time(rng, cells, answers)
    statuses = _statuses(rng, n)
    _excuse_one_cell(rng, cells, answers, statuses)
    papers = [
        Paper(str(status), tuple(map(int, row)), tuple(map(str, chosen)))
        if status == "scored"
        else Paper(str(status), (EMPTY,) * len(items), ("",) * len(items))
        for status, row, chosen in zip(statuses, cells, answers, strict=True)
    ]
    ends = np.cumsum([len(plan.abilities) for plan in classes])
    return [papers[end - len(plan.abilities) : end] for plan, end in zip(classes, ends, strict=True)]


def _chosen(
    rng: np.random.Generator, item: ItemPlan, ability: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.str_]]:
    """Selected response: who knows it or guesses well takes the right option; what earns the point is the key."""
    knows = GUESSING + (1 - GUESSING) * _logistic(item.discrimination * (ability - item.difficulty))
    shares = np.array(DISTRACTOR_SHARES[: len(item.distractors)])
    wrong = rng.choice(list(item.distractors), size=ability.size, p=shares / shares.sum())
    answers = np.where(rng.random(ability.size) < knows, item.right_option, wrong)
    return np.where(answers == item.key, item.points * PER_POINT, 0), answers


def _earned(
    rng: np.random.Generator, item: ItemPlan, ability: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.str_]]:
    """Open item: each further point is a step harder than the last."""
    steps = item.difficulty + STEP_WIDTH * (np.arange(item.points) - (item.points - 1) / 2)
    chances = _logistic(item.discrimination * (ability[:, None] - steps[None, :]))
    points = (rng.random(ability.size)[:, None] < chances).sum(axis=1)
    return points * PER_POINT, np.full(ability.size, "", dtype="<U4")


def _logistic(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1 / (1 + np.exp(-x))


def _run_out_of_time(rng: np.random.Generator, cells: NDArray[np.int64], answers: NDArray[np.str_]) -> None:
    n, k = cells.shape
    slow = rng.choice(n, size=max(1, round(NOT_REACHED_SHARE * n)), replace=False)
    for student, missed in zip(slow, rng.integers(1, max(2, k // 4), size=slow.size), strict=True):
        cells[student, k - missed :], answers[student, k - missed :] = NOT_REACHED, ""


def _statuses(rng: np.random.Generator, n: int) -> NDArray[np.str_]:
    statuses = np.full(n, "scored", dtype="<U12")
    away = iter(rng.permutation(n))
    for status, share in STATUS_SHARES.items():
        for _ in range(max(1, round(share * n)) if n >= 30 else 0):
            statuses[next(away)] = status
    return statuses


def _excuse_one_cell(
    rng: np.random.Generator, cells: NDArray[np.int64], answers: NDArray[np.str_], statuses: NDArray[np.str_]
) -> None:
    """One scored student is excused from one item that the paper reached."""
    student = rng.choice(np.flatnonzero((statuses == "scored") & (cells[:, -1] != NOT_REACHED)))
    item = rng.integers(cells.shape[1])
    cells[student, item], answers[student, item] = EXEMPT, ""
