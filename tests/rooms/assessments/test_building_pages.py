"""The builder's pages as a facilitator, a member and a principal meet them."""

import datetime
import html
import re
from typing import Any

import pytest
from django.test import Client

from assessments.actions import lock_cfa
from assessments.forms import ItemForm
from assessments.models import Assessment, Item, LearningTarget, Standard
from assessments.tasks import compute_report
from tests.cast import Person
from tests.rooms.assessments.building import add, draft, labels, question
from tests.rooms.assessments.papers import FULL, paper, save
from tests.world import World, enter_results, more_students, random_cells, sign_in, url

ITEM = {"kind": "selected", "key": "B", "options": "ABCD", "points": "1", "label": "", "prompt": "Two dice"}


@pytest.fixture
def cfa(world: World) -> Assessment:
    with world.inside():
        return draft(world, world.ratios)


def text(response: Any) -> str:
    return html.unescape(response.content.decode())


def get(person: Person, name: str, *things: Any, **query: str) -> Any:
    return sign_in(Client(), person).get(url(f"assessments:{name}", *things), query)


def post(person: Person, name: str, *things: Any, **said: Any) -> Any:
    return sign_in(Client(), person).post(url(f"assessments:{name}", *things), said)


class TestWhoSeesADraft:
    def test_the_team_reads_it_and_only_its_facilitator_builds(self, world: World, cfa: Assessment) -> None:
        opened = {
            name: [get(getattr(world, name), page, cfa).status_code for page in ("cfa", "print", "versions", "build")]
            for name in ("alice", "bob", "pilar", "quentin", "erin")
        }
        assert opened == {
            "alice": [200, 200, 200, 200],
            "bob": [200, 200, 200, 404],
            "pilar": [404, 404, 404, 404],
            "quentin": [404, 404, 404, 404],
            "erin": [404, 404, 404, 404],
        }
        assert cfa.title not in text(get(world.pilar, "cfas"))
        assert cfa.title in text(get(world.bob, "cfas"))
        assert "New CFA" in text(get(world.alice, "cfas"))
        assert "New CFA" not in text(get(world.bob, "cfas"))

    def test_no_act_of_the_builder_is_open_to_a_member(self, world: World, cfa: Assessment) -> None:
        with world.inside():
            (item,) = add(world, cfa, question(world.ratios))
            target = LearningTarget.objects.get(assessment=cfa)
        for name in ("lock", "unlock", "new_target", "new_items", "items_number", "take", "settle", "recheck"):
            assert post(world.bob, name, cfa).status_code == 404, name
        for name in ("item", "item_move", "item_remove"):
            assert post(world.bob, name, cfa, item).status_code == 404, name
        assert post(world.bob, "target", cfa, target).status_code == 404
        assert post(world.bob, "versions", cfa).status_code == 404

    def test_an_item_of_another_cfa_is_not_there(self, world: World, cfa: Assessment) -> None:
        assert get(world.alice, "item", cfa, world.items[0]).status_code == 404
        assert post(world.alice, "item_remove", cfa, world.items[0]).status_code == 404


