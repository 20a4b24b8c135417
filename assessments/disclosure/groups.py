"""Which groups of a line one reader may not see, and how exactly the others are said."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import floor
from typing import Final

from assessments.disclosure.records import Reader
from assessments.stats import TeamReport
from assessments.stats.privacy import CellState, suppress_line
from assessments.stats.reading import FewItems, few_items
from assessments.stats.report import MetricReport

COUNTS_ONLY_BELOW = 5
ONE_TEACHER: Final = "one_teacher"
"""The reason code of a team's figure that would be one teacher's alone."""
_FEW_ITEMS = {
    FewItems.HINT: "1 item: a hint, not a finding.",
    FewItems.READ_WITH_CARE: "2 items: read with care.",
}


@dataclass(frozen=True)
class Classes:
    """The sections of a run as one reader meets them: order, which are own, what they are called.

    ``knowers`` are the classes that somebody who reads along teaches, where that is not the reader alone.
    """

    order: tuple[int, ...]
    own: tuple[int, ...]
    names: dict[int, str]
    reader: Reader
    report: TeamReport
    knowers: tuple[tuple[int, ...], ...] = ()
    teachers: tuple[int, ...] = ()

    @cached_property
    def hidden_on_paper(self) -> tuple[dict[int, str], bool]:
        """As :func:`hidden_groups`, on the whole paper."""
        paper = self.report.metrics[0]
        return self._hidden(groups_of(paper, self), paper.team.mean.n)

    def hidden_in(
        self, groups: Mapping[int, tuple[int, int | None]], sizes: Sequence[int]
    ) -> tuple[dict[int, str], str]:
        """As :func:`hidden_groups`, of one skill or item, with the reason why the team's figure is hidden, if it is.

        ``groups`` are the classes this reader meets; ``sizes`` the students of every class of the run. What is hidden
        on the whole paper is hidden here too: else another class could protect the small one here, and its own figure
        is the paper's less the other items'.
        """
        if self.is_of_one_teacher(sizes):
            return {index: ONE_TEACHER for index in groups if groups[index][0]}, ONE_TEACHER
        hidden, total_hidden = self._hidden(groups, sum(sizes))
        on_paper, paper_hidden = self.hidden_on_paper
        also = {index: "complementary" for index in on_paper if groups[index][0] and index not in hidden}
        is_hidden = total_hidden or (paper_hidden and sum(sizes) > 0)
        return hidden | also, "suppressed" if is_hidden else ""

    def is_of_one_teacher(self, sizes: Sequence[int]) -> bool:
        """Whether figures of so many students of each class of the run would be those of one teacher, and not of the
        reader, who is not to know which teacher's are which.
        """
        if self.reader.sees_sections and self.reader.names == "named":
            return False
        return is_of_one_teacher(sizes, self.teachers, self.own)

    def _hidden(self, groups: Mapping[int, tuple[int, int | None]], team_size: int) -> tuple[dict[int, str], bool]:
        least = self.reader.smallest_group
        hidden, total_hidden = hidden_groups(groups, self.own, team_size, least)
        for known in self.knowers:
            from_them, total_from_them = hidden_groups(groups, known, team_size, least)
            hidden, total_hidden = from_them | hidden, total_hidden or total_from_them
        return hidden, total_hidden


def is_of_one_teacher(sizes: Sequence[int], teachers: Sequence[int], own: Collection[int]) -> bool:
    """By place: the students of each class, a mark for its teacher, and which are the reader's own."""
    given = {place for place, size in enumerate(sizes) if size}
    return len({teachers[place] for place in given}) == 1 and not given & set(own)


def groups_of(metric: MetricReport, classes: Classes) -> dict[int, tuple[int, int | None]]:
    """Students with a score on the metric, and proficient ones, by class, as :func:`hidden_groups` takes them."""
    results = {index: metric.sections[index].result for index in classes.order}
    return {index: (result.mean.n, result.proficient.y) for index, result in results.items()}


def sizes_of(metric: MetricReport) -> list[int]:
    """Students with a score on the metric, of every class of the run."""
    return [section.result.mean.n for section in metric.sections]


def hidden_groups(
    groups: Mapping[int, tuple[int, int | None]], own: Sequence[int], team_size: int, least: int
) -> tuple[dict[int, str], bool]:
    """Which classes this reader may not see, and why; and whether the team's own figure must go with them.

    ``groups``: students and, where that is shown too, proficient ones, by class. One's own class hides nothing and is
    known to its reader, so the rule for a line of groups is applied to what is left of the total without it.
    """
    if not groups:
        return {}, 0 < team_size < least
    others = [index for index in groups if index not in own]
    proficient = [groups[index][1] for index in others]
    line = suppress_line(
        [groups[index][0] for index in others],
        k=least,
        y=None if None in proficient else [y for y in proficient if y is not None],
        told_apart=True,  # the page says of each which of the two it is
    )
    words = {CellState.PRIMARY: "suppressed", CellState.COMPLEMENTARY: "complementary"}
    hidden = {index: words[state] for index, state in zip(others, line.cells, strict=True) if state in words}
    return hidden, line.total in words


def whole_percent(share: float | None) -> float | None:
    """For blind classes: all digits of a mean tell how many it was divided by, and a class of 31 gives itself away."""
    return None if share is None else floor(100 * share + 0.5 + 1e-9) / 100


def blind_percent(share: float | None, students: int) -> float | None:
    """A blind class on one item, in steps so wide that each band of :func:`blind_size` could have any size in it.

    Whole percents of a few dozen 0/1 items fit one size alone, and a class of 31 gives itself away.
    """
    step = 20 if students < 10 else 10 if students < 20 else 5
    return None if share is None else step * floor(100 * share / step + 0.5 + 1e-9) / 100


def hint_of(n_items: int) -> str:
    """What stands beside a metric of so few items; nothing from three on."""
    few = few_items(n_items)
    return _FEW_ITEMS[few] if few else ""
