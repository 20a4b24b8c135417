"""When a run may be given to readers outside the team after the one they were given last, and what one teacher alone
would be told from.
"""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.cells import BLANK, EXEMPT, NOT_REACHED
from assessments.disclosure import classes_of, disclosed
from assessments.disclosure.groups import blind_percent
from assessments.disclosure.growth import growth_view
from assessments.disclosure.matched import Sitting
from assessments.disclosure.methods import methods
from assessments.disclosure.publishing import ClassState, Snapshot, class_states, enough_differ, no_teacher_alone
from assessments.disclosure.publishing import snapshot_of as made_of
from assessments.reporting import Inputs, figures_of, responses_of, students_of
from assessments.stats import Status
from assessments.stats.display import blind_size
from tests.rooms.assessments.drawn import drawn_inputs, reader

TEAM = drawn_inputs((20, 20))


def snapshot(inputs: Inputs) -> Snapshot:
    counted = {
        "sections": [section.id for section in inputs.sections],
        "standards": [standard.id for standard in inputs.standards],
        "cut": inputs.settings.cut,
        "items": [str(item.id) for item in inputs.items],
        "cells": inputs.cells.tolist(),
        "answers": None if inputs.answers is None else inputs.answers.tolist(),
    }
    return made_of(students_of(inputs, responses_of(inputs)), counted)


def marked(inputs: Inputs, rows: Any, items: Any, cell: int | None = None) -> Inputs:
    """These papers on these items: another cell, or right for wrong and wrong for right."""
    cells = inputs.cells.copy()
    cells[np.ix_(rows, items)] = 100 - cells[np.ix_(rows, items)] if cell is None else cell
    return replace(inputs, cells=cells)


def without(inputs: Inputs, rows: list[int]) -> Inputs:
    kept = np.setdiff1d(np.arange(inputs.student_ids.size), rows)
    return replace(
        inputs,
        student_ids=inputs.student_ids[kept],
        section=inputs.section[kept],
        status=inputs.status[kept],
        cells=inputs.cells[kept],
    )


def may(before: Inputs, after: Inputs, **how: Any) -> bool:
    return enough_differ(snapshot(before), snapshot(after), **how)


EVERY_ITEM = list(range(12))


class TestHowManyDiffer:
    @pytest.mark.parametrize(("late", "is_enough"), [(0, True), (1, False), (2, False), (3, True), (9, True)])
    def test_late_papers(self, late: int, is_enough: bool) -> None:
        assert may(without(TEAM, list(range(late))), TEAM) is is_enough
        assert may(TEAM, without(TEAM, list(range(late)))) is is_enough, "and papers that go"

    def test_one_for_another_is_two(self) -> None:
        assert not may(without(TEAM, [0]), without(TEAM, [1]))

    @pytest.mark.parametrize(("rows", "is_enough"), [([4], False), ([4, 5], False), ([4, 5, 6], True)])
    def test_scores_that_are_others(self, rows: list[int], is_enough: bool) -> None:
        assert may(TEAM, marked(TEAM, rows, EVERY_ITEM, BLANK)) is is_enough

    def test_three_students_and_one_of_them_on_an_item(self) -> None:
        """The whole paper may be told; the item is one student's."""
        anew = marked(marked(TEAM, [1, 2, 3], [0, 1, 2]), [4], [5])
        assert not may(TEAM, anew)
        assert may(TEAM, marked(anew, [5, 6], [5]))

    def test_a_correction_for_everybody_waits_for_the_one_late_paper_beside_it(self) -> None:
        everybody = list(range(40))
        assert may(TEAM, marked(TEAM, everybody, [3]))
        assert not may(without(TEAM, [0]), marked(TEAM, everybody, [3])), "the other items would tell that paper"
        assert may(without(TEAM, [0, 1, 2]), marked(TEAM, everybody, [3]))

    def test_what_is_no_score_but_is_counted(self) -> None:
        wrong = marked(TEAM, [0], [3], 0)
        for cell in (BLANK, NOT_REACHED, EXEMPT):
            assert not may(wrong, marked(TEAM, [0], [3], cell)), cell

    def test_another_wrong_option(self) -> None:
        answers = np.where(TEAM.cells == 100, "A", "B")
        then = replace(TEAM, answers=answers)
        wrong = np.flatnonzero(TEAM.cells[:, 0] == 0)[:3]
        for count, is_enough in ((1, False), (3, True)):
            chosen = answers.copy()
            chosen[wrong[:count], 0] = "C"
            assert may(then, replace(TEAM, answers=chosen)) is is_enough

    def test_who_is_absent(self) -> None:
        for count, is_enough in ((1, False), (3, True)):
            status = TEAM.status.copy()
            status[:count] = Status.ABSENT
            assert may(TEAM, replace(TEAM, status=status)) is is_enough
            exempt = status.copy()
            exempt[:count] = Status.EXEMPT
            assert may(replace(TEAM, status=status), replace(TEAM, status=exempt)) is is_enough

    def test_another_cut_that_few_cross(self) -> None:
        team = drawn_inputs((8, 8))
        found = set()
        for cut in np.unique(snapshot(team).shares[:, 0]):
            anew = replace(team, settings=replace(team.settings, cut=float(cut)))
            old, new = (snapshot(each).shares >= each.settings.cut - 1e-9 for each in (team, anew))
            counts = (old != new).sum(axis=0)
            assert may(team, anew) is bool(((counts == 0) | (counts >= 3)).all())
            found.add(may(team, anew))
        assert found == {True, False}, "both happen here"

    def test_a_skill_that_was_not_there_gives_nobody_away(self) -> None:
        items = tuple(replace(item, standard_ids=(3,)) if item.id > 10 else item for item in TEAM.items)
        third = replace(TEAM.standards[0], id=3)
        assert may(TEAM, replace(TEAM, items=items, standards=(*TEAM.standards, third)))

    def test_by_class_one_of_each_is_not_enough(self) -> None:
        three = drawn_inputs((20, 20, 20))
        late = without(three, [0, 20, 40])
        assert may(late, three)
        assert not may(late, three, by_class=True)
        assert may(without(three, [0, 1, 2]), three, by_class=True)

    def test_a_student_who_changed_classes_is_told_by_class_alone(self) -> None:
        section = TEAM.section.copy()
        section[0] = 1
        assert may(TEAM, replace(TEAM, section=section))
        assert not may(TEAM, replace(TEAM, section=section), by_class=True)

    def test_growth_counts_those_of_them_with_both_tests(self) -> None:
        first = snapshot(without(TEAM, [0, 1])).has_score.tolist()
        late = without(TEAM, [0, 1, 2])
        assert may(late, TEAM)
        assert not may(late, TEAM, partners=[first]), "one of the three has the other test"
        assert may(without(TEAM, [5, 6, 7]), TEAM, partners=[first])

    def test_of_a_run_from_before_items_were_kept_the_skills_are_compared(self) -> None:
        old = replace(
            snapshot(without(TEAM, [0])), items=(), cells=np.empty((39, 0), np.int64), answers=np.empty((39, 0), str)
        )
        assert not enough_differ(old, snapshot(TEAM))
        assert enough_differ(old, snapshot(without(TEAM, [0])))

    @given(st.sets(st.integers(0, 39), max_size=6), st.sets(st.integers(0, 39), max_size=6))
    def test_any_who_came_and_went(self, then: set[int], now: set[int]) -> None:
        count = len(then ^ now)
        assert may(without(TEAM, sorted(then)), without(TEAM, sorted(now))) is (count == 0 or count >= 3)


