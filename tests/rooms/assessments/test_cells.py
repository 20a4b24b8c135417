"""Single cells saved from the score grid: merged, refused one by one, kept where two people differ."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.access import access_entry, access_papers
from assessments.actions import CellEdit, cells, one_paper, save_cells
from assessments.actions.cells import CellsSaved
from assessments.actions.held_papers import NOT_HERE
from assessments.entry import SCORED_WITHOUT_SCORES, SCORES_AND_AWAY
from assessments.models import Assessment, Change, EntryConflict, Item, Result, ResultChange
from plc.schools.access import entrance
from plc.schools.models import Enrollment, Section, SectionStaff
from plc.tenancy import person
from teams.models import RoleTerm
from tests.rooms.assessments.papers import once
from tests.world import DAY, Person, World, sign_in, url

pytestmark = pytest.mark.django_db


def edit(
    world: World, was: str, now: str, *, item: int | None = 3, section: int = 0, student: int = 0, resolves: Any = None
) -> CellEdit:
    """By default in item 4a (2 points) of the first student of Period 1."""
    return CellEdit(
        edit=f"{was}>{now}",
        student_id=world.students[section][student].pk,
        section_id=world.sections[section].pk,
        item_id=None if item is None else world.items[item].pk,
        was=was,
        now=now,
        resolves=resolves,
    )


def save(
    world: World,
    who: Person,
    *edits: CellEdit,
    attempt: int = 1,
    sections: Sequence[Section] | None = None,
    today: Any = None,
    seen: str = "",
) -> CellsSaved:
    with world.inside():
        return save_cells(
            actor=who.staff,
            assessment=Assessment.objects.get(pk=world.cfa.pk),
            section_ids=frozenset(section.pk for section in sections or world.sections),
            attempt=attempt,
            edits=edits,
            today=today or world.today,
            seen=seen,
        )


def states(saved: CellsSaved) -> list[tuple[str, str]]:
    return [(outcome.state, outcome.text) for outcome in saved.outcomes]


def paper(world: World, *, section: int = 0, student: int = 0, attempt: int = 1) -> Result | None:
    with world.inside():
        return Result.objects.filter(student=world.students[section][student], attempt=attempt).first()


class TestSaving:
    def test_an_answer_is_scored_by_the_key_and_points_stand_as_typed(self, world: World) -> None:
        saved = save(world, world.alice, edit(world, "", "b", item=0), edit(world, "", " 1.5 ".strip()))
        assert states(saved) == [("saved", "B"), ("saved", "1.5")]
        row = paper(world)
        assert row is not None
        assert (row.status, row.cells, row.answers) == ("scored", [100, -1, -1, 150, -1], ["B", "", "", "", ""])
        (student,) = saved.students
        assert (student.texts, student.by, student.late) == (("B", "", "", "1.5", ""), "Alice Tester", False)

    def test_one_batch_is_one_change_however_many_papers(self, world: World) -> None:
        saved = save(
            world, world.alice, *(edit(world, "", "1", section=s, student=n) for s in (0, 1) for n in (0, 1, 2))
        )
        assert saved.change is not None
        assert (saved.change.papers, saved.change.cells, saved.mark) == (6, 6, "1.0")

    def test_two_people_in_different_cells_of_a_paper_meet_in_it(self, world: World) -> None:
        save(world, world.alice, edit(world, "", "1"))
        save(world, world.bob, edit(world, "", "3", item=4))
        row = paper(world)
        assert row is not None and row.cells == [-1, -1, -1, 100, 300]

    def test_a_text_that_means_nothing_is_refused_in_the_plain_page_s_words_and_the_rest_is_saved(
        self, world: World
    ) -> None:
        saved = save(world, world.alice, edit(world, "", "7"), edit(world, "", "3", item=4))
        assert states(saved) == [("refused", ""), ("saved", "3")]
        assert saved.outcomes[0].sentence.startswith("“7” is more than the 2 points of this item.")
        assert saved.outcomes[0].sentence.endswith("Type 0 to 2, or B, N, X.")

    def test_the_same_request_again_changes_nothing(self, world: World) -> None:
        once = edit(world, "", "2")
        save(world, world.alice, once)
        again = save(world, world.alice, once)
        assert (states(again), again.change) == ([("saved", "2")], None)
        with world.inside():
            assert Change.objects.count() == 1
            assert not EntryConflict.objects.exists()

    def test_what_was_seen_may_be_what_was_typed_before_it_was_read(self, world: World) -> None:
        assert states(save(world, world.alice, edit(world, "", "b", item=0), edit(world, "b", "d", item=0))) == [
            ("saved", "B"),
            ("saved", "D"),
        ]

    def test_clearing_the_last_score_takes_the_paper_back_and_the_history_keeps_it(self, world: World) -> None:
        save(world, world.alice, edit(world, "", "2"))
        saved = save(world, world.alice, edit(world, "2", ""))
        assert states(saved) == [("saved", "")]
        assert paper(world) is None
        assert saved.students[0].status == ""
        with world.inside():
            last = ResultChange.objects.order_by("-pk")[0]
        assert (last.cells_before[3], last.status_after) == (200, "")

    def test_a_paper_scored_after_the_window_is_late(self, world: World) -> None:
        saved = save(world, world.alice, edit(world, "", "2"), today=world.cfa.closes_on + DAY)
        assert saved.students[0].late


class TestOnePaper:
    """A single paper goes through a statement of its own; what holds for many holds there."""

    def test_whoever_enters_the_first_score_in_the_same_moment_is_merged_with(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Bob's paper is not there when Alice's batch looks for it, and is when hers is written."""

        def bob_is_faster() -> None:
            assert states(save(world, world.bob, edit(world, "", "3", item=4))) == [("saved", "3")]

        monkeypatch.setattr(cells, "save_paper", once(one_paper.save_paper, bob_is_faster))
        saved = save(world, world.alice, edit(world, "", "1"))
        row = paper(world)
        assert row is not None and row.cells == [-1, -1, -1, 100, 300]
        assert (states(saved), saved.mark) == ([("saved", "1")], "2.0")
        with world.inside():
            assert ResultChange.objects.count() == Change.objects.count() == 2

    def test_a_paper_taken_away_and_entered_anew_gets_no_version_back(self, world: World) -> None:
        versions = []
        for was, now in (("", "1"), ("1", "2"), ("2", ""), ("", "1")):
            save(world, world.alice, edit(world, was, now))
            row = paper(world)
            versions.append(row.row_version if row else 0)
        assert versions[3] > max(versions[:3])

    def test_the_teacher_is_the_lead_of_the_day_of_the_test_and_stays(self, world: World) -> None:
        with world.inside():
            SectionStaff.objects.create(
                section=world.sections[3], staff=world.bob.staff, starts_on=world.today - 50 * DAY, is_lead=False
            )
        save(world, world.alice, edit(world, "", "1", section=3))
        with world.inside():
            SectionStaff.objects.filter(section=world.sections[3]).update(is_lead=False)
        save(world, world.alice, edit(world, "1", "2", section=3))
        row = paper(world, section=3)
        assert row is not None
        assert (row.teacher_id, row.section_id, row.cells[3]) == (world.charlie.staff.pk, world.sections[3].pk, 200)

    def test_the_history_says_what_was_and_is(self, world: World) -> None:
        save(world, world.alice, edit(world, "", "b", item=0))
        save(world, world.bob, edit(world, "b", "c", item=0))
        with world.inside():
            first, second = ResultChange.objects.select_related("change").order_by("change__data_version")
        assert (first.section_before_id, first.status_before, first.cells_before, first.answers_before) == (
            *(None, ""),
            *([], []),
        )
        assert (second.section_before_id, second.status_before) == (world.sections[0].pk, "scored")
        assert (second.answers_before[0], second.answers_after[0], second.status_after) == ("B", "C", "scored")
        change = second.change
        assert (change.kind, change.papers, change.cells, change.made_by_id) == ("entry", 1, 1, world.bob.staff.pk)
        assert (change.version_id, change.data_version) == (world.version.pk, 2)


