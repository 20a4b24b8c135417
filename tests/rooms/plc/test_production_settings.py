"""The product's own choice of settings in production, looked at from outside: a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.thorough  # each starts the product anew

ROOT = Path(__file__).resolve().parents[3]
PRODUCTION = {
    "PLC_ENVIRONMENT": "production",
    "PLC_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "PLC_DATABASE_URL": "postgresql://plc_app:secret@db.invalid:5432/plc",
    "PLC_BROKER_URL": "redis://broker.invalid:6379/0",
    "PLC_BASE_URL": "https://plc.example.org",
    "PLC_EMAIL_URL": "smtp://mailer:secret@mail.invalid:587",
    "PLC_TRUST_PROXY": "yes",
    "PLC_GOOGLE_CLIENT_ID": "id",
    "PLC_GOOGLE_SECRET": "secret",
}
SHOW = """
import json
import django
django.setup()
from django.conf import settings
names = ["DEBUG", "ALLOWED_HOSTS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT",
         "SECURE_HSTS_SECONDS", "SESSION_COOKIE_HTTPONLY", "CSRF_TRUSTED_ORIGINS", "SECURE_PROXY_SSL_HEADER"]
shown = {name: getattr(settings, name) for name in names}
shown["form-action"] = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"]
print(json.dumps(shown))
"""


def _run(*arguments: str, **changed: str) -> subprocess.CompletedProcess[str]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("PLC_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**bare, "DJANGO_SETTINGS_MODULE": "plc.settings", **PRODUCTION, **changed},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_deploy_check_has_nothing_to_say() -> None:
    done = _run("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_the_settings_that_guard() -> None:
    done = _run("-c", SHOW)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["plc.example.org"],
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_TRUSTED_ORIGINS": ["https://plc.example.org"],
        "SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"],
        "form-action": ["'self'", "https://accounts.google.com"],
    }


def test_nonsense_stops_the_start_with_its_sentence() -> None:
    done = _run("manage.py", "check", PLC_BASE_URL="http://plc.example.org")
    assert done.returncode != 0
    assert done.stderr.strip().splitlines()[-1] == (
        "plc.env.BadEnvironment: PLC_BASE_URL must begin with https:// in production; student results travel over it."
    )
