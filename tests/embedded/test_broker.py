"""The broker, against a real server each time."""

import signal
from pathlib import Path

import pytest

from plc.embedded import StartRefused
from plc.embedded.broker import Broker, ask
from plc.embedded.home import Home
from tests.embedded.conftest import processes_of
from tests.live_stack import wait_until


def test_it_listens_on_a_private_socket_and_on_nothing_else(home: Home) -> None:
    with Broker(home) as broker:
        assert broker.url == f"redis+socket://{home.path}/broker/broker.sock"
        assert broker.socket_path.stat().st_mode & 0o777 == 0o700
        assert broker.socket_path.parent.stat().st_mode & 0o777 == 0o700
        assert ask(broker.socket_path, b"CONFIG GET port") == b"*2\r\n$4\r\nport\r\n$1\r\n0\r\n"
        assert b"noeviction" in ask(broker.socket_path, b"CONFIG GET maxmemory-policy")
    assert processes_of(home) == []


def test_messages_wait_through_a_stop_and_start(home: Home) -> None:
    with Broker(home) as broker:
        assert ask(broker.socket_path, b"RPUSH celery one two") == b":2\r\n"
    with Broker(home) as broker:
        assert ask(broker.socket_path, b"LLEN celery") == b":2\r\n"


def test_a_socket_path_too_long_for_the_system_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(StartRefused, match="too long for a socket"):
        Broker(Home(tmp_path / ("deep" * 25))).start()


@pytest.mark.faults
def test_messages_survive_kill_9(home: Home) -> None:
    broker = Broker(home)
    broker.start()
    for number in range(100):
        ask(broker.socket_path, b"RPUSH celery %d" % number)
    # While the disk is busy with the last sync the log waits in memory, two seconds at most: that much may be lost.
    wait_until(lambda: b"aof_buffer_length:0\r\n" in ask(broker.socket_path, b"INFO persistence"), "the log is written")
    assert broker.process is not None
    broker.process.send_signal(signal.SIGKILL)
    broker.process.wait()
    assert not broker.is_running()
    broker.start()
    assert ask(broker.socket_path, b"LLEN celery") == b":100\r\n"
    broker.stop()


@pytest.mark.faults
def test_a_broker_left_by_a_killed_launcher_is_replaced(home: Home) -> None:
    left = Broker(home)
    left.start()
    ask(left.socket_path, b"RPUSH celery one")
    with Broker(home) as broker:
        assert left.process is not None
        assert left.process.wait(10) == 0
        assert ask(broker.socket_path, b"LLEN celery") == b":1\r\n"
