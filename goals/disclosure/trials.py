"""A class before and after a strategy, as one reader may know it (statistics.md, sections 2, 13 and 15). Pure.

Only students of that class who took both tests count, so that "before", "after" and the change belong together. Whoever
tried it sees the class as in the report; a colleague what the consent allows, and never a small group.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from assessments.disclosure import Reader, classes_of
from assessments.disclosure.groups import COUNTS_ONLY_BELOW, groups_of, hint_of, sizes_of, whole_percent
from assessments.disclosure.matched import Sitting, matched
from assessments.stats.conventions import CUT_TOLERANCE, FloatArray
from assessments.stats.display import blind_size
from assessments.stats.growth import gain, mcnemar


@dataclass(frozen=True)
class Eyes:
    """Who looks. ``is_own``: it is their class today; ``is_named``: whoever tried it named the class.

    ``reader`` is the one of the team's reports, by which small classes are hidden.
    """

    reader: Reader
    is_own: bool
    is_named: bool


@dataclass(frozen=True)
class ClassChange:
    """Shares of the points, unrounded or, of a blind class, in whole percents; ``withheld`` is a reason code.

    ``up`` and ``down`` are students who crossed the cut of their test, for the class's own teacher.
    """

    withheld: str = ""
    students: str = ""
    before: float | None = None
    after: float | None = None
    change: float | None = None
    low: float | None = None
    high: float | None = None
    up: int | None = None
    down: int | None = None
    only_one_test: int | None = None
    hint: str = ""

    @property
    def verdict(self) -> str:
        """ "up" or "down" where the whole interval, as it is printed, lies on one side of none; else "unclear"."""
        if self.withheld or self.low is None or self.high is None:
            return ""
        low, high = whole_percent(self.low) or 0.0, whole_percent(self.high) or 0.0
        return "up" if low > 0 else "down" if high < 0 else "unclear"


def class_change(first: Sitting, second: Sitting, standard_id: int, section_id: int, eyes: Eyes) -> ClassChange:
    """What ``eyes`` may know of one class on one standard, from the earlier run to the later one."""
    if not first.students or not second.students:
        return ClassChange(withheld="n0")  # a run from before students' shares were kept
    metrics = _metric(second, standard_id), _metric(first, standard_id)
    place = _place(second, section_id)
    if metrics[0] is None or metrics[1] is None or place is None or _place(first, section_id) is None:
        return ClassChange(withheld="n0")
    students = matched(first, second, [(metrics[0], metrics[1])])
    members = (students.section == place) & (students.section_before == section_id)
    both = members & students.both(0)
    n = int(both.sum())
    if n == 0:
        return ClassChange(withheld="n0")
    if not eyes.is_own:
        for sitting, metric in ((first, metrics[1]), (second, metrics[0])):
            if n < eyes.reader.smallest_group or _is_hidden(sitting, metric, section_id, eyes.reader):
                return ClassChange(withheld="suppressed")
    hint = hint_of(min(second.n_items(metrics[0]), first.n_items(metrics[1])))
    before, after = students.before[both, 0], students.after[both, 0]
    if not eyes.is_own:
        return _for_colleagues(before, after, hint, is_named=eyes.is_named)
    took_one = (students.section == place) & students.took_second | (
        (students.section_before == section_id) & students.took_first
    )
    crossed = _crossed(before >= first.cut - CUT_TOLERANCE, after >= second.cut - CUT_TOLERANCE)
    return _own(before, after, hint, crossed, int(took_one.sum()) - n)


def _own(before: FloatArray, after: FloatArray, hint: str, crossed: tuple[int, int], only_one: int) -> ClassChange:
    too_few = before.size < COUNTS_ONLY_BELOW
    found = ClassChange(withheld="n_small") if too_few else _figures(before, after)
    up, down = crossed
    return replace(found, students=str(before.size), up=up, down=down, only_one_test=only_one, hint=hint)


def _for_colleagues(before: FloatArray, after: FloatArray, hint: str, *, is_named: bool) -> ClassChange:
    found = _figures(before, after)
    if is_named:
        return replace(found, students=str(before.size), hint=hint)
    return ClassChange(
        students=blind_size(before.size) or "",
        before=whole_percent(found.before),
        after=whole_percent(found.after),
        change=whole_percent(found.change),
        low=whole_percent(found.low),
        high=whole_percent(found.high),
        hint=hint,
    )


def _figures(before: FloatArray, after: FloatArray) -> ClassChange:
    found = gain(before, after)
    return ClassChange(
        before=float(before.mean()),
        after=float(after.mean()),
        change=found.mean_gain,
        low=found.ci_low,
        high=found.ci_high,
    )


def _crossed(was: Any, now: Any) -> tuple[int, int]:
    counts = mcnemar(
        both=int(np.sum(was & now)),
        up=int(np.sum(~was & now)),
        down=int(np.sum(was & ~now)),
        neither=int(np.sum(~was & ~now)),
    )
    return counts.up, counts.down


def _is_hidden(sitting: Sitting, metric: int, section_id: int, reader: Reader) -> bool:
    classes = classes_of(dict(sitting.figures), reader)
    stored = classes.report.metrics[metric]
    place = _place(sitting, section_id)
    return place in classes.hidden_in(groups_of(stored, classes), sizes_of(stored))[0]


def _metric(sitting: Sitting, standard_id: int) -> int | None:
    ids = [standard["id"] for standard in sitting.figures["standards"]]
    return ids.index(standard_id) + 1 if standard_id in ids else None


def _place(sitting: Sitting, section_id: int) -> int | None:
    ids = [section["id"] for section in sitting.figures["sections"]]
    return ids.index(section_id) if section_id in ids else None
