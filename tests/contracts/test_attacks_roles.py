"""People who try doors beside those meant for them: leaders into teams, and everyone into what they have left."""

import pytest
from django.test import Client
from django.utils import timezone

from assessments.models import Change, ReportRun, Result, RunState, Upload, UploadState
from assessments.tasks import compute_report
from plc.schools.models import Membership, Role, SectionStaff
from teams.models import Disclosure, RoleTerm, Team, TeamMember, TeamRole
from tests.cast import Person
from tests.rooms.assessments.papers import class_csv, csv_of, previewed, send
from tests.world import DAY, World, enter_results, make_world, sign_in, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(db: None) -> World:
    """Four classes of fourteen, their results in and the report computed."""
    made = make_world(students=14)
    enter_results(made)
    computed(made)
    return made


def computed(world: World) -> None:
    compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)


def inside_the_team(world: World, person: Person) -> None:
    """Member and facilitator of the team, however that came about."""
    TeamMember.objects.create(team=world.team, staff=person.staff, starts_on=world.today - 9 * DAY)
    RoleTerm.objects.create(
        team=world.team, staff=person.staff, role=TeamRole.FACILITATOR, starts_on=world.today - 9 * DAY
    )


class TestLeadersIntoTeams:
    @pytest.mark.parametrize("name", ["pilar", "dana"])
    def test_nobody_without_a_class_of_their_own_is_taken_in(self, team: World, client: Client, name: str) -> None:
        leader = getattr(team, name)
        client = sign_in(client, leader)
        said = {"staff": leader.staff.pk, "starts_on": team.today}
        assert client.post(url("teams:new_member", team.team), said).status_code == 200
        with team.inside():
            assert not TeamMember.objects.filter(staff=leader.staff).exists()

    def test_a_principal_who_got_in_reads_the_team_alone_and_decides_nothing(self, team: World, client: Client) -> None:
        with team.inside():
            inside_the_team(team, team.pilar)
        client = sign_in(client, team.pilar)
        report = client.get(url("assessments:api_report", team.cfa)).json()["report"]
        assert report["classes"] == [] and len(report["total"]["rows"]) == 1
        answer = client.post(url("teams:disclosure", team.team), {"disclosure": "named"})
        assert answer.status_code == 404
        with team.inside():
            assert Team.objects.get(pk=team.team.pk).disclosure == Disclosure.BLIND


class TestWhoHasLeft:
    PAGES = ("cfa", "report", "api_report", "report_live", "upload", "template")

    @pytest.mark.parametrize("name", ["alice", "bob"])
    def test_a_teacher_who_went_to_another_school_leaves_team_and_classes_behind(
        self, team: World, client: Client, name: str
    ) -> None:
        person = getattr(team, name)
        client = sign_in(client, person)
        place = team.sections[["alice", "bob"].index(name)]
        with team.inside():
            held = Membership.objects.get(staff=person.staff)
            Membership.objects.create(
                staff=person.staff, user=person.user, school=team.birch, role=Role.TEACHER, starts_on=team.today
            )
            assert TeamMember.objects.filter(staff=person.staff, ends_on=None).exists()
        ending = sign_in(Client(), team.dana).post(url("schools:end_role", held), {"ends_on": team.today})
        assert ending.status_code == 302
        assert client.get(url("goals:home")).status_code == 200
        assert {page: client.get(url(f"assessments:{page}", team.cfa)).status_code for page in self.PAGES} == (
            dict.fromkeys(self.PAGES, 404)
        )
        assert client.get(url("assessments:section_entry", team.cfa, place)).status_code == 404
        assert client.get(url("teams:team", team.team)).status_code == 404


