"""PostgreSQL, told which district is open before the first statement that is run in it.

``set_config(..., true)`` lasts for one transaction, so nothing leaks through a pooled connection and PgBouncer's
transaction mode is safe. Outside transactions nothing is set, and row-level security then shows no row at all.

Each way to run a statement looks first whether the database was told of today's scope; a page opens and leaves its
district several times with no statement between, and each telling is a round trip.
"""

from typing import Any

import psycopg2.extensions
from django.db.backends.postgresql import base
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from plc.tenancy.context import ANNOUNCE, Scope, current_scope


class AnnouncingCursor(psycopg2.extensions.cursor):
    """Every method of psycopg2's cursor that sends a statement, after the scope."""

    wrapper: "DatabaseWrapper | None" = None

    def _announce(self) -> None:
        if self.wrapper is not None:
            self.wrapper.announce()

    def execute(self, *args: Any, **kwargs: Any) -> Any:
        self._announce()
        return super().execute(*args, **kwargs)

    def executemany(self, *args: Any, **kwargs: Any) -> Any:
        self._announce()
        return super().executemany(*args, **kwargs)

    def callproc(self, *args: Any, **kwargs: Any) -> Any:
        self._announce()
        return super().callproc(*args, **kwargs)

    def copy_expert(self, *args: Any, **kwargs: Any) -> Any:
        self._announce()
        return super().copy_expert(*args, **kwargs)

    def copy_from(self, *args: Any, **kwargs: Any) -> Any:
        self._announce()
        return super().copy_from(*args, **kwargs)

    def copy_to(self, *args: Any, **kwargs: Any) -> Any:
        self._announce()
        return super().copy_to(*args, **kwargs)


class DatabaseWrapper(base.DatabaseWrapper):
    # What this transaction was told; None when a rollback took back an unknown part of it.
    _announced: Scope | None = Scope()

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        params["cursor_factory"] = AnnouncingCursor
        return params

    def create_cursor(self, name: str | None = None) -> Any:
        cursor = super().create_cursor(name)
        cursor.wrapper = self
        return cursor

    def announce(self) -> None:
        """Tell the database which district is open and who asks, unless this transaction knows.

        After an error only a rollback can be run, and it brings back what was told before.
        """
        scope = current_scope()
        if scope == self._announced or self.connection.autocommit:
            return
        if self.connection.info.transaction_status == TRANSACTION_STATUS_INERROR:
            return
        # A cursor without the wrapper, which sends the statement and no more.
        with self.connection.cursor() as cursor:
            cursor.execute(ANNOUNCE, scope.as_settings())
        self._announced = scope

    def _set_autocommit(self, autocommit: bool) -> None:
        self._announced = Scope()
        super()._set_autocommit(autocommit)  # type: ignore[misc]

    def _commit(self) -> Any:
        self._announced = Scope()
        return super()._commit()  # type: ignore[misc]

    def _rollback(self) -> Any:
        self._announced = Scope()
        return super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self._announced = None
