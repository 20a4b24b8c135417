"""What no page of ours would send to the grid, to corrections, to the builder and to an upload's review."""

import json
from typing import Any

import pytest
from django.test import Client

from assessments.models import Change, Correction, EntryConflict, Result, Upload
from tests.rooms.assessments.papers import csv_of, send
from tests.world import World, enter_results, sign_in, url

pytestmark = pytest.mark.django_db
LONG = "9" * 5_000  # more digits than Python makes a number of


def edit(world: World, **facts: Any) -> dict[str, Any]:
    """A 1 in the first cell of Bob's first student."""
    said = {"edit": "e", "student": world.students[1][0].pk, "section": world.sections[1].pk}
    return {**said, "item": world.items[0].pk, "was": "", "now": "1", "resolves": None, **facts}


def post(client: Client, world: World, *edits: Any, **facts: Any) -> Any:
    body = {"version": world.version.pk, "attempt": 1, "edits": list(edits), **facts}
    return client.post(url("assessments:api_papers", world.cfa), json.dumps(body), content_type="application/json")


class TestOddRequestsOfTheGrid:
    def test_what_is_no_request_of_ours_is_refused_as_such(self, world: World, client: Client) -> None:
        client = sign_in(client, world.bob)
        address = url("assessments:api_papers", world.cfa)
        for body in ("[" * 100_000, '{"edits":' + "[" * 100_000, "\x00", "null", b"\xff\xfe"):
            assert client.post(address, body, content_type="application/json").status_code == 400
        for attempt in (LONG, 1e400, True, None, [], "1.0", "²", "٣", 0, -1, 10, 99_999):
            assert post(client, world, edit(world), attempt=attempt).status_code == 400
        for facts in (
            *({"student": value} for value in ("1", 1e309, 2**63, True, None)),
            *({"was": None}, {"now": ["1"]}, {"now": "\0"}, {"item": 0}, {"resolves": "x"}, {"edit": "x" * 41}),
        ):
            assert post(client, world, edit(world, **facts)).status_code == 400
        assert client.get(address, {"attempt": LONG}).status_code == 400
        assert post(client, world, *[edit(world)] * 3_001).status_code == 413
        with world.inside():
            assert not Change.objects.exists()

    def test_a_mark_that_is_none_asks_for_everything(self, world: World, client: Client) -> None:
        client = sign_in(client, world.bob)
        for mark in (
            f"{LONG}.1",
            f"1.{LONG}",
            "99999999999999999999.1",
            "1.99999999999999999999",
            "\x00",
            "-1.1",
            "1.1.1",
        ):
            answer = client.get(url("assessments:api_papers", world.cfa), {"since": mark})
            assert answer.status_code == 200
            assert post(client, world, since=mark).status_code == 200

    def test_texts_that_are_no_scores_are_refused_one_by_one(self, world: World, client: Client) -> None:
        odd = ("1e309", "NaN", "Infinity", "-1", "½", "0x1", "1_0", "\ud800", "<b>", "=1", "9" * 40, "1.005")
        answer = post(sign_in(client, world.bob), world, *(edit(world, edit=text, now=text) for text in odd))
        assert [each["state"] for each in answer.json()["results"]] == ["refused"] * len(odd)
        with world.inside():
            assert not Result.objects.exists()

    def test_the_same_edit_three_thousand_times_is_one_change(self, world: World, client: Client) -> None:
        assert post(sign_in(client, world.bob), world, *[edit(world)] * 3_000).status_code == 200
        with world.inside():
            assert Change.objects.get().cells == 1

    def test_no_other_site_saves_for_the_person(self, world: World) -> None:
        client = sign_in(Client(enforce_csrf_checks=True), world.bob)
        assert post(client, world, edit(world)).status_code == 403
        assert client.post(url("assessments:api_papers_settled", world.cfa)).status_code == 403

    def test_ids_of_others_in_the_body_open_nothing(self, world: World, client: Client) -> None:
        theirs, pines = world.students[0][0], world.pine_students[0]
        bodies = (
            {"student": pines.pk},
            {"student": pines.pk, "section": world.pine_section.pk},
            {"section": world.pine_section.pk},
            {"section": world.sections[0].pk},
            {"student": theirs.pk},
            {"student": theirs.pk, "section": world.sections[0].pk},
            {"item": world.pine_items[0].pk},
        )
        client = sign_in(client, world.bob)
        for facts in bodies:
            answer = post(client, world, edit(world, **facts)).json()
            assert ([each["state"] for each in answer["results"]], answer["students"]) == (["refused"], [])
        with world.inside():
            assert not Result.objects.exists()

    def test_a_conflict_of_another_class_is_not_settled_by_its_id(self, world: World, client: Client) -> None:
        enter_results(world)
        place = {"student": world.students[0][0].pk, "section": world.sections[0].pk, "was": "?"}
        post(sign_in(Client(), world.alice), world, edit(world, **place, now="0"), edit(world, **place, now="1"))
        with world.inside():
            conflict = EntryConflict.objects.get()
        client = sign_in(client, world.bob)
        post(client, world, edit(world, resolves=conflict.pk, now="1"), edit(world, resolves=conflict.pk, now="0"))
        with world.inside():
            conflict.refresh_from_db()
            assert conflict.resolved_at is None
        shown = client.get(url("assessments:api_papers", world.cfa)).json()["conflicts"]
        assert {each["student"] for each in shown} <= {student.pk for student in world.students[1]}


