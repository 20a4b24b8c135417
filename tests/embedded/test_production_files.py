"""docker-compose.yml and Dockerfile, read as data: no engine is needed to see that they keep their promises."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from plc.embedded.home import Home
from plc.embedded.postgres import Postgres
from plc.embedded.programs import postgres_binaries
from plc.env import read_environment
from tests.embedded.conftest import rows

ROOT = Path(__file__).resolve().parents[2]
ONE_SHOT = {"roles", "migrate"}
OURS = {"migrate", "web", "worker", "beat"}
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<text>[^}]*))?\}")
GIVEN = {
    "PLC_SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "PLC_POSTGRES_PASSWORD": "super",
    "PLC_OWNER_PASSWORD": "owner-1",
    "PLC_APP_PASSWORD": "app-2",
    "PLC_BACKUP_PASSWORD": "backup-3",
    "PLC_BROKER_PASSWORD": "broker-4",
    "PLC_BASE_URL": "https://plc.example.org",
    "PLC_EMAIL_URL": "smtp://user:word@mail.example.org:587",
    "PLC_EMAIL_FROM": "plc@example.org",
}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def environment_of(compose: dict[str, Any], service: str, given: dict[str, str]) -> dict[str, str]:
    """A service's environment as Compose would fill it in; a KeyError names a variable it refuses to go without."""

    def fill(match: re.Match[str]) -> str:
        value = given.get(match["name"], "")
        if not value and match["kind"] == "?":
            raise KeyError(match["name"])
        return value or (match["text"] or "" if match["kind"] == "-" else "")

    return {name: VARIABLE.sub(fill, str(value)) for name, value in compose["services"][service]["environment"].items()}


def test_every_service_has_a_health_check_or_runs_once(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {"postgres", "broker", "roles", "migrate", "web", "worker", "beat"}
    for name, service in compose["services"].items():
        if name in ONE_SHOT:
            assert service["restart"] == "no", name
        else:
            assert service["restart"] == "unless-stopped", name
            assert service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}, name


def test_no_secret_stands_in_the_file_and_none_has_a_default(compose: dict[str, Any]) -> None:
    secret = re.compile(r"PASSWORD|SECRET_KEY|AUTH|_URL$|OPTIONS")
    for name, service in compose["services"].items():
        for variable, value in service.get("environment", {}).items():
            if secret.search(variable):
                found = [match["kind"] for match in VARIABLE.finditer(value)]
                assert found, f"{name}: {variable} is written out"
                assert set(found) == {"?"}, f"{name}: {variable} has a default"


@pytest.mark.parametrize("missing", sorted(GIVEN))
def test_each_missing_variable_is_refused(compose: dict[str, Any], missing: str) -> None:
    given = {name: value for name, value in GIVEN.items() if name != missing}
    refused = 0
    for service in compose["services"]:
        try:
            environment_of(compose, service, given)
        except KeyError as error:
            assert error.args == (missing,)
            refused += 1
    assert refused


def test_the_filled_in_environment_is_one_the_settings_accept(compose: dict[str, Any]) -> None:
    for service in sorted(OURS):
        environment = read_environment(environment_of(compose, service, GIVEN))
        assert environment.is_production
        assert environment.database.user == ("plc_owner" if service == "migrate" else "plc_app")
        assert environment.database.host == "postgres"
        assert environment.broker_url == "redis://:broker-4@broker:6379/0"


def test_only_the_migration_step_knows_the_owner_and_nobody_serving_pages_the_superuser(
    compose: dict[str, Any],
) -> None:
    knows = {
        secret: {name for name, service in compose["services"].items() if secret in str(service.get("environment"))}
        for secret in ("PLC_OWNER_PASSWORD", "PLC_POSTGRES_PASSWORD", "PLC_BACKUP_PASSWORD")
    }
    assert knows == {
        "PLC_OWNER_PASSWORD": {"roles", "migrate"},
        "PLC_POSTGRES_PASSWORD": {"postgres", "roles"},
        "PLC_BACKUP_PASSWORD": {"roles"},
    }


def test_things_start_in_the_order_they_need(compose: dict[str, Any]) -> None:
    waits = {name: service.get("depends_on", {}) for name, service in compose["services"].items()}
    assert waits["roles"] == {"postgres": {"condition": "service_healthy"}}
    assert waits["migrate"] == {"roles": {"condition": "service_completed_successfully"}}
    for name in ("web", "worker", "beat"):
        assert waits[name] == {
            "migrate": {"condition": "service_completed_successfully"},
            "broker": {"condition": "service_healthy"},
        }


