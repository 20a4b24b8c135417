"""What the environment may say, and the sentence for each thing it may not."""

import pytest

from plc.env import BadEnvironment, DatabaseUrl, EmailUrl, SignInProvider, read_environment

PRODUCTION = {
    "PLC_ENVIRONMENT": "production",
    "PLC_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "PLC_DATABASE_URL": "postgresql://plc_app:se%2Fcret@db.internal:5433/plc",
    "PLC_BROKER_URL": "rediss://:pass@broker.internal:6380/0",
    "PLC_BASE_URL": "https://plc.example.org",
    "PLC_EMAIL_URL": "smtp://mailer:pa%40ss@mail.example.org:2525",
}
DEMO = {
    "PLC_ENVIRONMENT": "demo",
    "PLC_SECRET_KEY": "short",
    "PLC_DATABASE_URL": "postgresql://plc_app@127.0.0.1/plc",
    "PLC_BROKER_URL": "redis+socket:///run/plc/broker.sock",
}


class TestWhatIsUnderstood:
    def test_production(self) -> None:
        read = read_environment(PRODUCTION)
        assert read.kind == "production"
        assert read.is_production
        assert read.is_secure
        assert read.secret_key == PRODUCTION["PLC_SECRET_KEY"]
        assert read.database == DatabaseUrl("db.internal", 5433, "plc", "plc_app", "se/cret")
        assert read.broker_url == PRODUCTION["PLC_BROKER_URL"]
        assert read.base_url == "https://plc.example.org"
        assert read.allowed_hosts == ("plc.example.org",)
        assert read.email == EmailUrl("smtp", "", "mail.example.org", 2525, "mailer", "pa@ss", use_tls=True)
        assert read.email_from == "PLC teams <no-reply@plc.example.org>"
        assert (read.google, read.microsoft, read.trust_proxy, read.log_level) == (None, None, False, "INFO")

    def test_the_demo_needs_little(self) -> None:
        read = read_environment(DEMO)
        assert not read.is_production
        assert not read.is_secure
        assert read.database == DatabaseUrl("127.0.0.1", 5432, "plc", "plc_app", "")
        assert read.base_url == "http://127.0.0.1:8000"
        assert read.allowed_hosts == ("127.0.0.1",)
        assert read.email == EmailUrl("console")

    def test_named_hosts_come_beside_the_address_people_type(self) -> None:
        read = read_environment({**PRODUCTION, "PLC_ALLOWED_HOSTS": " old.example.org, plc.example.org ,.schools.org,"})
        assert read.allowed_hosts == ("plc.example.org", "old.example.org", ".schools.org")

    def test_a_slash_at_the_end_of_the_address_is_let_be(self) -> None:
        assert read_environment({**PRODUCTION, "PLC_BASE_URL": "https://plc.example.org/"}).base_url == (
            "https://plc.example.org"
        )

    def test_mail_without_encryption_is_asked_for_aloud(self) -> None:
        read = read_environment({**PRODUCTION, "PLC_EMAIL_URL": "smtp://relay.internal:25?tls=no"})
        assert (read.email.host, read.email.port, read.email.use_tls) == ("relay.internal", 25, False)

    def test_mail_into_a_folder(self) -> None:
        assert read_environment({**DEMO, "PLC_EMAIL_URL": "file:///var/mail/plc"}).email == EmailUrl(
            "file", path="/var/mail/plc"
        )

    def test_sign_in_providers(self) -> None:
        read = read_environment(
            {
                **PRODUCTION,
                "PLC_GOOGLE_CLIENT_ID": "g-id",
                "PLC_GOOGLE_SECRET": "g-secret",
                "PLC_MICROSOFT_CLIENT_ID": "m-id",
                "PLC_MICROSOFT_SECRET": "m-secret",
                "PLC_MICROSOFT_TENANT": "schools",
            }
        )
        assert read.google == SignInProvider("g-id", "g-secret")
        assert read.microsoft == SignInProvider("m-id", "m-secret", "schools")

    def test_switches_and_levels(self) -> None:
        read = read_environment({**PRODUCTION, "PLC_TRUST_PROXY": "Yes", "PLC_LOG_LEVEL": "warning"})
        assert (read.trust_proxy, read.log_level) == (True, "WARNING")


MISSING = [
    (name, PRODUCTION)
    for name in ("PLC_ENVIRONMENT", "PLC_SECRET_KEY", "PLC_DATABASE_URL", "PLC_BROKER_URL", "PLC_BASE_URL")
] + [("PLC_EMAIL_URL", PRODUCTION)]


