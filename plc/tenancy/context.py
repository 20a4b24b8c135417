"""Which district is open, and which person asks: two context variables and the one statement that tells PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

ANNOUNCE = "select set_config('app.district_id', %s, true), set_config('app.user_id', %s, true)"


@dataclass(frozen=True)
class Scope:
    district_id: int | None = None
    user_id: int | None = None

    def as_settings(self) -> tuple[str, str]:
        return (
            "" if self.district_id is None else str(self.district_id),
            "" if self.user_id is None else str(self.user_id),
        )


_scope: ContextVar[Scope] = ContextVar("plc_scope", default=Scope())  # noqa: B039  (frozen)


class NoTenantOpen(RuntimeError):  # noqa: N818
    """Tenant rows were asked for while no district was open: always a bug, never an empty list."""


def current_scope() -> Scope:
    return _scope.get()


def open_district_id() -> int | None:
    """The id of the open district, or None. The default of every tenant row's ``district``."""
    return _scope.get().district_id


def required_district_id() -> int:
    district_id = _scope.get().district_id
    if district_id is None:
        raise NoTenantOpen("No district is open. Wrap the code in plc.tenancy.tenant(district_id).")
    return district_id


@contextmanager
def tenant(district_id: int) -> Iterator[None]:
    """Open one district: every statement of a transaction inside sees its rows and no others.

    May be nested, and may be entered inside a transaction that has already begun.
    """
    with _scoped(Scope(district_id=int(district_id), user_id=_scope.get().user_id)):
        yield


@contextmanager
def person(user_id: int) -> Iterator[None]:
    """Say who asks, so that this person's own memberships are seen before any district is open."""
    with _scoped(Scope(district_id=_scope.get().district_id, user_id=int(user_id))):
        yield


@contextmanager
def _scoped(scope: Scope) -> Iterator[None]:
    token = _scope.set(scope)
    try:
        yield
    finally:
        _scope.reset(token)
