"""A team goes on in the next school year: as it was shown, and the old one stays."""

import datetime

import pytest
from django.test import Client

from plc.http.refusals import Refusal
from plc.schools.models import SchoolYear
from teams import actions
from teams.models import Disclosure, Norm, NormState, NormVersion, RoleTerm, Team, TeamMember, TeamRole
from teams.queries import Wish, carried_over
from tests.rooms.teams.test_norms import COMMITMENT, adopted
from tests.world import World, sign_in, url


@pytest.fixture
def next_year(world: World) -> SchoolYear:
    with world.inside():
        first = world.year.ends_on
        last = first + datetime.timedelta(days=365)
        year: SchoolYear = SchoolYear.objects.create(name="Next year", starts_on=first, ends_on=last)
        return year


def wish(world: World, year: SchoolYear, *staff: object) -> Wish:
    return Wish("Grade 7 Math", year, staff, with_roles=True, with_norms=True)


class TestInTheBrowser:
    def test_it_is_shown_first_and_then_done_as_shown(
        self, world: World, next_year: SchoolYear, client: Client
    ) -> None:
        with world.inside():
            adopted(world)
            Team.objects.filter(pk=world.team.pk).update(disclosure=Disclosure.NAMED)
            members = dict(TeamMember.objects.filter(ends_on=None).values_list("staff__name", "pk"))
        sign_in(client, world.pilar)
        address = url("teams:carry_over", world.team)
        assert "Carry this over" not in client.get(address).content.decode()
        said = {
            "name": "Grade 7 Math",
            "school_year": next_year.pk,
            "members": [members["Alice Tester"], members["Bob Tester"]],
            "with_roles": "on",
            "with_norms": "on",
        }
        shown = client.post(address, said)
        assert "Not coming along:</strong> Charlie Tester" in shown.content.decode()
        with world.inside():
            assert Team.objects.filter(follows=world.team).count() == 0
        seen = shown.context["coming"].digest
        everyone = {**said, "members": list(members.values()), "seen": seen}
        assert "The team has changed since this was shown." in client.post(address, everyone).content.decode()
        done = client.post(address, {**said, "seen": seen}, follow=True)
        assert "goes on in Next year" in done.content.decode()
        with world.inside():
            new = Team.objects.get(follows=world.team)
            assert new.disclosure == Disclosure.BLIND, "What is compared by name is decided anew"
            coming = TeamMember.objects.filter(team=new).order_by("staff__name")
            assert [(row.staff.name, row.starts_on) for row in coming] == [
                ("Alice Tester", next_year.starts_on),
                ("Bob Tester", next_year.starts_on),
            ]
            assert RoleTerm.objects.get(team=new).role == TeamRole.FACILITATOR
            draft = NormVersion.objects.get(team=new)
            assert (draft.state, draft.number) == (NormState.DRAFT, 1)
            assert Norm.objects.get(version=draft).commitment == COMMITMENT
            assert NormVersion.objects.get(team=world.team).state == NormState.ADOPTED
            assert TeamMember.objects.filter(team=world.team, ends_on=None).count() == 3
        assert client.get(address).status_code == 404, "once"

    @pytest.mark.parametrize(("name", "status"), [("bob", 404), ("alice", 200), ("dana", 200), ("quentin", 404)])
    def test_whoever_settles_the_members_may(self, world: World, client: Client, name: str, status: int) -> None:
        answer = sign_in(client, getattr(world, name)).get(url("teams:carry_over", world.team))
        assert answer.status_code == status
        if status == 200:
            assert "There is no later school year yet" in answer.content.decode()


def test_an_earlier_year_is_no_place_to_go(world: World) -> None:
    with world.inside():
        early = SchoolYear.objects.create(
            name="Once", starts_on=datetime.date(1999, 7, 1), ends_on=datetime.date(2000, 7, 1)
        )
        asked = wish(world, early, world.alice.staff)
        seen = carried_over(world.team, asked, world.today).digest
        with pytest.raises(Refusal, match="a later school year"):
            actions.carry_over(actor=world.dana.staff, team=world.team, wish=asked, seen=seen)


def test_what_went_badly_once_stays_with_the_old_team(world: World, next_year: SchoolYear) -> None:
    with world.inside():
        version = adopted(world)
        Norm.objects.filter(version=version).update(experience="We began late.")
        asked = wish(world, next_year, world.alice.staff)
        seen = carried_over(world.team, asked, world.today).digest
        new = actions.carry_over(actor=world.dana.staff, team=world.team, wish=asked, seen=seen)
        assert [norm.experience for norm in Norm.objects.filter(version__team=new)] == [""]