class TestStatus:
    def test_a_status_is_saved_and_taken_back(self, world: World) -> None:
        assert states(save(world, world.alice, edit(world, "", "absent", item=None))) == [("saved", "absent")]
        row = paper(world)
        assert row is not None and row.status == "absent"
        assert states(save(world, world.alice, edit(world, "absent", "", item=None))) == [("saved", "")]
        assert paper(world) is None

    def test_a_score_on_an_absent_paper_is_refused_and_goes_with_the_status(self, world: World) -> None:
        save(world, world.alice, edit(world, "", "absent", item=None))
        refused = save(world, world.alice, edit(world, "", "1"))
        assert states(refused) == [("refused", "")]
        assert refused.outcomes[0].sentence == SCORES_AND_AWAY
        assert states(save(world, world.alice, edit(world, "", "1"), edit(world, "absent", "scored", item=None))) == [
            ("saved", "1"),
            ("saved", "scored"),
        ]

    def test_absent_with_scores_and_scored_without_are_refused(self, world: World) -> None:
        without = save(world, world.alice, edit(world, "", "scored", item=None))
        assert (states(without), without.outcomes[0].sentence) == ([("refused", "")], SCORED_WITHOUT_SCORES)
        save(world, world.alice, edit(world, "", "1"))
        away = save(world, world.alice, edit(world, "scored", "absent", item=None))
        assert (states(away), away.outcomes[0].sentence) == ([("refused", "scored")], SCORES_AND_AWAY)

    def test_one_s_own_scores_cleared_before_the_page_heard_of_them_are_nobody_else_s(self, world: World) -> None:
        """The first save is still on its way while they clear the paper and mark it: the page has seen no “scored”."""
        save(world, world.alice, edit(world, "", "1"))
        marked = save(world, world.alice, edit(world, "1", ""), edit(world, "", "exempt", item=None))
        assert states(marked) == [("saved", ""), ("saved", "exempt")]
        row = paper(world)
        assert row is not None and (row.status, row.cells) == ("exempt", [-1] * 5)

    def test_a_status_on_a_colleague_s_scores_is_a_conflict(self, world: World) -> None:
        save(world, world.alice, edit(world, "", "1"))
        assert states(save(world, world.bob, edit(world, "", "exempt", item=None))) == [("conflict", "scored")]
        row = paper(world)
        assert row is not None and row.status == "scored"

    def test_two_statuses_are_a_conflict(self, world: World) -> None:
        save(world, world.alice, edit(world, "", "absent", item=None))
        theirs = save(world, world.bob, edit(world, "", "exempt", item=None))
        assert states(theirs) == [("conflict", "absent")]
        conflict = theirs.outcomes[0].conflict
        assert conflict is not None
        assert (conflict.item, conflict.saved, conflict.offered) == (None, "absent", "exempt")


