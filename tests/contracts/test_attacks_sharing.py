"""What a team decided to show is all that anybody is shown, by page, live part, data, file and earlier run alike."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from assessments.models import Assessment, ReportOpening
from assessments.tasks import compute_report, request_run
from plc.schools.models import SectionStaff
from teams.models import BelowRest, Disclosure, PrincipalSees, Team
from tests.rooms.assessments.papers import FULL, HALF, paper, save
from tests.world import DAY, Person, World, make_world, sign_in, url

PAGES = ("report", "report_skills", "report_items", "report_how")
OF_OWN_STUDENTS = ("report_class", "report_groups")
FILES = ("skills.csv", "items.csv", "skill-0.svg", "items.svg")
LOW = (0, 0, 100, 0, 0)
# What marks a class as above or below, in figures and in words.
MARKS = ("above_rest", "below_rest", "asks_for_help", "right spot", "did clearly better", "what would help")
ALL_SHARED = {"principal_sees": PrincipalSees.CLASSES, "below_rest": BelowRest.TEAM}


@pytest.fixture
def apart(db: None) -> World:
    """Four classes of fourteen: Alice's far above the rest, Charlie's second far below."""
    world = make_world(students=14)
    with world.inside():
        papers = [
            paper(world, place, index, (FULL, HALF, HALF, LOW)[place] if index % 7 else (100, 100, 0, 0, 100))
            for place in range(4)
            for index in range(14)
        ]
        save(world, *papers)
    compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
    return world


def decided(world: World, **agreed: Any) -> None:
    with world.inside():
        Team.objects.update(**agreed)


def everything(world: World, person: Person) -> Iterator[tuple[str, str]]:
    """Each page, file and answer about the report that opens for this person, by name, as text."""
    client = sign_in(Client(), person)
    addresses = {name: url(f"assessments:{name}", world.cfa) for name in (*PAGES, *OF_OWN_STUDENTS, "api_report")}
    addresses |= {f"live {name}": f"{url('assessments:report_live', world.cfa)}?part={name}" for name in PAGES}
    addresses |= {file: url("assessments:report_file", world.cfa, file) for file in FILES}
    for name, address in addresses.items():
        answer = client.get(address)
        if answer.status_code == 200:
            yield name, answer.content.decode()


def rows_of(world: World, person: Person) -> list[dict[str, Any]]:
    report = sign_in(Client(), person).get(url("assessments:api_report", world.cfa)).json()["report"]
    return [row for skill in (report["total"], *report["skills"]) for row in skill["rows"]]


class TestThePrincipal:
    def test_without_the_team_s_word_no_class_is_in_anything(self, apart: World) -> None:
        decided(apart, disclosure=Disclosure.NAMED, below_rest=BelowRest.TEAM)
        seen = dict(everything(apart, apart.pilar))
        assert {*PAGES, "api_report", "skills.csv"} <= seen.keys()
        for name, text in seen.items():
            for secret in ("Period", "Alice", "Charlie", "Class A", *MARKS):
                assert secret not in text, name

    @pytest.mark.parametrize("names", [Disclosure.BLIND, Disclosure.NAMED])
    def test_shared_classes_come_without_any_mark(self, apart: World, names: str) -> None:
        decided(apart, disclosure=names, **ALL_SHARED)
        seen = dict(everything(apart, apart.pilar))
        assert ("Class A" in seen["report_skills"]) is (names == Disclosure.BLIND)
        assert ("Period 1 · Alice" in seen["report_skills"]) is (names == Disclosure.NAMED)
        for name, text in seen.items():
            for mark in MARKS:
                assert mark not in text, name
            if names == Disclosure.BLIND:
                assert "Period" not in text and "Charlie" not in text, name
        assert {"above_rest", "asks_for_help"} <= {row["label"] for row in rows_of(apart, apart.bob)}
        marks = {(row["label"], row["is_bright"]) for row in rows_of(apart, apart.pilar)}
        assert marks == {("", False)}
        answer = json.loads(seen["api_report"])["report"]
        assert not any(cell.get("is_surprise") for item in answer["items"] for cell in item["cells"])

    def test_a_mark_can_t_be_read_from_the_order_the_caption_or_the_shared_need(self, apart: World) -> None:
        """The same words whether a class stands out or none does."""
        decided(apart, disclosure=Disclosure.NAMED, **ALL_SHARED)
        report = json.loads(dict(everything(apart, apart.pilar))["api_report"])["report"]
        assert [row["name"][:8] for row in report["total"]["rows"][1:]] == [f"Period {n}" for n in range(1, 5)]
        assert {skill["noticeable"] for skill in (report["total"], *report["skills"])} == {None}

    def test_own_students_earlier_runs_and_openings_stay_shut(self, apart: World) -> None:
        decided(apart, disclosure=Disclosure.NAMED, **ALL_SHARED)
        with apart.inside():
            request_run(assessment=Assessment.objects.get(pk=apart.cfa.pk), actor=None)
        compute_report(district_id=apart.harbor.pk, assessment_id=apart.cfa.pk)
        client = sign_in(Client(), apart.pilar)
        shut = [url(f"assessments:{name}", apart.cfa) for name in (*OF_OWN_STUDENTS, "report_openings")]
        shut += [url(f"assessments:{name}", apart.cfa, 1) for name in PAGES]
        shut += [url("assessments:report_file", apart.cfa, file) for file in ("class.csv", "groups.csv")]
        shut += [url("assessments:report_file", apart.cfa, 1, "skills.csv")]
        assert {client.get(address).status_code for address in shut} <= {403, 404}
        assert "report/1/" not in client.get(url("assessments:report_how", apart.cfa)).content.decode()

    def test_one_who_teaches_a_class_of_it_is_given_its_own_mark_and_no_colleague_s(self, apart: World) -> None:
        decided(apart, disclosure=Disclosure.NAMED, **ALL_SHARED)
        with apart.inside():
            SectionStaff.objects.create(
                section=apart.sections[3], staff=apart.pilar.staff, starts_on=apart.today - DAY, is_lead=False
            )
        labels = {(row["is_mine"], row["label"]) for row in rows_of(apart, apart.pilar)}
        assert (True, "below_rest") in labels
        assert {label for is_mine, label in labels if not is_mine} == {""}

    def test_taking_it_back_holds_from_the_next_look_on(self, apart: World) -> None:
        decided(apart, disclosure=Disclosure.NAMED, **ALL_SHARED)
        assert len(rows_of(apart, apart.pilar)) == 15
        decided(apart, principal_sees=PrincipalSees.TOTALS)
        assert len(rows_of(apart, apart.pilar)) == 3

    def test_another_school_s_principal_is_not_meant(self, apart: World) -> None:
        decided(apart, disclosure=Disclosure.NAMED, **ALL_SHARED)
        assert dict(everything(apart, apart.quentin)) == {}


class TestColleagues:
    def test_a_class_that_did_less_well_is_its_teacher_s_unless_the_team_wants_it_said(self, apart: World) -> None:
        for names in (Disclosure.BLIND, Disclosure.NAMED):
            decided(apart, disclosure=names, below_rest=BelowRest.OWN)
            for person in (apart.alice, apart.bob):
                for name, text in everything(apart, person):
                    assert "asks_for_help" not in text and "below_rest" not in text, name
                    assert "what would help" not in text, name
            assert "below_rest" in {row["label"] for row in rows_of(apart, apart.charlie)}
            decided(apart, below_rest=BelowRest.TEAM)
            assert "asks_for_help" in {row["label"] for row in rows_of(apart, apart.bob)}

    def test_a_co_teacher_from_outside_the_team_is_shown_what_members_are(self, apart: World) -> None:
        decided(apart, disclosure=Disclosure.BLIND, below_rest=BelowRest.OWN)
        with apart.inside():
            SectionStaff.objects.create(
                section=apart.sections[1], staff=apart.erin.staff, starts_on=apart.today - DAY, is_lead=False
            )
        seen = dict(everything(apart, apart.erin))
        for name, text in seen.items():
            for secret in ("Period 1", "Period 3", "Charlie", "asks_for_help", "below_rest"):
                assert secret not in text, name
        client = sign_in(Client(), apart.erin)
        assert client.post(url("assessments:report_discussed", apart.cfa, 1), {"said": "yes"}).status_code == 404


class TestThoseOutside:
    @pytest.mark.parametrize("name", ["rita", "erin", "dana", "moira", "zoe"])
    def test_no_decision_opens_a_report_to_them(self, apart: World, name: str) -> None:
        decided(apart, disclosure=Disclosure.NAMED, **ALL_SHARED)
        person = getattr(apart, name)
        assert dict(everything(apart, person)) == {}
        client = sign_in(Client(), person)
        assert client.get(url("assessments:report_openings", apart.cfa)).status_code in {403, 404}
        answer = client.post(url("assessments:report_discussed", apart.cfa, 1), {"said": "yes"})
        assert answer.status_code in {403, 404}
        with apart.inside():
            assert not ReportOpening.objects.exists()


def test_every_way_to_colleagues_by_name_is_written_down(apart: World) -> None:
    """Whatever text holds a colleague's name and figure was an opening of just that part."""
    decided(apart, disclosure=Disclosure.NAMED)
    for name, text in everything(apart, apart.bob):
        with apart.inside():
            opened = set(ReportOpening.objects.values_list("part", flat=True))
        if "Period 1 · Alice" in text:
            part = name.removeprefix("live ").rpartition(".")[2].removeprefix("api_report") or "api"
            assert part in opened, name
