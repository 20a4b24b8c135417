"""Peer visits are of two people alone, from question to debrief; only a learning leaves them, by their choice."""

from dataclasses import fields

import pytest
from django.test import Client

from plc.schools.models import AuditEntry, Membership, Notice, Role
from teams.models import PeerVisit, SharedLearning, Team, TeamMember, VisitDebrief, VisitNote
from tests.cast import Person
from tests.contracts.addresses import furnish, routes_in_a_district
from tests.pages import page, post
from tests.world import DAY, World, sign_in, url

SECRET = "How do they draw a remainder"


@pytest.fixture
def visit(world: World) -> PeerVisit:
    """Alice has asked Bob, and Bob has agreed."""
    post(world.alice, "teams:ask_visit", world.team, host=str(world.bob.staff.pk), focus=SECRET)
    with world.inside():
        made = PeerVisit.objects.get()
    post(world.bob, "teams:agree_visit", made)
    return made


def everything_said(world: World, visit: PeerVisit) -> None:
    """A note and a debrief of each of the two, all with the secret in them."""
    for person, at in ((world.alice, "09:20"), (world.bob, "09:05")):
        post(person, "teams:new_visit_note", visit, at=at, text=f"{SECRET} note")
        post(person, "teams:debrief_visit", visit, saw=f"{SECRET} saw", wondered="", will_try=f"{SECRET} try")


class TestTheTwo:
    def test_only_the_one_who_is_asked_agrees(self, world: World) -> None:
        post(world.alice, "teams:ask_visit", world.team, host=str(world.bob.staff.pk), focus=SECRET)
        with world.inside():
            made = PeerVisit.objects.get()
        post(world.alice, "teams:agree_visit", made, status=409)
        assert "has not answered yet" in page(world.alice, url("teams:visit", made))
        assert "Your answer is awaited" in page(world.bob, url("teams:visits", world.team))
        post(world.bob, "teams:agree_visit", made)
        assert "Agreed" in page(world.alice, url("teams:visits", world.team))

    def test_notes_are_in_the_order_of_the_lesson(self, world: World, visit: PeerVisit) -> None:
        everything_said(world, visit)
        said = page(world.bob, url("teams:visit", visit))
        assert said.index("9:05 AM") < said.index("9:20 AM")
        assert said.count(f"{SECRET} saw") >= 2 and "What surprised us" in said

    def test_one_deletes_one_s_own_notes_only(self, world: World, visit: PeerVisit) -> None:
        everything_said(world, visit)
        with world.inside():
            hers = VisitNote.objects.get(author=world.alice.staff)
        post(world.bob, "teams:delete_visit_note", hers, status=404)
        post(world.alice, "teams:delete_visit_note", hers)
        with world.inside():
            assert VisitNote.objects.count() == 1

    @pytest.mark.parametrize("who", ["alice", "bob"])
    def test_either_of_the_two_deletes_everything_for_both(self, world: World, visit: PeerVisit, who: str) -> None:
        everything_said(world, visit)
        post(world.alice, "teams:share_learning", visit, text="Wait longer.")
        post(getattr(world, who), "teams:delete_visit", visit)
        with world.inside():
            for model in (PeerVisit, VisitNote, VisitDebrief):
                assert not model.objects.exists()
            assert not Notice.objects.filter(kind="visit").exists()
            assert SharedLearning.objects.get().author_id == world.alice.staff.pk
        page(world.alice, url("teams:visit", visit), status=404)

    def test_a_note_without_words_says_what_is_missing_and_keeps_the_page(self, world: World, visit: PeerVisit) -> None:
        post(world.alice, "teams:new_visit_note", visit, at="09:00", text="", status=422)
        post(world.alice, "teams:new_visit_note", visit, at="nine", text="They drew.", status=422)
        with world.inside():
            assert not VisitNote.objects.exists()

    def test_also_after_leaving_the_team(self, world: World, visit: PeerVisit) -> None:
        everything_said(world, visit)
        post(world.alice, "teams:share_learning", visit, text="Wait longer.")
        with world.inside():
            TeamMember.objects.filter(staff=world.alice.staff).update(ends_on=world.today)
            learning = SharedLearning.objects.get()
        page(world.alice, url("teams:visits", world.team), status=404)
        assert SECRET in page(world.alice, url("teams:visit", visit))
        post(world.alice, "teams:withdraw_learning", learning)
        post(world.alice, "teams:delete_visit", visit)
        with world.inside():
            assert not PeerVisit.objects.exists() and not SharedLearning.objects.exists()

    def test_what_was_in_a_team_one_has_left_is_found_in_the_present_one(self, world: World, visit: PeerVisit) -> None:
        with world.inside():
            TeamMember.objects.filter(staff=world.alice.staff).update(ends_on=world.today)
            other = Team.objects.create(name="New team", school=world.alder, school_year=world.year)
            TeamMember.objects.create(team=other, staff=world.alice.staff, starts_on=world.today)
        assert SECRET in page(world.alice, url("teams:visits", other))


