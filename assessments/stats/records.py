"""Frozen records to plain values and back, without losing a bit of a number."""

import json
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints


@cache
def _field_names(record_type: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(record_type))


@cache
def _field_types(record_type: type) -> dict[str, Any]:
    return get_type_hints(record_type)


def as_plain(value: Any) -> Any:
    """Dataclasses as dicts, tuples as lists, enum members as their values; numbers stay what they are."""
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return {name: as_plain(getattr(value, name)) for name in _field_names(type(value))}
    if isinstance(value, tuple | list):
        return [as_plain(part) for part in value]
    return value


def as_json(value: Any) -> str:
    """Compact JSON of a record; Python writes doubles so that they read back exactly. NaN is an error."""
    return json.dumps(as_plain(value), allow_nan=False, separators=(",", ":"))


def from_plain(expected: Any, value: Any) -> Any:
    """The inverse of :func:`as_plain` for the annotation ``expected``; unknown or missing keys raise ``TypeError``."""
    if is_dataclass(expected) and isinstance(expected, type):
        known = _field_types(expected)
        if unknown := set(value) - set(known):
            raise TypeError(f"{expected.__name__} has no field {sorted(unknown)}")
        return expected(**{name: from_plain(known[name], part) for name, part in value.items()})
    if isinstance(expected, type) and issubclass(expected, Enum):
        return expected(value)
    origin, arguments = get_origin(expected), get_args(expected)
    if origin in {Union, UnionType}:
        if value is None:
            return None
        (only,) = [argument for argument in arguments if argument is not NoneType]
        return from_plain(only, value)
    if origin is tuple:
        return tuple(from_plain(arguments[0], part) for part in value)
    if origin is Literal or expected in {int, float, str, bool}:
        return value
    raise TypeError(f"no record field may be a {expected}")
