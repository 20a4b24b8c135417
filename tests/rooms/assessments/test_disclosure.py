"""Who is given what of a run: own class, colleagues blind or named, leaders the team alone, small groups hidden."""

import re
from dataclasses import replace

import numpy as np
import pytest

from assessments.disclosure import ReportView, Row, Skill, disclosed, hidden_groups
from assessments.reporting import figures_of
from tests.rooms.assessments.drawn import drawn_figures, drawn_inputs, reader, with_reversed_key

FOUR = (25, 31, 14, 25)
# The first class stands out above, the last below.
APART = drawn_figures(FOUR, (0.93, 0.6, 0.58, 0.2))
ALIKE = drawn_figures(FOUR)
ABOVE, BELOW = 0, 3


def colleagues(skill: Skill) -> list[Row]:
    return [row for row in skill.rows if not row.is_team and not row.is_mine]


def mine(view: ReportView) -> Row:
    (row,) = [row for row in view.total.rows if row.is_mine]
    return row


def metrics(view: ReportView) -> tuple[Skill, ...]:
    return (view.total, *view.skills)


class TestOwnClass:
    def test_its_teacher_has_every_figure_of_it(self) -> None:
        row = mine(disclosed(ALIKE, reader(0)))
        report = ALIKE["report"]["metrics"][0]["sections"][0]["result"]
        assert (row.students, row.proficient) == ("25", f"{report['proficient']['y']} of 25")
        assert (row.value, row.low, row.high) == (
            report["mean"]["mean"],
            report["mean"]["ci_low"],
            report["mean"]["ci_high"],
        )
        assert re.fullmatch(r"Class [A-D] · Period 1 \(yours\)", row.name), (
            "somebody with two classes can tell them apart"
        )

    def test_a_low_result_is_said_to_its_own_teacher_alone(self) -> None:
        assert mine(disclosed(APART, reader(BELOW))).label == "below_rest"
        for own in (0, 1, 2):
            for names in ("blind", "named"):
                view = disclosed(APART, reader(own, names=names))
                labels = {row.label for skill in metrics(view) for row in colleagues(skill)}
                assert labels <= {"", "above_rest"}
        facilitator = disclosed(APART, reader(names="named"))
        assert {row.label for skill in metrics(facilitator) for row in skill.rows} == {"", "above_rest"}

    def test_fewer_than_five_are_counts_only(self) -> None:
        row = mine(disclosed(drawn_figures((25, 25, 4)), reader(2)))
        assert (row.students, row.withheld) == ("4", "n_small")
        assert row.proficient.endswith(" of 4")
        assert (row.value, row.low, row.high) == (None, None, None)

    def test_five_to_nine_are_shown_to_their_teacher(self) -> None:
        row = mine(disclosed(drawn_figures((25, 25, 7)), reader(2)))
        assert row.withheld == "" and row.value is not None and row.students == "7"


