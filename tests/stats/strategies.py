"""Made-up classes for property tests: every code, every status, small and large sections."""

import numpy as np
from hypothesis import strategies as st

from assessments.stats import Metric, Responses, Status
from assessments.stats.responses import NONE_CHOSEN, SEVERAL_CHOSEN, Choices

SPECIAL_CELLS = (-1, -2, -3, -4)


@st.composite
def responses(draw: st.DrawFn, *, plain: bool = False, with_choices: bool = True) -> Responses:
    """A test of 1 to 6 items in 1 to 4 sections; ``plain`` has 0/1 items only, everybody scored, no codes.

    The shape is drawn; what is in the cells follows from a drawn seed, so that examples stay quick.
    """
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    sizes = draw(st.lists(st.integers(0, 25), min_size=1, max_size=4))
    k = draw(st.integers(1, 6))
    n = sum(sizes)
    ease = rng.uniform(0.05, 0.98, size=(n, 1)) * np.ones((1, k))
    max_points = np.ones(k) if plain else rng.choice([1.0, 1.0, 2.0, 4.0], size=k)
    steps = max_points if plain else max_points * 2
    cells = (rng.binomial(steps.astype(int), ease) * (100 * max_points / steps)).astype(np.int16)
    status = np.zeros(n, dtype=np.int8)
    choices = None
    if not plain:
        share = draw(st.sampled_from([0.0, 0.03, 0.3]))
        cells = np.where(rng.random((n, k)) < share, rng.choice(SPECIAL_CELLS, size=(n, k)), cells).astype(np.int16)
        status = np.where(rng.random(n) < share, rng.integers(0, len(Status), size=n), 0).astype(np.int8)
        if with_choices:
            chosen = rng.integers(SEVERAL_CHOSEN, 4, size=(n, k)).astype(np.int16)
            chosen[cells == -2] = NONE_CHOSEN
            choices = Choices(chosen, (("A", "B", "C", "D"),) * k, tuple(rng.integers(0, 4, size=k).tolist()))
    half = max(1, k // 2)
    standards = (Metric("first", tuple(range(half))), Metric("last", tuple(range(half - 1, k))))
    return Responses.from_cells(
        cells,
        max_points=max_points,
        section=np.repeat(np.arange(len(sizes)), sizes),
        status=status,
        n_sections=len(sizes),
        metrics=(Metric("total", tuple(range(k))), *standards),
        choices=choices,
    )
