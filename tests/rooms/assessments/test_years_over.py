"""CFAs of a school year that is over: every verb refuses with a sentence, every page still reads."""

import html
import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import assessments.actions
from assessments.actions import preview_upload
from assessments.actions.corrections import make_correction
from assessments.actions.decisions import counted_as
from assessments.models import Change, Correction, Item, LearningTarget, ReportRun, Result, Upload
from assessments.tasks import request_run
from plc.http.refusals import Refusal
from plc.schools.models import AuditEntry, SchoolYear
from tests.world import World, enter_results, sign_in, url

OVER = "belongs to a school year that is over"
FILE = b"Student ID,1,2,3,4a,4b\nS0101,1,1,1,2,3\n"

# Not of a year: what a team knows of its files, which it may always forget.
OF_THE_TEAM = {"confirm_source", "forget_source", "remember_alias", "forget_alias"}
# What others of the list end in, and what reports are made by.
INSIDE = {"leave_to_worker", "save_plan", "take_back", "record_change", "save_paper", "compare_anew"}


def verbs() -> Iterator[Callable[..., Any]]:
    """Each function of the actions that somebody does: it has an ``actor``."""
    for module in pkgutil.iter_modules(assessments.actions.__path__):
        found = importlib.import_module(f"assessments.actions.{module.name}")
        for name, each in inspect.getmembers(found, inspect.isfunction):
            is_own = each.__module__ == found.__name__ and not name.startswith("_")
            if is_own and "actor" in inspect.signature(each).parameters and name not in OF_THE_TEAM | INSIDE:
                yield each


@pytest.fixture
def over(world: World) -> World:
    """The CFA with results, an upload that waits, a correction and a run; the year ended yesterday."""
    enter_results(world)
    with world.inside():
        sections = [section.pk for section in world.sections]
        preview_upload(
            actor=world.alice.staff,
            assessment=world.cfa,
            section_ids=sections,
            today=world.today,
            file_name="late.csv",
            content=FILE,
        )
        world.cfa.refresh_from_db()
        decision = counted_as(Item.objects.get(pk=world.items[0].pk), "everyone")
        seen = decision.digest(world.cfa, world.cfa.data_version)
        make_correction(
            actor=world.alice.staff, assessment=world.cfa, decision=decision, seen=seen, today=world.today, reason="Key"
        )
        LearningTarget.objects.get_or_create(assessment=world.cfa, standard=world.ratios, position=1)
        if not ReportRun.objects.exists():
            request_run(assessment=world.cfa, actor=world.alice.staff)
        SchoolYear.objects.update(ends_on=world.today)
    return world


def test_there_are_verbs() -> None:
    assert len({verb.__name__ for verb in verbs()} & {"save_results", "save_cells", "settle_cfa", "ask_to_apply"}) == 4


@pytest.mark.parametrize("verb", list(verbs()), ids=lambda verb: verb.__name__)
def test_each_verb_refuses_and_writes_nothing(over: World, verb: Callable[..., Any]) -> None:
    with over.inside():
        things: dict[str, Any] = {
            "actor": over.alice.staff,
            "team": over.team,
            "assessment": over.cfa,
            "upload": Upload.objects.get(),
            "correction": Correction.objects.get(),
            "target": LearningTarget.objects.first(),
            "item": Item.objects.get(pk=over.items[0].pk),
            "run": ReportRun.objects.first(),
            "standard": over.ratios,
            "words": "In our own words",
            "today": over.today,
            "papers": (),
            "edits": (),
            "by": 1,
        }
        takes = inspect.signature(verb).parameters
        needed = [name for name, parameter in takes.items() if parameter.default is inspect.Parameter.empty]
        before = AuditEntry.objects.count(), Change.objects.count(), Upload.objects.count()
        with pytest.raises(Refusal, match=OVER):
            verb(**{name: things.get(name, "") for name in needed})
        assert (AuditEntry.objects.count(), Change.objects.count(), Upload.objects.count()) == before


def test_pages_read_and_say_so(over: World, client: Client) -> None:
    sign_in(client, over.alice)
    page = client.get(url("assessments:cfa", over.cfa)).content.decode()
    assert "The school year of this CFA is over." in page
    assert url("assessments:upload", over.cfa) not in page
    assert "Make a re-check" not in page
    assert "See scores" in page
    for name, things in (("section_entry", (over.cfa, over.sections[0])), ("report", (over.cfa,))):
        assert client.get(url(f"assessments:{name}", *things)).status_code == 200


def test_scores_typed_or_uploaded_meet_one_sentence(over: World, client: Client) -> None:
    sign_in(client, over.alice)
    with over.inside():
        before = sorted(Result.objects.values_list("pk", "cells", "row_version"))
    student, section, item = over.students[0][0], over.sections[0], over.items[1]
    edit = {"edit": "1", "student": student.pk, "section": section.pk, "item": item.pk, "was": "", "now": "1"}
    sent = {"version": over.version.pk, "attempt": 1, "person": over.alice.staff.pk, "since": "", "edits": [edit]}
    answer = client.post(url("assessments:api_papers", over.cfa), json.dumps(sent), content_type="application/json")
    assert answer.status_code == 409, answer.content
    assert answer.json()["reason"] == "year"
    assert OVER in answer.json()["sentence"]
    plain = client.post(url("assessments:section_entry_plain", over.cfa, section), {f"s{student.pk}": "scored"})
    file = {"file": SimpleUploadedFile("late.csv", FILE)}
    upload = client.post(url("assessments:upload", over.cfa), file)
    assert over.team.name not in client.get(url("assessments:new_cfa")).content.decode()
    for answer in (plain, upload):
        assert answer.status_code == 409
        assert OVER in html.unescape(answer.content.decode())
    with over.inside():
        assert sorted(Result.objects.values_list("pk", "cells", "row_version")) == before
