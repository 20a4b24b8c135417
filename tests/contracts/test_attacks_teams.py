"""What people have tried on teams, their roles, guests and years, each as the person who would try it."""

import datetime

import pytest
from django.test import Client

from plc.schools.models import Membership, SchoolYear
from teams.actions import begin_norms, invite_guest, propose_norms, write_norm
from teams.actions.support import add_planning_time
from teams.actions.tasks import add_task
from teams.actions.visits import ask_to_visit
from teams.models import (
    Norm,
    NormPulse,
    PeerVisit,
    PlanningTime,
    RoleTerm,
    SupportRequest,
    Team,
    TeamGuest,
    TeamMember,
    TeamRole,
)
from tests.contracts.of_teams import adopted, asked, page, post
from tests.contracts.query_counts import queries_of
from tests.world import DAY, World, sign_in, url

LAST_DAY = "9999-12-31"
FIRST_DAY = "0001-01-01"


class TestDaysAtTheEndsOfTheCalendar:
    """A date field of a browser takes any year; no page may break on it, now or when it is read again."""

    @pytest.mark.parametrize("day", [FIRST_DAY, LAST_DAY])
    def test_a_guest(self, world: World, day: str) -> None:
        sent = {"staff": world.pilar.staff.pk, "occasion": "Data meeting", "starts_on": day}
        assert post(world.alice, "teams:invite_guest", world.team, **sent).status_code in {200, 422}
        page(world.alice, "teams:people", world.team)

    @pytest.mark.parametrize("day", [FIRST_DAY, LAST_DAY])
    def test_members_roles_and_their_ends(self, world: World, day: str) -> None:
        sent = {"staff": world.bob.staff.pk, "role": "recorder", "starts_on": day, "ends_on": LAST_DAY}
        assert post(world.alice, "teams:new_role_term", world.team, **sent).status_code < 500
        with world.inside():
            member = TeamMember.objects.get(staff=world.bob.staff)
        assert post(world.alice, "teams:end_member", member, ends_on=day).status_code < 500
        page(world.alice, "teams:people", world.team)
        page(world.alice, "teams:team", world.team)

    @pytest.mark.parametrize("day", [f"{FIRST_DAY}T00:00", f"{LAST_DAY}T23:59"])
    def test_a_visit(self, world: World, day: str) -> None:
        sent = {"focus": "How do they explain it?", "happens_at": day}
        assert post(world.alice, "teams:offer_visit", world.team, **sent).status_code < 500
        page(world.alice, "teams:visits", world.team)
        page(world.bob, "teams:visits", world.team)

    @pytest.mark.parametrize("day", [FIRST_DAY, LAST_DAY])
    def test_a_round_of_the_self_assessment(self, world: World, day: str) -> None:
        sent = {"opens_on": day, "closes_on": LAST_DAY, "places": world.alder.pk}
        assert post(world.dana, "teams:new_survey_round", **sent).status_code < 500
        page(world.dana, "teams:surveys")
        page(world.alice, "teams:surveys")

    @pytest.mark.parametrize("day", [FIRST_DAY, LAST_DAY])
    def test_a_request(self, world: World, day: str) -> None:
        sent = {"kind": "time", "what": "Half a day", "wanted_by": day}
        assert post(world.alice, "teams:new_request", world.team, **sent).status_code < 500
        page(world.alice, "teams:support", world.team)
        page(world.pilar, "teams:requests")


class TestRoles:
    def test_a_turn_that_is_over_is_not_handed_on(self, world: World) -> None:
        with world.inside():
            over = RoleTerm.objects.create(
                team=world.team,
                staff=world.bob.staff,
                role=TeamRole.CUSTOM,
                custom_name="Baker",
                starts_on=world.today - 9 * DAY,
                ends_on=world.today - DAY,
            )
        assert post(world.alice, "teams:rotate_role", over, to=world.bob.staff.pk).status_code == 302
        with world.inside():
            assert RoleTerm.objects.filter(custom_name="Baker").count() == 1


