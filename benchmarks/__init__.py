"""Repeatable measurements. Each prints ratios: milliseconds belong to the machine they were taken on."""

import os

import django

# Settings are read before there is a server; `stack.running_product` points this process at one.
os.environ |= {
    "PLC_ENVIRONMENT": "demo",
    "PLC_SECRET_KEY": "a key for measurements only",
    "PLC_BASE_URL": "http://localhost",
    "PLC_DATABASE_URL": "postgresql://not-yet:started@127.0.0.1:1/plc",
    "PLC_BROKER_URL": "redis://127.0.0.1:1/0",
    "PLC_EMAIL_URL": "console:",
    "PLC_LOG_LEVEL": "ERROR",
    "DJANGO_SETTINGS_MODULE": "plc.settings",
    # Playwright drives the browser from an event loop in this very thread; Django is only called between its steps.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
}
django.setup()
