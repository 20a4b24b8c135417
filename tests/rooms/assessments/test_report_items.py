"""The page of items: what each reader is given of an item, and what must never come along."""

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from django.test import Client

from assessments.disclosure import Reader, ReportView, classes_of, view_of
from assessments.disclosure.item_facts import ItemDetail, item_details
from assessments.exports.tables import full_item_rows
from assessments.reporting import Inputs, figures_of
from tests.cast import Person
from tests.rooms.assessments.drawn import drawn_inputs, reader, with_reversed_key
from tests.rooms.assessments.test_report_students import _made, team  # noqa: F401  (the fixtures)
from tests.world import World, sign_in, url

FOUR = (25, 31, 28, 25)
ITEM = 6  # counted from 0, so its name is "Item 7"


def mixed(sizes: Sequence[int]) -> Inputs:
    """Classes alike, with strong and weak students in each, so that items go with the rest of the test."""
    inputs = drawn_inputs(sizes)
    rng = np.random.default_rng(3)
    right = rng.random(inputs.cells.shape) < np.where(np.arange(len(inputs.cells)) % 2, 0.3, 0.85)[:, None]
    return replace(inputs, cells=np.where(right, 100, 0).astype(np.int16))


def answered(inputs: Inputs) -> Inputs:
    """The same papers with the option each student chose: A is the key, B is what most others took, D hardly anyone."""
    rng = np.random.default_rng(7)
    wrong = rng.choice(["B", "C", "D"], p=[0.8, 0.18, 0.02], size=inputs.cells.shape)
    items = tuple(replace(item, key="A", options="ABCD") for item in inputs.items)
    return replace(inputs, items=items, answers=np.where(inputs.cells > 0, "A", wrong).astype("U12"))


def taught(inputs: Inputs, place: int, share: float, *, others: float = 0.5) -> Inputs:
    """One class is right on one item this often, and the others so often, whatever else they can."""
    rng = np.random.default_rng(11)
    cells = inputs.cells.copy()
    chance = np.where(inputs.section == place, share, others)
    able = np.arange(chance.size) % 2 == 0  # of those who are not all right or all wrong, the able ones are first
    chance = np.where((chance > 0) & (chance < 1), np.clip(chance + np.where(able, 0.3, -0.3), 0, 1), chance)
    cells[:, ITEM] = np.where(rng.random(chance.size) < chance, 100, 0)
    return replace(inputs, cells=cells)


def given(inputs: Inputs, who: Reader) -> tuple[ReportView, tuple[ItemDetail, ...]]:
    figures = figures_of(inputs)
    classes = classes_of(figures, who)
    view = view_of(figures, classes)
    return view, item_details(figures, classes, view.items)


def ringed(view: ReportView) -> set[tuple[int, str]]:
    return {
        (number, name.label)
        for number, line in enumerate(view.items)
        for name, cell in zip(view.classes, line.cells, strict=True)
        if cell.is_surprise
    }


STRONG = taught(mixed(FOUR), 2, 1.0)
WEAK = taught(mixed(FOUR), 2, 0.0, others=0.7)
THIRD = "Period 3 · Charlie Tester"


