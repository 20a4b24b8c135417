"""Working a hidden class out of a report's own figures, from two of its pages or files; and text that breaks a file."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from assessments.cells import EXEMPT, NOT_REACHED
from assessments.disclosure import ReportView, classes_of, disclosed
from assessments.disclosure.growth import growth_view
from assessments.disclosure.matched import Sitting
from assessments.disclosure.methods import methods
from assessments.disclosure.students import Roll, own_classes
from assessments.reporting import figures_of, responses_of, students_of
from tests.rooms.assessments.drawn import drawn_figures, drawn_inputs, reader
from tests.rooms.assessments.test_report_students import _made, team  # noqa: F401  (the fixtures)
from tests.world import World, sign_in, url


def hidden(view: ReportView) -> list[set[int]]:
    """By metric the places of the classes without a figure (named view, in the team's order)."""
    return [
        {place for place, row in enumerate(skill.rows[1:]) if row.withheld in {"suppressed", "complementary"}}
        for skill in (view.total, *view.skills)
    ]


class TestTwoTogether:
    @pytest.mark.parametrize("sizes", [(12, 20, 25, 7), (20, 12, 7, 25), (10, 10, 9, 30)])
    @pytest.mark.parametrize("own", [0, 1])
    def test_the_hand_out_and_one_s_own_class_leave_two_unknown(self, sizes: Sequence[int], own: int) -> None:
        """The sheet hides one's own class beside the small one: whoever knows their own would have the other."""
        figures = drawn_figures(sizes)
        everybody = [reader(own, names="named"), *(reader(place, names="named") for place in range(len(sizes)))]
        for person in everybody:
            sheet = disclosed(figures, person.on_the_table)
            for metric, places in enumerate(hidden(sheet)):
                for knows in range(len(sizes)):
                    if (sheet.total, *sheet.skills)[metric].team.withheld:
                        continue
                    left = places - {knows}
                    assert len(left) != 1, (metric, knows)
                    assert not left or sum(sizes[place] for place in left) >= 10

    def test_the_hand_out_is_one_sheet_for_all(self) -> None:
        figures = drawn_figures((12, 20, 25, 7))
        sheets = {repr(disclosed(figures, reader(place, names="named").on_the_table)) for place in range(4)}
        assert len(sheets) == 1

    def test_a_class_hidden_on_the_paper_is_hidden_on_each_item(self) -> None:
        """Else another one protects the small class there, and its figure is the paper's less its other items'."""
        inputs = drawn_inputs((30, 20, 21, 7))
        cells = inputs.cells.copy()
        cells[50:53, 3] = NOT_REACHED  # three of the third class: on this item it is smaller than the second
        view = disclosed(figures_of(replace(inputs, cells=cells)), reader(0, names="named"))
        on_paper = hidden(view)[0]
        assert on_paper == {1, 3}
        for line in view.items:
            assert on_paper <= {place for place, cell in enumerate(line.cells) if cell.withheld}, line.name

    def test_a_class_hidden_on_the_paper_is_hidden_on_each_skill(self) -> None:
        inputs = drawn_inputs((30, 20, 21, 7))
        cells = inputs.cells.copy()
        cells[50:53, :6] = EXEMPT  # excused from all of the first skill
        view = disclosed(figures_of(replace(inputs, cells=cells)), reader(0, names="named"))
        on_paper, *by_skill = hidden(view)
        assert all(on_paper <= places for places in by_skill)


class TestOneClassAgainstTheRest:
    """Of a team of two, the other class is the rest: what hides the team hides what is said against it."""

    @pytest.mark.parametrize("sizes", [(25, 7), (25, 1), (25, 4, 3)])
    def test_no_gap_to_a_rest_that_is_hidden(self, sizes: Sequence[int]) -> None:
        figures = drawn_figures(sizes)
        for names in ("blind", "named"):
            classes = classes_of(figures, reader(0, names=names))
            for behind in methods(figures, classes).behind:
                assert behind.compared == (), "own less the gap is the hidden class"

    def test_nor_to_a_team_of_one_s_own_few(self) -> None:
        figures = drawn_figures((25, 30))
        classes = classes_of(figures, reader(0, names="named"))
        assert all(behind.compared for behind in methods(figures, classes).behind), "it is there where both are shown"

    def test_no_error_of_measurement_of_a_team_that_is_hidden(self) -> None:
        for sizes, is_told in (((25, 2), False), ((25, 30), True)):
            figures, students = figures_and_students(sizes)
            classes = classes_of(figures, reader(0, names="named"))
            names = {pk: f"Student {pk}" for pk in students["ids"]}
            (own,) = own_classes(Roll(figures, students, classes, names), [None] * 3)
            assert (own.sem is not None) is is_told
            assert bool(own.near_cut) <= is_told


def figures_and_students(sizes: Sequence[int]) -> tuple[dict[str, Any], dict[str, Any]]:
    inputs = drawn_inputs(sizes)
    return figures_of(inputs), students_of(inputs, responses_of(inputs))


FILES = ("hand-out.pdf", "skill-0.svg", "skill-0.png", "items.svg", "items.png", "items.xlsx", "skills.csv")
ODD = {
    "control": "Item\x01 \x1b[31m\x0b\x7f",
    "emoji": "How many 🍎 and 🥧?",
    "scripts": "比率 נוסחה مسألة ไทย",
    "turned": "\u202e7.1\u202c \u2066x\u2069\u200f",
    "no letter": "\ufffe\uffff\U000e0001\ufdd0",
    "long": "W" * 900,
    "markup": "]]> </text><script>alert(1)</script> #panic() $x$ &amp; =1+1",
}


@pytest.mark.django_db
class TestTextThatBreaksAFile:
    @pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
    def test_each_file_is_made(self, team: World, text: str) -> None:  # noqa: F811
        with team.inside():
            figures = team.cfa.runs.get().figures
            for item in figures["items"]:
                item["prompt"] = text
            for section in figures["sections"]:
                section["name"] = text[:120]
            for standard in figures["standards"]:
                standard["short_name"] = text[:120]
            team.cfa.runs.update(figures=figures)
            type(team.cfa).objects.filter(pk=team.cfa.pk).update(title=text[:120])
            type(team.cfa.team).objects.update(disclosure="named")
        client = sign_in(Client(), team.bob)
        for file in FILES:
            answer = client.get(url("assessments:report_file", team.cfa, file))
            assert answer.status_code == 200, file
            if file.endswith("svg"):
                ElementTree.fromstring(answer.content)  # noqa: S314  (our own)
                assert b"<script" not in answer.content

    def test_a_file_s_name_is_plain(self, team: World) -> None:  # noqa: F811
        client = sign_in(Client(), team.bob)
        for file in ("skill-\u0660.svg", "skill-0.svg%0d%0aX: y", "skill-0.svg%0a", "skill-000.svg%00"):
            address = url("assessments:report_file", team.cfa, "x").removesuffix("x") + file
            assert client.get(address).status_code == 404, file


HUGE = "9" * 30


@pytest.mark.django_db
class TestNonsense:
    def test_numbers_that_no_row_has(self, team: World) -> None:  # noqa: F811
        for person in (team.bob, team.pilar):
            client = sign_in(Client(), person)
            address = url("assessments:report", team.cfa)
            for number in ("0", "2147483648", "9223372036854775808", HUGE):
                for rest in ("", "skills/", "items/", "growth/", "how/", "files/skills.csv", "files/hand-out.pdf"):
                    assert client.get(f"{address}{number}/{rest}").status_code == 404, (number, rest)
                assert client.post(f"{address}{number}/discussed", {"said": "yes"}).status_code in {403, 404}
                assert client.get(address.replace(f"/{team.cfa.pk}/", f"/{number}/")).status_code == 404

    def test_what_a_reader_says_they_have(self, team: World) -> None:  # noqa: F811
        live = url("assessments:report_live", team.cfa)
        client, leader = sign_in(Client(), team.bob), sign_in(Client(), team.pilar)
        for have in ("", "\x00", "1", "9" * 4000, "\u202e", "1:1:done", "%00"):
            assert client.get(live, {"have": have}).status_code == 200, "a state nobody has is answered with the page"
        for part in ("", "page.html", "../_page.html", "report_file", "report_live", "\x00", "report_openings", "api"):
            assert client.get(live, {"part": part}).status_code == 404, part
        for part in ("report_class", "report_groups"):
            assert leader.get(live, {"part": part}).status_code in {403, 404}

    def test_orders_and_pages_that_do_not_exist(self, team: World) -> None:  # noqa: F811
        client = sign_in(Client(), team.bob)
        for asked in ({"skill": "\x00"}, {"skill": HUGE}, {"order": "\u202e", "skill": "-1"}, {"order": "worst"}):
            assert client.get(url("assessments:report_items", team.cfa), asked).status_code == 200
        for page in ("\x00", HUGE, "-1", "last"):
            assert client.get(url("assessments:report_openings", team.cfa), {"page": page}).status_code in {200, 404}

    def test_no_write_without_a_token_of_ours(self, team: World) -> None:  # noqa: F811
        client = sign_in(Client(enforce_csrf_checks=True), team.alice)
        addresses = (
            url("assessments:report_discussed", team.cfa, 1),
            url("assessments:report_again", team.cfa),
        )
        decision = url("teams:disclosure", team.cfa.team)
        for address in (*addresses, decision):
            assert client.post(address, {"said": "yes", "disclosure": "named"}).status_code == 403, address
        for address in addresses:
            assert client.get(address).status_code in {404, 405}, address
        with team.inside():
            assert not team.cfa.runs.filter(discussed_at__isnull=False).exists()

    def test_a_report_is_kept_by_nobody_in_between(self, team: World) -> None:  # noqa: F811
        client = sign_in(Client(), team.bob)
        for page in ("report", "report_skills", "report_items", "report_class", "report_how", "api_report"):
            said = client.get(url(f"assessments:{page}", team.cfa)).get("Cache-Control", "")
            assert "no-store" in said or "private" in said, (page, said)

    @pytest.mark.parametrize("said", [{}, {"said": "maybe"}, {"said": "\x00"}, {"said": ["no", "yes", "x"]}])
    def test_a_word_that_is_neither_yes_nor_no(self, team: World, said: dict[str, Any]) -> None:  # noqa: F811
        assert (
            sign_in(Client(), team.bob).post(url("assessments:report_discussed", team.cfa, 1), said).status_code == 404
        )

    def test_who_may_not_mark_a_run(self, team: World) -> None:  # noqa: F811
        for person in (team.pilar, team.dana, team.quentin, team.zoe, team.erin):
            answer = sign_in(Client(), person).post(url("assessments:report_discussed", team.cfa, 1), {"said": "yes"})
            assert answer.status_code in {403, 404}, person.name
        with team.inside():
            assert not team.cfa.runs.filter(discussed_at__isnull=False).exists()

    @pytest.mark.parametrize("min_diff", ["-5", "0", "32768", HUGE, "\x00", "NaN", "1e9", "ten"])
    def test_a_gap_that_is_no_gap(self, team: World, min_diff: str) -> None:  # noqa: F811
        said = {"disclosure": "named", "below_rest": "own", "principal_sees": "classes", "headline": "mean"}
        answer = sign_in(Client(), team.alice).post(
            url("teams:disclosure", team.cfa.team), {**said, "min_diff": min_diff}
        )
        assert answer.status_code in {200, 422}
        with team.inside():
            found = type(team.cfa.team).objects.get(pk=team.cfa.team_id)
            assert (found.disclosure, found.principal_sees) == ("blind", "totals")


@pytest.mark.parametrize(("sizes", "is_told"), [((25, 4), False), ((25, 30), True)])
def test_growth_of_one_s_own_class_does_not_lean_on_a_team_that_is_hidden(sizes: Sequence[int], is_told: bool) -> None:
    """What low scores regain by themselves is made of the first test's mean and spread: two lines solve for both."""
    tests = [drawn_inputs(sizes, [share] * len(sizes), seed=seed) for share, seed in ((0.45, 5), (0.8, 6))]
    first, second = (Sitting(figures_of(each), students_of(each, responses_of(each))) for each in tests)
    view = growth_view(first, second, {1: 1, 2: 2}, classes_of(dict(second.figures), reader(0)))
    (own,) = view.own
    assert own.lines[0].gain is not None and own.has_bounce
    expected = [line.bounce.expected for line in own.lines if line.bounce]
    assert any(each is not None for each in expected) is is_told
