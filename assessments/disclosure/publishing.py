"""Whether readers outside the team may be given a run after the one they were given last. Pure.

A total before and after one late paper is that paper, and before and after one class is that class. So the figures of
two runs that somebody outside is given differ by three students or by none, and by the classes of two teachers or of
none (statistics.md, section 14; docs/decisions/0012-published-runs.md).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from assessments.cells import EMPTY, EXEMPT
from assessments.stats import Status
from assessments.stats.conventions import CUT_TOLERANCE
from assessments.stats.privacy import SMALLEST_CHANGE

WHOLE_PAPER: Final = 0
Floats = NDArray[np.float64]
Students = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Whom a run's figures count, and with what: a row a student.

    ``sections`` are ids, ``shares`` of the points by metric (the whole paper, then each standard of ``metrics``), NaN:
    none yet. ``cells`` and ``answers`` are those of ``items``, by their identities.
    """

    students: NDArray[np.int64]
    sections: NDArray[np.int64]
    status: NDArray[np.int64]
    shares: Floats
    metrics: tuple[int, ...]
    cut: float
    items: tuple[str, ...]
    cells: NDArray[np.int64]
    answers: NDArray[np.str_]

    @property
    def has_score(self) -> NDArray[np.int64]:
        """The students with a share on any metric."""
        return self.students[~np.isnan(self.shares).all(axis=1)]


def snapshot_of(students: Mapping[str, Any], counted: Mapping[str, Any]) -> Snapshot:
    """From a run's stored ``students`` and its ``counted``: ids of ``sections`` and ``standards``, ``cut``, ``items``,
    ``cells`` and ``answers``. Without items, of a run from before they were kept, none is compared.
    """
    ids = np.array(students["ids"], dtype=np.int64)
    places = np.array(students["section"], dtype=np.int64)
    status = np.array(students["status"], dtype=np.int64)
    metrics = (WHOLE_PAPER, *counted["standards"])
    shares = np.array(students["scores"], dtype=np.float64).reshape(ids.size, len(metrics))
    items = tuple(counted.get("items", ()))
    cells = np.array(counted.get("cells", ()), dtype=np.int64).reshape(ids.size, len(items))
    answers = np.array(counted.get("answers") or np.full(cells.shape, ""), dtype=np.str_).reshape(cells.shape)
    is_scored = (status == Status.SCORED)[:, None]
    return Snapshot(
        students=ids,
        sections=np.array(counted["sections"], dtype=np.int64)[places] if ids.size else ids,
        status=status,
        shares=np.where(is_scored, shares, np.nan),
        metrics=metrics,
        cut=counted["cut"],
        items=items,
        cells=np.where(is_scored, cells, EXEMPT),
        answers=np.where(is_scored, answers, ""),
    )


def enough_differ(
    published: Snapshot, new: Snapshot, *, by_class: bool = False, partners: Sequence[Collection[int]] = ()
) -> bool:
    """Whether each cell that is in both is of the same students with the same results, or differs by three of them.

    Cells are the team on each metric (the share and whether it is proficient) and each item, and who is in which state;
    ``by_class`` these of each class too. ``partners``: the students with a score on a test that this one's growth is
    read with; growth counts those of them, and the report the others, so each part is a cell.
    """
    metrics = tuple(metric for metric in new.metrics if metric in published.metrics)
    items = tuple(item for item in new.items if item in published.items)
    ids = np.union1d(published.students, new.students)
    before, after = (_table(each, ids, metrics, items) for each in (published, new))
    everybody = np.ones(ids.size, dtype=bool)
    of_growth = slice(0, len(metrics))
    return (
        _may_follow(before, after, everybody, everybody)
        and all(
            _may_follow(before, after, part, part, of_growth)
            for took in (np.isin(ids, np.fromiter(partner, dtype=np.int64)) for partner in partners)
            for part in (took, ~took)
        )
        and (not by_class or all(_may_follow(before, after, *members) for members in _classes(before, after)))
    )


@dataclass(frozen=True, eq=False)
class _Table:
    """``values`` by student: metrics, items, state; NaN where the student is in no such figure. ``reached`` the cut on
    each metric, ``answers`` to each item.
    """

    sections: NDArray[np.int64]
    values: Floats
    reached: Students
    answers: NDArray[np.str_]


