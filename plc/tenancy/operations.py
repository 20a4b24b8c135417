"""The migration operation that raises the wall around a table.

``Fence("Team")`` reads the model from the migration state and writes, for its table: row-level security, forced, with
one policy (``own_rows`` adds a second, by which a person sees rows about themselves); ``UNIQUE (district_id, id)`` as a
target for others; and for each ``TenantForeignKey`` a composite foreign key. ``Fence("Team", only=("school",))`` adds
the constraints of fields that came later, and ``without`` leaves out those whose target is not fenced yet.
"""

from collections.abc import Iterator
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

from plc.tenancy.models import TenantForeignKey

DISTRICT_OPEN = "district_id = (select nullif(current_setting('app.district_id', true), '')::int)"
OWN_ROW = "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"


class Fence(Operation):
    reduces_to_sql = True
    reversible = True

    def __init__(
        self, model_name: str, only: tuple[str, ...] = (), without: tuple[str, ...] = (), own_rows: bool = False
    ) -> None:
        self.model_name = model_name
        self.only = only
        self.without = without
        self.own_rows = own_rows

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        kwargs: dict[str, Any] = {}
        if self.only:
            kwargs["only"] = self.only
        if self.without:
            kwargs["without"] = self.without
        if self.own_rows:
            kwargs["own_rows"] = True
        return self.__class__.__name__, [self.model_name], kwargs

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The model does not change; the database's guard over it does."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        for statement in self._statements(to_state.apps.get_model(app_label, self.model_name)):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        table = model._meta.db_table
        for field in self._references(model):
            schema_editor.execute(
                f"ALTER TABLE {table} DROP CONSTRAINT {self._constraint_name(table, field)}", params=None
            )
        if not self.only:
            schema_editor.execute(f"DROP POLICY IF EXISTS own_rows ON {table}", params=None)
            schema_editor.execute(f"DROP POLICY district ON {table}", params=None)
            schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY", params=None)
            schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_in_district", params=None)

    def describe(self) -> str:
        return f"Raise the district fence around {self.model_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"fence_{self.model_name.lower()}"

    def _statements(self, model: Any) -> Iterator[str]:
        table = model._meta.db_table
        if not self.only:
            if model._meta.pk.column == "id":
                yield f"ALTER TABLE {table} ADD CONSTRAINT {table}_in_district UNIQUE (district_id, id)"
            yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
            yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
            if self.own_rows:
                yield f"CREATE POLICY own_rows ON {table} FOR SELECT USING ({OWN_ROW})"
            yield f"CREATE POLICY district ON {table} USING ({DISTRICT_OPEN}) WITH CHECK ({DISTRICT_OPEN})"
        for field in self._references(model):
            target = field.related_model._meta.db_table
            yield (
                f"ALTER TABLE {table} ADD CONSTRAINT {self._constraint_name(table, field)} "
                f"FOREIGN KEY (district_id, {field.column}) REFERENCES {target} (district_id, id) "
                "DEFERRABLE INITIALLY DEFERRED"
            )

    def _references(self, model: Any) -> list[TenantForeignKey]:
        return [
            field
            for field in model._meta.local_fields
            if isinstance(field, TenantForeignKey)
            and (not self.only or field.name in self.only)
            and field.name not in self.without
        ]

    @staticmethod
    def _constraint_name(table: str, field: TenantForeignKey) -> str:
        return f"{table}_{field.column}_in_district"[:63]
