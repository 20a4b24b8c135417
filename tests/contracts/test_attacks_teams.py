"""What people have tried on teams, norms, visits and support, each as the person who would try it."""

import datetime
import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from plc.http.refusals import Refusal
from plc.schools.models import AuditEntry, Membership, Role, SchoolYear
from teams.actions import answer_norms, begin_norms, close_ratings, invite_guest, propose_norms, rate_norms, write_norm
from teams.actions.support import add_planning_time, ask_for_support
from teams.actions.tasks import add_task
from teams.actions.visits import ask_to_visit, open_door
from teams.models import (
    Norm,
    NormPulse,
    NormState,
    NormVersion,
    PeerVisit,
    PlanningTime,
    RoleTerm,
    SupportRequest,
    Team,
    TeamGuest,
    TeamMember,
    TeamRole,
)
from teams.queries import working_members
from tests.cast import Person
from tests.contracts.query_counts import queries_of
from tests.contracts.test_attacks_sign_in import at_once
from tests.world import DAY, World, make_world, sign_in, url

LAST_DAY = "9999-12-31"
FIRST_DAY = "0001-01-01"


def post(person: Person, at: str, *things: object, **sent: Any) -> Any:
    return sign_in(Client(), person).post(url(at, *things), sent)


def page(person: Person, name: str, *things: object, status: int = 200) -> str:
    answer = sign_in(Client(), person).get(url(name, *things))
    assert answer.status_code == status, answer.status_code
    return html.unescape(answer.content.decode())


def words(text: str) -> str:
    """What a person reads of a page: its form tokens differ each time."""
    return re.sub(r"<[^>]*>", " ", text.partition("<main")[2])


def asked(world: World, what: str, team: Team | None = None) -> None:
    alice = world.alice.staff
    ask_for_support(actor=alice, team=team or world.team, kind="time", what=what, why="", wanted_by=None)


def adopted(world: World) -> NormVersion:
    version = begin_norms(actor=world.alice.staff, team=world.team)
    write_norm(actor=world.alice.staff, version=version, commitment="We begin on time.")
    propose_norms(actor=world.alice.staff, version=version)
    for member in working_members(world.team, world.today):
        answer_norms(actor=member, version=version, is_yes=True)
    return NormVersion.objects.get(team=world.team, state=NormState.ADOPTED)


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


class TestRatings:
    def test_one_who_has_rated_and_left_does_not_close_it_for_those_who_stay(self, world: World) -> None:
        with world.inside():
            norm = Norm.objects.get(version=adopted(world))
            rate_norms(actor=world.charlie.staff, team=world.team, ratings={norm.pk: 1})
            TeamMember.objects.filter(staff=world.charlie.staff).update(ends_on=world.today)
            pulse = rate_norms(actor=world.alice.staff, team=world.team, ratings={norm.pk: 4})
            assert pulse.closed_at is None
            assert rate_norms(actor=world.bob.staff, team=world.team, ratings={norm.pk: 4}).closed_at is not None

    def test_nothing_moves_after_the_close(self, world: World) -> None:
        with world.inside():
            norm = Norm.objects.get(version=adopted(world))
            for person in (world.alice, world.bob):
                rate_norms(actor=person.staff, team=world.team, ratings={norm.pk: 4})
        post(world.alice, "teams:close_ratings", world.team)
        before = words(page(world.alice, "teams:norms", world.team))
        answer = post(world.charlie, "teams:rate_norms", world.team, **{f"norm_{norm.pk}": "1"})
        assert "have been closed" in answer.content.decode()
        assert words(page(world.alice, "teams:norms", world.team)) == before

    def test_history_names_the_close_and_nobody_who_rated(self, world: World) -> None:
        with world.inside():
            norm = Norm.objects.get(version=adopted(world))
            known = AuditEntry.objects.count()
            rate_norms(actor=world.bob.staff, team=world.team, ratings={norm.pk: 4})
            assert AuditEntry.objects.count() == known
            close_ratings(actor=world.alice.staff, team=world.team)
            assert AuditEntry.objects.latest("pk").verb == "close_ratings"