class TestOddCorrections:
    def test_cuts_are_a_few_plain_percents(self, world: World, client: Client) -> None:
        client = sign_in(client, world.alice)
        many = " ".join(str(percent) for percent in range(1, 24))
        for levels in ("NaN", "sNaN", "-Infinity", "1e309", "1e-309", "0.0001", "50 50.01", "٣", many):
            said = {"kind": "cut", "cut": "70", "levels": levels}
            assert client.get(url("assessments:correction_preview", world.cfa), said).status_code == 422
        for cut in ("NaN", "1e309", "Infinity", LONG):
            said = {"kind": "cut", "cut": cut, "levels": ""}
            assert client.get(url("assessments:correction_preview", world.cfa), said).status_code == 422

    def test_a_reason_that_no_database_can_hold_is_kept_without_it(self, world: World, client: Client) -> None:
        enter_results(world)
        client, address = sign_in(client, world.alice), url("assessments:correction_preview", world.cfa)
        said = {"kind": "drop", "item": world.items[0].pk}
        seen = client.get(address, said).context["preview"].digest
        assert client.post(address, {**said, "seen": seen, "reason": "a\0b"}).status_code == 302
        with world.inside():
            assert Correction.objects.get().reason == "ab"

    def test_items_of_others_and_other_people(self, world: World, client: Client) -> None:
        address = url("assessments:correction_preview", world.cfa)
        for item in (world.pine_items[0].pk, "9" * 17):
            assert sign_in(client, world.alice).get(address, {"kind": "drop", "item": item}).status_code == 404
        for name in ("bob", "erin", "pilar", "dana"):
            someone = sign_in(Client(), getattr(world, name))
            assert someone.get(address, {"kind": "drop", "item": world.items[0].pk}).status_code in {403, 404}

    def test_odd_answers_are_sentences(self, world: World, client: Client) -> None:
        client = sign_in(client, world.alice)
        for said in (
            *({"kind": "retag", "standards": LONG}, {"kind": "retag", "code": "\0"}, {"kind": "retag", "code": "%"}),
            *({"kind": "key", "key": "\0"}, {"kind": "accept", "answer": "ZZZZ"}),
        ):
            asked = {**said, "item": world.items[0].pk}
            assert client.get(url("assessments:correction_preview", world.cfa), asked).status_code == 422


def test_no_query_makes_a_page_fail(world: World, client: Client) -> None:
    client = sign_in(client, world.alice)
    pages = ("build", "standards", "history", "uploads", "report", "print", "corrections", "correction_choose", "cfa")
    addresses = [url(f"assessments:{name}", world.cfa) for name in pages]
    addresses += [url("assessments:bank", world.team), url("assessments:new_cfa")]
    for value in ("\0", LONG, "²"):
        names = ("find", "page", "like", "moved", "section", "person", "student", "kind", "item", "key", "for", "team")
        for address in addresses:
            assert client.get(address, dict.fromkeys(names, value)).status_code in {200, 302, 404}
    assert client.get(addresses[1], {"find": "\0"}).status_code == 200


def test_no_answer_makes_a_preview_fail(world: World, client: Client) -> None:
    client = sign_in(client, world.bob)
    send(client, world, csv_of(f"{world.students[1][0].local_id},1,1,1,2,3", "no\0body,1,1,1,1,1", "x,1,1,1,1,<b>"))
    with world.inside():
        upload = Upload.objects.get()
    address = url("assessments:upload_rows", upload)
    own, theirs, pines = world.students[1][0], world.students[0][0], world.pine_students[0]
    for student in (theirs, pines):
        assert client.post(address, {"student": f"3-{student.pk}", "remember-3": "1"}).status_code == 404
    for said in (
        *({"leave": "9" * 18}, {"leave": "0"}, {"keep": "2-999999999999"}, {"keep": "2-0"}, {"keep_all": "\0"}),
        *({"undo": "7"}, {"leave": "٣"}, {"leave": LONG}, {"student": f"3-{own.pk}", "remember-3": "1"}),
    ):
        assert client.post(address, said).status_code in {302, 404}
    assert client.get(url("assessments:upload_preview", upload)).status_code == 200
    assert client.get(url("assessments:upload_left_out", upload)).status_code == 200
