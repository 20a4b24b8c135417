"""Kinds of teams, parts of members, whose turn it is, and principals as guests."""

import pytest
from django.test import Client

from plc.http.refusals import Refusal
from plc.schools.models import Membership, Role, StaffMember
from teams import actions
from teams.models import KIND_WORDS, MemberPart, RoleTerm, TeamGuest, TeamKind, TeamMember, TeamRole
from teams.queries import turns_of
from tests.cast import Person
from tests.world import DAY, World, enter_results, sign_in, url


def turn(world: World, role: str, name: str = "") -> object:
    return next(each for each in turns_of(world.team, world.today) if (each.role, each.custom_name) == (role, name))


class TestKinds:
    def test_each_kind_says_what_it_shares(self) -> None:
        assert set(KIND_WORDS) == set(TeamKind)

    def test_a_kind_fits_its_school(self, world: World) -> None:
        said = {"actor": world.dana.staff, "school_year": world.year}
        with world.inside():
            assert actions.form_team(name="Art", school=None, **said).kind == TeamKind.ACROSS
            assert actions.form_team(name="Art", school=world.alder, **said).kind == TeamKind.COURSE
            bridge = actions.form_team(name="Music", school=None, kind=TeamKind.BRIDGE, **said)
            assert "only one of their course" in bridge.kind_words.shares
            with pytest.raises(Refusal, match="belongs to no single school"):
                actions.form_team(name="PE", school=world.alder, kind=TeamKind.ACROSS, **said)
            with pytest.raises(Refusal, match="belongs to a school"):
                actions.form_team(name="PE", school=None, kind=TeamKind.COURSE, **said)


class TestTurns:
    def test_who_never_had_it_comes_before_who_had_it_long_ago(self, world: World) -> None:
        with world.inside():
            past = {"starts_on": world.today - 60 * DAY, "ends_on": world.today - 30 * DAY}
            RoleTerm.objects.create(team=world.team, staff=world.bob.staff, role=TeamRole.FACILITATOR, **past)
            assert turn(world, TeamRole.FACILITATOR).next == world.charlie.staff
            past["ends_on"] = world.today - 40 * DAY
            RoleTerm.objects.create(team=world.team, staff=world.charlie.staff, role=TeamRole.FACILITATOR, **past)
            waited = turn(world, TeamRole.FACILITATOR)
            assert (waited.next, waited.next_had_it_until) == (world.charlie.staff, world.today - 40 * DAY)
            assert turn(world, TeamRole.RECORDER).next == world.bob.staff, "Alice has a role now, so she is asked last"

    def test_a_role_is_handed_over_for_as_long_as_it_was_held(self, world: World, client: Client) -> None:
        with world.inside():
            term = actions.assign_role(
                actor=world.alice.staff,
                team=world.team,
                staff=world.bob.staff,
                role=TeamRole.RECORDER,
                starts_on=world.today - 14 * DAY,
                ends_on=world.today + 14 * DAY,
            )
        sign_in(client, world.alice)
        address = url("teams:rotate_role", term)
        stale = client.post(address, {"to": world.alice.staff.pk}, follow=True).content.decode()
        assert "Look again whose turn it is." in stale
        client.post(address, {"to": world.charlie.staff.pk})
        with world.inside():
            term.refresh_from_db()
            new = RoleTerm.objects.get(staff=world.charlie.staff, role=TeamRole.RECORDER)
            assert (term.ends_on, new.starts_on) == (world.today, world.today)
            assert new.ends_on == min(world.today + 28 * DAY, world.year.ends_on)

    def test_a_role_of_the_team_s_own_has_its_name(self, world: World, client: Client) -> None:
        sign_in(client, world.alice)
        said = {"staff": world.bob.staff.pk, "role": TeamRole.CUSTOM, "starts_on": str(world.today)}
        address = url("teams:new_role_term", world.team)
        assert "Another role needs a name." in client.post(address, said).content.decode()
        text = client.post(address, {**said, "custom_name": "Snack captain"}, follow=True).content.decode()
        assert "Bob Tester is snack captain from" in text
        with world.inside():
            assert turn(world, TeamRole.CUSTOM, "Snack captain").next == world.charlie.staff