def _table(snapshot: Snapshot, ids: NDArray[np.int64], metrics: Sequence[int], items: Sequence[str]) -> _Table:
    rows = np.searchsorted(ids, snapshot.students)
    shares = snapshot.shares[:, [snapshot.metrics.index(metric) for metric in metrics]]
    columns = [snapshot.items.index(item) for item in items]
    cells, answers = snapshot.cells[:, columns], snapshot.answers[:, columns]
    left_out = (cells == EXEMPT) | (cells == EMPTY)
    is_waited_for = np.isnan(snapshot.shares[:, 0]) & (snapshot.status == Status.SCORED)
    state = np.where(is_waited_for, -1, snapshot.status)[:, None]
    found = np.hstack([shares, np.where(left_out, np.nan, cells), state])
    values = np.full((ids.size, found.shape[1]), np.nan)
    values[rows] = found
    sections = np.full(ids.size, -1, dtype=np.int64)
    sections[rows] = snapshot.sections
    said = np.full((ids.size, len(items)), "", dtype=answers.dtype)
    said[rows] = np.where(left_out, "", answers)
    return _Table(sections, values, values[:, : len(metrics)] >= snapshot.cut - CUT_TOLERANCE, said)


def _classes(before: _Table, after: _Table) -> Iterator[tuple[Students, Students]]:
    for section in np.union1d(before.sections, after.sections):
        if section >= 0:
            yield before.sections == section, after.sections == section


def _may_follow(before: _Table, after: _Table, then: Students, now: Students, columns: slice = slice(None)) -> bool:
    """``then`` and ``now``: who belongs to the group before and after."""
    old = np.where(then[:, None], before.values, np.nan)
    new = np.where(now[:, None], after.values, np.nan)
    differs = ~((old == new) | (np.isnan(old) & np.isnan(new)))
    metrics = slice(before.reached.shape[1])
    differs[:, metrics] |= (before.reached & then[:, None]) != (after.reached & now[:, None])
    items = slice(-1 - before.answers.shape[1], -1)
    old_answers, new_answers = np.where(then[:, None], before.answers, ""), np.where(now[:, None], after.answers, "")
    differs[:, items] |= old_answers != new_answers
    count = differs[:, columns].sum(axis=0)
    return bool(((count == 0) | (count >= SMALLEST_CHANGE)).all())


@dataclass(frozen=True)
class ClassState:
    """One class of a CFA: whose it is (any mark that tells teachers apart), how many of its papers are finished or
    have a state other than scored, how many are begun, and how many students have none.
    """

    section: int
    teacher: int
    finished: int
    begun: int
    waiting: int

    @property
    def is_in(self) -> bool:
        """At least half of it: what is still to come is then not the class's result."""
        return self.finished > 0 and self.finished >= self.begun + self.waiting

    @property
    def is_under_way(self) -> bool:
        return not self.is_in and self.finished + self.begun > 0

    @property
    def is_out(self) -> bool:
        return self.finished + self.begun == 0 and self.waiting > 0


def no_teacher_alone(states: Sequence[ClassState], in_before: Collection[int]) -> bool:
    """Whether neither what came in since then nor what is still to come is the classes of one teacher alone."""
    if any(state.is_under_way for state in states):
        return False
    new = {state.teacher for state in states if state.is_in and state.section not in in_before}
    missing = {state.teacher for state in states if state.is_out}
    return len(new) != 1 and len(missing) != 1


def class_states(figures: Mapping[str, Any], students: Mapping[str, Any]) -> list[ClassState]:
    """From what a run stores."""
    finished, begun = np.zeros((2, len(figures["sections"])), dtype=np.int64)
    for place, status, scores in zip(students["section"], students["status"], students["scores"], strict=True):
        is_finished = status != Status.SCORED or scores[0] is not None
        (finished if is_finished else begun)[place] += 1
    return [
        ClassState(
            section=facts["id"],
            teacher=teacher_mark(facts),
            finished=int(finished[place]),
            begun=int(begun[place]),
            waiting=facts["waiting"],
        )
        for place, facts in enumerate(figures["sections"])
    ]


def teacher_mark(facts: Mapping[str, Any]) -> int:
    """Tells the teachers of a run's classes apart; a class without a known one has a mark of its own."""
    return int(facts["teacher_id"] or -facts["id"])
