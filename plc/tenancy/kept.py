"""Query sets that are written as SQL once in a process, and asked with other values ever after.

Django writes a query set anew each time: for a rule about access that takes some ten times as long as the database
takes to answer, and a page asks a dozen of them. Here the words are kept and never an answer: each call is a statement
of its own, under the same fence, with the values of that call. What is kept belongs to nobody, as it was written for
stand-ins, before any value was known.
"""

import copy
import datetime
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, Final, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

from plc.tenancy.context import required_district_id, tenant

Row = TypeVar("Row")

# No id, number or day of anybody's, yet small enough for an integer column.
FIRST_ID: Final = 2_147_000_000
FIRST_DAY: Final = datetime.date(9900, 1, 1)
FIRST_MOMENT: Final = datetime.datetime(9900, 1, 1, tzinfo=datetime.UTC)
STAND_IN: Final = "stand-in-"
DISTRICT: Final = FIRST_ID - 1
# What is less than a stand-in by this or nearer is taken for one that was counted with.
NEAR: Final = 100_000_000
NEAR_YEARS: Final = 800
SHAPES: Final = 64
SCALARS: Final = frozenset({int, str, datetime.date, datetime.datetime})


class Kept(Generic[Row]):
    """``Kept(build)(*values)`` gives the rows of ``build(*values)``, in as many statements: one.

    Values are ids, days, moments, texts, and tuples and frozensets of them; each stands in the SQL as it was given,
    never counted with or cut up. ``build`` may branch by what a value cannot differ in between two calls that share the
    SQL: how many values there are in a tuple or set, and enum members, bools and None.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]]) -> None:
        self._build = build
        self._written = lru_cache(maxsize=SHAPES)(self._write)

    def __call__(self, *given: Any) -> list[Row]:
        written = self._written(_shape(given))
        return [] if written is None else written.ask(tuple(_leaves(given)))

    def first(self, *given: Any) -> Row | None:
        """The first row; ``build`` is to say ``[:1]`` where there may be many."""
        return next(iter(self(*given)), None)

    def _write(self, shape: tuple[Any, ...]) -> "_Written | None":
        stand_ins: list[Any] = []
        try:
            queryset, compiler, sql, params = self._compiled(shape, FIRST_ID, stand_ins)
        except EmptyResultSet:  # Django sees that no row can match, as where somebody leads no school
            with suppress(EmptyResultSet):
                self._compiled(shape, 1, [])
                raise TypeError("A column is too small for the stand-ins.") from None
            return None
        return _Written(queryset, compiler, sql, tuple(_place(param, stand_ins) for param in params))

    def _compiled(self, shape: tuple[Any, ...], first_id: int, stand_ins: list[Any]) -> tuple[Any, ...]:
        values = tuple(_stand_in(part, first_id, stand_ins) for part in shape)
        with tenant(DISTRICT):
            queryset = self._build(*values)
            if queryset._prefetch_related_lookups:  # type: ignore[attr-defined]
                raise TypeError("A second statement cannot be kept with the first.")
            compiler = queryset.query.get_compiler(using=queryset.db)
            return queryset, compiler, *compiler.as_sql()


@dataclass(frozen=True)
class _Place:
    """Where one of the call's values goes; the open district's id where ``index`` is None."""

    index: int | None


@dataclass(frozen=True)
class _Written:
    queryset: QuerySet[Any, Any]
    compiler: Any
    sql: str
    params: tuple[Any, ...]

    def ask(self, leaves: Sequence[Any]) -> list[Any]:
        params = tuple(_filled(param, leaves) if type(param) is _Place else param for param in self.params)
        compiler = copy.copy(self.compiler)
        compiler.connection = connections[self.queryset.db]
        compiler.as_sql = lambda *args, **kwargs: (self.sql, params)
        asked = self.queryset.all()
        asked.query.get_compiler = lambda *args, **kwargs: compiler  # type: ignore[method-assign]
        return list(asked)


def _filled(place: _Place, leaves: Sequence[Any]) -> Any:
    return required_district_id() if place.index is None else leaves[place.index]


def _shape(value: Any) -> Any:
    """What the SQL depends on."""
    if isinstance(value, Enum | bool) or value is None:
        return value
    if isinstance(value, tuple):
        return tuple(_shape(part) for part in value)
    if isinstance(value, frozenset):
        return frozenset, len(value)
    if type(value) in SCALARS:
        return type(value)
    raise TypeError(f"a {type(value).__name__} has no stand-in")


def _leaves(value: Any) -> Iterator[Any]:
    """The values that differ from call to call, in the order of their stand-ins."""
    if isinstance(value, Enum | bool) or value is None:
        return
    if isinstance(value, tuple | frozenset):
        for part in value:
            yield from _leaves(part)
    else:
        yield value


def _stand_in(shape: Any, first_id: int, made: list[Any]) -> Any:
    if isinstance(shape, tuple) and shape and shape[0] is frozenset:
        return frozenset(_stand_in(int, first_id, made) for _ in range(shape[1]))
    if isinstance(shape, tuple):
        return tuple(_stand_in(part, first_id, made) for part in shape)
    number = len(made)
    if shape is int:
        made.append(first_id + number)
    elif shape is str:
        made.append(f"{STAND_IN}{number}")
    elif shape is datetime.date:
        made.append(FIRST_DAY + datetime.timedelta(days=number))
    elif shape is datetime.datetime:
        made.append(FIRST_MOMENT + datetime.timedelta(days=number))
    else:
        return shape
    return made[-1]


def _place(param: Any, stand_ins: Sequence[Any]) -> Any:
    """The parameter itself, or the place of the value it stands for."""
    if type(param) is int and param == DISTRICT:
        return _Place(None)
    if type(param) in SCALARS and param in stand_ins:
        return _Place(stand_ins.index(param))
    is_made_of_one = (
        (isinstance(param, int | float) and param >= DISTRICT - NEAR)
        or (isinstance(param, datetime.date) and param.year >= FIRST_DAY.year - NEAR_YEARS)
        or STAND_IN in str(param)
        or (isinstance(param, list | tuple) and any(isinstance(_place(part, stand_ins), _Place) for part in param))
    )
    if is_made_of_one:
        raise TypeError("A value of the call was counted with or cut up, and would be kept.")
    return param
