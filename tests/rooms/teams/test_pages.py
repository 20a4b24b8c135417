"""The pages of teams as each role: the list, a team, its members, roles and disclosure."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from plc.schools.models import AuditEntry, Membership, Role, StaffMember
from teams.models import Disclosure, RoleTerm, Team, TeamDecision, TeamMember, TeamRole
from tests.world import World, sign_in, url

DAY = datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("name", "count"), [("dana", 1), ("moira", 1), ("pilar", 1), ("quentin", 0), ("alice", 1), ("bob", 1), ("erin", 0)]
)
def test_everyone_sees_their_scope_of_teams(world: World, client: Client, name: str, count: int):
    response = sign_in(client, getattr(world, name)).get(url("teams:teams"))
    assert response.status_code == 200
    assert response.content.decode().count("Grade 7 Math") == count


@pytest.mark.parametrize(
    ("name", "status"),
    [("dana", 200), ("pilar", 200), ("alice", 200), ("bob", 200), ("quentin", 404), ("erin", 404), ("zoe", 404)],
)
def test_a_team_opens_to_members_and_those_who_answer_for_it(world: World, client: Client, name: str, status: int):
    assert sign_in(client, getattr(world, name)).get(url("teams:team", world.team)).status_code == status


def test_a_team_of_another_district_does_not_exist(world: World, client: Client):
    sign_in(client, world.dana)
    assert client.get(url("teams:team", world.pine_team)).status_code == 404
    for page in ("teams:new_member", "teams:new_role_term", "teams:disclosure"):
        assert client.post(url(page, world.pine_team), {}).status_code == 404


def test_the_page_shows_members_roles_and_those_who_left(world: World, client: Client):
    sign_in(client, world.bob)
    home = client.get(url("teams:team", world.team)).content.decode()
    assert "Alice Tester" in home
    assert "Facilitator" in home
    text = client.get(url("teams:people", world.team)).content.decode()
    assert "Rita Tester, member from" in text
    assert "Add a member" not in text
    assert "Invite a principal" not in text


@pytest.mark.parametrize(("name", "status"), [("dana", 200), ("pilar", 200), ("alice", 404), ("zoe", 404)])
def test_admins_and_principals_form_teams(world: World, client: Client, name: str, status: int):
    assert sign_in(client, getattr(world, name)).get(url("teams:new_team")).status_code == status


def test_a_principal_forms_a_team_of_the_own_school(world: World, client: Client):
    sign_in(client, world.pilar)
    fields = {"name": "Grade 8 Math", "school": world.alder.pk, "school_year": world.year.pk, "course": ""}
    response = client.post(url("teams:new_team"), fields, follow=True)
    assert "Grade 8 Math is formed." in response.content.decode()
    with world.inside():
        team = Team.objects.get(name="Grade 8 Math")
        assert (team.school, team.course, team.disclosure) == (world.alder, None, Disclosure.BLIND)
        assert AuditEntry.objects.get(verb="form_team").actor == world.pilar.staff
    again = client.post(url("teams:new_team"), fields).content.decode()
    assert "already has a team named Grade 8 Math" in again
    elsewhere = client.post(url("teams:new_team"), {**fields, "school": world.birch.pk}).content.decode()
    assert "Select a valid choice" in elsewhere
    nowhere = client.post(url("teams:new_team"), {**fields, "school": ""}).content.decode()
    assert "Choose one first" in nowhere


def test_a_district_admin_forms_a_team_across_schools(world: World, client: Client):
    sign_in(client, world.dana)
    fields = {"name": "Music", "school": "", "school_year": world.year.pk, "course": ""}
    assert "Music is formed." in client.post(url("teams:new_team"), fields, follow=True).content.decode()
    with world.inside():
        assert Team.objects.get(name="Music").school is None


@pytest.mark.parametrize(("name", "allowed"), [("alice", True), ("pilar", True), ("dana", True), ("bob", False)])
def test_who_adds_and_removes_members(world: World, client: Client, name: str, allowed: bool):
    with world.inside():
        newcomer = StaffMember.objects.create(name="Nadia Newcomer", email="nadia@example.org")
        Membership.objects.create(staff=newcomer, role=Role.TEACHER, school=world.alder, starts_on=world.today)
        charlie = TeamMember.objects.get(staff=world.charlie.staff)
    sign_in(client, getattr(world, name))
    added = client.post(url("teams:new_member", world.team), {"staff": newcomer.pk, "starts_on": str(world.today)})
    removed = client.post(url("teams:end_member", charlie), {"ends_on": str(world.today)})
    with world.inside():
        assert TeamMember.objects.filter(staff=newcomer).exists() == allowed
        charlie.refresh_from_db()
        assert (charlie.ends_on == world.today) == allowed
    assert (added.status_code, removed.status_code) == ((302, 302) if allowed else (404, 404))


def test_only_staff_of_the_school_can_be_added(world: World, client: Client):
    sign_in(client, world.alice)
    fields = {"staff": world.erin.staff.pk, "starts_on": str(world.today)}
    text = client.post(url("teams:new_member", world.team), fields).content.decode()
    assert "Select a valid choice" in text
    assert 'id="member_staff"' in text


def test_leaving_ends_roles_and_access(world: World, client: Client):
    with world.inside():
        member = TeamMember.objects.get(staff=world.alice.staff)
    sign_in(client, world.alice)
    response = client.post(url("teams:end_member", member), {"ends_on": str(world.today)})
    assert response["Location"] == url("teams:teams")
    assert client.get(url("teams:team", world.team)).status_code == 404
    with world.inside():
        assert RoleTerm.objects.get(staff=world.alice.staff).ends_on == world.today
        assert AuditEntry.objects.get(verb="remove_member").subject_id == member.pk


def test_a_role_is_given_and_ended(world: World, client: Client):
    sign_in(client, world.pilar)
    fields = {"staff": world.bob.staff.pk, "role": TeamRole.FACILITATOR, "starts_on": str(world.today), "ends_on": ""}
    response = client.post(url("teams:new_role_term", world.team), fields, follow=True)
    assert "Bob Tester is facilitator from" in response.content.decode()
    with world.inside():
        term = RoleTerm.objects.get(staff=world.bob.staff)
    sign_in(client, world.bob)
    assert "Record a decision" in client.get(url("teams:norms", world.team)).content.decode()
    assert client.post(url("teams:end_term", term), {"ends_on": str(world.today)}).status_code == 302
    assert "Record a decision" not in client.get(url("teams:norms", world.team)).content.decode()


def test_a_role_needs_a_member_and_a_span(world: World, client: Client):
    sign_in(client, world.alice)
    address = url("teams:new_role_term", world.team)
    fields = {"staff": world.bob.staff.pk, "role": TeamRole.RECORDER, "starts_on": str(world.today)}
    backwards = client.post(address, {**fields, "ends_on": str(world.today)}).content.decode()
    assert "A role ends after its first day." in backwards
    too_early = client.post(address, {**fields, "starts_on": str(world.today - 300 * DAY)}).content.decode()
    assert "Bob Tester is not in the team on that day." in too_early
    outsider = client.post(address, {**fields, "staff": world.erin.staff.pk}).content.decode()
    assert "Select a valid choice" in outsider
    with world.inside():
        assert not RoleTerm.objects.filter(role=TeamRole.RECORDER).exists()


def decision(**other: object) -> dict[str, object]:
    """The fields of a decision: everything as every team begins, but ``other``."""
    begin = {"disclosure": "blind", "below_rest": "own", "principal_sees": "totals", "headline": "mean", "min_diff": 10}
    return {**begin, **other}


@pytest.mark.parametrize("name", ["bob", "pilar", "dana", "quentin"])
def test_nobody_but_the_facilitator_writes_down_disclosure(world: World, client: Client, name: str):
    sign_in(client, getattr(world, name))
    assert client.post(url("teams:disclosure", world.team), decision(disclosure=Disclosure.NAMED)).status_code == 404
    with world.inside():
        assert Team.objects.get(pk=world.team.pk).disclosure == Disclosure.BLIND
        assert not TeamDecision.objects.exists()


def test_disclosure_is_recorded_and_shown_to_members_in_words(world: World, client: Client):
    sign_in(client, world.alice)
    named = decision(disclosure=Disclosure.NAMED)
    assert client.post(url("teams:disclosure", world.team), named).status_code == 302
    with world.inside():
        team = Team.objects.get(pk=world.team.pk)
        assert (team.disclosure, team.disclosure_decided_by) == (Disclosure.NAMED, world.alice.staff)
        assert team.disclosure_decided_on == world.today
        entry = AuditEntry.objects.get(verb="decide_sharing")
        assert (entry.actor, entry.subject_id) == (world.alice.staff, world.team.pk)
        assert entry.note == "Grade 7 Math: disclosure named"
    text = sign_in(client, world.bob).get(url("teams:norms", world.team)).content.decode()
    assert "Named: members see each class with its teacher’s name" in text
    assert "Recorded by Alice Tester on" in text
    assert "Record a decision" not in text
    sign_in(client, world.alice)
    assert client.post(url("teams:disclosure", world.team), decision(disclosure="loud")).status_code == 200
    assert client.post(url("teams:disclosure", world.team), decision(min_diff=2)).status_code == 200
    with world.inside():
        assert Team.objects.get(pk=world.team.pk).disclosure == Disclosure.NAMED


def test_each_decision_is_kept_and_the_same_one_twice_is_one(world: World, client: Client):
    sign_in(client, world.alice)
    for said in (
        decision(),
        decision(principal_sees="classes", min_diff=15),
        decision(principal_sees="classes", min_diff=15),
    ):
        assert client.post(url("teams:disclosure", world.team), said).status_code == 302
    with world.inside():
        kept = list(TeamDecision.objects.order_by("pk").values_list("principal_sees", "min_diff", "recorded_by"))
        alice = world.alice.staff.pk
        assert kept == [("totals", 10, alice), ("classes", 15, alice)]
    text = sign_in(client, world.bob).get(url("teams:norms", world.team)).content.decode()
    now, _, earlier = text.partition("Earlier decisions")
    assert "The principal sees the classes by letter, without any mark" in now
    assert "A gap is marked from 15 points on" in now
    assert "The principal sees the team’s totals and no class." in earlier


@pytest.mark.parametrize("page", ["teams:teams", "teams:team", "teams:people"])
def test_more_rows_take_no_more_queries(world: World, client: Client, page: str):
    sign_in(client, world.dana)
    address = url(page) if page == "teams:teams" else url(page, world.team)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    with world.inside():
        for number in range(6):
            staff = StaffMember.objects.create(name=f"Nadia {number}")
            Membership.objects.create(staff=staff, role=Role.TEACHER, school=world.alder, starts_on=world.today)
            other = Team.objects.create(name=f"Team {number}", school=world.alder, school_year=world.year)
            for team in (world.team, other):
                TeamMember.objects.create(team=team, staff=staff, starts_on=world.today)
                RoleTerm.objects.create(team=team, staff=staff, role=TeamRole.FACILITATOR, starts_on=world.today)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(few)