class TestVisits:
    def test_a_door_closes_with_the_membership_of_who_opened_it(self, world: World) -> None:
        with world.inside():
            door = open_door(
                actor=world.bob.staff, team=world.team, focus="How do they draw it?", place="", happens_at=None
            )
            TeamMember.objects.filter(staff=world.bob.staff).update(ends_on=world.today)
        assert "How do they draw it?" not in page(world.alice, "teams:visits", world.team)
        assert post(world.alice, "teams:take_visit", door).status_code == 404

    def test_whoever_leads_a_school_has_no_visits_in_a_team_across_schools(self, world: World) -> None:
        """Pilar leads Alder, where Alice teaches, and teaches a little herself."""
        with world.inside():
            since = {"starts_on": world.today - DAY}
            across = Team.objects.create(name="Art", kind="across", school=None, school_year=world.year)
            Membership.objects.create(
                staff=world.pilar.staff, user=world.pilar.user, school=world.alder, role=Role.TEACHER, **since
            )
            for person in (world.pilar, world.alice, world.erin):
                TeamMember.objects.create(team=across, staff=person.staff, **since)
            open_door(actor=world.alice.staff, team=across, focus="How do they draw it?", place="", happens_at=None)
        page(world.pilar, "teams:visits", across, status=404)
        assert "How do they draw it?" in page(world.erin, "teams:visits", across)
        asked = post(world.alice, "teams:ask_visit", across, host=world.pilar.staff.pk, focus="Why?")
        assert asked.status_code == 422
        page(world.pilar, "teams:team_survey", across, status=404)


class TestOddWords:
    @pytest.mark.parametrize(
        "words",
        [
            "\x00",
            "a" * 10_000,
            "<script>alert(1)</script>",
            "\u202eesrever",
            "👩\u200d🏫" * 30,
            " \u200b ",
            "\ud7ff\ufffe",
        ],
    )
    def test_every_form_of_a_team_bears_them(self, world: World, words: str) -> None:
        with world.inside():
            begin_norms(actor=world.alice.staff, team=world.team)
        day = world.today.isoformat()
        forms: dict[str, dict[str, Any]] = {
            "teams:norm_draft": {"commitment": words, "experience": words, "heading": words},
            "teams:norm_protocol": {"cue": words, "steps": words, "who": words},
            "teams:offer_visit": {"focus": words, "place": words},
            "teams:new_request": {"kind": "time", "what": words, "why": words},
            "teams:new_planning_time": {"weekday": words, "starts_at": words, "ends_at": words, "place": words},
            "teams:feedback_of": {"about": "norms", "which": words, "text": words},
            "teams:new_role_term": {"staff": words, "role": "custom", "custom_name": words, "starts_on": day},
            "teams:invite_guest": {"staff": world.pilar.staff.pk, "occasion": words, "starts_on": day},
            "teams:disclosure": dict.fromkeys(("disclosure", "below_rest", "principal_sees", "headline"), words),
        }
        for name, sent in forms.items():
            assert post(world.alice, name, world.team, **sent).status_code < 500, name
        for name in ("team", "people", "norms", "norm_draft", "visits", "support", "feedback_of"):
            assert (
                "<script>alert"
                not in sign_in(Client(), world.alice).get(url(f"teams:{name}", world.team)).content.decode()
            )