class TestBlindColleagues:
    VIEW = disclosed(APART, reader(1))

    def test_they_are_letters_in_letter_order(self) -> None:
        names = [row.name for row in self.VIEW.total.rows]
        assert names[0] == "Team, 95 students"
        assert [name.partition(" · ")[0] for name in names[1:]] == ["Class A", "Class B", "Class C", "Class D"]

    def test_their_size_is_a_band_and_their_proficient_students_are_not_counted(self) -> None:
        rows = colleagues(self.VIEW.total)
        assert sorted(row.students for row in rows) == ["10-19", "20-29", "20-29"]
        assert {row.proficient for row in rows} == {""}
        big = colleagues(disclosed(APART, reader(0)).total)
        assert sorted(row.students for row in big) == ["10-19", "20-29", "30+"]

    def test_no_name_of_class_or_teacher_comes_along(self) -> None:
        said = repr(self.VIEW)
        assert set(re.findall(r"Period \d", said)) == {"Period 2"} and "Tester" not in said, "only their reader's own"

    def test_a_bright_spot_is_shown_by_its_letter(self) -> None:
        bright = {row.name for _, row in self.VIEW.bright_spots}
        assert len(bright) == 1
        assert bright.pop().startswith("Class ")

    def test_letters_change_from_run_to_run_and_are_the_same_for_everyone_in_one(self) -> None:
        def letters(run: str, own: int) -> dict[float, str]:
            rows = disclosed(ALIKE, reader(own, run=run)).total.rows[1:]
            # A blind class comes in whole percents, one's own with every digit.
            return {round(row.value or 0, 2): row.name.partition(" · ")[0] for row in rows}

        assert letters("run 1", 0) == letters("run 1", 1)
        seen = {tuple(sorted(letters(f"run {n}", 0).items(), key=str)) for n in range(20)}
        assert len(seen) > 5, "each run draws its letters anew"

    def test_the_order_says_nothing_about_results(self) -> None:
        orders = {
            tuple(row.value for row in disclosed(APART, reader(1, run=f"run {n}")).total.rows[1:]) for n in range(40)
        }
        assert len({order[0] for order in orders}) == 4, "each class stands first in some run"

    def test_items_are_in_the_same_order_as_the_classes(self) -> None:
        view = disclosed(ALIKE, reader(0))
        place = next(n for n, name in enumerate(view.classes) if name.is_mine)
        report = ALIKE["report"]["items"]
        assert [line.cells[place].value for line in view.items] == [item["sections"][0]["p"] for item in report]
        assert all(len(line.cells) == 4 for line in view.items)


class TestNamedColleagues:
    VIEW = disclosed(APART, reader(1, names="named"))

    def test_they_stand_by_name_in_the_team_s_own_order(self) -> None:
        assert [row.name for row in self.VIEW.total.rows] == [
            "Team, 95 students",
            "Period 1 · Alice Tester",
            "Period 2 · Bob Tester (yours)",
            "Period 3 · Charlie Tester",
            "Period 4 · Erin Tester",
        ]
        assert [(name.label, name.is_mine) for name in self.VIEW.classes][1] == ("Period 2 · Bob Tester (yours)", True)

    def test_they_come_with_their_numbers(self) -> None:
        assert [row.students for row in self.VIEW.total.rows] == ["95", "25", "31", "14", "25"]
        assert all(row.proficient.endswith(f" of {n}") for row, n in zip(self.VIEW.total.rows[1:], FOUR, strict=True))

    def test_a_class_nobody_teaches_is_named_alone(self) -> None:
        inputs = drawn_inputs(FOUR)
        first = replace(inputs.sections[0], teacher_id=None, teacher_name="")
        figures = figures_of(replace(inputs, sections=(first, *inputs.sections[1:])))
        assert disclosed(figures, reader(names="named")).total.rows[1].name == "Period 1"


class TestLeaders:
    VIEW = disclosed(APART, reader(sees_sections=False, names="named"))

    def test_they_have_the_team_alone(self) -> None:
        assert [[row.name for row in skill.rows] for skill in metrics(self.VIEW)] == [["Team, 95 students"]] * 3
        assert self.VIEW.classes == ()
        assert {line.cells for line in self.VIEW.items} == {()}
        assert self.VIEW.bright_spots == ()

    def test_nothing_of_a_class_comes_along(self) -> None:
        said = repr(self.VIEW)
        for word in ("Period", "Class ", "Tester", "above_rest", "below_rest"):
            assert word not in said

    def test_a_team_below_the_threshold_is_hidden(self) -> None:
        view = disclosed(drawn_figures((5, 4)), reader(sees_sections=False))
        assert {skill.team.withheld for skill in metrics(view)} == {"suppressed"}
        assert {line.team.withheld for line in view.items} == {"suppressed"}
        assert {line.students for line in view.items} == {None}