class TestWhatIsRefused:
    @pytest.mark.parametrize(("name", "given"), MISSING)
    @pytest.mark.parametrize("blank", [None, "", "   "])
    def test_a_missing_variable_is_named(self, name: str, given: dict[str, str], blank: str | None) -> None:
        variables = {key: value for key, value in given.items() if key != name}
        if blank is not None:
            variables[name] = blank
        with pytest.raises(BadEnvironment, match=name):
            read_environment(variables)

    @pytest.mark.parametrize(
        ("name", "value", "says"),
        [
            ("PLC_ENVIRONMENT", "prod", "write production, demo or test"),
            ("PLC_ENVIRONMENT", "Production", "write production, demo or test"),
            ("PLC_SECRET_KEY", "a" * 80, "at least 50 random characters"),
            ("PLC_SECRET_KEY", "0123456789abcdefghij", "at least 50 random characters"),
            ("PLC_DATABASE_URL", "sqlite:///plc.db", "begin with postgresql://"),
            ("PLC_DATABASE_URL", "mysql://u:p@host/plc", "begin with postgresql://"),
            ("PLC_DATABASE_URL", "postgresql://host/plc", "name a user, a host and a database"),
            ("PLC_DATABASE_URL", "postgresql://u:p@host", "name a user, a host and a database"),
            ("PLC_DATABASE_URL", "postgresql://u:p@/plc", "name a user, a host and a database"),
            ("PLC_DATABASE_URL", "postgresql://u:p@host:port/plc", "a number from 1 to 65535"),
            ("PLC_DATABASE_URL", "postgresql://u:p@host:0/plc", "a number from 1 to 65535"),
            ("PLC_DATABASE_URL", "postgresql://u:p@host:70000/plc", "a number from 1 to 65535"),
            ("PLC_DATABASE_URL", "postgresql://u:p@[::1/plc", "host or port makes no sense"),
            ("PLC_BROKER_URL", "amqp://host", "begin with redis://"),
            ("PLC_BROKER_URL", "memory://", "begin with redis://"),
            ("PLC_BROKER_URL", "redis://", "name a host"),
            ("PLC_BROKER_URL", "redis+socket://", "the path of a socket"),
            ("PLC_BROKER_URL", "redis://host:99999/0", "a number from 1 to 65535"),
            ("PLC_BASE_URL", "plc.example.org", "the address people type"),
            ("PLC_BASE_URL", "https://", "the address people type"),
            ("PLC_BASE_URL", "ftp://plc.example.org", "the address people type"),
            ("PLC_BASE_URL", "https://plc.example.org/plc", "nothing after the host"),
            ("PLC_BASE_URL", "https://plc.example.org?x=1", "nothing after the host"),
            ("PLC_BASE_URL", "https://user@plc.example.org", "nothing after the host"),
            ("PLC_BASE_URL", "https://plc.example.org:port", "a number from 1 to 65535"),
            ("PLC_BASE_URL", "http://plc.example.org", "begin with https:// in production"),
            ("PLC_ALLOWED_HOSTS", "*", "any site pose as this one"),
            ("PLC_ALLOWED_HOSTS", "plc.example.org,*", "any site pose as this one"),
            ("PLC_ALLOWED_HOSTS", "*.example.org", "host names without https://"),
            ("PLC_ALLOWED_HOSTS", "https://plc.example.org", "host names without https://"),
            ("PLC_ALLOWED_HOSTS", "plc.example.org:8000", "without a port"),
            ("PLC_EMAIL_URL", "console:", "smtp://user:password@host:587"),
            ("PLC_EMAIL_URL", "smtp://", "smtp://user:password@host:587"),
            ("PLC_EMAIL_URL", "smtps://mail.example.org", "smtp://user:password@host:587"),
            ("PLC_EMAIL_URL", "file:", "file:///folder"),
            ("PLC_EMAIL_URL", "smtp://mail.example.org:x", "a number from 1 to 65535"),
            ("PLC_EMAIL_URL", "smtp://mail.example.org?tls=maybe", "tls=yes or tls=no"),
            ("PLC_EMAIL_FROM", "the PLC team", "must be an address"),
            ("PLC_EMAIL_FROM", "no-reply@", "must be an address"),
            ("PLC_EMAIL_FROM", "a@example.org\nBcc: b@example.org", "must be an address"),
            ("PLC_GOOGLE_CLIENT_ID", "only-half", "set both or neither"),
            ("PLC_GOOGLE_SECRET", "only-half", "set both or neither"),
            ("PLC_MICROSOFT_CLIENT_ID", "only-half", "set both or neither"),
            ("PLC_MICROSOFT_SECRET", "only-half", "set both or neither"),
            ("PLC_TRUST_PROXY", "true", "write yes or no"),
            ("PLC_TRUST_PROXY", "", "write yes or no"),
            ("PLC_LOG_LEVEL", "LOUD", "write DEBUG, INFO, WARNING or ERROR"),
        ],
    )
    def test_nonsense_is_said_plainly(self, name: str, value: str, says: str) -> None:
        with pytest.raises(BadEnvironment) as refused:
            read_environment({**PRODUCTION, name: value})
        assert says in str(refused.value)
        assert name.removesuffix("_CLIENT_ID").removesuffix("_SECRET") in str(refused.value)

    @pytest.mark.parametrize("name", ["PLC_DATABASE_URL", "PLC_BROKER_URL", "PLC_EMAIL_URL"])
    @pytest.mark.parametrize("rest", ["host:port/plc", "host:99999/plc", "[::1/plc", "/ret@host/plc"])
    def test_a_refusal_never_shows_a_password(self, name: str, rest: str) -> None:
        scheme = PRODUCTION[name].partition(":")[0]
        with pytest.raises(BadEnvironment) as refused:
            read_environment({**PRODUCTION, name: f"{scheme}://user:hush{'@' if rest[0] != '/' else ''}{rest}"})
        assert "hush" not in str(refused.value)
        assert refused.value.__cause__ is None
        assert refused.value.__suppress_context__


@pytest.mark.parametrize("tenant", ["", "common", "Organizations", "consumers"])
def test_microsoft_needs_a_directory_of_our_own(tenant: str) -> None:
    """Any directory may claim any address; from "common" a stranger could pose as a principal."""
    variables = {
        **PRODUCTION,
        "PLC_MICROSOFT_CLIENT_ID": "m-id",
        "PLC_MICROSOFT_SECRET": "m",
        "PLC_MICROSOFT_TENANT": tenant,
    }
    with pytest.raises(BadEnvironment, match="PLC_MICROSOFT_TENANT"):
        read_environment(variables)
