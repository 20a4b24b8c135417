"""What stands in a log line, and that no student ever does."""

import io
import json
import logging
from typing import Any

import pytest
from celery import Celery
from django.conf import settings
from django.db import IntegrityError
from django.test import RequestFactory

from plc.http.logs import JsonFormatter, PlaceFilter, place
from plc.tenancy import tenant

NAME = "Chloé Abbott"


@pytest.fixture
def written() -> Any:
    """Write through the product's own filter and formatter; gives the lines as objects."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(PlaceFilter())
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    level = root.level
    root.setLevel("INFO")
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)


def test_the_settings_use_this_formatter_on_every_line() -> None:
    assert settings.LOGGING["root"]["handlers"] == ["stderr"]
    assert settings.LOGGING["handlers"]["stderr"]["formatter"] == "json"
    assert settings.LOGGING["handlers"]["stderr"]["filters"] == ["place"]
    assert settings.LOGGING["formatters"]["json"]["()"] == "plc.http.logs.JsonFormatter"
    assert not [name for name, logger in settings.LOGGING["loggers"].items() if "handlers" in logger]


def test_a_line_is_one_object_that_says_where_it_was_written(written: Any) -> None:
    with place(request_id="abc12345"), tenant(7):
        logging.getLogger("plc.test").info("saved %s papers", 3, extra={"assessment_id": 4})
    (line,) = written()
    assert line.pop("at").endswith("+00:00")
    assert line == {
        "level": "INFO",
        "logger": "plc.test",
        "message": "saved 3 papers",
        "request_id": "abc12345",
        "district_id": 7,
        "task_id": None,
        "assessment_id": 4,
    }


def test_the_district_a_line_names_itself_is_kept(written: Any) -> None:
    logging.getLogger("plc.test").info("request", extra={"district_id": 9})
    assert written()[0]["district_id"] == 9


def test_a_task_is_named_by_its_id_and_a_failing_one_keeps_its_values_to_itself(written: Any) -> None:
    app = Celery("test", broker="memory://", set_as_current=False)

    @app.task(name="fails", bind=True, shared=False)
    def fails(task: Any, student: str) -> None:
        logging.getLogger("plc.test").info("inside")
        raise ValueError(f"{student} is not in Period 2")

    fails.apply(kwargs={"student": NAME}, task_id="task-1")
    inside, failed = written()
    assert (inside["message"], inside["task_id"]) == ("inside", "task-1")
    assert failed["logger"] == "celery.app.trace"
    assert "fails[task-1]" in failed["message"]
    assert failed["exc_info"].startswith("ValueError at ")
    assert NAME not in json.dumps(failed, ensure_ascii=False)


def test_a_task_that_returns_a_value_keeps_it_to_itself(written: Any) -> None:
    app = Celery("test", broker="memory://", set_as_current=False)

    @app.task(name="returns", shared=False)
    def returns() -> str:
        return NAME

    returns.apply(task_id="task-2")
    (line,) = written()
    assert "returns[task-2] succeeded" in line["message"]
    assert NAME not in json.dumps(line, ensure_ascii=False)


def _fail() -> None:
    student_name = NAME
    try:
        raise IntegrityError(f"Key (given_name)=({student_name}) already exists.")
    except IntegrityError as error:
        raise RuntimeError(f"could not save {student_name}") from error


class TestAnExceptionThatQuotesAStudent:
    def test_is_written_as_its_type_and_places(self, written: Any) -> None:
        try:
            _fail()
        except RuntimeError:
            logging.getLogger("plc.test").exception("saving went wrong")
        (line,) = written()
        assert line["message"] == "saving went wrong"
        assert line["exc_info"].startswith("RuntimeError at ")
        assert " _fail < " in line["exc_info"]
        assert NAME not in json.dumps(line, ensure_ascii=False)

    def test_as_an_argument_is_its_type(self, written: Any) -> None:
        logging.getLogger("somebody.else").error("could not: %s (%r)", ValueError(NAME), KeyError(NAME))
        assert written()[0]["message"] == "could not: ValueError ('KeyError')"

    def test_as_the_message_is_its_type(self, written: Any) -> None:
        logging.getLogger("somebody.else").error(ValueError(NAME))
        assert written()[0]["message"] == "ValueError"


def test_a_library_cannot_add_a_request_with_its_query_string(written: Any) -> None:
    request = RequestFactory().get("/d/harbor/students/", {"q": NAME})
    logging.getLogger("django.request").error(
        "Internal Server Error: %s", request.path, extra={"status_code": 500, "request": request}
    )
    (line,) = written()
    assert line["message"] == "Internal Server Error: /d/harbor/students/"
    assert "request" not in line
    assert "Chlo" not in json.dumps(line, ensure_ascii=False)