class TestAnOpenDoor:
    def test_the_first_who_takes_it_has_it(self, world: World) -> None:
        post(world.bob, "teams:offer_visit", world.team, focus=SECRET)
        with world.inside():
            door = PeerVisit.objects.get()
        assert SECRET in page(world.charlie, url("teams:visits", world.team))
        post(world.bob, "teams:take_visit", door, status=404)
        post(world.alice, "teams:take_visit", door)
        post(world.charlie, "teams:take_visit", door, status=404)
        assert SECRET not in page(world.charlie, url("teams:visits", world.team))
        page(world.charlie, url("teams:visit", door), status=404)
        assert "visits you" in page(world.bob, url("teams:visit", door))

    @pytest.mark.parametrize("who", ["pilar", "dana", "erin"])
    def test_nobody_outside_the_team_is_shown_it(self, world: World, who: str) -> None:
        post(world.bob, "teams:offer_visit", world.team, focus=SECRET)
        page(getattr(world, who), url("teams:visits", world.team), status=404)


class TestNobodyElse:
    def test_no_page_of_anybody_else_says_a_word_of_it(self, world: World) -> None:
        """Every address that the URLconf knows, as everybody who is not one of the two."""
        furnished = furnish(world)
        post(world.alice, "teams:ask_visit", world.team, host=str(world.bob.staff.pk), focus=SECRET)
        with world.inside():
            made = PeerVisit.objects.get(focus=SECRET)
        post(world.bob, "teams:agree_visit", made)
        everything_said(world, made)
        values = {**furnished.ours, "visit_id": made.pk}
        for who in ("dana", "pilar", "quentin", "charlie", "erin", "moira"):
            client = sign_in(Client(), getattr(world, who))
            for route in routes_in_a_district():
                said = client.get(route.address("harbor", values)).content
                assert SECRET.encode() not in said, f"{who} reads it at {route.name}"

    def test_it_leaves_no_line_of_history(self, world: World, visit: PeerVisit) -> None:
        with world.inside():
            before = AuditEntry.objects.count()
        everything_said(world, visit)
        post(world.alice, "teams:share_learning", visit, text="Wait longer.")
        post(world.bob, "teams:delete_visit", visit)
        with world.inside():
            assert AuditEntry.objects.count() == before
            assert not AuditEntry.objects.filter(subject_kind__contains="visit").exists()

    def test_who_comes_to_lead_the_school_finds_their_own_visits_closed(self, world: World, visit: PeerVisit) -> None:
        with world.inside():
            Membership.objects.create(
                staff=world.bob.staff,
                user=world.bob.staff.user,
                school=world.alder,
                role=Role.PRINCIPAL,
                starts_on=world.today - DAY,
            )
        page(world.bob, url("teams:visit", visit), status=404)
        page(world.bob, url("teams:visits", world.team), status=404)

    def test_who_leads_cannot_be_asked(self, world: World) -> None:
        with world.inside():
            Membership.objects.create(
                staff=world.bob.staff,
                user=world.bob.staff.user,
                school=world.alder,
                role=Role.PRINCIPAL,
                starts_on=world.today - DAY,
            )
        post(world.alice, "teams:ask_visit", world.team, host=str(world.bob.staff.pk), focus=SECRET, status=422)

    def test_a_learning_has_no_way_back_to_its_visit(self) -> None:
        """Whoever reads the table of learnings finds no column that leads to a visit."""
        assert {field.name for field in SharedLearning._meta.local_fields} == {
            "id",
            "district",
            "team",
            "author",
            "text",
            "shared_at",
        }

    def test_news_of_it_names_neither_colleague_nor_question(self, world: World, visit: PeerVisit) -> None:
        for person in (world.alice, world.bob):
            said = page(person, url("schools:news"))
            assert "peer visit" in said and SECRET not in said
        cast = [getattr(world, field.name) for field in fields(world)]
        others = [each for each in cast if isinstance(each, Person) and each not in (world.alice, world.bob)]
        with world.inside():
            told = set(Notice.objects.filter(kind="visit").values_list("staff_id", flat=True))
        assert told <= {world.alice.staff.pk, world.bob.staff.pk}
        assert not told & {each.staff.pk for each in others}