class TestUploadsOfClassesLost:
    """Charlie uploads for Periods 3 and 4, and then Period 4 is somebody else's."""

    @pytest.fixture
    def upload(self, world: World) -> Upload:
        content = class_csv([*world.students[2], *world.students[3]])
        client = sign_in(Client(), world.charlie)
        send(client, world, content)
        with world.inside():
            made = Upload.objects.get()
        client.post(url("assessments:upload_apply", made), {"plan": made.plan_digest})
        with world.inside():
            made.refresh_from_db()
            assert made.state == UploadState.APPLIED and Result.objects.count() == 6
            SectionStaff.objects.filter(section=world.sections[3], staff=world.charlie.staff).update(
                ends_on=world.today
            )
        return made

    @pytest.mark.parametrize("page", ["upload_preview", "upload_left_out"])
    def test_its_scores_are_shown_no_more(self, world: World, upload: Upload, client: Client, page: str) -> None:
        answer = sign_in(client, world.charlie).get(url(f"assessments:{page}", upload))
        assert answer.status_code == 404

    def test_it_is_not_taken_back_by_who_may_not_enter_there(
        self, world: World, upload: Upload, client: Client
    ) -> None:
        assert sign_in(client, world.charlie).post(url("assessments:upload_revert", upload)).status_code == 404
        with world.inside():
            assert Result.objects.count() == 6 and Change.objects.count() == 1

    def test_its_facilitator_still_takes_it_back(self, world: World, upload: Upload, client: Client) -> None:
        assert sign_in(client, world.alice).post(url("assessments:upload_revert", upload)).status_code == 302
        with world.inside():
            assert not Result.objects.exists()

    def test_a_preview_made_anew_by_the_facilitator_shows_a_teacher_no_other_class(
        self, world: World, client: Client
    ) -> None:
        enter_results(world)
        ids = [world.students[1][0].local_id, world.students[0][0].local_id]
        with world.inside():
            made = previewed(world, world.bob, csv_of(*(f"{each},1,1,1,2,3" for each in ids)), 1)
        columns = {"column-0": "student", **{f"column-{n}": f"item-{n}-points" for n in range(1, 6)}}
        anew = sign_in(Client(), world.alice).post(
            url("assessments:upload_mapping", made), {**columns, "empty_means": "unchanged"}
        )
        assert anew.status_code == 302
        shown = sign_in(client, world.bob).get(url("assessments:upload_preview", made))
        assert shown.status_code == 404

    def test_names_near_to_a_row_are_shown_only_while_they_are_one_s_own_students(
        self, world: World, client: Client
    ) -> None:
        theirs, own = world.students[3][0], world.students[2][0]
        rows = (f"{own.local_id},1,1,1,2,3", f"{theirs.local_id.lstrip('0')},1,1,1,2,3")
        with world.inside():
            made = previewed(world, world.charlie, csv_of(*rows), 2, 3)
            assert theirs.list_name in made.plan
        client = sign_in(client, world.charlie)
        assert theirs.list_name in client.get(url("assessments:upload_preview", made)).content.decode()
        with world.inside():
            SectionStaff.objects.filter(section=world.sections[3]).update(ends_on=world.today)
        for page in ("upload_preview", "upload_left_out"):
            answer = client.get(url(f"assessments:{page}", made))
            assert answer.status_code == 200
            assert theirs.list_name not in answer.content.decode()


class TestRunsAgainAndAgain:
    def test_a_report_that_did_not_fail_is_not_computed_again(self, team: World, client: Client) -> None:
        client = sign_in(client, team.bob)
        for _ in range(3):
            client.post(url("assessments:report_again", team.cfa))
            computed(team)
        with team.inside():
            assert ReportRun.objects.count() == 1

    def test_a_failed_one_is(self, team: World, client: Client) -> None:
        with team.inside():
            ReportRun.objects.create(
                assessment=team.cfa, number=2, state=RunState.FAILED, requested_at=timezone.now(), attempts=3
            )
        sign_in(client, team.bob).post(url("assessments:report_again", team.cfa))
        with team.inside():
            assert ReportRun.objects.get(number=3).state == RunState.QUEUED

    def test_an_earlier_run_tells_leaders_nothing_by_difference(self, team: World, client: Client) -> None:
        """The total before and after one late paper is that paper."""
        with team.inside():
            first = ReportRun.objects.get()
            ReportRun.objects.create(
                assessment=team.cfa,
                number=2,
                state=RunState.DONE,
                requested_at=timezone.now(),
                finished_at=timezone.now(),
                published_at=timezone.now(),
                figures=first.figures,
            )
        client = sign_in(client, team.pilar)
        assert client.get(url("assessments:report", team.cfa, 1)).status_code == 404
        assert client.get(url("assessments:report", team.cfa, 2)).status_code == 200
        assert sign_in(client, team.bob).get(url("assessments:report", team.cfa, 1)).status_code == 200