class TestMakingOne:
    def said(self, world: World, **more: Any) -> dict[str, Any]:
        return {
            "title": "  Unit 5:  Probability ",
            "course": "",
            "opens_on": world.today.isoformat(),
            "closes_on": world.today.isoformat(),
            "sections": [world.sections[0].pk],
            "cut": "67.5",
            "levels": "40, 90",
            "directions": "",
            **more,
        }

    def test_it_begins_and_goes_on_in_the_builder(self, world: World) -> None:
        page = text(get(world.alice, "new_cfa"))
        assert "For Grade 7 Math" in page
        assert "Period 3 · Mathematics 7 · Charlie" in page
        response = post(world.alice, "new_cfa", **self.said(world))
        with world.inside():
            made = Assessment.objects.get(title="Unit 5: Probability")
            assert str(made.proficiency_cut) == "0.675"
            assert [str(cut) for cut in made.level_cuts] == ["0.400", "0.900"]
        assert response["Location"] == url("assessments:build", made)

    @pytest.mark.parametrize(
        ("more", "sentence"),
        [
            ({"title": ""}, "Give it a title, so that everybody knows which test is meant."),
            ({"closes_on": "2020-01-01"}, "The window closes before it opens."),
            ({"cut": "0"}, "Choose 1 to 100 percent."),
            ({"levels": "90, 40"}, "Each level begins higher than the one before, between 1 and 100 percent."),
            ({"levels": "most"}, "Write percents, with a comma between them, such as 40, 70, 90."),
            ({"levels": "1 2 3 4 5 6"}, "At most 5 cuts, which make 6 levels."),
        ],
    )
    def test_a_mistake_is_said_at_its_field_and_nothing_typed_is_lost(
        self, world: World, more: dict[str, Any], sentence: str
    ) -> None:
        response = post(world.alice, "new_cfa", **self.said(world, directions="Take your time.", **more))
        assert response.status_code == 422
        assert sentence in text(response)
        assert "Take your time." in text(response)

    def test_whoever_facilitates_nothing_begins_nothing(self, world: World) -> None:
        assert get(world.bob, "new_cfa").status_code == 404
        assert sign_in(Client(), world.bob).get(url("assessments:new_cfa"), {"team": world.team.pk}).status_code == 404

    def test_dates_change_after_the_lock_and_a_cut_does_not(self, world: World) -> None:
        said = self.said(world, sections=[section.pk for section in world.sections], levels="", cut="70")
        assert post(world.alice, "settle", world.cfa, **said).status_code == 302
        response = post(world.alice, "settle", world.cfa, **{**said, "cut": "60"})
        assert response.status_code == 422
        assert "The cuts were agreed when this CFA was locked." in text(response)


class TestItems:
    def test_one_is_added_with_a_standard_found_by_words(self, world: World, cfa: Assessment) -> None:
        response = post(world.alice, "new_items", cfa, **ITEM, count="1", find="solve percents")
        assert response.status_code == 302
        with world.inside():
            (item,) = Item.objects.filter(version=cfa.current_version)
            assert (item.label, item.key, item.max_cell) == ("1", "B", 100)
            assert list(item.standards.all()) == [world.percents]
            assert cfa.targets.count() == 2

    def test_words_that_fit_several_are_asked_back_with_tick_boxes(self, world: World, cfa: Assessment) -> None:
        response = post(world.alice, "new_items", cfa, **ITEM, count="1", find="test")
        assert response.status_code == 422
        page = text(response)
        assert "No standard fits “test”." in page
        response = post(world.alice, "new_items", cfa, **ITEM, count="1", find="7.A")
        page = text(response)
        assert "Several standards fit “7.A”. Check the one you mean above, and empty this." in page
        assert f'value="{world.percents.pk}"' in page

    @pytest.mark.parametrize(
        ("said", "sentence"),
        [
            ({"key": "E"}, "E is not one of the options ABCD."),
            ({"options": "A"}, "Give at least two letters to choose from, such as ABCD."),
            ({"points": "0"}, "An item is worth more than 0 points."),
            ({"points": "301"}, "An item is worth at most 300 points."),
            ({"points": "1.255"}, "Points have at most two decimals"),
            ({"label": "1"}, "There is an item 1 already. Choose another label."),
            ({"count": "31"}, "Add at most 30 items at once."),
            ({"kind": "rubric", "points": "2", "rubric": "no\nyes"}, "These are 2 lines for the 3 levels from 0 to 2."),
            ({"kind": "rubric", "points": "2.5"}, "A rubric’s highest level is a whole number up to 10."),
        ],
    )
    def test_a_mistake_is_said_at_its_field(
        self, world: World, cfa: Assessment, said: dict[str, str], sentence: str
    ) -> None:
        with world.inside():
            add(world, cfa, question(world.ratios))
        response = post(world.alice, "new_items", cfa, **{**ITEM, "count": "1", **said})
        assert response.status_code == 422
        assert sentence in text(response)
        assert 'aria-invalid="true"' in text(response)
        with world.inside():
            assert labels(cfa) == [(1, "1")]

    def test_item_after_item_is_written_without_going_back_to_the_list(self, world: World, cfa: Assessment) -> None:
        with world.inside():
            first, second = add(world, cfa, question(world.ratios), count=2)
        said = {**ITEM, "label": "1", "key": "C", "standards": [world.ratios.pk], "next": "1"}
        response = post(world.alice, "item", cfa, first, **said)
        assert response["Location"] == url("assessments:item", cfa, second)
        assert "Save and go to item 2" in text(get(world.alice, "item", cfa, first))
        assert "Save and go to" not in text(get(world.alice, "item", cfa, second))
        with world.inside():
            assert Item.objects.get(pk=first.pk).key == "C"

    def test_several_keys_are_stored_as_they_are_meant(self, world: World, cfa: Assessment) -> None:
        for typed in ("d, b", "b or c"):
            post(world.alice, "new_items", cfa, **{**ITEM, "key": typed}, count="1", standards=[world.ratios.pk])
        with world.inside():
            keys = Item.objects.filter(version=cfa.current_version).order_by("position").values_list("key", flat=True)
            assert list(keys) == ["BD", "B|C"]

    def test_a_move_keeps_the_focus_on_its_button_and_a_script_gets_the_list_alone(
        self, world: World, cfa: Assessment
    ) -> None:
        with world.inside():
            made = add(world, cfa, question(world.ratios), count=3)
        response = post(world.alice, "item_move", cfa, made[2], to="up")
        assert response["Location"].endswith(f"?moved=up-{made[2].pk}")
        page = text(sign_in(Client(), world.alice).get(response["Location"]))
        assert re.search(rf'id="up-{made[2].pk}"[^>]* autofocus', page)
        part = sign_in(Client(), world.alice).post(
            url("assessments:item_move", cfa, made[2]), {"to": "1"}, headers={"X-Requested-With": "part"}
        )
        assert part.status_code == 200
        assert "<html" not in text(part)
        assert text(part).index(f"item-{made[2].pk}") < text(part).index(f"item-{made[0].pk}")

    def test_an_item_is_written_anew(self, world: World, cfa: Assessment) -> None:
        with world.inside():
            (item,) = add(world, cfa, question(world.ratios))
        page = text(get(world.alice, "item", cfa, item))
        assert 'value="Two dice"' in page
        said = {**ITEM, "label": "1b", "kind": "points", "points": "2.5", "standards": [world.percents.pk]}
        assert post(world.alice, "item", cfa, item, **said).status_code == 302
        with world.inside():
            saved = Item.objects.get(pk=item.pk)
            assert (saved.label, saved.kind, saved.max_cell, saved.key) == ("1b", "points", 250, "")
            assert list(saved.standards.all()) == [world.percents]