class TestWhatTheTeamDecides:
    @pytest.mark.parametrize("names", ["blind", "named"])
    def test_a_class_that_did_less_well_is_said_to_all_only_if_the_team_wants_it(self, names: str) -> None:
        labels = {
            marks: [row.label for row in disclosed(APART, reader(1, names=names, marks=marks)).total.rows[1:]]
            for marks in ("bright", "all")
        }
        assert sorted(labels["all"]) == ["", "above_rest", "asks_for_help", "not_clear"]
        assert sorted(labels["bright"]) == ["", "", "above_rest", "not_clear"]
        own = disclosed(APART, reader(BELOW, names=names, marks="all"))
        assert mine(own).label == "below_rest", "the words to its own teacher stay theirs"

    @pytest.mark.parametrize("names", ["blind", "named"])
    def test_a_principal_to_whom_classes_are_shared_gets_figures_and_no_mark(self, names: str) -> None:
        view = disclosed(APART, reader(names=names, is_guest=True, marks="none"))
        assert len(view.total.rows) == 5 and all(row.value is not None for row in view.total.rows)
        assert {row.label for skill in metrics(view) for row in skill.rows} == {""}
        assert view.bright_spots == () and not view.says_marks
        # Neither is a mark told by what is said instead of it.
        alike = disclosed(ALIKE, reader(names=names, is_guest=True, marks="none"))
        assert {skill.caption for skill in metrics(view)} == {skill.caption for skill in metrics(alike)}
        assert {skill.noticeable for skill in metrics(view)} == {None}
        assert not view.shared_need or view.shared_need.bright == ()

    def test_a_class_that_did_less_well_can_t_be_told_from_the_caption(self) -> None:
        low = drawn_figures(FOUR, (0.62, 0.58, 0.6, 0.45))
        caption = disclosed(low, reader(1)).total.caption
        assert "would notice about" in caption and "within what chance" not in caption
        assert disclosed(low, reader(1, marks="all")).total.caption.startswith("A marked gap")

    def test_the_headline_decides_what_is_marked(self) -> None:
        """Half of the first class got nothing and half all of it; the others all came near the cut."""
        inputs = drawn_inputs((30, 30, 30), (0.6, 0.6, 0.6))
        cells = np.zeros_like(inputs.cells)
        cells[:30][::2] = 100
        cells[30:, :8] = 100
        marked = {
            headline: {
                row.label
                for row in disclosed(
                    figures_of(replace(inputs, cells=cells, settings=replace(inputs.settings, headline=headline))),
                    reader(names="named", marks="all"),
                ).total.rows
            }
            for headline in ("mean", "proficient")
        }
        assert "above_rest" not in marked["mean"] and "above_rest" in marked["proficient"]