class TestSurprises:
    def test_what_went_better_is_marked_by_name_or_letter(self) -> None:
        view, details = given(STRONG, reader(0, names="named"))
        assert ringed(view) == {(ITEM, THIRD)}
        (surprise,) = details[ITEM].surprises
        assert (surprise.class_name, surprise.is_mine) == (THIRD, False) and surprise.points >= 10
        blind, details = given(STRONG, reader(0))
        ((number, letter),) = ringed(blind)
        assert number == ITEM and re.fullmatch(r"Class [A-D]", letter)
        assert [found.class_name for found in details[ITEM].surprises] == [letter]

    @pytest.mark.parametrize("names", ["blind", "named"])
    def test_what_went_less_well_names_no_class_to_colleagues(self, names: str) -> None:
        for own in ((0,), (1,), ()):
            view, details = given(WEAK, reader(*own, names=names))
            assert (ITEM, THIRD) not in ringed(view) and view.items[ITEM].differs
            assert [line.name for line in view.differing] == ["Item 7"]
            assert details[ITEM].own_below == ()

    def test_its_own_teacher_reads_which_class_it_was(self) -> None:
        _, details = given(WEAK, reader(2, names="named"))
        assert details[ITEM].own_below == (f"{THIRD} (yours)",)
        assert {name for number, detail in enumerate(details) if number != ITEM for name in detail.own_below} == set()

    def test_where_it_could_be_one_class_alone_nothing_is_said_of_it(self) -> None:
        """Whoever teaches all the others, or sees the only other one marked as better, would know which it is."""
        all_others = reader(0, 1, 3, names="named")
        assert not given(WEAK, all_others)[0].differing
        assert given(WEAK, replace(all_others, marks="all"))[0].differing
        assert given(WEAK, reader(0, 1, names="named"))[0].differing
        cells = mixed(FOUR).cells.copy()
        cells[WEAK.section == 2, ITEM], cells[WEAK.section == 3, ITEM] = 0, 100
        both = replace(WEAK, cells=cells)
        assert ringed(given(both, reader(0, 1, names="named"))[0]) == {(ITEM, "Period 4 · Erin Tester")}
        assert not given(both, reader(0, 1, names="named"))[0].items[ITEM].differs
        assert given(both, reader(0, names="named"))[0].items[ITEM].differs

    def test_of_two_classes_neither_is_marked(self) -> None:
        """A ring on the one would say which is the other."""
        two = taught(mixed((30, 30)), 1, 1.0, others=0.3)
        for who in (reader(0), reader(1, names="named"), reader()):
            view, details = given(two, who)
            assert ringed(view) == set() and details[ITEM].surprises == ()
            assert view.items[ITEM].differs and view.items[ITEM].classes_given == 2

    def test_a_hidden_class_has_no_mark_and_raises_no_question(self) -> None:
        few = (25, 31, 12, 30)
        for share, others in ((1.0, 0.3), (0.0, 0.9)):
            inputs = taught(mixed(few), 2, share, others=others)
            shown, _ = given(inputs, reader(0, names="named"))
            assert ringed(shown) or shown.items[ITEM].differs
            view, details = given(inputs, reader(0, names="named", smallest_group=20))
            assert view.items[ITEM].cells[2].withheld == "suppressed"
            assert THIRD not in {name for _, name in ringed(view)} | {s.class_name for s in details[ITEM].surprises}
            assert not view.items[ITEM].differs

    def test_whoever_leads_is_given_no_mark_on_a_colleague_s_class(self) -> None:
        leads = replace(reader(0, names="named"), marks="none")
        assert ringed(given(STRONG, leads)[0]) == set() and not given(WEAK, leads)[0].differing
        own = replace(reader(2, names="named"), marks="none")
        assert ringed(given(STRONG, own)[0]) == {(ITEM, f"{THIRD} (yours)")}

    def test_an_item_whose_key_is_in_question_has_none(self) -> None:
        wrong = with_reversed_key(drawn_inputs((40, 40, 40), (0.9, 0.5, 0.15)), ITEM)
        view, details = given(wrong, reader(0, names="named"))
        assert view.items[ITEM].question and details[ITEM].surprises == ()
        assert not any(cell.is_surprise for cell in view.items[ITEM].cells)


class TestWhoIsGivenWhat:
    def test_a_principal_has_the_team_alone(self) -> None:
        for inputs in (answered(STRONG), answered(WEAK)):
            view, details = given(inputs, reader(sees_sections=False, names="named"))
            assert all(detail.rest and detail.ends and detail.options for detail in details)
            assert not view.differing and not view.has_surprises
            for word in ("Period", "Class ", "Tester"):
                assert word not in repr(details)
            assert {option.by_class for detail in details for option in detail.options} == {()}

    @pytest.mark.parametrize(
        ("sizes", "who"),
        [((5, 4), reader(sees_sections=False)), ((25, 6), reader(0)), ((25, 25), reader(0, smallest_group=60))],
        ids=["a team below the threshold", "team less own is a small class", "the district's own threshold"],
    )
    def test_where_the_team_s_figure_is_hidden_nothing_is_said_of_the_item(
        self, sizes: Sequence[int], who: Reader
    ) -> None:
        _, details = given(answered(drawn_inputs(sizes)), who)
        assert details == tuple(ItemDetail(detail.line) for detail in details)
        assert {detail.line.team.withheld for detail in details} == {"suppressed"}

    def test_students_who_were_all_right_need_company_to_hide_in(self) -> None:
        inputs = mixed((25, 6, 7, 30))
        cells = inputs.cells.copy()
        cells[np.isin(inputs.section, (1, 2)), ITEM] = 100
        view, _ = given(replace(inputs, cells=cells), reader(0, names="named"))
        assert [cell.withheld for cell in view.items[ITEM].cells] == ["", "suppressed", "suppressed", "complementary"]

    def test_options_by_class_are_whole_percents_of_those_shown(self) -> None:
        inputs = answered(mixed(FOUR))
        view, details = given(inputs, reader(0))
        assert details[0].option_classes == tuple(name.label for name in view.classes)
        for option in details[0].options:
            assert all(isinstance(percent, int) for percent in option.by_class)
        of_class = [sum(column) for column in zip(*(option.by_class for option in details[0].options), strict=True)]
        mine = [name.is_mine for name in view.classes].index(True)
        assert 98 <= of_class[mine] <= 102 and all(85 <= total <= 115 for total in of_class)
        colleagues = [p for option in details[0].options for place, p in enumerate(option.by_class) if place != mine]
        assert any(colleagues) and all(percent % 5 == 0 for percent in colleagues), "fewer digits than give a size away"

    def test_with_a_hidden_class_only_one_s_own_stands_beside_the_team(self) -> None:
        _, details = given(answered(mixed((25, 31, 6, 30))), reader(0, names="named"))
        assert details[0].option_classes == ("Period 1 · Alice Tester (yours)",)
        assert details[0].no_option_classes
        _, details = given(answered(mixed((25, 31, 6, 30))), reader(names="named"))
        assert details[0].option_classes == ()

    def test_the_file_holds_no_more_than_the_page(self) -> None:
        inputs = answered(STRONG)
        view, details = given(inputs, reader(sees_sections=False))
        titles, *rows = full_item_rows(view, details, 10)
        assert titles[6:8] == ["Team (%)", "Look at it"] and "Went better in" not in titles
        assert {len(row) for row in rows} == {len(titles)}
        view, details = given(inputs, reader(0))
        titles, *rows = full_item_rows(view, details, 10)
        ((_, letter),) = ringed(view)
        assert [row[titles.index("Went better in")] for row in rows].count(letter) == 1
        hidden = given(answered(drawn_inputs((5, 4))), reader())
        for row in full_item_rows(*hidden, 10)[1:]:
            assert not re.search(r"\d", " ".join(row[3:]).replace("fewer than 10", ""))