class TestTwoEditorsAtOnce:
    """Each has the page open; the second who saves is shown the first one's words, and keeps their own."""

    @staticmethod
    def both(
        world: World, where: str, first: tuple[Person, dict[str, str]], second: tuple[Person, dict[str, str]]
    ) -> str:
        opened = [sign_in(Client(), person) for person, _ in (first, second)]
        seen = [_seen_on(client.get(where).content.decode()) for client in opened]
        for client, (_, sent), key in zip(opened, (first, second), seen, strict=True):
            answer = client.post(where, sent | {"seen": key})
        text = html.unescape(answer.content.decode())
        assert "Somebody has changed this in the meantime" in text
        assert opened[1].post(where, second[1] | {"seen": _seen_on(text)}).status_code == 302
        return text

    def test_a_norm(self, world: World) -> None:
        with world.inside():
            draft = begin_norms(actor=world.alice.staff, team=world.team)
            norm = write_norm(actor=world.alice.staff, version=draft, commitment="We begin.")
        first, second = {"commitment": "We begin on time."}, {"commitment": "We begin and end on time."}
        text = self.both(world, url("teams:norm", norm), (world.alice, first), (world.bob, second))
        assert "It now says: “We begin on time.”" in text and "We begin and end on time." in text
        with world.inside():
            assert Norm.objects.get(pk=norm.pk).commitment == second["commitment"]

    def test_a_norm_that_was_taken_out_is_not_brought_back(self, world: World) -> None:
        with world.inside():
            draft = begin_norms(actor=world.alice.staff, team=world.team)
            norm = write_norm(actor=world.alice.staff, version=draft, commitment="We begin.")
            Norm.objects.filter(pk=norm.pk).delete()
            with pytest.raises(Refusal, match="taken this norm out"):
                write_norm(actor=world.bob.staff, version=draft, norm=norm, commitment="We end.")

    def test_the_time_of_a_visit(self, world: World) -> None:
        with world.inside():
            two = {"host": world.bob.staff, "visitor": world.alice.staff}
            visit = PeerVisit.objects.create(team=world.team, asked_by=world.alice.staff, focus="Why?", **two)
        first = {"focus": "Why?", "happens_at": "2030-03-04T09:00", "place": "Room 12"}
        second = {"focus": "Why?", "happens_at": "2030-03-05T10:00", "place": ""}
        text = self.both(world, url("teams:arrange_visit", visit), (world.alice, first), (world.bob, second))
        assert "It now says: “Why?, March 4, 9:00 AM, Room 12”" in text

    def test_the_way_to_call_a_breach(self, world: World) -> None:
        with world.inside():
            begin_norms(actor=world.alice.staff, team=world.team)
        draft = page(world.alice, "teams:norm_draft", world.team)
        sent = {"cue": "A bell", "steps": "We stop.", "who": "Anybody", "seen": _seen_on(draft)}
        assert post(world.alice, "teams:norm_protocol", world.team, **sent).status_code == 302
        answer = post(world.bob, "teams:norm_protocol", world.team, **(sent | {"cue": "A hand"}))
        text = html.unescape(answer.content.decode())
        assert "It now says: “A bell We stop. Anybody”" in text and 'value="A hand"' in text


def _seen_on(text: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', text)
    assert found
    return found[1]


@pytest.mark.django_db(transaction=True)
def test_clicks_at_the_same_moment() -> None:
    """Two take one lesson, all rate, one time is settled twice, one guest invited twice, one draft begun by three."""
    world = make_world()
    alice, again, bob, charlie = (
        sign_in(Client(), person) for person in (world.alice, world.alice, world.bob, world.charlie)
    )

    def sent(client: Client, name: str, *things: object, **said: Any) -> Callable[[], int]:
        return lambda: client.post(url(name, *things), said).status_code

    with world.inside(), transaction.atomic():
        norm = Norm.objects.get(version=adopted(world))
        door = open_door(actor=world.alice.staff, team=world.team, focus="Why?", place="", happens_at=None)
    taken = at_once(sent(bob, "teams:take_visit", door), sent(charlie, "teams:take_visit", door))
    assert sorted(taken) == [302, 404]

    rated = {f"norm_{norm.pk}": "3"}
    at_once(*[sent(client, "teams:rate_norms", world.team, **rated) for client in (alice, again, bob, charlie)])
    hour = {"weekday": "1", "starts_at": "09:00", "ends_at": "10:00"}
    later = hour | {"starts_at": "09:30"}
    at_once(
        sent(alice, "teams:new_planning_time", world.team, **hour),
        sent(bob, "teams:new_planning_time", world.team, **later),
    )
    day = world.today.isoformat()
    guest = {"staff": world.pilar.staff.pk, "occasion": "Data meeting", "starts_on": day}
    at_once(*[sent(client, "teams:invite_guest", world.team, **guest) for client in (alice, again)])
    at_once(*[sent(client, "teams:begin_norms", world.team) for client in (alice, bob, charlie)])
    with world.inside(), transaction.atomic():
        pulse = NormPulse.objects.get()
        assert pulse.closed_at is not None and pulse.ratings.count() == 3
        assert PlanningTime.objects.count() == TeamGuest.objects.count() == 1
        assert NormVersion.objects.filter(state=NormState.DRAFT).count() == 1


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