class TestTargetsAndLock:
    def test_more_than_three_targets_are_said_and_not_forbidden(self, world: World, cfa: Assessment) -> None:
        with world.inside():
            more = [
                Standard.objects.create(framework="More", code=f"9.X.{n}", statement="More.", short_name=f"More {n}")
                for n in range(3)
            ]
        for standard in more:
            assert post(world.alice, "new_target", cfa, standard=standard.pk).status_code == 302
        page = text(get(world.alice, "build", cfa))
        assert "4 learning targets are many for one common assessment." in page

    def test_each_of_several_items_that_lack_a_key_is_led_to(self, world: World, cfa: Assessment) -> None:
        with world.inside():
            first, second = add(world, cfa, question(world.ratios, key=""), 2)
        page = text(get(world.alice, "build", cfa))
        assert "They have no key." in page
        for item in (first, second):
            assert (
                f'<a href="{url("assessments:item", cfa, item)}"><span class="visually-hidden">Open item </span>'
                in page
            )

    def test_it_is_locked_once_nothing_is_missing(self, world: World, cfa: Assessment) -> None:
        with world.inside():
            add(world, cfa, question(world.ratios, key=""))
        response = post(world.alice, "lock", cfa)
        assert response.status_code == 409
        assert "This CFA cannot be locked yet. Item 1: It has no key." in text(response)
        with world.inside():
            Item.objects.filter(version=cfa.current_version).update(key="A")
        assert post(world.alice, "lock", cfa)["Location"] == url("assessments:cfa", cfa)
        assert "Nothing is saved yet, so it can still be unlocked." in text(get(world.alice, "build", cfa))
        assert post(world.alice, "unlock", cfa).status_code == 302

    def test_the_standards_found_while_typing_are_a_part_of_a_page(self, world: World, cfa: Assessment) -> None:
        buttons = text(get(world.alice, "standards", cfa, find="7.a"))
        assert "Percents" in buttons
        assert "Chosen" in buttons  # the ratios are a target already
        assert "<html" not in buttons
        assert 'type="checkbox"' in text(get(world.alice, "standards", cfa, find="7.a", **{"as": "ticks"}))
        assert "No standard fits “zebra”." in text(get(world.alice, "standards", cfa, find="zebra"))


