"""The whole product running beside the test, and the test's own Django looking into its database."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.live_stack import LiveStack
from tests.pointing import pointed_at


@pytest.fixture
def live(django_db_blocker: Any) -> Iterator[LiveStack]:
    """What the test writes is committed there, and gone with the product."""
    with LiveStack() as stack, django_db_blocker.unblock(), pointed_at(stack.stack.postgres.app_url()):
        yield stack
