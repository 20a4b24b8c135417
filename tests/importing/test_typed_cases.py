"""One typed cell, as the server reads it. ``tests/browser/test_grid.py`` holds the grid's script to the same table."""

import pytest

from assessments.entry import read_typed
from tests.importing.typed_cases import TYPED_CASES, TypedCase


@pytest.mark.parametrize("case", TYPED_CASES, ids=lambda case: f"{case.item.label}:{case.text}")
def test_a_typed_cell_means_what_the_table_says(case: TypedCase) -> None:
    read = read_typed(case.text.strip(), case.item)
    if case.sentence:
        assert isinstance(read, str)
        assert read.startswith(case.sentence)
    else:
        assert not isinstance(read, str), read
        assert (read.cell, read.answer) == (case.cell, case.answer)
