"""Settings from the environment, refusing nonsense with a sentence that names the variable.

Pure: takes a mapping, returns one frozen ``Environment``. No Django, no defaults that would be unsafe in production.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

Kind = Literal["production", "demo", "test"]
HOST = re.compile(r"\.?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\]")


class BadEnvironment(ValueError):  # noqa: N818  (reads as a sentence where it is raised)
    """A variable is missing or makes no sense; the message names it and says what to write instead."""


@dataclass(frozen=True)
class DatabaseUrl:
    host: str
    port: int
    name: str
    user: str
    password: str


@dataclass(frozen=True)
class EmailUrl:
    kind: Literal["file", "console", "smtp"]
    path: str = ""
    host: str = ""
    port: int = 587
    user: str = ""
    password: str = ""
    use_tls: bool = True


@dataclass(frozen=True)
class SignInProvider:
    """Client id and secret of one OpenID Connect provider; switched on by being present."""

    client_id: str
    secret: str
    tenant: str = ""


@dataclass(frozen=True)
class Environment:
    kind: Kind
    secret_key: str
    database: DatabaseUrl
    broker_url: str
    allowed_hosts: tuple[str, ...]
    base_url: str
    email: EmailUrl
    email_from: str
    google: SignInProvider | None
    microsoft: SignInProvider | None
    trust_proxy: bool
    log_level: str

    @property
    def is_production(self) -> bool:
        return self.kind == "production"

    @property
    def is_secure(self) -> bool:
        return self.base_url.startswith("https://")


def read_environment(variables: Mapping[str, str]) -> Environment:
    """The whole environment, or ``BadEnvironment`` for the first variable that makes no sense."""
    kind = _kind(variables)
    base_url = _base_url(variables, kind)
    return Environment(
        kind=kind,
        secret_key=_secret_key(variables, kind),
        database=_database(variables),
        broker_url=_broker_url(variables),
        allowed_hosts=_allowed_hosts(variables, base_url),
        base_url=base_url,
        email=_email(variables, kind),
        email_from=_email_from(variables, base_url),
        google=_provider(variables, "GOOGLE"),
        microsoft=_microsoft(variables),
        trust_proxy=_switch(variables, "PLC_TRUST_PROXY"),
        log_level=_log_level(variables),
    )


def _kind(variables: Mapping[str, str]) -> Kind:
    value = _required(variables, "PLC_ENVIRONMENT", "production, demo or test")
    kinds: dict[str, Kind] = {kind: kind for kind in get_args(Kind)}
    if value in kinds:
        return kinds[value]
    raise BadEnvironment(f"PLC_ENVIRONMENT is {value!r}; write production, demo or test.")


def _required(variables: Mapping[str, str], name: str, wanted: str) -> str:
    value = variables.get(name, "").strip()
    if not value:
        raise BadEnvironment(f"{name} is not set; it must be {wanted}.")
    return value


def _secret_key(variables: Mapping[str, str], kind: Kind) -> str:
    value = _required(variables, "PLC_SECRET_KEY", "a long random text")
    enough, varied = 50, 10
    if kind == "production" and (len(value) < enough or len(set(value)) < varied):
        raise BadEnvironment(f"PLC_SECRET_KEY is too weak; write at least {enough} random characters.")
    return value


def _database(variables: Mapping[str, str]) -> DatabaseUrl:
    text = _required(variables, "PLC_DATABASE_URL", "postgresql://user:password@host:port/name")
    parts = _address("PLC_DATABASE_URL", text)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise BadEnvironment(
            "PLC_DATABASE_URL must begin with postgresql://; no other database has the row-level wall."
        )
    name = parts.path.lstrip("/")
    if not parts.hostname or not name or not parts.username:
        raise BadEnvironment("PLC_DATABASE_URL must name a user, a host and a database.")
    return DatabaseUrl(
        parts.hostname, parts.port or 5432, unquote(name), unquote(parts.username), unquote(parts.password or "")
    )


def _address(name: str, text: str) -> SplitResult:
    """The parts of an address with a host and a port that can be. Never quotes it: there may be a password inside."""
    try:
        parts = urlsplit(text)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        has_port = False
    if not has_port:
        raise BadEnvironment(
            f"{name} is not an address: its host or port makes no sense. A port is a number from 1 to 65535; "
            "in a password write %40 for @, %2F for / and %3A for a colon."
        ) from None
    return parts


def _broker_url(variables: Mapping[str, str]) -> str:
    text = _required(variables, "PLC_BROKER_URL", "redis://host:port/0 or redis+socket:///path")
    parts = _address("PLC_BROKER_URL", text)
    if parts.scheme not in {"redis", "rediss", "redis+socket"}:
        raise BadEnvironment("PLC_BROKER_URL must begin with redis://, rediss:// or redis+socket://.")
    if not (parts.path.strip("/") if parts.scheme == "redis+socket" else parts.hostname):
        raise BadEnvironment(
            "PLC_BROKER_URL must name a host, or the path of a socket: redis+socket:///run/broker.sock."
        )
    return text


def _base_url(variables: Mapping[str, str], kind: Kind) -> str:
    text = variables.get("PLC_BASE_URL", "" if kind == "production" else "http://127.0.0.1:8000").strip().rstrip("/")
    parts = _address("PLC_BASE_URL", text)
    has_more = parts.path or parts.query or parts.fragment or parts.username is not None
    if parts.scheme not in {"http", "https"} or not parts.hostname or has_more:
        raise BadEnvironment(
            "PLC_BASE_URL must be the address people type, such as https://plc.example.org, and nothing after the host."
        )
    if kind == "production" and parts.scheme != "https":
        raise BadEnvironment("PLC_BASE_URL must begin with https:// in production; student results travel over it.")
    return text


def _allowed_hosts(variables: Mapping[str, str], base_url: str) -> tuple[str, ...]:
    given = tuple(host.strip() for host in variables.get("PLC_ALLOWED_HOSTS", "").split(",") if host.strip())
    if "*" in given:
        raise BadEnvironment("PLC_ALLOWED_HOSTS must name hosts; * would let any site pose as this one.")
    for host in given:
        if not HOST.fullmatch(host):
            raise BadEnvironment(
                f"PLC_ALLOWED_HOSTS has {host!r}; write host names without https:// and without a port."
            )
    return tuple(dict.fromkeys((urlsplit(base_url).hostname or "", *given)))


def _email(variables: Mapping[str, str], kind: Kind) -> EmailUrl:
    text = variables.get("PLC_EMAIL_URL", "" if kind == "production" else "console:").strip()
    parts = _address("PLC_EMAIL_URL", text)
    if parts.scheme == "console" and kind != "production":
        return EmailUrl("console")
    if parts.scheme == "file" and parts.path:
        return EmailUrl("file", path=str(Path(parts.path)))
    if parts.scheme == "smtp" and parts.hostname:
        tls = dict(parse_qsl(parts.query, keep_blank_values=True)).get("tls", "yes")
        if tls not in {"yes", "no"}:
            raise BadEnvironment(f"PLC_EMAIL_URL has tls={tls!r}; write tls=yes or tls=no.")
        return EmailUrl(
            "smtp",
            host=parts.hostname,
            port=parts.port or 587,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            use_tls=tls == "yes",
        )
    raise BadEnvironment(
        "PLC_EMAIL_URL must be smtp://user:password@host:587, file:///folder or (not in production) console:."
    )


def _email_from(variables: Mapping[str, str], base_url: str) -> str:
    value = variables.get("PLC_EMAIL_FROM", "").strip() or f"PLC teams <no-reply@{urlsplit(base_url).hostname}>"
    name, at, host = parseaddr(value)[1].partition("@")
    if not (name and at and host) or not value.isprintable():
        raise BadEnvironment("PLC_EMAIL_FROM must be an address, such as PLC teams <no-reply@plc.example.org>.")
    return value


def _provider(variables: Mapping[str, str], name: str) -> SignInProvider | None:
    client_id = variables.get(f"PLC_{name}_CLIENT_ID", "").strip()
    secret = variables.get(f"PLC_{name}_SECRET", "").strip()
    if not client_id and not secret:
        return None
    if not client_id or not secret:
        raise BadEnvironment(f"PLC_{name}_CLIENT_ID and PLC_{name}_SECRET belong together; set both or neither.")
    return SignInProvider(client_id, secret, variables.get(f"PLC_{name}_TENANT", "").strip())


def _microsoft(variables: Mapping[str, str]) -> SignInProvider | None:
    """Microsoft lets any directory claim any address, so addresses are believed from one named directory only."""
    provider = _provider(variables, "MICROSOFT")
    if provider and provider.tenant.lower() in {"", "common", "organizations", "consumers"}:
        raise BadEnvironment("PLC_MICROSOFT_TENANT must be the id of your own directory; others could pose as staff.")
    return provider


def _switch(variables: Mapping[str, str], name: str) -> bool:
    value = variables.get(name, "no").strip().lower()
    if value not in {"yes", "no"}:
        raise BadEnvironment(f"{name} is {value!r}; write yes or no.")
    return value == "yes"


def _log_level(variables: Mapping[str, str]) -> str:
    value = variables.get("PLC_LOG_LEVEL", "INFO").strip().upper()
    if value not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise BadEnvironment(f"PLC_LOG_LEVEL is {value!r}; write DEBUG, INFO, WARNING or ERROR.")
    return value