class TestConflicts:
    def begin(self, world: World) -> int:
        """Alice saved 2, Bob meant 1."""
        save(world, world.alice, edit(world, "", "2"))
        theirs = save(world, world.bob, edit(world, "", "1"))
        assert states(theirs) == [("conflict", "2")]
        conflict = theirs.outcomes[0].conflict
        assert conflict is not None
        assert (conflict.saved, conflict.saved_by, conflict.offered, conflict.offered_by) == (
            *("2", "Alice Tester"),
            *("1", "Bob Tester"),
        )
        return conflict.id

    def test_the_first_value_stands_and_the_other_is_kept_for_both(self, world: World, client: Client) -> None:
        pk = self.begin(world)
        row = paper(world)
        assert row is not None and row.cells[3] == 200
        with world.inside():
            SectionStaff.objects.create(section=world.sections[0], staff=world.bob.staff, starts_on=world.today)
        for reader in (world.alice, world.bob):
            found = sign_in(client, reader).get(url("assessments:api_papers", world.cfa)).json()["conflicts"]
            assert [(each["id"], each["saved"], each["offered"]) for each in found] == [(pk, "2", "1")]

    def test_the_same_offer_again_is_the_same_conflict(self, world: World) -> None:
        pk = self.begin(world)
        again = save(world, world.bob, edit(world, "", "1"))
        assert again.outcomes[0].conflict is not None and again.outcomes[0].conflict.id == pk

    def test_a_newer_offer_takes_the_place_of_the_older_which_stays_in_the_history(self, world: World) -> None:
        self.begin(world)
        save(world, world.bob, edit(world, "1", "0"))
        with world.inside():
            found = list(EntryConflict.objects.order_by("pk").values_list("offered", "resolved_by__name", "kept"))
        assert found == [("1", "Bob Tester", "2"), ("0", None, "")]

    @pytest.mark.parametrize(("chosen", "cell"), [("1", 100), ("2", 200)])
    def test_choosing_ends_it_and_the_history_holds_both_values(self, world: World, chosen: str, cell: int) -> None:
        pk = self.begin(world)
        assert states(save(world, world.alice, edit(world, "2", chosen, resolves=pk))) == [("saved", chosen)]
        row = paper(world)
        assert row is not None and row.cells[3] == cell
        with world.inside():
            kept = EntryConflict.objects.get(pk=pk)
        assert (kept.saved, kept.offered, kept.kept, kept.resolved_by_id) == ("2", "1", chosen, world.alice.staff.pk)

    def test_two_who_choose_at_once_do_not_overrule_each_other_unseen(self, world: World) -> None:
        pk = self.begin(world)
        save(world, world.alice, edit(world, "2", "2", resolves=pk))
        theirs = save(world, world.bob, edit(world, "2", "1", resolves=pk))
        assert states(theirs) == [("conflict", "2")]

    def test_somebody_else_s_typing_leaves_an_offer_open_and_shows_it_beside_what_stands_now(
        self, world: World, client: Client
    ) -> None:
        self.begin(world)
        save(world, world.alice, edit(world, "2", "0"))
        (found,) = sign_in(client, world.alice).get(url("assessments:api_papers", world.cfa)).json()["conflicts"]
        assert (found["saved"], found["saved_by"], found["offered"]) == ("0", "Alice Tester", "1")

    def test_whoever_offered_and_then_types_over_what_stands_has_settled_it(self, world: World) -> None:
        pk = self.begin(world)
        assert states(save(world, world.bob, edit(world, "2", "0"))) == [("saved", "0")]
        with world.inside():
            assert EntryConflict.objects.get(pk=pk).kept == "0"


