"""Planning time and requests for support: members ask, whoever answers for the team is told and answers."""

import re

import pytest

from plc.schools.models import Notice
from teams.models import PlanningTime, SupportRequest, SupportState
from tests.pages import page, post
from tests.world import World, url


@pytest.fixture
def asked(world: World) -> SupportRequest:
    post(world.bob, "teams:new_request", world.team, kind="time", what="Half a day together", why="To build the CFA.")
    with world.inside():
        return SupportRequest.objects.get()


def now(world: World, asked: SupportRequest) -> SupportRequest:
    with world.inside():
        return SupportRequest.objects.get(pk=asked.pk)


class TestAsking:
    def test_the_schools_principal_is_told_and_finds_it(self, world: World, asked: SupportRequest) -> None:
        with world.inside():
            told = list(Notice.objects.filter(kind="support_asked").values_list("staff_id", flat=True))
        assert told == [world.pilar.staff.pk]
        assert "A team asks for support." in page(world.pilar, url("schools:news"))
        said = page(world.pilar, url("teams:requests"))
        assert "Half a day together" in said and "1 request waiting for your answer" in said

    @pytest.mark.parametrize("who", ["quentin", "dana"])
    def test_whoever_does_not_answer_for_the_team_finds_nothing(
        self, world: World, asked: SupportRequest, who: str
    ) -> None:
        assert "Half a day" not in page(getattr(world, who), url("teams:requests"))
        post(getattr(world, who), "teams:answer_request", asked, state="agreed", status=404)
        assert now(world, asked).state == SupportState.WAITING

    def test_a_team_across_schools_asks_the_district_office(self, world: World, asked: SupportRequest) -> None:
        with world.inside():
            world.team.school = None
            world.team.save(update_fields=["school"])
        assert "Half a day" in page(world.dana, url("teams:requests"))
        assert "Half a day" not in page(world.pilar, url("teams:requests"))
        post(world.dana, "teams:answer_request", asked, state="agreed")
        assert now(world, asked).answered_by_id == world.dana.staff.pk

    def test_leaders_do_not_ask_in_the_teams_place(self, world: World) -> None:
        for person in (world.pilar, world.dana, world.erin):
            post(person, "teams:new_request", world.team, kind="time", what="More", status=404)

    def test_it_is_taken_back_while_nobody_has_answered(self, world: World, asked: SupportRequest) -> None:
        post(world.pilar, "teams:settle_request", asked, how="withdraw", status=404)
        post(world.alice, "teams:settle_request", asked, how="withdraw")
        with world.inside():
            assert not SupportRequest.objects.exists()


class TestAnswering:
    def test_the_team_is_told_and_reads_it(self, world: World, asked: SupportRequest) -> None:
        post(world.pilar, "teams:answer_request", asked, state="agreed", answer="Friday the 9th.")
        assert "Friday the 9th." in page(world.alice, url("teams:support", world.team))
        with world.inside():
            told = set(Notice.objects.filter(kind="support_answered").values_list("staff_id", flat=True))
        assert told == {person.staff.pk for person in (world.alice, world.bob, world.charlie)}

    def test_one_click_answers(self, world: World, asked: SupportRequest) -> None:
        """Each answer is a button of its own, and nothing has to be chosen or typed before a yes."""
        text = page(world.pilar, url("teams:requests"))
        buttons = re.findall(r'<button[^>]*name="state" value="(\w+)">([^<]+)<', text)
        assert buttons == [("agreed", "Yes, it is coming"), ("partly", "Partly, or later"), ("declined", "Not now")]
        assert " required" not in text
        post(world.pilar, "teams:answer_request", asked, state="agreed")
        assert now(world, asked).state == SupportState.AGREED

    @pytest.mark.parametrize("state", ["partly", "declined"])
    def test_anything_but_a_yes_says_why(self, world: World, asked: SupportRequest, state: str) -> None:
        post(world.pilar, "teams:answer_request", asked, state=state)
        assert now(world, asked).state == SupportState.WAITING
        post(world.pilar, "teams:answer_request", asked, state=state, answer="After the break.")
        assert now(world, asked).state == state

    def test_an_answer_nobody_offers_is_none(self, world: World, asked: SupportRequest) -> None:
        for state in ("done", "waiting", "never", ""):
            post(world.pilar, "teams:answer_request", asked, state=state, answer="Why not.")
            assert now(world, asked).state == SupportState.WAITING

    def test_the_team_notes_that_it_has_it(self, world: World, asked: SupportRequest) -> None:
        post(world.bob, "teams:settle_request", asked, how="receive")
        assert now(world, asked).state == SupportState.WAITING
        post(world.pilar, "teams:answer_request", asked, state="agreed")
        post(world.bob, "teams:settle_request", asked, how="withdraw", status=409)
        post(world.bob, "teams:settle_request", asked, how="receive")
        assert now(world, asked).state == SupportState.DONE
        post(world.pilar, "teams:answer_request", asked, state="declined", answer="Too late.")
        assert now(world, asked).state == SupportState.DONE


class TestPlanningTime:
    def test_members_settle_it_and_leaders_see_it(self, world: World) -> None:
        post(
            world.bob,
            "teams:new_planning_time",
            world.team,
            weekday="1",
            starts_at="09:00",
            ends_at="09:45",
            place="B2",
        )
        assert "Tuesday" in page(world.pilar, url("teams:support", world.team))
        with world.inside():
            time = PlanningTime.objects.get()
        post(world.pilar, "teams:remove_planning_time", time, status=404)
        post(world.charlie, "teams:remove_planning_time", time)
        with world.inside():
            assert not PlanningTime.objects.exists()

    @pytest.mark.parametrize(("starts", "ends"), [("09:30", "10:00"), ("08:50", "09:05"), ("10:00", "10:00")])
    def test_times_that_overlap_or_end_too_early_are_refused(self, world: World, starts: str, ends: str) -> None:
        post(world.bob, "teams:new_planning_time", world.team, weekday="1", starts_at="09:00", ends_at="09:45")
        post(world.bob, "teams:new_planning_time", world.team, weekday="1", starts_at=starts, ends_at=ends, status=422)
        with world.inside():
            assert PlanningTime.objects.count() == 1
