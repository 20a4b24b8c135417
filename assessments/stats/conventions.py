"""Conventions every number of the report shares (section 0 of the definitions).

Scores are proportions of the possible points (0 to 1), variances divide by n - 1, intervals are 95 %.
A number that cannot be computed is ``None`` with a :class:`Reason` beside it, or a :class:`NotComputable`;
NaN is used inside the library only, as the mark of a missing value in an array, and never leaves it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

DEFINITIONS_VERSION: Final = "1.1"
"""Stored with every report; raised whenever a definition, a threshold or the order of reasons changes.

1.1: a flag on shares of proficient students is also counted out (`counting.py`).
"""

Z95: Final = 1.959963984540054
"""The .975 quantile of the standard normal distribution."""

CUT_TOLERANCE: Final = 1e-9
"""A score this little below a cut counts as on it: 0.7 of 10 points must not be lost to binary fractions."""

FLAT_VARIANCE: Final = 1e-20
"""A variance (of proportions) below this is no spread at all, only rounding."""

FLAT_SHARE: Final = 1e-12
"""A sum of squares found by subtraction is nothing when below this share of what it was taken from."""

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


class Reason(StrEnum):
    """Why a number is not there."""

    N0 = "n0"
    N_SMALL = "n_small"
    ONE_ITEM = "one_item"
    ONE_SECTION = "one_section"
    ZERO_VARIANCE = "zero_variance"
    NO_SPREAD_TEAM = "no_spread_team"
    NEAR_CEILING_OR_FLOOR = "near_ceiling_or_floor"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class NotComputable:
    """Stands where a result would, and says why there is none."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % interval in the unit of its estimate, not clipped."""

    low: float
    high: float


def first_reason(shape: tuple[int, ...], *cases: tuple[Any, Reason]) -> NDArray[np.object_]:
    """For each cell of ``shape`` the reason of the first case that is true there, else ``None``."""
    reasons = np.full(shape, None, dtype=object)
    for holds, reason in reversed(cases):
        reasons[np.broadcast_to(holds, shape)] = reason
    return reasons


def without_reason(reasons: Any) -> BoolArray:
    """Where a table of :func:`first_reason` holds no reason: the number can be computed."""
    is_computable: BoolArray = np.equal(reasons, np.array(None, dtype=object)).astype(bool)
    return is_computable


def nullable(values: Any) -> list[Any]:
    """A float array of any shape as nested lists of Python floats with ``None`` for NaN."""
    missing = np.isnan(values)
    if not missing.any():
        return list(np.asarray(values).tolist())
    boxed = values.astype(object)
    boxed[missing] = None
    return list(boxed.tolist())


def none_if_nan(value: float) -> float | None:
    """One float, with ``None`` for NaN."""
    return None if np.isnan(value) else float(value)


def as_floats(values: Sequence[float] | FloatArray) -> FloatArray:
    """A one-dimensional float64 array; raises ``ValueError`` when a value is not a finite number."""
    array = np.asarray(values, dtype=np.float64).reshape(-1)
    if not np.isfinite(array).all():
        raise ValueError("every value must be a finite number; leave out what is missing")
    return array
