"""Counting the queries of a page: as many with twice the rows as with the rows."""

import re
from collections import Counter
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

# Savepoints come with every transaction, not with rows.
BOOKKEEPING = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")


@dataclass(frozen=True)
class PageQueries:
    """The statements of one opening of a page, numbers taken out, so that repetitions are seen as such."""

    address: str
    statements: Counter[str]
    length: int

    def growth(self, later: "PageQueries") -> list[str]:
        """Which statements ``later`` has more of, in words for a failed test; empty when it has none more."""
        more = later.statements - self.statements
        return [f"{self.address}: {count} more of {statement[:300]}" for statement, count in more.items()]


def queries_of(client: Client, address: str) -> PageQueries | None:
    """Opens the page twice and counts the second time: the first may fill a cache. None when it is no page to read."""
    if client.get(address).status_code != 200:
        return None
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    statements = (query["sql"] for query in captured if not query["sql"].startswith(BOOKKEEPING))
    return PageQueries(address, Counter(_shape(statement) for statement in statements), len(response.content))


def _shape(statement: str) -> str:
    """A list of ids is one thing, however long."""
    shape = re.sub(r"'[^']*'", "?", statement)
    shape = re.sub(r"\b\d+\b", "?", shape)
    return re.sub(r"\?(, ?\?)+", "?", shape)