class TestCoaches:
    def test_a_coach_sees_what_members_see_and_owns_no_class(self, world: World, client: Client) -> None:
        enter_results(world)
        with world.inside():
            coach = StaffMember.objects.get(pk=world.erin.staff.pk)
            Membership.objects.create(
                staff=coach, user=world.erin.user, school=world.alder, role=Role.TEACHER, starts_on=world.today
            )
        sign_in(client, world.alice)
        said = {"staff": coach.pk, "part": MemberPart.COACH, "starts_on": str(world.today)}
        client.post(url("teams:new_member", world.team), said)
        with world.inside():
            assert TeamMember.objects.get(staff=coach).part == MemberPart.COACH
            for person in (world.bob, world.charlie):
                asked = {"actor": world.alice.staff, "team": world.team, "staff": person.staff}
                actions.assign_role(**asked, role=TeamRole.RECORDER, starts_on=world.today)
            for role in (TeamRole.FACILITATOR, TeamRole.TIMEKEEPER):
                given = turn(world, role).next
                assert (given == coach) == (role == TeamRole.TIMEKEEPER), "a facilitator enters for every class"
        sign_in(client, world.erin)
        assert client.get(url("teams:norms", world.team)).status_code == 200
        assert client.get(url("assessments:report", world.cfa)).status_code == 200
        assert client.get(url("assessments:team_entry", world.cfa)).status_code == 404
        for section in world.sections:
            assert client.get(url("assessments:section_entry", world.cfa, section)).status_code == 404
        for name in ("build", "correction_choose"):
            assert client.get(url(f"assessments:{name}", world.cfa)).status_code == 404


def invited(world: World, guest: Person, first: int = 0, days: int = 1) -> TeamGuest:
    return actions.invite_guest(
        actor=world.alice.staff,
        team=world.team,
        staff=guest.staff,
        occasion="Data meeting",
        starts_on=world.today + first * DAY,
        ends_on=world.today + (first + days) * DAY,
    )


class TestGuests:
    def test_a_guest_sees_the_team_on_the_day_and_not_its_comparison(self, world: World, client: Client) -> None:
        enter_results(world)
        sign_in(client, world.quentin)
        with world.inside():
            guest = invited(world, world.quentin, first=1)
        assert client.get(url("teams:team", world.team)).status_code == 404
        with world.inside():
            actions.end_guest(actor=world.alice.staff, guest=guest)
            guest = invited(world, world.quentin)
        home = client.get(url("teams:team", world.team)).content.decode()
        assert "You are this team’s guest." in home
        assert client.get(url("teams:norms", world.team)).status_code == 200
        closed = ("teams:rate_norms", "teams:norm_draft", "teams:carry_over", "goals:strategies")
        assert {name: client.get(url(name, world.team)).status_code for name in closed} == dict.fromkeys(closed, 404)
        assert client.get(url("assessments:report", world.cfa)).status_code == 404
        with world.inside():
            actions.end_guest(actor=world.alice.staff, guest=guest)
        assert client.get(url("teams:team", world.team)).status_code == 404

    def test_the_facilitator_invites_and_all_members_see_it(self, world: World, client: Client) -> None:
        said = {"staff": world.quentin.staff.pk, "occasion": "Data meeting", "starts_on": str(world.today)}
        address = url("teams:invite_guest", world.team)
        for person in (world.bob, world.pilar, world.dana):
            assert sign_in(client, person).post(address, said).status_code == 404
        sign_in(client, world.alice)
        client.post(address, said)
        assert "is invited for some of these days already" in client.post(address, said).content.decode()
        assert "Select a valid choice" in client.post(address, {**said, "staff": world.erin.staff.pk}).content.decode()
        late = client.post(address, {**said, "last_day": str(world.today - DAY)}).content.decode()
        assert "at least one day that is still to come" in late
        text = sign_in(client, world.bob).get(url("teams:people", world.team)).content.decode()
        assert "Quentin Tester" in text and "asked by Alice Tester" in text
        assert "End this invitation" not in text

    def test_an_invitation_is_to_a_principal_not_to_a_person(self, world: World, client: Client) -> None:
        with world.inside():
            invited(world, world.quentin)
            Membership.objects.filter(staff=world.quentin.staff).update(role=Role.TEACHER)
        assert sign_in(client, world.quentin).get(url("teams:team", world.team)).status_code == 404
