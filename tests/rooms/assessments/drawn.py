"""Inputs of a report run as a test wants them, without a database: sections of given sizes and abilities."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from assessments.disclosure import Reader
from assessments.reporting import Inputs, ItemFacts, SectionFacts, StandardFacts, figures_of
from assessments.stats import Settings

ITEMS = 12
TEACHERS = ("Alice Tester", "Bob Tester", "Charlie Tester", "Erin Tester", "Frida Tester")


def drawn_inputs(sizes: Sequence[int], shares: Sequence[float] | None = None, *, seed: int = 5) -> Inputs:
    """Two standards of six 1-point items each; ``shares`` is how often each section's students are right."""
    rng = np.random.default_rng(seed)
    shares = shares or [0.6] * len(sizes)
    section = np.repeat(np.arange(len(sizes)), sizes)
    right = rng.random((section.size, ITEMS)) < np.asarray(shares)[section][:, None]
    return Inputs(
        sections=tuple(
            SectionFacts(100 + place, f"Period {place + 1}", place + 1, TEACHERS[place], waiting=0)
            for place in range(len(sizes))
        ),
        items=tuple(ItemFacts(n, str(n), "", 100, (1 if n <= ITEMS // 2 else 2,)) for n in range(1, ITEMS + 1)),
        standards=(StandardFacts(1, "7.A.1", "Unit rates"), StandardFacts(2, "7.A.2", "Percents")),
        student_ids=np.arange(1, section.size + 1),
        section=section,
        status=np.zeros(section.size, dtype=np.int8),
        cells=np.where(right, 100, 0).astype(np.int16),
        other_versions=0,
        settings=Settings(),
    )


def drawn_figures(sizes: Sequence[int], shares: Sequence[float] | None = None) -> dict[str, Any]:
    """The figures of such a run, as they are stored."""
    return figures_of(drawn_inputs(sizes, shares))


def with_reversed_key(inputs: Inputs, item: int) -> Inputs:
    """The same answers with one item marked by a wrong key."""
    cells = inputs.cells.copy()
    cells[:, item] = 100 - cells[:, item]
    return replace(inputs, cells=cells)


def reader(
    *own: int,
    sees_sections: bool = True,
    names: Any = "blind",
    smallest_group: int = 10,
    run: str = "run 1",
    is_guest: bool = False,
    marks: Any = "bright",
) -> Reader:
    """Who teaches these sections (by place, from 0); without any, a member of the team who teaches none."""
    return Reader(
        sees_sections=sees_sections,
        own_section_ids=frozenset(100 + place for place in own),
        names=names,
        smallest_group=smallest_group,
        secret=run,
        is_guest=is_guest,
        marks=marks,
    )