class TestWhose:
    def test_a_student_of_another_class_is_refused(self, world: World) -> None:
        stranger = edit(world, "", "1", section=1)
        saved = save(world, world.alice, stranger, edit(world, "", "1"), sections=[world.sections[0]])
        assert states(saved) == [("refused", ""), ("saved", "1")]
        assert saved.outcomes[0].sentence == NOT_HERE

    def test_a_student_said_to_be_where_they_are_not_is_refused(self, world: World) -> None:
        other = CellEdit("e", world.students[1][0].pk, world.sections[0].pk, world.items[3].pk, "", "1")
        assert states(save(world, world.alice, other)) == [("refused", "")]

    def test_one_who_moved_after_the_test_keeps_the_class_of_the_paper(self, world: World) -> None:
        save(world, world.alice, edit(world, "", "1"))
        mover = world.students[0][0]
        with world.inside():
            Enrollment.objects.filter(student=mover).update(ends_on=world.today)
            Enrollment.objects.create(student=mover, section=world.sections[1], starts_on=world.today)
        in_the_new = CellEdit("e", mover.pk, world.sections[1].pk, world.items[4].pk, "", "3")
        assert states(save(world, world.bob, in_the_new, sections=[world.sections[1]])) == [("refused", "")]
        assert states(save(world, world.alice, edit(world, "", "3", item=4))) == [("saved", "3")]
        row = paper(world)
        assert row is not None and row.section_id == world.sections[0].pk

    def test_a_second_attempt_needs_a_first(self, world: World) -> None:
        assert states(save(world, world.alice, edit(world, "", "1"), attempt=2)) == [("refused", "")]
        save(world, world.alice, edit(world, "", "1"))
        assert states(save(world, world.alice, edit(world, "", "2"), attempt=2)) == [("saved", "2")]
        first, second = paper(world), paper(world, attempt=2)
        assert first is not None and second is not None
        assert (first.cells[3], second.cells[3], second.section_id) == (100, 200, world.sections[0].pk)

    def test_an_item_of_an_earlier_list_is_the_same_question_and_one_that_is_gone_is_refused(
        self, world: World
    ) -> None:
        with world.inside():
            old = Item.objects.get(pk=world.items[3].pk)
            version = type(world.version).objects.create(assessment=world.cfa, number=7)
            twin = Item.objects.create(version=version, position=1, label="4a", max_cell=200, identity=old.identity)
            lone = Item.objects.create(version=version, position=2, label="9", max_cell=200)
        there, nowhere = (
            CellEdit("e", world.students[0][0].pk, world.sections[0].pk, item.pk, "", "2") for item in (twin, lone)
        )
        assert states(save(world, world.alice, there, nowhere)) == [("saved", "2"), ("refused", "")]

    def test_the_short_way_to_the_papers_lets_in_exactly_whom_the_long_way_does(self, world: World) -> None:
        with world.inside():
            SectionStaff.objects.create(section=world.sections[2], staff=world.erin.staff, starts_on=world.today)
            SectionStaff.objects.create(section=world.sections[3], staff=world.pilar.staff, starts_on=world.today)
        people = (world.dana, world.pilar, world.quentin, world.alice, world.bob, world.charlie, world.rita, world.erin)

        def compare() -> dict[str, int]:
            return {each.name: _sections_both_ways(world, each) for each in people}

        counts = compare()
        assert (counts["Alice Tester"], counts["Bob Tester"], counts["Erin Tester"]) == (4, 1, 1)
        with world.inside():
            RoleTerm.objects.update(ends_on=world.today)
        assert compare()["Alice Tester"] == 1
        with world.inside():
            Assessment.objects.filter(pk=world.cfa.pk).update(locked_at=None)
        assert set(compare().values()) == {0}