class TestSizes:
    def detail(self, students: int) -> ItemDetail:
        return given(answered(drawn_inputs((students,))), reader(0))[1][0]

    def test_below_twenty_the_difficulty_alone(self) -> None:
        found = self.detail(15)
        assert found.line.team.value is not None
        assert (found.rest, found.ends, found.without, found.options) == (None, None, None, ())
        assert found.no_rest == found.no_without == "Said from 20 students on; so far 15 have taken it."
        assert found.no_ends == found.no_options == "Said from 30 students on; so far 15 have taken it."

    def test_below_thirty_no_groups_and_no_options(self) -> None:
        found = self.detail(25)
        assert found.rest and found.rest.is_rough and found.without and found.without.is_rough
        assert (found.ends, found.options) == (None, ())

    def test_below_fifty_it_is_rough(self) -> None:
        rough, plain = self.detail(40), self.detail(60)
        assert rough.ends and rough.ends.is_rough and rough.options
        assert plain.ends and plain.rest and not plain.ends.is_rough and not plain.rest.is_rough


class TestWords:
    def test_options_in_sentences(self) -> None:
        found = given(answered(mixed(FOUR)), reader(0))[1][0]
        share = next(option.percent for option in found.options if option.name == "B")
        assert found.of_options[0] == f"{share}\u00a0% chose B: a shared misconception to talk about."
        assert found.of_options[1].startswith("Hardly anyone chose ") and "D" in found.of_options[1]
        assert found.shared and found.shared.name == "B" and found.has_key

    def test_a_wrong_key_is_said_in_each_of_its_signs(self) -> None:
        able = drawn_inputs((40, 40), (0.85, 0.25))
        found = given(with_reversed_key(able, 4), reader(0))[1][4]
        assert found.line.question and found.rest and found.ends
        assert found.rest.says.startswith("Check the answer key") and found.rest.figure.startswith("\u2212")
        assert found.ends.says.startswith("Check the key")

    def test_items_without_options_say_so(self) -> None:
        found = given(mixed(FOUR), reader(0))[1][0]
        assert found.options == () and found.no_options.startswith("No answer options")


def opened(person: Person, world: World, asked: str = "") -> str:
    response = sign_in(Client(), person).get(url("assessments:report_items", world.cfa) + asked)
    assert response.status_code == 200
    return html.unescape(response.content.decode()).partition("<main")[2]


def order_of(page: str) -> list[str]:
    return re.findall(r'<span class="item__name">([^<]+)<', page)


class TestThePage:
    @pytest.fixture
    def page(self, team: World) -> Callable[..., str]:  # noqa: F811
        return lambda *asked: opened(team.bob, team, *asked)

    def test_items_stand_in_the_order_asked_for(self, team: World, page: Callable[..., str]) -> None:  # noqa: F811
        everything = order_of(page())
        assert everything == [f"Item {label}" for label in ("1", "2", "3", "4a", "4b")]
        hardest = page("?order=hardest")
        figures = [int(figure) for figure in re.findall(r'item__figure">(\d+)', hardest)]
        assert figures == sorted(figures) and sorted(order_of(hardest)) == sorted(everything)
        assert order_of(page(f"?skill={team.ratios.pk}")) == ["Item 1", "Item 2", "Item 4b"]
        assert "part=report_items&skill=" in page(f"?skill={team.ratios.pk}"), "a newer run keeps what was asked"
        assert order_of(page("?skill=0&order=best")) == everything

    def test_a_principal_s_holds_no_class(self, team: World) -> None:  # noqa: F811
        said = opened(team.pilar, team)
        assert "Class A" not in said and "Period" not in said and "Each item in full" in said