def state(section: int, teacher: int, finished: int, begun: int = 0, waiting: int = 0) -> ClassState:
    return ClassState(section, teacher, finished, begun, waiting)


IN_A, IN_B, IN_C = state(1, 1, 20), state(2, 2, 19, 0, 1), state(3, 3, 10, 4, 6)
OUT_C, OUT_D = state(3, 3, 0, 0, 20), state(4, 4, 0, 0, 20)


class TestOneTeacherAlone:
    def test_the_first_in_is_not_published_and_the_second_is_with_it(self) -> None:
        assert not no_teacher_alone([IN_A, state(2, 2, 0, 0, 20), OUT_C, OUT_D], ())
        assert no_teacher_alone([IN_A, IN_B, OUT_C, OUT_D], ())

    def test_nor_what_would_leave_one_to_come(self) -> None:
        """With it the difference would be that class."""
        assert not no_teacher_alone([IN_A, IN_B, OUT_C], ())
        assert no_teacher_alone([IN_A, IN_B, IN_C], ())

    def test_the_third_waits_for_the_fourth(self) -> None:
        assert not no_teacher_alone([IN_A, IN_B, IN_C, OUT_D], (1, 2))
        assert no_teacher_alone([IN_A, IN_B, IN_C, state(4, 4, 20)], (1, 2))

    def test_two_classes_of_one_teacher_are_one(self) -> None:
        assert not no_teacher_alone([IN_A, state(2, 1, 20), OUT_C, OUT_D], ())

    def test_a_class_under_way_is_waited_for(self) -> None:
        assert not no_teacher_alone([IN_A, IN_B, state(3, 3, 9, 0, 11)], (1, 2))
        assert not no_teacher_alone([IN_A, IN_B, state(3, 3, 0, 20)], (1, 2)), "typed item by item"

    def test_late_papers_of_classes_that_are_in_are_a_matter_of_students(self) -> None:
        assert no_teacher_alone([IN_A, state(2, 2, 20)], (1, 2))

    def test_a_class_that_nobody_is_in_is_not_waited_for(self) -> None:
        assert no_teacher_alone([IN_A, IN_B, state(3, 3, 0)], ())

    def test_states_are_those_of_the_run(self) -> None:
        inputs = marked(TEAM, list(range(25, 30)), [3], -1)
        status = inputs.status.copy()
        status[0] = Status.ABSENT
        inputs = replace(inputs, status=status)
        found = class_states(figures_of(inputs), students_of(inputs, responses_of(inputs)))
        assert found == [state(100, 1, 20), state(101, 2, 15, 5)]


