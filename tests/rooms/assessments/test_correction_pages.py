"""The pages of corrections: choose, preview, yes, take back; who may, and what each is told."""

import re
from typing import Any

import pytest
from django.test import Client

from assessments.actions.decisions import fixed_key
from assessments.models import Assessment, Correction, Item
from assessments.views import corrections
from tests.cast import Person
from tests.rooms.assessments.papers import csv_of, previewed, result_of, save
from tests.rooms.assessments.test_corrections import answered, cfa, item, made, scored
from tests.world import World, sign_in, url

__all__ = ["scored"]
pytestmark = pytest.mark.django_db


def preview(client: Client, world: World, **said: Any) -> Any:
    return client.get(url("assessments:correction_preview", world.cfa), said)


def seen_in(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found.group(1)


def test_a_key_is_corrected_from_the_list_to_the_yes_and_back(scored: World, client: Client) -> None:
    sign_in(client, scored.alice)
    page = client.get(url("assessments:corrections", scored.cfa)).content.decode()
    assert f"corrections/new/?item={scored.items[0].pk}" in page
    assert "No corrections so far" in page
    choose = client.get(url("assessments:correction_choose", scored.cfa), {"item": scored.items[0].pk, "key": "c"})
    assert 'name="key" value="C"' in choose.content.decode()
    said = {"kind": "key", "item": scored.items[0].pk, "key": "C"}
    shown = preview(client, scored, **said).content.decode()
    assert "Abbott, Ana" in shown
    assert "7 of 8" in shown
    assert "1 paper has points on this item and no answer" in shown
    answer = client.post(
        url("assessments:correction_preview", scored.cfa), {**said, "seen": seen_in(shown), "reason": "Misprint"}
    )
    assert answer.url == url("assessments:corrections", scored.cfa)
    listed = client.get(answer.url).content.decode()
    for words in ("Item 1, key", "Misprint", "3 papers scored anew", "Take back"):
        assert words in listed
    with scored.inside():
        made = Correction.objects.get()
    undone = client.post(url("assessments:correction_undo", scored.cfa, made), follow=True).content.decode()
    assert "Everything counts as it did before" in undone
    assert '<button class="button button--plain button--small">' in undone.split("Do it again")[0][-250:]
    with scored.inside():
        assert item(scored, 0).key == "B"


def test_a_yes_to_an_old_preview_shows_the_new_one_and_changes_nothing(scored: World, client: Client) -> None:
    sign_in(client, scored.alice)
    said = {"kind": "key", "item": scored.items[0].pk, "key": "C"}
    seen = seen_in(preview(client, scored, **said).content.decode())
    with scored.inside():
        save(scored, answered(scored, 2, 0, "CDA"))
    answer = client.post(url("assessments:correction_preview", scored.cfa), {**said, "seen": seen})
    assert answer.status_code == 409
    fresh = answer.content.decode()
    assert "Something was saved since you opened this preview" in fresh
    assert seen_in(fresh) != seen
    with scored.inside():
        assert item(scored, 0).key == "B"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"kind": "key", "key": "Q"}, "“Q” is not an answer to this item"),
        ({"kind": "key", "key": ""}, "Fill this in first"),
        ({"kind": "accept", "answer": "B"}, "The key of item 1 is B already"),
        ({"kind": "retag", "code": "9.Z"}, "There is no standard with the code 9.Z"),
    ],
)
def test_what_cannot_be_is_said_on_the_form(scored: World, client: Client, said: dict[str, str], words: str) -> None:
    sign_in(client, scored.alice)
    answer = preview(client, scored, item=scored.items[0].pk, **said)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_cuts_are_corrected_in_percent(scored: World, client: Client) -> None:
    sign_in(client, scored.alice)
    form = client.get(url("assessments:correction_choose", scored.cfa)).content.decode()
    assert 'name="cut" value="70"' in form
    said = {"kind": "cut", "cut": "25", "levels": "25, 90"}
    shown = preview(client, scored, **said).content.decode()
    assert "Level 2" in shown
    client.post(url("assessments:correction_preview", scored.cfa), {**said, "seen": seen_in(shown)})
    with scored.inside():
        subject = cfa(scored)
        assert (str(subject.proficiency_cut), [str(cut) for cut in subject.level_cuts]) == ("0.250", ["0.250", "0.900"])


