"""One measurement of the statistics in a process of its own: run as a file, it knows numpy and scipy and no Django.

python benchmarks/figures/measure.py {team,district} {bare,report,pandas} REPEATS

Prints JSON: median milliseconds by the wall and of the processor, and the most memory the process ever held. `pandas`
first holds every figure of the plain version against the report's, in the same process and on the same arrays.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).resolve().parents[2]))

from assessments.stats import Metric, Responses, Settings, team_report

SIZES = {
    "team": {"students": 180, "items": 20, "sections": 6, "standards": 5},
    "district": {"students": 100_000, "items": 40, "sections": 4_000, "standards": 10},
}
SETTINGS = Settings(levels=(0.4, 0.6, 0.85))


def drawn(*, students: int, items: int, sections: int, standards: int) -> Responses:
    """Abilities and item difficulties drawn; every fifth item has three points; a few blanks, gaps and absences."""
    rng = np.random.default_rng(1)
    most = np.where(np.arange(items) % 5 == 4, 3, 1)
    shift = rng.normal(size=students)[:, None] + rng.normal(scale=0.7, size=items)[None, :]
    cells = (rng.binomial(np.broadcast_to(most, shift.shape), 1 / (1 + np.exp(-shift))) * 100).astype(np.int16)
    luck = rng.random(cells.shape)
    for code, share in ((-2, 0.010), (-4, 0.015), (-3, 0.018)):
        cells[(luck < share) & (luck >= share - 0.005)] = code
    groups = np.array_split(np.arange(items), standards)
    return Responses.from_cells(
        cells,
        max_points=most.astype(float),
        section=rng.permutation(np.arange(students) % sections),
        status=np.where(rng.random(students) < 0.03, 1, 0).astype(np.int8),
        n_sections=sections,
        metrics=(
            Metric("total", tuple(range(items))),
            *(Metric(f"s{place}", tuple(group.tolist())) for place, group in enumerate(groups)),
        ),
    )


def bare_sums(responses: Responses) -> None:
    """Points of each section, item by item: the least any report has to add up."""
    for column in responses.points.T:
        np.bincount(responses.section, weights=column, minlength=responses.n_sections)


def work_of(method: str, responses: Responses) -> tuple[Callable[[], object], int]:
    """What is timed, and how many figures of it were found equal to ours."""
    if method == "bare":
        return lambda: bare_sums(responses), 0
    if method == "report":
        return lambda: team_report(responses, SETTINGS), 0
    from plain_pandas import assert_same, frames_of, plain_report  # noqa: PLC0415 - installed for this one only

    frames = frames_of(responses)
    same = assert_same(plain_report(frames, SETTINGS), team_report(responses, SETTINGS))
    return lambda: plain_report(frames, SETTINGS), same


def peak_megabytes() -> float:
    """Of this process since it began: not `ru_maxrss`, which remembers the process it was forked from."""
    (line,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1000


def main() -> None:
    size, method, repeats = sys.argv[1], sys.argv[2], int(sys.argv[3])
    work, same = work_of(method, drawn(**SIZES[size]))
    work()
    walls, processor = [], []
    for _ in range(repeats):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append((time.perf_counter() - wall) * 1000)
        processor.append((time.process_time() - cpu) * 1000)
    print(
        json.dumps(
            {
                "wall": statistics.median(walls),
                "processor": statistics.median(processor),
                "peak": peak_megabytes(),
                "same": same,
            }
        )
    )


if __name__ == "__main__":
    main()
