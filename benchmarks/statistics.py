"""The whole statistics of a team and of a district, beside the bare section sums and a plain pandas version.

python3 bin/environment.py bench -m benchmarks.statistics

Each is measured in a fresh process that knows nothing of the product. What the pandas version covers, and what it
leaves out, is said at the head of `figures/plain_pandas.py`; its figures are asserted equal to ours before it is timed.
"""

import importlib.util
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.stack import held, ms, table, times

MEASURE = Path(__file__).parent / "figures" / "measure.py"
NAMES = {
    "team": "team, 6 × 30 × 20, 5 standards",
    "district": "district, 100,000 × 40, 4,000 sections, 10 standards",
}
REPEATS = {"team": 50, "district": 5}
TIME_BARS = {"team": 15, "district": 3_000}
MEMORY_BAR = 1_200


@dataclass(frozen=True)
class Measured:
    """Milliseconds (medians), megabytes, and how many figures were compared with ours."""

    wall: float
    processor: float
    peak: float
    same: int


def measured(size: str, method: str) -> Measured:
    done = subprocess.run(
        [sys.executable, MEASURE, size, method, str(REPEATS[size])], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr)
    return Measured(**json.loads(done.stdout))


def main() -> int:
    has_pandas = importlib.util.find_spec("pandas") is not None
    rows = [("", "median", "processor", "to bare sums", "peak memory")]
    notes, missed = [], False
    for size, name in NAMES.items():
        bare, ours = measured(size, "bare"), measured(size, "report")
        found = {"bare sums": bare, "report": ours}
        if has_pandas:
            found["plain pandas, part of it"] = plain = measured(size, "pandas")
            notes.append(
                f"{size}: {plain.same:,} figures of the pandas version equal ours; the whole report takes "
                f"{times(ours.wall / plain.wall)} its time for them"
            )
        for method, figures in found.items():
            rows.append(
                (
                    f"{method} of a {name}",
                    ms(figures.wall),
                    ms(figures.processor),
                    times(figures.wall / bare.wall),
                    f"{figures.peak:,.0f} MB",
                )
            )
        notes.append(f"{size}: {ms(ours.wall)}, {held(ours.wall, TIME_BARS[size])}")
        missed |= ours.wall > TIME_BARS[size]
    notes.append(f"district: {ours.peak:,.0f} MB, {held(ours.peak, MEMORY_BAR)}")
    if not has_pandas:
        notes.append("without pandas (python3 bin/environment.py bench …) there is nothing to hold the figures against")
    table("Statistics, nothing but numbers in memory", rows)
    print(*(f"  {note}" for note in notes), sep="\n")
    return int(missed or ours.peak > MEMORY_BAR)


if __name__ == "__main__":
    sys.exit(main())