class TestAYearThatIsOver:
    @pytest.fixture
    def over(self, world: World) -> World:
        """Planning time, a request and adopted norms; then the school year ends."""
        with world.inside():
            adopted(world)
            nine, ten = datetime.time(9), datetime.time(10)
            add_planning_time(
                actor=world.alice.staff, team=world.team, weekday=1, starts_at=nine, ends_at=ten, place=""
            )
            asked(world, "Half a day")
            SchoolYear.objects.update(starts_on=world.today - 300 * DAY, ends_on=world.today)
        return world

    def test_nothing_more_is_asked_or_settled(self, over: World) -> None:
        with over.inside():
            time, waiting = PlanningTime.objects.get(), SupportRequest.objects.get()
        sent = {"weekday": "2", "starts_at": "09:00", "ends_at": "10:00"}
        answers = [
            post(over.alice, "teams:new_planning_time", over.team, **sent),
            post(over.alice, "teams:remove_planning_time", time),
            post(over.alice, "teams:new_request", over.team, kind="time", what="More"),
            post(over.alice, "teams:settle_request", waiting, how="withdraw"),
            post(over.alice, "teams:offer_visit", over.team, focus="Why?"),
            post(over.alice, "teams:feedback_of", over.team, about="norms", text="Late"),
        ]
        assert {answer.status_code for answer in answers} <= {404, 409}
        with over.inside():
            assert PlanningTime.objects.count() == SupportRequest.objects.count() == 1
            assert not PeerVisit.objects.exists()

    def test_it_needs_nothing_from_its_members(self, over: World) -> None:
        with over.inside():
            person = over.erin.staff
            Membership.objects.filter(staff=person).update(school=over.alder)
            TeamMember.objects.create(team=over.team, staff=person, starts_on=over.today - DAY)
        assert "Say whether you agree" not in page(over.erin, "goals:home")


class TestGuests:
    def test_a_guest_from_another_school_does_not_read_what_the_team_asked_its_own_principal(
        self, world: World
    ) -> None:
        with world.inside():
            asked(world, "A quieter room")
            days = {"starts_on": world.today, "ends_on": world.today + DAY}
            invite_guest(
                actor=world.alice.staff, team=world.team, staff=world.quentin.staff, occasion="Data meeting", **days
            )
        page(world.quentin, "teams:team", world.team)
        assert "A quieter room" in page(world.pilar, "teams:support", world.team)
        page(world.quentin, "teams:support", world.team, status=404)

    def test_after_the_end_and_without_a_school_the_doors_are_shut(self, world: World) -> None:
        with world.inside():
            days = {"starts_on": world.today - 3 * DAY, "ends_on": world.today}
            TeamGuest.objects.create(
                team=world.team, staff=world.quentin.staff, occasion="", invited_by=world.alice.staff, **days
            )
        for name in ("team", "people", "norms", "support", "feedback_of", "continuum", "visits"):
            page(world.quentin, f"teams:{name}", world.team, status=404)

    def test_an_invitation_is_of_no_use_to_one_who_leads_no_school(self, world: World) -> None:
        days = {"starts_on": world.today.isoformat(), "occasion": "Data meeting"}
        answer = post(world.alice, "teams:invite_guest", world.team, staff=world.erin.staff.pk, **days)
        assert answer.status_code in {200, 422}
        with world.inside():
            assert not TeamGuest.objects.exists()


