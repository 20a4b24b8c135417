"""The files of a report: what is on screen and no more, for whoever may see it."""

import csv
import datetime
import io
import re
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from django.test import Client

from assessments.disclosure import Reader, ReportView, disclosed
from assessments.exports.handout import handout
from assessments.exports.item_chart import item_chart
from assessments.models import Item
from assessments.readers import open_report
from assessments.reporting import figures_of
from plc.schools.access import entrance
from tests.cast import Person
from tests.pages import on_one_line, page
from tests.rooms.assessments.drawn import drawn_inputs, reader
from tests.rooms.assessments.test_report_students import _made, team  # noqa: F401  (the fixtures)
from tests.world import World, sign_in, url

TABLES = ("skills", "items", "class", "groups")
PICTURES = ("skill-0", "skill-2", "items")


def fetched(person: Person, world: World, file: str, *run: int) -> Any:
    return sign_in(Client(), person).get(url("assessments:report_file", world.cfa, *run, file))


def rows_of(person: Person, world: World, file: str) -> list[list[str]]:
    answer = fetched(person, world, file)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/csv") and "no-store" in answer["Cache-Control"]
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def typeset(view: ReportView, as_whom: Reader) -> dict[str, Any]:
    return handout(
        view,
        as_whom.on_the_table,
        title="Unit 3",
        team="Grade 7",
        run=1,
        made_at=datetime.datetime(2026, 10, 2, 9, tzinfo=datetime.UTC),
        definitions="1",
        smallest_group=as_whom.smallest_group,
    )


def same(text: str) -> str:
    """A number as itself: 0.10 on the page is 0.1 in a cell of numbers."""
    return f"{float(text):g}" if re.fullmatch(r"-?\d+(\.\d+)?", text) else text


class TestTables:
    def test_skills_hold_the_rows_of_the_page_in_whole_percents(self, team: World) -> None:  # noqa: F811
        titles, *rows = rows_of(team.bob, team, "skills.csv")
        assert titles[4:7] == ["Class or team", "Students", "Share of points (%)"]
        assert len(rows) == 3 * 5, "the whole paper and two skills: the team and four classes"
        assert {re.sub(r"[^0-9]", "", row[6]) for row in rows} == {row[6] for row in rows}
        assert {row[5] for row in rows if row[4].startswith("Class") and "yours" not in row[4]} == {"10-19"}

    def test_a_principal_s_hold_the_team_alone(self, team: World) -> None:  # noqa: F811
        rows = rows_of(team.pilar, team, "skills.csv")[1:]
        assert {row[4] for row in rows} == {"Team, 47 students"}
        assert rows_of(team.pilar, team, "items.csv")[0][6:8] == ["Team (%)", "Look at it"]

    def test_class_and_groups_hold_own_students_alone(self, team: World) -> None:  # noqa: F811
        for file in ("class.csv", "groups.csv"):
            names = {row[1 if file == "class.csv" else 3] for row in rows_of(team.bob, team, file)[1:]}
            assert names and names <= {student.list_name for student in team.students[1]}

    @pytest.mark.parametrize("table", TABLES)
    def test_a_workbook_holds_the_same(self, team: World, table: str) -> None:  # noqa: F811
        sheet = openpyxl.load_workbook(io.BytesIO(fetched(team.bob, team, f"{table}.xlsx").content)).active
        found = [["" if cell is None else same(str(cell)) for cell in row] for row in sheet.iter_rows(values_only=True)]
        assert found == [[same(cell) for cell in row] for row in rows_of(team.bob, team, f"{table}.csv")]

    def test_no_cell_is_a_formula(self, team: World) -> None:  # noqa: F811
        with team.inside():
            student = team.students[1][1]
            type(student).objects.filter(pk=student.pk).update(family_name="=HYPERLINK(1)")
        names = [row[1] for row in rows_of(team.bob, team, "class.csv")]
        assert "'=HYPERLINK(1), " + student.given_name in names
        sheet = openpyxl.load_workbook(io.BytesIO(fetched(team.bob, team, "class.xlsx").content)).active
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


