"""Work that has to visit every district: data migrations, sweeps, commands."""

from collections.abc import Iterator

from django.db import connection

from plc.tenancy.context import tenant


def for_each_district(table: str = "schools_district") -> Iterator[int]:
    """Yield each district's id with that district open.

    A data migration that forgets this sees zero rows under forced row-level security and silently does nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {connection.ops.quote_name(table)} ORDER BY id")  # noqa: S608  (quoted)
        ids = [row[0] for row in cursor.fetchall()]
    for district_id in ids:
        with tenant(district_id):
            yield district_id