class TestSmallGroups:
    def withheld(self, sizes: tuple[int, ...], *own: int, **facts: object) -> list[str]:
        """Reasons by place in the team's order, the team's own first."""
        view = disclosed(drawn_figures(sizes), reader(*own, names="named", **facts))  # type: ignore[arg-type]
        return [row.withheld for row in view.total.rows]

    def test_one_small_class_takes_another_with_it(self) -> None:
        assert self.withheld((25, 31, 4, 30), 0) == ["", "", "", "suppressed", "complementary"]

    def test_two_small_ones_hide_each_other(self) -> None:
        assert self.withheld((25, 6, 7, 30), 0) == ["", "", "suppressed", "suppressed", ""]

    def test_two_that_are_too_small_together_need_a_third(self) -> None:
        assert self.withheld((25, 4, 5, 30), 0) == ["", "", "suppressed", "suppressed", "complementary"]

    def test_with_one_colleague_the_total_must_go(self) -> None:
        """Team minus own class would be the small class."""
        assert self.withheld((25, 6), 0) == ["suppressed", "", "suppressed"]
        assert self.withheld((25, 6), 1) == ["", "", ""]

    def test_a_member_without_a_class_sees_the_team_of_two(self) -> None:
        assert self.withheld((25, 6)) == ["", "complementary", "suppressed"]

    def test_hidden_means_all_of_it(self) -> None:
        view = disclosed(drawn_figures((25, 31, 4, 30)), reader(0, names="named"))
        for skill in metrics(view):
            for row in skill.rows:
                if row.withheld:
                    assert (row.students, row.value, row.low, row.high, row.proficient, row.label) == (
                        "",
                        None,
                        None,
                        None,
                        "",
                        "",
                    )
        assert [cell.withheld for cell in view.items[0].cells] == ["", "", "suppressed", "complementary"]
        assert [cell.value is None for cell in view.items[0].cells] == [False, False, True, True]

    def test_the_district_s_threshold_counts(self) -> None:
        assert self.withheld((25, 31, 14, 30), 0, smallest_group=20) == ["", "", "", "suppressed", "complementary"]
        assert self.withheld((25, 31, 6, 30), 0, smallest_group=5) == ["", "", "", "", ""]

    def test_below_ten_a_blind_size_is_no_number(self) -> None:
        view = disclosed(drawn_figures((25, 31, 6, 30)), reader(0, smallest_group=5))
        assert "fewer than 10" in {row.students for row in view.total.rows}

    def test_a_class_not_tested_yet_is_said_and_hides_nobody(self) -> None:
        assert self.withheld((25, 0, 30), 0) == ["", "", "n0", ""]

    def test_nobody_tested_at_all(self) -> None:
        view = disclosed(drawn_figures((0, 0)), reader(0))
        assert {row.withheld for skill in metrics(view) for row in skill.rows} == {"n0"}
        assert view.shared_need is None

    def test_hidden_students_who_are_all_proficient_need_company(self) -> None:
        """Hiding two classes of whom everyone is proficient tells it of each of them."""
        hidden, total = hidden_groups({0: (30, 20), 1: (6, 6), 2: (7, 7), 3: (30, 12)}, own=[0], team_size=73, least=10)
        assert (hidden, total) == ({1: "suppressed", 2: "suppressed", 3: "complementary"}, False)


class TestWhatThePageLeadsWith:
    def test_two_blind_classes_hide_nothing(self) -> None:
        two, three = drawn_figures((25, 25)), drawn_figures((25, 25, 25))
        assert disclosed(two, reader(0)).blind_hides_nothing
        assert not disclosed(two, reader(0, names="named")).blind_hides_nothing
        assert not disclosed(two, reader(sees_sections=False)).blind_hides_nothing
        assert not disclosed(three, reader(0)).blind_hides_nothing

    def test_the_shared_need_is_the_lowest_skill_below_the_cut(self) -> None:
        inputs = drawn_inputs(FOUR, (0.6,) * 4)
        weak = inputs.cells.copy()
        weak[::2, 6:] = 0
        need = disclosed(figures_of(replace(inputs, cells=weak)), reader(0)).shared_need
        assert need is not None and need.name == "Percents"
        assert disclosed(drawn_figures(FOUR, (0.97,) * 4), reader(0)).shared_need is None

    def test_a_wrong_key_is_questioned_before_anyone_compares(self) -> None:
        able = drawn_inputs((40, 40), (0.85, 0.25))
        view = disclosed(figures_of(with_reversed_key(able, 4)), reader(0))
        assert [line.name for line in view.questions] == ["Item 5"]
        few = drawn_inputs((8, 8), (0.95, 0.05))
        assert disclosed(figures_of(with_reversed_key(few, 4)), reader(0)).questions == ()

    @pytest.mark.parametrize(("items", "hint"), [(1, "1 item: a hint"), (2, "2 items: read with care")])
    def test_few_items_are_a_hint(self, items: int, hint: str) -> None:
        inputs = drawn_inputs(FOUR)
        moved = tuple(replace(item, standard_ids=(1 if n < items else 2,)) for n, item in enumerate(inputs.items))
        view = disclosed(figures_of(replace(inputs, items=moved)), reader(0))
        assert view.skills[0].hint.startswith(hint)
        assert view.skills[1].hint == ""
