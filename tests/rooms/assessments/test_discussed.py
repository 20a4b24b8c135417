"""The run the team discussed: who says so, who is told, what is compared with it, and the runs before this one."""

from typing import Any

import pytest
from django.test import Client

from assessments.models import Assessment, ReportRun
from assessments.tasks import compute_report, request_run
from plc.schools.models import AuditEntry
from tests.world import World, enter_results, sign_in, url

YES, NO = {"said": "yes"}, {"said": "no"}


@pytest.fixture
def reported(world: World) -> World:
    enter_results(world)
    again(world)
    return world


def again(world: World, times: int = 1) -> None:
    for _ in range(times):
        with world.inside():
            request_run(assessment=Assessment.objects.get(pk=world.cfa.pk), actor=None)
        compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)


def say(world: World, client: Client, name: str, number: int = 1, said: Any = YES) -> int:
    sign_in(client, getattr(world, name))
    return client.post(url("assessments:report_discussed", world.cfa, number), said).status_code


def discussed(world: World) -> list[tuple[int, str]]:
    with world.inside():
        found = ReportRun.objects.filter(discussed_at__isnull=False).order_by("number")
        return list(found.values_list("number", "discussed_by__name"))


class TestSayingIt:
    @pytest.mark.parametrize("name", ["alice", "bob", "charlie"])
    def test_each_member_may_say_it_and_take_it_back(self, reported: World, client: Client, name: str) -> None:
        assert say(reported, client, name) == 302
        assert [number for number, _ in discussed(reported)] == [1]
        assert say(reported, client, "charlie", said=NO) == 302
        assert discussed(reported) == []
        with reported.inside():
            said = AuditEntry.objects.filter(verb__contains="discussed").order_by("pk").values_list("verb", flat=True)
            assert list(said) == ["say_discussed", "take_back_discussed"]

    def test_said_twice_the_first_word_stands(self, reported: World, client: Client) -> None:
        for name in ("bob", "charlie"):
            assert say(reported, client, name) == 302
        assert discussed(reported) == [(1, "Bob Tester")]

    @pytest.mark.parametrize("name", ["pilar", "quentin", "dana", "erin", "rita", "zoe"])
    def test_nobody_else_says_it(self, reported: World, client: Client, name: str) -> None:
        assert say(reported, client, name) in {403, 404}
        assert discussed(reported) == []

    @pytest.mark.parametrize(("number", "said"), [(7, YES), (1, {}), (1, {"said": "maybe"})])
    def test_what_makes_no_sense(self, reported: World, client: Client, number: int, said: Any) -> None:
        assert say(reported, client, "bob", number, said) == 404

    def test_a_run_that_is_not_done_can_t_have_been_discussed(self, reported: World, client: Client) -> None:
        with reported.inside():
            request_run(assessment=Assessment.objects.get(pk=reported.cfa.pk), actor=None)
        assert say(reported, client, "bob", 2) == 404

    def test_the_head_of_that_run_says_so_and_of_no_other(self, reported: World, client: Client) -> None:
        say(reported, client, "bob")
        page = client.get(url("assessments:report_skills", reported.cfa)).content.decode()
        assert "Discussed on" in page and "Not the one we discussed" in page
        again(reported)
        page = client.get(url("assessments:report_skills", reported.cfa)).content.decode()
        assert "Discussed on" not in page and "We discussed this one" in page
        fixed = client.get(url("assessments:report", reported.cfa, 1)).content.decode()
        assert "Discussed on" in fixed
        principal = sign_in(client, reported.pilar).get(url("assessments:report", reported.cfa)).content.decode()
        assert "discussed" not in principal.lower()


class TestEarlierRuns:
    def how(self, world: World, client: Client, name: str) -> str:
        return sign_in(client, getattr(world, name)).get(url("assessments:report_how", world.cfa)).content.decode()

    def test_they_are_listed_to_those_who_see_classes(self, reported: World, client: Client) -> None:
        say(reported, client, "bob")
        again(reported, 2)
        page = self.how(reported, client, "charlie").partition("Earlier runs")[2]
        assert page.index("Report run 2</a>") < page.index("Report run 1</a>")
        assert "Report run 3</a>" not in page
        assert "discussed on" in page.partition("Report run 1</a>")[2].partition("</li>")[0]
        assert "discussed on" not in page.partition("Report run 2</a>")[2].partition("</li>")[0]
        assert "Earlier runs" not in self.how(reported, client, "pilar")

    def test_the_last_sixty_and_each_that_was_discussed(self, reported: World, client: Client) -> None:
        say(reported, client, "bob")
        with reported.inside():
            first = ReportRun.objects.get()
            for number in range(2, 102):
                first.pk, first.number, first.discussed_at = None, number, None
                first.save()
        page = self.how(reported, client, "bob").partition("Earlier runs")[2]
        listed = [int(part.partition("<")[0]) for part in page.split(">Report run ")[1:]]
        assert listed == [*range(100, 40, -1), 1]
