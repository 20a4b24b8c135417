"""Section 14: lines of groups, and ranges for the outside."""

import math
from collections.abc import Sequence

from tests.stats.rederived.people import Figures


def suppressed_line(n: Sequence[int], k: int, y: Sequence[int] | None) -> Figures:
    """Section 14 word for word."""
    state = ["empty" if size == 0 else "primary" if size < k else "shown" for size in n]
    if sum(n) < k:
        return {"cells": ["primary" if size else "empty" for size in n], "total": "primary" if sum(n) else "empty"}

    def needs_more() -> bool:
        hidden = [i for i, word in enumerate(state) if word in {"primary", "complementary"}]
        students = sum(n[i] for i in hidden)
        if not hidden:
            return False
        return len(hidden) < 2 or students < k or (y is not None and sum(y[i] for i in hidden) in {0, students})

    while needs_more() and "shown" in state:
        shown = [i for i, word in enumerate(state) if word == "shown"]
        state[min(shown, key=lambda i: (n[i], i))] = "complementary"
    return {"cells": state, "total": "complementary" if needs_more() else "shown"}


RANGE_TABLE = {
    (10, 19): "<=20 21-39 40-59 60-79 >=80",
    (20, 39): "<=10 11-19 20-29 30-39 40-49 50-59 60-69 70-79 80-89 >=90",
    (40, 99): "<=5 6-9 10-14 15-19 20-24 25-29 30-34 35-39 40-44 45-49 50-54 55-59 60-64 65-69 70-74 75-79 80-84 85-89 "
    "90-94 >=95",
}


def outside_range(y: int, n: int) -> str:
    """The published ranges, looked up in a list; whole percents from 100 students on."""
    if n < 10:
        return "fewer than 10 students"
    percent = math.floor(100 * y / n + 0.5 + 1e-12)
    if n >= 100:
        edge = 2 if n < 300 else 1
        return f"<={edge}%" if percent <= edge else f">={100 - edge}%" if percent >= 100 - edge else f"{percent}%"
    (codes,) = [text.split() for (low, high), text in RANGE_TABLE.items() if low <= n <= high]
    for code in codes:
        numbers = [int(number) for number in code.strip("<>=").split("-")]
        low, high = (0, numbers[0]) if code[0] == "<" else (numbers[0], 100) if code[0] == ">" else tuple(numbers)
        if low <= percent <= high:
            return f"{code}%"
    raise AssertionError(f"no range holds {percent}")