def test_only_the_web_server_can_be_reached_and_only_from_this_machine(compose: dict[str, Any]) -> None:
    published = {name: service["ports"] for name, service in compose["services"].items() if "ports" in service}
    assert published == {"web": ["${PLC_LISTEN:-127.0.0.1:8000}:8000"]}
    assert compose["networks"]["inside"] == {"internal": True}
    assert compose["services"]["postgres"]["networks"] == ["inside"]
    assert compose["services"]["broker"]["networks"] == ["inside"]


def test_no_container_runs_as_root_or_writes_outside_its_volumes(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        # Ours take the user of their image, which is looked at below.
        assert name in OURS or service["user"] in {"postgres", "valkey"}, name
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name


def test_data_lives_in_volumes_where_these_images_keep_it(compose: dict[str, Any]) -> None:
    assert compose["services"]["postgres"]["volumes"] == ["postgres:/var/lib/postgresql"]
    assert compose["services"]["broker"]["volumes"] == ["broker:/data"]
    assert set(compose["volumes"]) == {"postgres", "broker"}


def test_the_roles_step_works_as_written_and_may_be_repeated(
    compose: dict[str, Any], home: Home, tmp_path: Path
) -> None:
    service = compose["services"]["roles"]
    source = ROOT / service["volumes"][0].split(":")[0]
    with Postgres(home, throwaway=True) as server:
        parts = urlsplit(server.superuser_url("plc"))
        psql, *arguments = service["entrypoint"]
        command = [
            postgres_binaries(home, None) / psql,
            *(part.replace("/roles.sql", str(source)) for part in arguments),
        ]
        environment = environment_of(compose, "roles", GIVEN) | {
            "PGHOST": "127.0.0.1",
            "PGPORT": str(parts.port),
            "PGUSER": str(parts.username),
            "PGPASSWORD": str(parts.password),
            "PATH": os.environ["PATH"],
        }
        for _ in range(2):
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
            assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        for role, password in (("plc_owner", "owner-1"), ("plc_app", "app-2"), ("plc_backup", "backup-3")):
            url = f"postgresql://{role}:{password}@127.0.0.1:{parts.port}/plc"
            assert rows(url, "select current_user::text") == [(role,)]
        refused = subprocess.run(
            command, env=environment | {"PGOPTIONS": ""}, capture_output=True, text=True, check=False
        )
        assert refused.returncode != 0
        assert "plc.owner_password" in refused.stderr


def test_the_image_runs_as_nobody_special_with_pinned_packages() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    last_stage = lines[max(number for number, line in enumerate(lines) if line.startswith("FROM")) :]
    assert [line for line in last_stage if line.startswith("USER")] == ["USER 10001:10001"]
    assert not [line for line in last_stage if line.startswith("COPY") and "--from=build" not in line]
    installs = [line for line in lines if "pip install" in line]
    assert installs == ["RUN pip install --require-hashes --only-binary :all: -r /tmp/production.lock"]


def test_the_build_sees_named_paths_only_and_each_exists() -> None:
    patterns = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    assert patterns[0] == "*"
    for pattern in patterns:
        if pattern.startswith("!"):
            assert (ROOT / pattern[1:]).exists(), pattern


def test_a_backup_holds_every_district_and_comes_back(home: Home, tmp_path: Path) -> None:
    """As docs/operations.md says it: dumped by plc_backup, restored by the superuser into an empty database."""
    programs = postgres_binaries(home, None)
    dump = tmp_path / "plc.dump"
    with Postgres(home, throwaway=True) as server:
        rows(
            server.owner_url(),
            "create table note (district_id int, body text); insert into note values (1, 'a'), (2, 'b');"
            "alter table note enable row level security; alter table note force row level security;"
            "create policy district on note using (district_id = 0)",
        )
        assert rows(server.app_url(), "select * from note") == []
        as_owner = subprocess.run(
            [programs / "pg_dump", "--format=custom", f"--file={dump}", server.owner_url()],
            capture_output=True,
            text=True,
            check=False,
        )
        assert "row-level security" in as_owner.stderr  # the owner cannot: the policies bind it too
        subprocess.run([programs / "pg_dump", "--format=custom", f"--file={dump}", server.backup_url()], check=True)
        rows(server.superuser_url(), "create database restored")
        restore = [programs / "pg_restore", "--exit-on-error", f"--dbname={server.superuser_url('restored')}", dump]
        subprocess.run(restore, check=True)
        assert rows(server.superuser_url("restored"), "select * from note order by 1") == [(1, "a"), (2, "b")]
        assert rows(server.app_url("restored"), "select * from note") == []
