"""One product for all tests of this folder, safe in a crash, with a worker that a test can stop in mid-task."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.gate import Gate
from tests.faults.team import Teacher, is_settled
from tests.live_stack import LiveStack, wait_until


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.faults)


@pytest.fixture(scope="package")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Gate:
    return Gate(tmp_path_factory.mktemp("gate"))


@pytest.fixture(scope="package")
def stack(gate: Gate) -> Iterator[LiveStack]:
    with LiveStack(
        durable=True, worker_app="tests.faults.gated", worker_environment={"PLC_TEST_GATE": str(gate.folder)}
    ) as running:
        wait_until(lambda: is_settled(running), "the demo's own reports are done")
        yield running


@pytest.fixture(scope="package")
def teacher(stack: LiveStack) -> Teacher:
    return Teacher(stack)
