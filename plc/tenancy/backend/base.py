"""PostgreSQL, told at the start of every transaction which district is open.

``set_config(..., true)`` lasts for one transaction, so nothing leaks through a pooled connection and PgBouncer's
transaction mode is safe. Outside transactions nothing is set, and row-level security then shows no row at all.
"""

from django.db.backends.postgresql import base

from plc.tenancy.context import ANNOUNCE, Scope, current_scope


class DatabaseWrapper(base.DatabaseWrapper):
    def _set_autocommit(self, autocommit: bool) -> None:
        super()._set_autocommit(autocommit)  # type: ignore[misc]
        scope = current_scope()
        if autocommit or scope == Scope():
            return
        with self.wrap_database_errors, self.connection.cursor() as cursor:
            cursor.execute(ANNOUNCE, scope.as_settings())