class TestVersions:
    def test_preview_reason_and_yes(self, world: World) -> None:
        with world.inside():
            save(world, paper(world, 0, 0, FULL), paper(world, 0, 1, FULL))
        assert "A change of the items makes a new version" in text(get(world.alice, "build", world.cfa))
        assert post(world.alice, "version_begin", world.cfa).status_code == 302
        with world.inside():
            coming = list(Item.objects.filter(version__number=2).order_by("position"))
        agreed = text(get(world.alice, "item", world.cfa, coming[0]))
        assert "Students have answered this item" in agreed
        assert 'name="key"' not in agreed
        assert get(world.alice, "item", world.cfa, world.items[0]).status_code == 302  # not the list in preparation
        post(world.alice, "item_remove", world.cfa, coming[1])
        page = text(get(world.alice, "versions", world.cfa))
        assert "Nothing has changed yet." in page
        assert "2 scores of 2 papers then stand only in the history" in page
        assert post(world.alice, "versions", world.cfa, reason="").status_code == 422
        response = post(world.alice, "versions", world.cfa, reason="Printed wrong.")
        assert response["Location"] == url("assessments:versions", world.cfa)
        page = text(get(world.bob, "versions", world.cfa))
        assert "Printed wrong." in page
        assert "share version 2" in page

    def test_what_stands_in_the_way_is_named_before_and_after_the_yes(self, world: World) -> None:
        with world.inside():
            save(world, paper(world, 0, 0, FULL))
        post(world.alice, "version_begin", world.cfa)
        with world.inside():
            Item.objects.filter(version__number=2, label="4b").update(max_cell=100)
        sentence = "1 saved paper has more than 1 point on item 4b."
        assert sentence in text(get(world.alice, "versions", world.cfa))
        response = post(world.alice, "versions", world.cfa, reason="Worth less.")
        assert response.status_code == 422
        assert sentence in text(response)
        assert post(world.alice, "version_discard", world.cfa).status_code == 302
        assert "Nothing has changed yet." not in text(get(world.alice, "versions", world.cfa))


