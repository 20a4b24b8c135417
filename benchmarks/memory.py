"""What the whole demo keeps in memory after some use, and how long it takes from the command to the printed address.

python -m benchmarks.memory
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import psutil

from benchmarks.stack import common_team, enter_all, held, running_product, signed_in, table
from plc.embedded.postgres import free_port
from tests.live_stack import LiveStack, wait_until

MEMORY_BAR, START_BAR = 1000, 120
PAGES = 40


def megabytes(process: psutil.Process) -> float:
    """Its own pages, and its share of those it has in common with others."""
    return float(process.memory_full_info().pss) / 1_000_000


def parts(live: LiveStack) -> dict[str, float]:
    """By part of the product."""
    found: dict[str, float] = defaultdict(float)
    for name in ("PostgreSQL", "broker", "web server", "worker", "beat"):
        main = live.process(name)
        for process in (main, *main.children(recursive=True)):
            found[name] += megabytes(process)
    return found


def used_memory() -> dict[str, float]:
    """After results of a team, its report and some pages through both web processes."""
    with running_product() as live:
        ground = common_team(sections=6, students=30, items=20)
        enter_all(ground)
        visitor = signed_in(live, ground)
        place = f"/d/{ground.district.slug}/cfas/{ground.cfa.pk}/report/"
        wait_until(lambda: visitor.open(place).html.count("Our students earned") > 0, "the report is there")
        for _ in range(PAGES):
            visitor.open(place)
        return parts(live)


def start_seconds() -> float:
    """`bin/demo` on an empty home, packages installed before, until it prints its address."""
    with tempfile.TemporaryDirectory(prefix="plc-measured-") as home:
        Path(home).chmod(0o755)
        began = time.monotonic()
        demo = subprocess.Popen(
            ["bin/demo", "--port", str(free_port())],
            env={**os.environ, "PLC_HOME": f"{home}/plc"},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert demo.stdout is not None
        try:
            printed = next(line for line in demo.stdout if line.startswith("Open "))
            return time.monotonic() - began if printed else 0.0
        finally:
            demo.send_signal(signal.SIGINT)
            demo.communicate(timeout=60)


def main() -> int:
    memory = used_memory()
    seconds = start_seconds()
    whole = sum(memory.values())
    table("Memory of the demo after use (proportional set size)", [(n, f"{mb:,.0f} MB") for n, mb in memory.items()])
    print(f"  whole {whole:,.0f} MB, {held(whole, MEMORY_BAR)}")
    print(f"\nbin/demo to the printed address, packages warm: {seconds:.1f} s, {held(seconds, START_BAR)}")
    return int(whole > MEMORY_BAR or seconds > START_BAR)


if __name__ == "__main__":
    sys.exit(main())
