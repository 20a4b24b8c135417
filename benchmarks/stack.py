"""What the measurements share: the running product, a team to measure with, and how a figure is taken and printed."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from celery import current_app

from assessments.actions import NewPaper, save_results
from assessments.cells import PER_POINT
from assessments.models import Change, ChangeKind
from plc.embedded.browsing import Visitor
from plc.embedded.main_job import sign_in
from plc.embedded.stack import DemoAccount
from plc.tenancy import tenant
from tests.acceptance.ground import Ground, PaperItem, Seats, make_ground
from tests.cast import PASSWORD
from tests.live_stack import LiveStack
from tests.pointing import pointed_at

TEACHERS = ("Alice", "Bob", "Charlie", "Dana", "Erin", "Frank")


@contextmanager
def running_product() -> Iterator[LiveStack]:
    """Everything as `bin/demo` starts it, fsync on, in a home of its own; this process writes to the same database."""
    with LiveStack(durable=True) as live, pointed_at(live.stack.postgres.app_url()):
        current_app.conf.broker_url = live.stack.broker.url
        current_app.conf.broker_write_url = live.stack.broker.url
        yield live


def common_team(*, sections: int, students: int, items: int, standards: int = 5, slug: str = "measured") -> Ground:
    """A team CFA: every fourth item of three points, else one; the standards in turn over the paper."""
    return make_ground(
        slug=slug,
        items=[
            PaperItem(str(number + 1), "3" if number % 4 == 3 else "1", (f"S{number % standards + 1}",))
            for number in range(items)
        ],
        seats=[
            Seats(f"Period {s + 1}", "Alder", tuple(f"{s * students + n + 100_001}" for n in range(students)))
            for s in range(sections)
        ],
        teachers=TEACHERS,
    )


def random_cells(ground: Ground, seed: int) -> dict[str, tuple[int, ...]]:
    """A paper for every student by local id: an ability each, harder and easier items, whole points."""
    rng = np.random.default_rng(seed)
    most = np.array([item.max_cell // PER_POINT for item in ground.items])
    shift = rng.normal(size=len(ground.students))[:, None] + rng.normal(scale=0.7, size=len(most))[None, :]
    cells = rng.binomial(np.broadcast_to(most, shift.shape), 1 / (1 + np.exp(-shift))) * PER_POINT
    return {local_id: tuple(map(int, row)) for local_id, row in zip(ground.students, cells, strict=True)}


def enter_all(ground: Ground, seed: int = 1) -> Change | None:
    """First papers for everyone, by the action."""
    place = {local_id: index for index, local_id in enumerate(ground.students)}
    each = len(ground.students) // len(ground.sections)
    sections = list(ground.sections.values())
    with tenant(ground.district.pk):
        return save_results(
            actor=ground.facilitator.staff,
            assessment=ground.cfa,
            papers=[
                NewPaper(
                    student_id=ground.students[local_id].pk,
                    section_id=sections[place[local_id] // each].pk,
                    status="scored",
                    cells=cells,
                    answers=("",) * len(cells),
                    based_on=0,
                )
                for local_id, cells in random_cells(ground, seed).items()
            ],
            kind=ChangeKind.ENTRY,
            today=ground.today,
        )


def signed_in(live: LiveStack, ground: Ground, teacher: int = 0) -> Visitor:
    person = ground.teachers[teacher]
    visitor = Visitor(live.base_url)
    sign_in(visitor, DemoAccount("teacher", person.name, person.email, PASSWORD, ground.district.name))
    return visitor


@dataclass(frozen=True)
class Times:
    """Milliseconds of one thing done again and again."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def p95(self) -> float:
        """The value that 95 in 100 stay below, by nearest rank."""
        return sorted(self.values)[max(0, -(-95 * len(self.values) // 100) - 1)]


def timed(work: Callable[[], object], repeats: int = 30, clock: Callable[[], float] = time.perf_counter) -> Times:
    """Wall time of `work`, after one call that is not counted; by ``time.process_time`` what it computed itself."""
    work()
    taken = []
    for _ in range(repeats):
        began = clock()
        work()
        taken.append((clock() - began) * 1000)
    return Times(tuple(taken))


def table(title: str, rows: Sequence[tuple[str, ...]]) -> None:
    """Columns as wide as they need to be."""
    widths = [max(len(row[column]) for row in rows if column < len(row)) for column in range(max(map(len, rows)))]
    print(f"\n{title}")
    for row in rows:
        first, *rest = row
        print(
            "  " + first.ljust(widths[0]), *(text.rjust(width) for text, width in zip(rest, widths[1:], strict=False))
        )


def ms(value: float) -> str:
    return f"{value:,.1f} ms"


def times(value: float) -> str:
    return f"{value:,.2f}×" if value < 10 else f"{value:,.0f}×"


def held(value: float, bar: float) -> str:
    """Whether a bar is held, in words."""
    return f"bar {bar:,g}: {'held' if value <= bar else 'MISSED'}"