class TestTwoPeopleAtOnce:
    def test_a_label_given_meanwhile_is_said_at_its_field(
        self, world: World, cfa: Assessment, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As if the other one had saved after this form had looked at the labels."""
        with world.inside():
            _, second = add(world, cfa, question(world.ratios), 2)
        monkeypatch.setattr(ItemForm, "clean_label", lambda form: form.cleaned_data["label"])
        response = post(world.alice, "item", cfa, second, **{**ITEM, "label": "1"})
        assert response.status_code == 422
        assert "There is an item 1 already. Choose another label." in text(response)
        with world.inside():
            assert labels(cfa) == [(1, "1"), (2, "2")]


class TestStandardsNobodyFinds:
    def test_there_is_a_way_on_in_ones_own_words(self, world: World, cfa: Assessment) -> None:
        page = text(get(world.alice, "build", cfa, find="tape diagrams"))
        assert "Try one word of it, another word for the same, or its code; 7.RP.3 finds 7.RP.A.3 too." in page
        assert 'name="own" value="tape diagrams"' in page
        for _ in range(2):
            assert post(world.alice, "new_target", cfa, own=" Draw  tape diagrams ").status_code == 302
        with world.inside():
            made = Standard.objects.get(statement="Draw tape diagrams")
            assert (made.code, made.short_name) == ("", "Draw tape diagrams")
            assert list(cfa.targets.values_list("standard_id", flat=True)) == [world.ratios.pk, made.pk]

    @pytest.mark.parametrize(
        ("own", "sentence"), [("  ", "There are no words"), ("x" * 121, "longer than 120 letters")]
    )
    def test_no_words_and_too_many_are_refused(self, world: World, cfa: Assessment, own: str, sentence: str) -> None:
        response = post(world.alice, "new_target", cfa, own=own)
        assert (response.status_code, sentence in text(response)) == (422, True)


class TestRecheckPrintAndBank:
    def test_a_recheck_shows_target_by_target_what_it_asks_again(self, world: World) -> None:
        page = text(get(world.alice, "recheck", world.cfa))
        assert "5 fresh items" in page
        assert "There is one already" not in page
        first_day, last_day = (
            datetime.date.fromisoformat(day) for day in re.findall(r'type="date"[^>]*value="([^"]+)"', page)
        )
        assert (first_day.weekday(), last_day.weekday()) == (0, 4)
        said = {"title": "Again", "opens_on": world.today.isoformat(), "closes_on": world.today.isoformat()}
        response = post(world.alice, "recheck", world.cfa, **said)
        page = text(sign_in(Client(), world.alice).get(response["Location"]))
        assert "asks again target 1 of Unit 3: Ratios and percents" in page
        assert page.count("A fresh item, to be written") == 5
        assert "There is one already" in text(get(world.alice, "recheck", world.cfa))

    def test_printing_shows_the_paper_and_never_the_key(self, world: World) -> None:
        page = text(get(world.bob, "print", world.cfa))
        assert page.count('class="bubble"') == 3 * 4
        assert page.count("points-box") == 2 + 1
        assert "key" not in re.sub(r"<head>.*?</head>", "", page, flags=re.DOTALL).lower()

    def test_the_words_of_a_rubric_are_printed_with_the_cover(self, world: World, cfa: Assessment) -> None:
        with world.inside():
            rubric = ("No way shown", "A way, with a slip", "A way that works")
            add(world, cfa, question(world.ratios, kind="rubric", key="", options="", max_cell=200, rubric=rubric))
        page = text(get(world.bob, "print", cfa))
        assert "Item 1: what each level looks like" in page
        assert '<th scope="row">1</th><td>A way, with a slip</td>' in page
        assert "A way, with a slip" not in text(get(world.bob, "print", cfa, part="sheets"))

    def test_names_are_printed_for_own_classes_only(self, world: World) -> None:
        mine = text(get(world.bob, "print", world.cfa, section=str(world.sections[1].pk)))
        assert mine.count("paper--sheet") == 3
        assert all(student.family_name in mine for student in world.students[1])
        assert get(world.bob, "print", world.cfa, section=str(world.sections[0].pk)).status_code == 404
        assert get(world.alice, "print", world.cfa, section=str(world.sections[1].pk)).status_code == 200

    def test_the_bank_says_how_students_did_only_where_enough_were_tested(self, world: World) -> None:
        world = more_students(world, 11)
        cells = iter(random_cells(world.items, 56))
        with world.inside():
            save(world, *(paper(world, p, i, next(cells)) for p in range(4) for i in range(14)))
        compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
        page = text(get(world.bob, "bank", world.team))
        assert "5 items of your team’s CFAs" in page
        assert "56 students" in page
        assert "Nothing fits" in text(get(world.bob, "bank", world.team, find="no such words"))

    def test_the_bank_begins_with_what_is_tested_though_another_cfa_is_newer(
        self, world: World, cfa: Assessment
    ) -> None:
        world = more_students(world, 11)
        cells = iter(random_cells(world.items, 56))
        with world.inside():
            save(world, *(paper(world, p, i, next(cells)) for p in range(4) for i in range(14)))
            add(world, cfa, question(world.ratios, prompt="Fresh from the team"))
            lock_cfa(actor=world.alice.staff, assessment=cfa)
            later = world.today + datetime.timedelta(days=9)
            Assessment.objects.filter(pk=cfa.pk).update(opens_on=later, closes_on=later)
        compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
        page = text(get(world.bob, "bank", world.team))
        assert "Tested ones come first, the newest of them on top; 1 not tested yet is at the end." in page
        rows = re.findall(r'data-label="Points earned:">(.*?)</td>', page, re.DOTALL)
        assert ["Not tested yet" in row for row in rows] == [False] * 5 + [True]

    def test_few_students_are_no_figure(self, world: World) -> None:
        enter_results(world)  # four classes of three
        compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
        page = text(get(world.bob, "bank", world.team))
        assert "12 students" not in page
        assert "Hidden to protect students" in page

    def test_items_of_the_bank_come_to_the_end_of_a_draft(self, world: World, cfa: Assessment) -> None:
        page = text(get(world.alice, "bank", world.team, **{"for": str(cfa.pk)}))
        assert "Take the ticked items" in page
        assert "None of them is tested yet." in page
        response = post(world.alice, "take", cfa, item=[world.items[0].pk, world.items[4].pk])
        assert response.status_code == 302
        assert post(world.alice, "take", cfa).status_code == 422
        with world.inside():
            assert labels(cfa) == [(1, "1"), (2, "2")]
        assert post(world.alice, "take", world.cfa, item=[world.items[0].pk]).status_code == 409

    def test_the_bank_of_another_team_is_not_there(self, world: World) -> None:
        for person in (world.erin, world.pilar, world.dana):
            assert get(person, "bank", world.team).status_code == 404