def test_tags_keep_what_is_ticked_and_take_a_code(scored: World, client: Client) -> None:
    sign_in(client, scored.alice)
    said = {"kind": "retag", "item": scored.items[0].pk, "standards": [scored.ratios.pk], "code": "7.a.2"}
    shown = preview(client, scored, **said).content.decode()
    client.post(url("assessments:correction_preview", scored.cfa), {**said, "seen": seen_in(shown)})
    with scored.inside():
        codes = sorted(item(scored, 0).standards.values_list("code", flat=True))
    assert codes == ["7.A.1", "7.A.2"]


class TestWhoMay:
    @pytest.mark.parametrize("name", ["bob", "charlie"])
    def test_members_read_the_list_and_correct_nothing(self, scored: World, client: Client, name: str) -> None:
        person: Person = getattr(scored, name)
        sign_in(client, person)
        page = client.get(url("assessments:corrections", scored.cfa))
        assert page.status_code == 200
        assert "corrections/new/" not in page.content.decode()
        assert client.get(url("assessments:correction_choose", scored.cfa)).status_code == 404
        assert preview(client, scored, kind="drop", item=scored.items[0].pk).status_code == 404

    def test_an_item_of_another_cfa_is_not_there(self, scored: World, client: Client) -> None:
        sign_in(client, scored.alice)
        with scored.inside():
            other = Assessment.objects.create(
                team=scored.team, title="Other", opens_on=scored.today, closes_on=scored.today
            )
            version = other.versions.create(number=1)
            theirs = Item.objects.create(version=version, position=1, label="1", max_cell=100)
        assert preview(client, scored, kind="drop", item=theirs.pk).status_code == 404
        assert preview(client, scored, kind="drop", item=scored.pine_items[0].pk).status_code == 404

    def test_a_correction_of_another_cfa_cannot_be_undone_from_here(self, scored: World, client: Client) -> None:
        sign_in(client, scored.alice)
        assert client.post(url("assessments:correction_undo", scored.cfa, 999999)).status_code == 404


def test_an_upload_that_waited_is_scored_by_the_corrected_key(scored: World, client: Client) -> None:
    with scored.inside():
        student = scored.students[2][0]
        waiting = previewed(scored, scored.alice, csv_of(f"{student.local_id},C,D,A,2,3"), 2)
        made(scored, fixed_key(item(scored, 0), "C"))
    sign_in(client, scored.alice)
    address = url("assessments:upload_apply", waiting)
    refused = client.post(address, {"plan": waiting.plan_digest}, follow=True).content.decode()
    assert "A key was corrected while this preview was waiting" in refused
    with scored.inside():
        waiting.refresh_from_db()
    assert client.post(address, {"plan": waiting.plan_digest}).status_code == 302
    with scored.inside():
        assert result_of(student).cells == [100, 100, 100, 200, 300]


def test_a_long_preview_is_counted_by_class_and_folded_below_the_first_names(
    scored: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, scored.alice)
    with scored.inside():
        save(scored, answered(scored, 2, 0, "CDA"))
    said = {"kind": "key", "item": scored.items[0].pk, "key": "C"}
    whole = preview(client, scored, **said).content.decode()
    monkeypatch.setattr(corrections, "NAMED_FIRST", 1)
    page = preview(client, scored, **said).content.decode()
    assert '<details class="disclosure" open>' in whole
    assert '<details class="disclosure"><summary>Abbott, Ana and 3 more</summary>' in page
    assert re.findall(r'<th scope="row">(Period \d)</th><td data-label="Students:">(\d)', page) == [
        ("Period 1", "3"),
        ("Period 3", "1"),
    ]
    assert seen_in(page) == seen_in(whole)


@pytest.mark.parametrize("adds", [False, True])
def test_a_standard_that_is_no_target_is_offered_as_one(scored: World, client: Client, adds: bool) -> None:
    sign_in(client, scored.alice)
    with scored.inside():
        cfa(scored).targets.filter(standard=scored.percents).delete()
    said = {"kind": "retag", "item": scored.items[0].pk, "standards": [scored.percents.pk]}
    page = preview(client, scored, **said).content.decode()
    assert "Make 7.A.2 a learning target of this CFA too" in page
    chosen = {"targets": "1"} if adds else {}
    assert client.post(url("assessments:correction_preview", scored.cfa), {**said, **chosen, "seen": seen_in(page)}).url
    with scored.inside():
        assert cfa(scored).targets.filter(standard=scored.percents).exists() is adds