OUTSIDE = reader(sees_sections=False)
BLIND, NAMED = reader(), reader(names="named")
GUEST = reader(is_guest=True, marks="none")


class TestATeamOfOneTeacherSoFar:
    @pytest.mark.parametrize("who", [OUTSIDE, BLIND, GUEST, reader(1), reader(0).on_the_table])
    def test_its_figures_are_shown_to_nobody_who_is_not_to_know_them(self, who: Any) -> None:
        figures = figures_of(drawn_inputs((20, 0)))
        view = disclosed(figures, who)
        for skill in (view.total, *view.skills):
            assert {row.withheld for row in skill.rows} <= {"one_teacher", "n0"} and skill.team.value is None
            assert not any(row.students or row.proficient or row.label or row.steadied for row in skill.rows)
        for item in view.items:
            assert (item.team.value, item.students, item.low, item.blank) == (None,) * 4
            assert {cell.withheld for cell in item.cells} <= {"one_teacher", "n0"}
        assert all(
            behind.alpha is None and not behind.compared for behind in methods(figures, classes_of(figures, who)).behind
        )

    @pytest.mark.parametrize("who", [NAMED, reader(0), reader(is_guest=True, marks="none", names="named")])
    def test_but_to_who_teaches_it_and_to_who_is_told_by_name(self, who: Any) -> None:
        assert disclosed(figures_of(drawn_inputs((20, 0))), who).total.team.value is not None

    def test_both_classes_of_one_teacher_are_one(self) -> None:
        inputs = drawn_inputs((20, 20))
        both = replace(inputs, sections=tuple(replace(section, teacher_id=7) for section in inputs.sections))
        assert disclosed(figures_of(both), OUTSIDE).total.team.withheld == "one_teacher"
        assert disclosed(figures_of(inputs), OUTSIDE).total.team.value is not None

    def test_a_skill_and_an_item_that_one_class_alone_took(self) -> None:
        """One class was excused from all of the first skill, the other from the last three items of the second."""
        inputs = marked(marked(TEAM, list(range(20)), list(range(6)), EXEMPT), list(range(20, 40)), [9, 10, 11], EXEMPT)
        view = disclosed(figures_of(inputs), OUTSIDE)
        assert [skill.team.withheld for skill in (view.total, *view.skills)] == ["", "one_teacher", ""]
        assert [item.team.withheld for item in view.items] == ["one_teacher"] * 6 + [""] * 3 + ["one_teacher"] * 3

    def test_growth_of_one_teacher_s_students(self) -> None:
        tests = [drawn_inputs((20, 20), [share] * 2, seed=seed) for share, seed in ((0.4, 5), (0.8, 6))]
        tests[1] = without(tests[1], list(range(20, 40)))
        first, second = (Sitting(figures_of(each), students_of(each, responses_of(each))) for each in tests)
        for who, is_told in ((OUTSIDE, False), (BLIND, False), (reader(0), True), (NAMED, True)):
            team = growth_view(first, second, {1: 1, 2: 2}, classes_of(dict(second.figures), who)).team
            assert (team.both is not None) is is_told
            assert all((line.gain is not None) is is_told for line in team.lines)


class TestTheSizeOfABlindClass:
    @given(st.integers(5, 60), st.integers(0, 60))
    def test_any_size_of_its_band_could_have_any_share_that_is_said(self, n: int, right: int) -> None:
        said = blind_percent(min(right, n) / n, n)
        band = range(5, 10) if n < 10 else range(10, 20) if n < 20 else range(20, 30) if n < 30 else range(30, 61)
        assert {blind_size(size) for size in band} == {blind_size(n)}
        for size in band:
            assert said in {blind_percent(k / size, size) for k in range(size + 1)}, size

    def test_whole_percents_would_have_told_it(self) -> None:
        """What this is for: a few dozen items, and one size is left."""
        shares = np.random.default_rng(3).integers(0, 24, 40) / 23
        whole = {int(100 * share + 0.5) for share in shares}
        fits = [n for n in range(20, 30) if whole <= {int(100 * k / n + 0.5) for k in range(n + 1)}]
        assert fits == [23]

    def test_items_are_said_so_and_one_s_own_and_named_ones_exactly(self) -> None:
        figures = figures_of(TEAM)
        for who, is_exact in ((reader(0), False), (reader(0, names="named"), True)):
            view = disclosed(figures, who)
            mine = [name.is_mine for name in view.classes].index(True)
            theirs = [item.cells[1 - mine].value or 0 for item in view.items]
            assert all(abs(20 * share - round(20 * share)) < 1e-9 for share in theirs), "twenty students: always fifths"
            own = [section.p for section in (item.sections[0] for item in classes_of(figures, who).report.items)]
            assert [item.cells[mine].value for item in view.items] == own
            assert is_exact == (who.names == "named")