class TestPicturesAndHandOut:
    @pytest.mark.parametrize("picture", PICTURES)
    def test_a_picture_stands_alone(self, team: World, picture: str) -> None:  # noqa: F811
        svg = fetched(team.bob, team, f"{picture}.svg").content
        root = ElementTree.fromstring(svg)  # noqa: S314  (our own)
        assert root.tag.endswith("svg") and root.find("{*}title") is not None
        assert b"href" not in svg and b"<script" not in svg
        assert fetched(team.bob, team, f"{picture}.png").content.startswith(b"\x89PNG\r\n")

    def test_words_that_look_like_markup_are_words(self, team: World) -> None:  # noqa: F811
        """In the picture and in what is typeset, where a hash or a dollar would begin a command."""
        with team.inside():
            type(team.cfa).objects.filter(pk=team.cfa.pk).update(title="#panic() $x <b> *y* \\ @z")
            Item.objects.filter(version=team.cfa.current_version_id).update(prompt="<script>alert(1)</script>")
        assert fetched(team.bob, team, "hand-out.pdf").content.startswith(b"%PDF-")

    def test_the_hand_out_says_whose_class_is_whose_to_nobody(self, team: World) -> None:  # noqa: F811
        """The same sheet whoever of the team prints it: nothing in it is "yours"."""
        bob, charlie = (fetched(person, team, "hand-out.pdf").content for person in (team.bob, team.charlie))
        assert bob.startswith(b"%PDF-") and bob == charlie
        assert fetched(team.pilar, team, "hand-out.pdf").content != bob

    def test_the_hand_out_says_what_the_page_says(self, team: World) -> None:  # noqa: F811
        """The lead, the facts, what to check first, the shared need, standings and methods, word for word."""
        parts = (page(team.bob, url(f"assessments:{part}", team.cfa)) for part in ("report", "report_how"))
        said = on_one_line(re.sub(r"</?(b|mark|p|strong|td|dd)\b[^>]*>", "", " ".join(parts)))
        viewer = entrance(user_id=team.bob.user.pk, slug=team.harbor.slug)
        assert viewer is not None
        with team.inside():
            opened = open_report(viewer, team.cfa.pk, part="report")
        assert opened.view is not None
        sheet = typeset(opened.view, opened.reader)
        [need] = [card["text"] for card in sheet["cards"] if card["kind"] == "need"]
        alarms = [text for alarm in sheet["alarms"] for text in alarm]
        standings = [row[-1].partition(".")[0] for row in sheet["standings"][1:]]
        assert len(sheet["facts"]) >= 1
        for sentence in (sheet["lead"], need, *alarms, *standings, *sheet["methods"][:3]):
            assert on_one_line(sentence) in said
        for label, count in sheet["facts"]:
            assert f"<dt>{label}</dt>{count}" in said

    def test_an_earlier_run_has_its_own(self, team: World) -> None:  # noqa: F811
        assert fetched(team.bob, team, "skills.csv", 1).status_code == 200
        assert fetched(team.bob, team, "skills.csv", 7).status_code == 404

    def test_what_went_better_than_expected_is_framed_as_on_the_page(self) -> None:
        """Everyone in one class earned item 1, hardly anyone elsewhere."""
        drawn = drawn_inputs([20, 20, 20], [0.5, 0.5, 0.5])
        cells = drawn.cells.copy()
        cells[:, 0] = [100] * 25 + [0] * 35
        view = disclosed(figures_of(replace(drawn, cells=cells)), reader())
        framed = [
            (row, place) for row, item in enumerate(view.items) for place, c in enumerate(item.cells) if c.is_surprise
        ]
        assert len(framed) == 1 and framed[0][0] == 0
        svg = item_chart(view, 10)
        assert svg.count('fill="none"') == 1 and "Framed: went better than" in svg
        sheet = typeset(view, reader())
        [[row, column]] = sheet["framed"]
        assert sheet["items"][row + 1][0] == "Item 1" and sheet["items"][row + 1][column] == "100"
        class_name = sheet["items"][0][column].removesuffix(" (%)")
        assert sheet["item_notes"][-1].endswith(f" Item 1 in {class_name}.")
        plain = disclosed(figures_of(drawn_inputs([20, 20])), reader(sees_sections=False))
        assert "Framed" not in item_chart(plain, 10)


class TestWhoGetsWhat:
    @pytest.mark.parametrize("file", ["class.csv", "groups.xlsx"])
    def test_students_are_for_their_teachers(self, team: World, file: str) -> None:  # noqa: F811
        assert fetched(team.pilar, team, file).status_code == 404

    @pytest.mark.parametrize("name", ["dana", "erin", "quentin", "zoe"])
    @pytest.mark.parametrize("file", ["skills.csv", "items.png", "hand-out.pdf", "class.csv"])
    def test_nobody_else_gets_any(self, team: World, name: str, file: str) -> None:  # noqa: F811
        assert fetched(getattr(team, name), team, file).status_code == 404

    @pytest.mark.parametrize(
        "file", ["", "skills.pdf", "skill.svg", "skill-99.svg", "skill--1.svg", "nothing.csv", "items-1.csv", "a" * 300]
    )
    def test_what_is_no_file(self, team: World, file: str) -> None:  # noqa: F811
        address = url("assessments:report_file", team.cfa, "x").removesuffix("x") + file
        assert sign_in(Client(), team.bob).get(address).status_code == 404
