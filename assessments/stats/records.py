"""Frozen records to plain values and back, without losing a bit of a number."""

import gc
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

_SIMPLE: Final = frozenset({int, float, str, bool, NoneType})


@cache
def _field_names(record_type: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(record_type))


@contextmanager
def making_many() -> Iterator[None]:
    """While hundreds of thousands of records come into being that hold each other in no circle.

    The cycle collector would look through all of them again and again and find nothing: a third of a district's time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def as_plain(value: Any) -> Any:
    """Dataclasses as dicts, tuples as lists, enum members as their values; numbers stay what they are."""
    kind: Any = type(value)
    return value if kind in _SIMPLE else _writer(kind)(value)


@cache
def _writer(value_type: Any) -> Callable[[Any], Any]:
    """How values of this very type are written; worked out once, as a report has thousands of them."""
    if issubclass(value_type, Enum):
        return lambda value: value.value
    if is_dataclass(value_type):
        names = [field.name for field in fields(value_type)]
        return lambda value: {name: as_plain(getattr(value, name)) for name in names}
    if issubclass(value_type, tuple | list):
        return lambda value: [as_plain(part) for part in value]
    return _as_it_is


def as_json(value: Any) -> str:
    """Compact JSON of a record; Python writes doubles so that they read back exactly. NaN is an error."""
    return json.dumps(as_plain(value), allow_nan=False, separators=(",", ":"))


def from_plain(expected: Any, value: Any) -> Any:
    """The inverse of :func:`as_plain` for the annotation ``expected``; unknown or missing keys raise ``TypeError``.

    A field with a default may be missing: it was added after the value was stored, and says what was so before.
    """
    return _reader(expected)(value)


def _as_it_is(value: Any) -> Any:
    return value


@cache
def _reader(expected: Any) -> Callable[[Any], Any]:
    """How a plain value of the annotation ``expected`` is read; worked out once for each annotation."""
    if is_dataclass(expected) and isinstance(expected, type):
        return _record_reader(expected)
    if isinstance(expected, type) and issubclass(expected, Enum):
        return expected
    origin, arguments = get_origin(expected), get_args(expected)
    if origin in {Union, UnionType}:
        (only,) = [argument for argument in arguments if argument is not NoneType]
        read = _reader(only)
        return read if read is _as_it_is else lambda value: None if value is None else read(value)
    if origin is tuple:
        read = _reader(arguments[0])
        return tuple if read is _as_it_is else lambda value: tuple(map(read, value))
    if origin is Literal or expected in {int, float, str, bool}:
        return _as_it_is
    raise TypeError(f"no record field may be a {expected}")


def _record_reader(record_type: type) -> Callable[[Any], Any]:
    types = get_type_hints(record_type)
    readers = [(name, _reader(types[name])) for name in _field_names(record_type)]
    names = frozenset(types)
    needed = frozenset(field.name for field in fields(record_type) if field.default is MISSING)

    def read(value: dict[str, Any]) -> Any:
        if value.keys() == names:
            return record_type(*[part(value[name]) for name, part in readers])
        if needed <= value.keys() <= names:
            return record_type(**{name: part(value[name]) for name, part in readers if name in value})
        raise TypeError(f"{record_type.__name__} has the fields {sorted(names)}, not {sorted(value)}")

    return read
