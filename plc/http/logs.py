"""Structured logs: one JSON object a line, with request, district and task ids. Values of students never enter."""

import logging
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from celery import current_task
from pythonjsonlogger.json import JsonFormatter as BaseJsonFormatter

from plc.tenancy.context import current_scope

OWN_LOGGERS = "plc."
PLACE = {"request_id", "district_id", "task_id"}
STANDARD = set(logging.makeLogRecord({}).__dict__)
# What Celery puts into its lines: a task's arguments, its result, its exception with the message.
SPEAKING = {"exc", "traceback", "args", "kwargs", "return_value"}

_request_id: ContextVar[str | None] = ContextVar("plc_request_id", default=None)


@contextmanager
def place(*, request_id: str) -> Iterator[None]:
    """Log lines written inside carry this request id."""
    token = _request_id.set(request_id)
    try:
        yield
    finally:
        _request_id.reset(token)


class PlaceFilter(logging.Filter):
    """Adds where we are (request, district, task) to each record that does not say it itself."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _request_id.get()
        if getattr(record, "district_id", None) is None:
            record.district_id = current_scope().district_id
        task = current_task
        record.task_id = task.request.id if task and task.request else None
        return True


class JsonFormatter(BaseJsonFormatter):
    """An exception is written as its type and the places it passed, never its message or the values of variables:
    a database error quotes the row it refused, and that row may be a student's.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(
            "{levelname}{name}{message}",
            style="{",
            timestamp="at",
            rename_fields={"levelname": "level", "name": "logger"},
            json_ensure_ascii=False,
        )

    def format(self, record: logging.LogRecord) -> str:
        return super().format(_without_values(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802  (logging's own name)
        kind, _value, trace = ei if ei else sys.exc_info()
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)[-12:]]
        return f"{kind.__name__ if kind else 'Exception'} at " + " < ".join(reversed(places))


def _without_values(record: logging.LogRecord) -> logging.LogRecord:
    """The record with exceptions named by their type. Our own lines name ids only and keep what they add; a library's
    lines lose it, because it may be a request with its query string or a task with its arguments.
    """
    kept = dict(record.__dict__)
    if not record.name.startswith(OWN_LOGGERS):
        kept = {name: value for name, value in kept.items() if name in STANDARD | PLACE}
    if isinstance(record.args, Mapping):
        kept["args"] = {name: "…" if name in SPEAKING else value for name, value in record.args.items()}
    elif record.args:
        kept["args"] = tuple(type(arg).__name__ if isinstance(arg, BaseException) else arg for arg in record.args)
    if isinstance(record.msg, BaseException):
        kept["msg"] = type(record.msg).__name__
    return logging.makeLogRecord(kept)
