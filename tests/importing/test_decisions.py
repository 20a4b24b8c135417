"""What a person says about single rows: whose they are, that they stay out, that a saved score stays."""

import pytest

from assessments.importing import Decisions, ImportPlan, guess_mapping, plan_import, read_table
from tests.importing.class_file import HEADER, ITEMS, ROSTER, saved

UNKNOWN = "zg-9,Brooks Ava,,,3,1,D,2"


def planned(
    *rows: str, decisions: Decisions | None = None, aliases: dict[str, int] | None = None, **known
) -> ImportPlan:
    table = read_table("\n".join((HEADER, *rows)).encode(), "class.csv")
    mapping = guess_mapping(table, ITEMS, ROSTER)
    return plan_import(
        table,
        mapping,
        items=ITEMS,
        roster=ROSTER,
        saved=known.get("saved", {}),
        aliases=aliases,
        decisions=decisions or Decisions(),
    )


def students(plan: ImportPlan) -> list[int]:
    return [change.student_id for change in plan.changes]


class TestWhoseARowIs:
    def test_without_a_word_it_is_held(self) -> None:
        plan = planned(UNKNOWN)
        assert (plan.changes, [row.shown_id for row in plan.unmatched]) == ((), ["zg-9"])

    def test_an_alias_finds_the_student(self) -> None:
        plan = planned(UNKNOWN, aliases={"zg-9": 11})
        assert (students(plan), plan.unmatched) == ([11], ())

    def test_a_true_id_comes_before_an_alias(self) -> None:
        assert students(planned("40712,,,,3,1,D,2", aliases={"40712": 11})) == [12]

    def test_an_alias_of_a_student_elsewhere_finds_nobody(self) -> None:
        plan = planned(UNKNOWN, aliases={"zg-9": 999})
        assert (plan.changes, len(plan.unmatched)) == ((), 1)

    def test_what_is_said_of_a_row_comes_before_its_id(self) -> None:
        assert students(planned("40712,,,,3,1,D,2", decisions=Decisions().with_student(2, 11))) == [11]

    def test_a_student_who_is_not_in_these_sections_cannot_be_chosen(self) -> None:
        plan = planned(UNKNOWN, decisions=Decisions().with_student(2, 999))
        assert (plan.changes, len(plan.unmatched)) == ((), 1)

    def test_an_alias_and_an_id_for_one_student_are_two_rows_of_the_student(self) -> None:
        plan = planned(UNKNOWN, "40711,,,,1,1,D,2", aliases={"zg-9": 11})
        assert plan.changes == ()
        assert {problem.kind for problem in plan.problems} == {"student twice"}
        mended = planned(UNKNOWN, "40711,,,,1,1,D,2", aliases={"zg-9": 11}, decisions=Decisions().with_left_out(2))
        assert (students(mended), mended.problems, mended.left_out_rows) == ([11], (), 1)


class TestWhatStays:
    SAVED = saved(11, (100, 100, -1, -1))
    ROW = "40711,,,,3,1,D,2"

    def test_every_saved_score(self) -> None:
        plan = planned(self.ROW, saved=self.SAVED, decisions=Decisions(keeps_saved=True))
        assert (plan.new_cells, plan.changed_cells, plan.kept_cells) == (2, 0, 1)
        assert plan.changes[0].cells == (100, 100, 200, 200)

    def test_one_saved_score(self) -> None:
        row = "40711,,,,3,0,D,2"
        plan = planned(row, saved=self.SAVED, decisions=Decisions().with_kept((2, 2)))
        assert (plan.new_cells, plan.changed_cells, plan.kept_cells) == (2, 1, 1)
        assert plan.changes[0].cells == (300, 100, 200, 200)

    def test_a_row_with_nothing_else_then_changes_nothing(self) -> None:
        plan = planned("40711,,,,3,1,,", saved=self.SAVED, decisions=Decisions(keeps_saved=True))
        assert (plan.changes, plan.kept_cells) == ((), 1)

    def test_a_cleared_paper_stays_scored(self) -> None:
        plan = planned("40711,,,,CLEAR,CLEAR,,", saved=self.SAVED, decisions=Decisions().with_kept((2, 1)))
        assert (plan.changes[0].status, plan.changes[0].cells) == ("scored", (100, -1, -1, -1))

    def test_a_saved_status(self) -> None:
        away = saved(11, (-1,) * 4, status="exempt")
        plan = planned("40711,,,absent,,,,", saved=away, decisions=Decisions().with_kept((2, 0)))
        assert (plan.changes, plan.kept_cells) == ((), 1)


@pytest.mark.parametrize(
    "decisions",
    [
        Decisions(),
        Decisions().with_student(2, 11).with_left_out(3, 4).with_kept((5, 1), (5, 0)),
        Decisions(keeps_saved=True),
    ],
)
def test_they_are_kept_to_the_letter(decisions: Decisions) -> None:
    assert Decisions.from_json(decisions.to_json()) == decisions


def test_a_word_about_a_row_can_be_taken_back() -> None:
    said = Decisions().with_student(2, 11).with_left_out(3).with_kept((4, 1))
    assert said.without_row(2).without_row(3).without_row(4) == Decisions()


def test_to_say_whose_a_row_is_takes_it_in_again() -> None:
    assert Decisions().with_left_out(2).with_student(2, 11).left_out == ()
