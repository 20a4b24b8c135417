"""A CFA comes about: what may change while it is a draft, what stops the lock, and who finds which standard."""

from decimal import Decimal

import pytest

from assessments.actions import (
    add_target,
    change_item,
    lock_cfa,
    make_recheck,
    move_item,
    move_target,
    number_items,
    remove_item,
    remove_target,
    reword_target,
    settle_cfa,
    take_from_bank,
    unlock_cfa,
)
from assessments.actions.items import MOST_ITEMS
from assessments.models import Assessment, Item, ItemKind, ItemScoring, LearningTarget, Standard
from assessments.queries import possible_sections, standards_found, what_is_missing
from assessments.queries.bank import bank_of, used_items
from plc.http.refusals import Refusal
from plc.schools.access import Viewer, entrance
from plc.schools.models import AuditEntry
from tests.rooms.assessments.building import add, draft, facts, labels, question
from tests.world import World, enter_results

ONE_MORE = question(None, prompt="", key="")


@pytest.fixture
def cfa(world: World) -> Assessment:
    with world.inside():
        return draft(world, world.ratios)


class TestADraft:
    def test_it_begins_with_an_empty_list_and_its_classes(self, world: World, cfa: Assessment) -> None:
        with world.inside():
            assert cfa.current_version.number == 1
            assert not cfa.is_locked
            assert [row.section_id for row in cfa.sections.all()] == [section.pk for section in world.sections[:2]]
            assert [target.standard for target in cfa.targets.all()] == [world.ratios]
            assert AuditEntry.objects.filter(verb="make_cfa", subject_id=cfa.pk).exists()

    def test_several_items_at_once_get_the_next_labels_and_places(self, world: World, cfa: Assessment) -> None:
        with world.inside():
            add(world, cfa, question(world.ratios))
            made = add(world, cfa, question(world.ratios, max_cell=200), count=8)
            assert labels(cfa) == [(place, str(place)) for place in range(1, 10)]
            assert {item.max_cell for item in made} == {200}
            assert all(list(item.standards.all()) == [world.ratios] for item in made)
            assert len({item.identity for item in made}) == 8

    def test_a_label_is_there_once(self, world: World, cfa: Assessment) -> None:
        with world.inside():
            add(world, cfa, question(None, label="2"))
            with pytest.raises(Refusal, match="There is an item 2 already"):
                add(world, cfa, question(None, label="1"), count=2)
            assert labels(cfa) == [(1, "2")]

    def test_there_is_an_end_to_a_test(self, world: World, cfa: Assessment) -> None:
        with world.inside():
            for _ in range(MOST_ITEMS // 25):
                add(world, cfa, ONE_MORE, count=25)
            with pytest.raises(Refusal, match=f"at most {MOST_ITEMS} items"):
                add(world, cfa, ONE_MORE)

    def test_what_an_item_asks_for_becomes_a_target(self, world: World, cfa: Assessment) -> None:
        with world.inside():
            add(world, cfa, question(world.percents))
            assert [(t.position, t.standard) for t in cfa.targets.all()] == [(1, world.ratios), (2, world.percents)]

    def test_plain_numbers_follow_the_order_and_other_labels_stay(self, world: World, cfa: Assessment) -> None:
        with world.inside():
            made = add(world, cfa, ONE_MORE, count=4)
            move_item(actor=world.alice.staff, assessment=cfa, item=made[3], to=2)
            assert labels(cfa) == [(1, "1"), (2, "2"), (3, "3"), (4, "4")]
            in_order = list(Item.objects.filter(version=cfa.current_version).values_list("pk", flat=True))
            assert in_order == [made[0].pk, made[3].pk, made[1].pk, made[2].pk]
            words = question(None, label="1a")
            change_item(actor=world.alice.staff, assessment=cfa, item=Item.objects.get(pk=made[0].pk), words=words)
            move_item(actor=world.alice.staff, assessment=cfa, item=Item.objects.get(pk=made[2].pk), to=1)
            assert labels(cfa) == [(1, "4"), (2, "1a"), (3, "2"), (4, "3")]
            number_items(actor=world.alice.staff, assessment=cfa)
            assert labels(cfa) == [(1, "1"), (2, "2"), (3, "3"), (4, "4")]

    @pytest.mark.parametrize(("to", "place"), [(-3, 1), (0, 1), (99, 3)])
    def test_a_place_beyond_the_list_is_its_end(self, world: World, cfa: Assessment, to: int, place: int) -> None:
        with world.inside():
            made = add(world, cfa, ONE_MORE, count=3)
            assert move_item(actor=world.alice.staff, assessment=cfa, item=made[1], to=to) == place

    def test_an_item_taken_out_leaves_no_gap(self, world: World, cfa: Assessment) -> None:
        with world.inside():
            made = add(world, cfa, question(world.ratios), count=3)
            remove_item(actor=world.alice.staff, assessment=cfa, item=made[1])
            assert labels(cfa) == [(1, "1"), (2, "2")]

    def test_a_kind_keeps_only_what_belongs_to_it(self, world: World, cfa: Assessment) -> None:
        with world.inside():
            (item,) = add(world, cfa, question(world.ratios))
            words = question(
                world.ratios, label="1", kind=ItemKind.RUBRIC, max_cell=200, rubric=("no", "nearly", "yes")
            )
            change_item(actor=world.alice.staff, assessment=cfa, item=item, words=words)
            saved = Item.objects.get(pk=item.pk)
            assert (saved.key, saved.options, saved.rubric) == ("", "", ["no", "nearly", "yes"])

    def test_targets_are_reworded_moved_and_removed(self, world: World, cfa: Assessment) -> None:
        actor = world.alice.staff
        with world.inside():
            second = add_target(actor=actor, assessment=cfa, standard=world.percents)
            again = add_target(actor=actor, assessment=cfa, standard=world.percents)
            assert again == second
            reword_target(actor=actor, target=second, words=" I can  use percents ")
            move_target(actor=actor, target=second, by=-1)
            assert [(t.standard, t.words) for t in cfa.targets.order_by("position")] == [
                (world.percents, "I can use percents"),
                (world.ratios, ""),
            ]
            add(world, cfa, question(world.percents), count=2)
            with pytest.raises(Refusal, match=r"2 items ask for 7\.A\.2"):
                remove_target(actor=actor, target=second)
            remove_target(actor=actor, target=LearningTarget.objects.get(standard=world.ratios, assessment=cfa))
            assert [t.standard for t in cfa.targets.all()] == [world.percents]

    def test_classes_come_and_go_in_the_teams_order(self, world: World, cfa: Assessment) -> None:
        with world.inside():
            third = world.sections[2]
            said = facts(world, section_ids=(world.sections[1].pk, third.pk))
            settle_cfa(actor=world.alice.staff, assessment=cfa, facts=said)
            assert [row.section_id for row in cfa.sections.all()] == [world.sections[1].pk, third.pk]

    def test_classes_to_choose_from_are_those_of_the_members(self, world: World) -> None:
        with world.inside():
            assert list(possible_sections(world.team, world.today)) == list(world.sections)


class TestTheLock:
    def test_everything_that_is_missing_is_named(self, world: World) -> None:
        with world.inside():
            empty = draft(world)
            settle_cfa(actor=world.alice.staff, assessment=empty, facts=facts(world, section_ids=()))
            assert [(p.where, p.what) for p in what_is_missing(empty)] == [
                ("Learning targets", "There is none yet."),
                ("Classes", "No class takes it yet."),
                ("Items", "There is none yet."),
            ]

    @pytest.mark.parametrize(
        ("said", "what"),
        [
            ({"standard_ids": ()}, "It asks for no standard."),
            ({"key": ""}, "It has no key."),
            ({"key": "E"}, "Its key has E, which is not an option."),
            ({"options": "", "key": "B"}, "It has no options to choose from."),
        ],
    )
    def test_an_item_that_is_not_ready_stops_it(
        self, world: World, cfa: Assessment, said: dict[str, object], what: str
    ) -> None:
        with world.inside():
            add(world, cfa, question(world.ratios))
            add(world, cfa, question(world.ratios, **said))
            with pytest.raises(Refusal) as refused:
                lock_cfa(actor=world.alice.staff, assessment=cfa)
            assert refused.value.sentence == f"This CFA cannot be locked yet. Item 2: {what}"
            assert not Assessment.objects.get(pk=cfa.pk).is_locked

    def test_open_items_need_no_key(self, world: World, cfa: Assessment) -> None:
        with world.inside():
            add(world, cfa, question(world.ratios, kind=ItemKind.POINTS, key="", options=""))
            assert lock_cfa(actor=world.alice.staff, assessment=cfa).is_locked

    def test_locked_items_targets_and_cuts_stay(self, world: World, cfa: Assessment) -> None:
        actor = world.alice.staff
        with world.inside():
            (item,) = add(world, cfa, question(world.ratios))
            lock_cfa(actor=actor, assessment=cfa)
            with pytest.raises(Refusal, match="items of this CFA are locked"):
                add(world, cfa, question(world.ratios))
            with pytest.raises(Refusal, match="items of this CFA are locked"):
                remove_item(actor=actor, assessment=cfa, item=item)
            with pytest.raises(Refusal, match="learning targets were agreed"):
                add_target(actor=actor, assessment=cfa, standard=world.percents)
            with pytest.raises(Refusal, match="cuts were agreed"):
                settle_cfa(actor=actor, assessment=cfa, facts=facts(world, proficiency_cut=Decimal("0.6")))
            settle_cfa(actor=actor, assessment=cfa, facts=facts(world, title="Unit 5"))
            assert Assessment.objects.get(pk=cfa.pk).title == "Unit 5"

    def test_it_opens_again_only_while_nothing_is_saved(self, world: World, cfa: Assessment) -> None:
        with world.inside():
            add(world, cfa, question(world.ratios))
            lock_cfa(actor=world.alice.staff, assessment=cfa)
            assert not unlock_cfa(actor=world.alice.staff, assessment=cfa).is_locked
        enter_results(world)
        with world.inside(), pytest.raises(Refusal, match="Scores have been saved"):
            unlock_cfa(actor=world.alice.staff, assessment=world.cfa)

    def test_a_class_with_results_stays(self, world: World) -> None:
        enter_results(world)
        with world.inside():
            said = facts(world, level_cuts=(), section_ids=(world.sections[0].pk,))
            with pytest.raises(Refusal, match="A class that has results stays"):
                settle_cfa(actor=world.alice.staff, assessment=world.cfa, facts=said)


class TestFindingStandards:
    @pytest.fixture(autouse=True)
    def standards(self, world: World) -> None:
        with world.inside():
            for code, name, statement in (
                ("3.OA.A.2", "Equal shares", "Interpret whole-number quotients of whole numbers."),
                ("CCSS.ELA-Literacy.RL.7.1", "Text evidence", "Cite several pieces of textual evidence."),
                ("", "Perseverance", "Keep going when a problem resists."),
            ):
                Standard.objects.create(framework="More", code=code, short_name=name, statement=statement)

    @pytest.mark.parametrize(
        ("typed", "first"),
        [
            ("3.OA.2", "Equal shares"),
            ("3.oa.a.2", "Equal shares"),
            ("ccss.math.content.3.OA.A.2", "Equal shares"),
            ("RL 7.1", "Text evidence"),
            ("quotients whole", "Equal shares"),
            ("evidence cite", "Text evidence"),
            ("resists", "Perseverance"),
            ("7.A.2", "Percents"),
            ("percents solve", "Percents"),
        ],
    )
    def test_by_code_in_any_notation_or_words_in_any_order(self, world: World, typed: str, first: str) -> None:
        with world.inside():
            assert standards_found(typed)[0].short_name == first

    @pytest.mark.parametrize("typed", ["", "   ", "zebra", "percents zebra", "9.OA.2"])
    def test_nothing_fits(self, world: World, typed: str) -> None:
        with world.inside():
            assert standards_found(typed) == []


class TestARecheck:
    def test_it_asks_again_target_by_target_with_fresh_items(self, world: World) -> None:
        with world.inside():
            Item.objects.filter(pk=world.items[1].pk).update(scoring=ItemScoring.DROPPED)
            second = make_recheck(
                actor=world.alice.staff,
                assessment=world.cfa,
                title="Unit 3, again",
                opens_on=world.today,
                closes_on=world.today,
            )
            assert second.recheck_of == world.cfa
            assert not second.is_locked
            assert [(t.standard, t.rechecks.assessment_id) for t in second.targets.all()] == [
                (world.ratios, world.cfa.pk),
                (world.percents, world.cfa.pk),
            ]
            fresh = list(Item.objects.filter(version=second.current_version).order_by("position"))
            assert [(i.label, i.kind, i.max_cell, i.key, i.prompt) for i in fresh] == [
                ("1", "selected", 100, "", ""),
                ("2", "selected", 100, "", ""),
                ("3", "points", 200, "", ""),
                ("4", "points", 300, "", ""),
            ]
            assert not {i.identity for i in fresh} & {i.identity for i in world.items}
            assert set(fresh[3].standards.all()) == {world.ratios, world.percents}
            assert [row.section_id for row in second.sections.all()] == [section.pk for section in world.sections]


class TestTheBank:
    def viewer(self, world: World) -> Viewer:
        viewer = entrance(user_id=world.bob.user.pk, slug="harbor")
        assert viewer is not None
        return viewer

    def test_a_copy_remembers_its_origin_and_counts_as_the_same_question(self, world: World, cfa: Assessment) -> None:
        actor = world.alice.staff
        with world.inside():
            originals = [item for item in used_items(world.team) if item.label in {"1", "4b"}]
            copies = take_from_bank(actor=actor, assessment=cfa, items=originals)
            assert [(c.label, c.key, c.max_cell, c.copied_from) for c in copies] == [
                ("1", "B", 100, originals[0]),
                ("2", "", 300, originals[1]),
            ]
            assert set(copies[1].standards.all()) == {world.ratios, world.percents}
            assert copies[0].identity != originals[0].identity
            assert len(bank_of(world.team, self.viewer(world))) == 5
            lock_cfa(actor=actor, assessment=cfa)
            bank = {row.item.pk: row for row in bank_of(world.team, self.viewer(world))}
            assert len(bank) == 5
            assert [used.title for used in bank[copies[0].pk].used_in] == ["Unit 5: Probability", world.cfa.title]

    @pytest.mark.parametrize(
        ("find", "found"), [("", 5), ("unit rates", 3), ("7.A.2", 3), ("7.A.2 rates", 1), ("x", 0)]
    )
    def test_it_is_searched_by_standard_and_words(self, world: World, find: str, found: int) -> None:
        with world.inside():
            assert len(bank_of(world.team, self.viewer(world), find)) == found