def _sections_both_ways(world: World, who: Person) -> int:
    with person(who.user.pk):
        viewer = entrance(user_id=who.user.pk, slug="harbor")
    if viewer is None:
        return 0
    found = []
    with world.inside():
        for way in (access_entry, access_papers):
            try:
                _, rows = way(viewer, world.cfa.pk)
                found.append({getattr(row, "section_id", row) for row in rows})
            except Http404:
                found.append(set())
    assert found[0] == found[1], who.name
    return len(found[0])


class TestAddress:
    def post(self, client: Client, world: World, **body: Any) -> Any:
        body = {"version": world.version.pk, "attempt": 1, "edits": [], **body}
        return client.post(url("assessments:api_papers", world.cfa), json.dumps(body), content_type="application/json")

    def plain(self, world: World, **changed: Any) -> dict[str, Any]:
        ids = {"student": world.students[0][0].pk, "section": world.sections[0].pk, "item": world.items[3].pk}
        return {"edit": "a", **ids, "was": "", "now": "1", "resolves": None, **changed}

    def test_a_batch_and_what_others_see_of_it(self, world: World, client: Client) -> None:
        address = url("assessments:api_papers", world.cfa)
        sign_in(client, world.alice)
        whole = client.get(address).json()
        assert [item["label"] for item in whole["items"]] == ["1", "2", "3", "4a", "4b"]
        assert (whole["items"][4]["target"], len(whole["students"]), whole["data_version"]) == (
            "7.A.1, 7.A.2",
            12,
            "0.0",
        )
        assert client.get(f"{address}?since=0.0").status_code == 204
        saved = self.post(client, world, edits=[self.plain(world)], since="0.0").json()
        assert (saved["data_version"], saved["results"][0]["state"]) == ("1.0", "saved")
        assert client.get(f"{address}?since=1.0").status_code == 204
        changed = client.get(f"{address}?since=0.0").json()
        assert [each["id"] for each in changed["students"]] == [world.students[0][0].pk]
        assert "items" not in changed
        # A page that had not seen the change before this one is told to ask for it.
        later = self.post(client, world, edits=[self.plain(world, was="1", now="2")], since="0.0").json()
        assert later["data_version"] == "0.0"

    def test_only_one_s_own_classes(self, world: World, client: Client) -> None:
        sign_in(client, world.bob)
        address = url("assessments:api_papers", world.cfa)
        assert {each["section"] for each in client.get(address).json()["students"]} == {world.sections[1].pk}
        assert client.get(f"{address}?section={world.sections[0].pk}").status_code == 404
        refused = self.post(client, world, edits=[self.plain(world)]).json()
        assert (refused["results"][0]["state"], refused["students"]) == ("refused", [])

    def test_a_class_lost_is_a_404_and_another_district_too(self, world: World, client: Client) -> None:
        sign_in(client, world.bob)
        with world.inside():
            SectionStaff.objects.filter(staff=world.bob.staff).update(ends_on=world.today)
        assert self.post(client, world, edits=[self.plain(world)]).status_code == 404
        sign_in(client, world.zoe)
        assert self.post(client, world, edits=[self.plain(world)]).status_code == 404

    def test_other_items_and_another_person_are_said_with_a_reason(self, world: World, client: Client) -> None:
        sign_in(client, world.alice)
        for body, reason in (({"version": 1_000_000}, "version"), ({"person": world.bob.staff.pk}, "person")):
            answer = self.post(client, world, **body)
            assert (answer.status_code, answer.json()) == (409, {"reason": reason})
        asked = client.get(f"{url('assessments:api_papers', world.cfa)}?person={world.bob.staff.pk}")
        assert asked.status_code == 409

    @pytest.mark.parametrize(
        "changed",
        [
            {"was": None},
            {"now": "x" * 41},
            {"student": "1"},
            {"item": 1.5},
            {"section": True},
            {"edit": 5},
            {"now": "\0"},
        ],
        ids=repr,
    )
    def test_what_no_page_of_ours_sends_is_a_400_and_saves_nothing(
        self, world: World, client: Client, changed: dict[str, Any]
    ) -> None:
        sign_in(client, world.alice)
        edits = [self.plain(world), self.plain(world, **changed)]
        assert self.post(client, world, edits=edits).status_code == 400
        assert paper(world) is None

    def test_too_many_at_once(self, world: World, client: Client) -> None:
        sign_in(client, world.alice)
        assert self.post(client, world, edits=[0] * 3001).status_code == 413

    def test_saving_takes_no_more_queries_for_many_papers_than_for_two(self, world: World, client: Client) -> None:
        sign_in(client, world.alice)
        many = [
            self.plain(world, student=student.pk, section=section.pk, item=item.pk, now="A" if item.options else "1")
            for section, students in zip(world.sections, world.students, strict=True)
            for student in students
            for item in world.items
        ]
        one, new = (self.plain(world, student=student.pk) for student in world.students[0][:2])
        two = [{**one, "item": world.items[4].pk}, new]
        counts = []
        for edits in ([one], two, many):
            with CaptureQueriesContext(connection) as asked:
                assert self.post(client, world, edits=edits).status_code == 200
            counts.append(len(asked))
        assert counts[0] < counts[1]
        assert counts[2] <= counts[1]
        with world.inside():
            assert Result.objects.count() == 12


