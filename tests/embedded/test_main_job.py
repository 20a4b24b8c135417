"""The check of the main job: what it reads from pages, and what it says when something is missing."""

import csv
import io

import pytest

from plc.embedded.browsing import Page, Unexpected, Visitor
from plc.embedded.main_job import filled, points_of_items, run_main_job, run_number, waiting_cfa
from plc.embedded.postgres import free_port
from plc.embedded.stack import DemoAccount

TEMPLATE = 'Student ID,Name,Section,Status,1,2\r\n100,"Diaz, Ana",Math 7,,,\r\n101,"Webb, Al",Math 7,,1,3\r\n'


def page(html: str) -> Page:
    return Page("http://localhost/", html)


def test_the_cfa_that_asks_for_papers_comes_before_any_other() -> None:
    home = page('<a href="/d/a/cfas/7/report/">r</a><a href="/d/a/cfas/9/sections/3/">Enter</a>')
    assert waiting_cfa(home) == "/d/a/cfas/9/"
    assert waiting_cfa(page('<a href="/d/a/teams/1/">t</a><a href="/d/a/cfas/7/">c</a>')) == "/d/a/cfas/7/"
    with pytest.raises(Unexpected, match="names no CFA"):
        waiting_cfa(page("<h1>Good morning</h1>"))


def test_points_come_from_the_table_of_the_paper() -> None:
    cfa = page(
        "<table><tr><th>Class</th><th>Points</th></tr><tr><td>Math 7</td><td>99</td></tr></table>"
        "<table><tr><th>Item</th><th>Points</th><th>Key</th></tr>"
        "<tr><th>1</th><td> 1 </td><td>B</td></tr><tr><th>2</th><td>4</td><td>–</td></tr></table>"
    )
    assert points_of_items(cfa) == {"1": 1, "2": 4}


def test_the_sheet_keeps_students_and_stays_within_the_points() -> None:
    sheet = filled(TEMPLATE, {"1": 1, "2": 4}, seed=1)
    rows = list(csv.DictReader(io.StringIO(sheet.content.decode())))
    assert (sheet.students, sheet.items) == (2, 2)
    assert [(row["Student ID"], row["Name"]) for row in rows] == [("100", "Diaz, Ana"), ("101", "Webb, Al")]
    assert all(row["1"] in {"0", "1"} and 0 <= int(row["2"]) <= 4 for row in rows)
    assert filled(TEMPLATE, {"1": 1, "2": 4}, seed=1) == sheet


def test_an_empty_template_is_a_sentence() -> None:
    with pytest.raises(Unexpected, match="names no student"):
        filled("Student ID,Name\r\n", {"1": 1}, seed=1)


def test_forms_carry_their_hidden_fields_and_facts_their_terms() -> None:
    report = page(
        '<form action="/uploads/3/apply"><input type="hidden" name="plan" value="abc"></form>'
        "<dl><div><dt>Tested</dt><dd>49 of 149</dd></div><div><dt>Report run 12</dt><dd>now</dd></div></dl>"
    )
    form = report.form_to("/apply")
    assert form is not None
    assert form.hidden == {"plan": "abc"}
    assert report.facts == {"Tested": "49 of 149", "Report run 12": "now"}
    assert run_number(report) == 12
    assert run_number(page("<h1>No results yet</h1>")) == 0


def test_nobody_at_the_address_is_said_and_fails_the_check(capsys: pytest.CaptureFixture[str]) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(Unexpected, match="does not answer"):
        Visitor(url).open("/")
    assert run_main_job(url, [DemoAccount("teacher", "Alice", "alice@example.org", "words", "Harbor Valley")]) == 1
    assert "The main job did not run to its end." in capsys.readouterr().err