class TestIdsOfOthersInWhatIsSent:
    def test_people_of_other_schools_and_districts(self, world: World) -> None:
        day = world.today.isoformat()
        for person in (world.zoe, world.moira_in_pine, world.pilar, world.dana, world.erin):
            key = person.staff.pk
            post(world.alice, "teams:new_member", world.team, staff=key, starts_on=day)
            post(world.alice, "teams:new_role_term", world.team, staff=key, role="recorder", starts_on=day)
            post(world.alice, "teams:ask_visit", world.team, host=key, focus="Why?")
        with world.inside():
            assert TeamMember.objects.count() == 4 and RoleTerm.objects.count() == 1
            assert not PeerVisit.objects.exists()

    def test_a_principal_of_one_school_need_not_choose_it(self, world: World) -> None:
        assert "Choose a school" not in page(world.pilar, "teams:new_team")

    def test_a_school_of_somebody_else(self, world: World) -> None:
        for person, school in ((world.pilar, world.birch), (world.pilar, world.cedar), (world.dana, world.cedar)):
            sent = {"name": "Ours", "school": school.pk, "school_year": world.year.pk}
            assert post(person, "teams:new_team", **sent).status_code in {200, 422}
        post(world.pilar, "teams:new_team", name="Ours", school="", school_year=world.year.pk)
        with world.inside():
            assert Team.objects.count() == 1

    def test_answers_to_versions_that_are_not_asked(self, world: World) -> None:
        with world.inside():
            version = adopted(world)
            begin_norms(actor=world.bob.staff, team=world.team)
        for number in (version.number + 1, 0, 999, 2**40):
            assert post(world.bob, "teams:answer_norms", world.team, number, answer="yes").status_code == 404
        for person in (world.pilar, world.dana, world.erin, world.rita, world.zoe):
            answer = post(person, "teams:answer_norms", world.team, version.number, answer="yes")
            assert answer.status_code in {403, 404}

    def test_norms_of_another_version_are_not_rated(self, world: World) -> None:
        with world.inside():
            adopted(world)
            draft = begin_norms(actor=world.bob.staff, team=world.team)
            other = Norm.objects.get(version=draft)
        post(world.alice, "teams:rate_norms", world.team, **{f"norm_{other.pk}": "4"})
        with world.inside():
            assert not NormPulse.objects.exists()


class TestSeveralYears:
    def test_last_year_s_teams_are_not_on_the_first_screen(self, world: World) -> None:
        with world.inside():
            last = SchoolYear.objects.create(
                name="Last", starts_on=world.year.starts_on - 365 * DAY, ends_on=world.year.starts_on
            )
            old = Team.objects.create(name="Grade 6 Math of old", school=world.alder, school_year=last)
            TeamMember.objects.create(team=old, staff=world.alice.staff, starts_on=last.starts_on)
        for person in (world.alice, world.pilar):
            assert "Grade 7 Math" in page(person, "goals:home")
            assert "Grade 6 Math of old" not in page(person, "goals:home")

    def test_in_summer_the_teams_of_the_year_that_is_over_stay_there(self, world: World) -> None:
        with world.inside():
            SchoolYear.objects.update(starts_on=world.today - 300 * DAY, ends_on=world.today)
        for person in (world.alice, world.pilar):
            assert "Grade 7 Math" in page(person, "goals:home")


def test_first_screens_ask_no_more_with_many_teams(world: World) -> None:
    """A teacher in six teams, and their principal: norms, requests, visits and meetings in each."""

    def one_more(number: int) -> None:
        with world.inside():
            team = Team.objects.create(name=f"Team {number}", school=world.alder, school_year=world.year)
            for person in (world.alice, world.bob):
                TeamMember.objects.create(team=team, staff=person.staff, starts_on=world.today - DAY)
            version = begin_norms(actor=world.bob.staff, team=team)
            write_norm(actor=world.bob.staff, version=version, commitment="We begin on time.")
            propose_norms(actor=world.bob.staff, version=version)
            asked(world, f"Half a day {number}", team)
            add_task(actor=world.bob.staff, team=team, what="Copy", owner=world.alice.staff, due_on=world.today)
            ask_to_visit(actor=world.bob.staff, team=team, host=world.alice.staff, focus="Why?", happens_at=None)

    for number in (1, 2):
        one_more(number)
    people = [sign_in(Client(), person) for person in (world.alice, world.pilar)]
    pages = [url("goals:home"), url("teams:teams")]
    before = [queries_of(client, address) for client in people for address in pages]
    for number in range(3, 7):
        one_more(number)
    after = [queries_of(client, address) for client in people for address in pages]
    assert [line for few, many in zip(before, after, strict=True) if few and many for line in few.growth(many)] == []
    assert all(few and many and many.length > few.length + 100 for few, many in zip(before, after, strict=True))