# --- Whatever two people do, no value disappears

VALUES = ("", "0", "1", "2")
moves = st.lists(
    st.tuples(
        st.sampled_from(["alice", "bob"]),
        st.integers(0, 1),  # which of two cells
        st.sampled_from(VALUES),
        st.booleans(),  # looked at what stands before typing
        st.booleans(),  # chooses in an open conflict, if there is one
    ),
    max_size=12,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=moves)
def test_every_value_stands_or_is_in_the_history_or_in_a_conflict(world: World, moves: list[Any]) -> None:
    with transaction.atomic():
        _nothing_is_lost(world, moves)
        transaction.set_rollback(True)


def _nothing_is_lost(world: World, moves: list[Any]) -> None:
    seen: dict[tuple[str, int], str] = {}
    typed: dict[int, set[str]] = {0: set(), 1: set()}
    for who, cell, value, has_looked, chooses in moves:
        actor = getattr(world, who)
        row = paper(world)
        stands = _text(row, cell)
        was = stands if has_looked else seen.get((who, cell), "")
        with world.inside():
            open_one = EntryConflict.objects.filter(item=world.items[3 + cell], resolved_at=None).first()
        resolves = open_one.pk if open_one and chooses else None
        (outcome,) = save(world, actor, edit(world, was, value, item=3 + cell, resolves=resolves)).outcomes
        assert outcome.state in {"saved", "conflict"}
        assert outcome.text == _text(paper(world), cell)
        if outcome.state == "saved":
            assert outcome.text == value
        seen[who, cell] = value
        typed[cell].add(value)
    for cell, values in typed.items():
        assert values <= {"", *_known(world, cell)}


def _text(row: Result | None, cell: int) -> str:
    value = row.cells[3 + cell] if row else -1
    return "" if value < 0 else str(value // 100)


def _known(world: World, cell: int) -> set[str]:
    with world.inside():
        conflicts = EntryConflict.objects.filter(item=world.items[3 + cell])
        known = {text for row in conflicts for text in (row.saved, row.offered)}
        for change in ResultChange.objects.filter(student=world.students[0][0]):
            for cells in (change.cells_before, change.cells_after):
                known |= {str(cells[3 + cell] // 100)} if cells and cells[3 + cell] >= 0 else set()
    return known
