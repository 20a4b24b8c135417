"""The whole statistics of a team and of a district, beside the bare section sums of the same cells.

python -m benchmarks.statistics
"""

import resource
import sys

import numpy as np

from assessments.stats import Metric, Responses, Settings, team_report
from benchmarks.stack import ms, table, timed, times


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


def main() -> int:
    rows = [("", "median", "to bare sums", "peak memory")]
    for name, repeats, size in (
        ("team, 6 × 30 × 20, 5 standards", 30, {"students": 180, "items": 20, "sections": 6, "standards": 5}),
        (
            "district, 100,000 × 40, 4,000 sections, 10 standards",
            3,
            {"students": 100_000, "items": 40, "sections": 4_000, "standards": 10},
        ),
    ):
        responses = drawn(**size)
        bare = timed(lambda responses=responses: bare_sums(responses), repeats)
        whole = timed(lambda responses=responses: team_report(responses, Settings(levels=(0.4, 0.6, 0.85))), repeats)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        rows.append((f"bare sums of a {name}", ms(bare.median), "1×", ""))
        rows.append((f"report of a {name}", ms(whole.median), times(whole.median / bare.median), f"{peak:,.0f} MB"))
    table("Statistics, nothing but numbers in memory", rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
