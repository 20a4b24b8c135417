"""Who saves scores in a CFA and who changes what scores mean take turns.

Everybody takes locks in one order: the CFA's turn, the upload, the papers by student and attempt, the CFA's row, the
queued run. A turn is a lock of its own and not one on the CFA's row, which would write that row twice with each typed
score (docs/decisions/0009-typing.md).
"""

from typing import Final

from django.db import connection

TURNS: Final = 0x504C44  # apart from the advisory locks of report runs, and from anybody else's
_KEYS: Final = 2**31 - 1


def take_turn(assessment_id: int) -> None:
    """Until the end of the transaction its items, key and cuts stay as they are; read them after this, not before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [TURNS, assessment_id % _KEYS])


def take_turn_alone(assessment_id: int) -> None:
    """Until the end of the transaction nobody saves scores in it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [TURNS, assessment_id % _KEYS])
