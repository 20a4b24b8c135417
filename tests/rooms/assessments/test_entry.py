"""A page of typed scores: read like a file, merged cell by cell with what others saved, never half saved."""

import pytest

from assessments.cells import BLANK, EMPTY, EXEMPT, NOT_REACHED
from assessments.entry import TypedPaper, saved_papers, typed_papers
from assessments.importing import ItemSpec, RosterEntry, SavedResult

ITEMS = (ItemSpec(1, "1", 100, "B", "ABCD"), ItemSpec(2, "2", 200, "", ""), ItemSpec(3, "3", 300, "", ""))
ANA = RosterEntry(7, "000107", "Abbott, Ana", 1, "Period 1")
BEN = RosterEntry(8, "000108", "Cruz, Ben", 1, "Period 1")


def saved(*cells: int, answers: tuple[str, ...] = ("", "", ""), status: str = "scored") -> dict[int, SavedResult]:
    return {7: SavedResult(7, 4, 1, status, cells, answers)}


def typed(
    posted: dict[str, str], now: dict[int, SavedResult] | None = None, opened: dict[int, SavedResult] | None = None
) -> TypedPaper:
    """Ana's paper: ``posted`` over the page as it was opened (with ``opened`` saved), while ``now`` is saved."""
    shown = page(opened or {})
    (paper,) = typed_papers({**shown, **posted}, [ANA], ITEMS, now if now is not None else opened or {})
    return paper


def page(held: dict[int, SavedResult], entry: RosterEntry = ANA) -> dict[str, str]:
    """The fields as the browser sends them when nothing was touched."""
    (paper,) = saved_papers([entry], ITEMS, held)
    fields = {cell.name: cell.text for cell in paper.shown}
    return {**fields, f"b{entry.student_id}": paper.opened, f"s{entry.student_id}": paper.status}


class TestTheOpenedPage:
    def test_an_empty_paper_is_not_a_zero(self) -> None:
        (paper,) = saved_papers([ANA], ITEMS, {})
        assert [cell.text for cell in paper.shown] == ["", "", ""]
        assert (paper.status, paper.earned, paper.possible, paper.based_on) == ("", "", "", 0)

    def test_answers_points_and_codes_read_as_they_are_written(self) -> None:
        (paper,) = saved_papers([ANA], ITEMS, saved(100, 150, NOT_REACHED, answers=("B", "", "")))
        assert [cell.text for cell in paper.shown] == ["B", "1.5", "N"]
        assert [cell.code for cell in paper.shown] == ["", "", "N"]
        assert (paper.earned, paper.possible, paper.based_on) == ("2.5", "6", 4)

    def test_an_excused_item_is_in_neither_points_nor_maximum(self) -> None:
        (paper,) = saved_papers([ANA], ITEMS, saved(EXEMPT, BLANK, 300))
        assert (paper.earned, paper.possible) == ("3", "5")

    def test_a_blank_is_a_dash_where_b_would_be_an_answer(self) -> None:
        (paper,) = saved_papers([ANA], ITEMS, saved(BLANK, BLANK, EMPTY))
        assert [cell.text for cell in paper.shown] == ["-", "B", ""]


class TestReadingWhatWasTyped:
    @pytest.mark.parametrize(
        ("position", "text", "cell", "answer"),
        [
            (1, "B", 100, "B"),
            (1, " b ", 100, "B"),
            (1, "C", 0, "C"),
            (1, "1", 100, ""),
            (1, "-", BLANK, ""),
            (1, "N", NOT_REACHED, ""),
            (2, "B", BLANK, ""),
            (2, "n", NOT_REACHED, ""),
            (2, "x", EXEMPT, ""),
            (2, "0", 0, ""),
            (2, "0.5", 50, ""),
            (3, "3", 300, ""),
        ],
    )
    def test_a_cell_means(self, position: int, text: str, cell: int, answer: str) -> None:
        paper = typed({f"c7-{position}": text})
        assert paper.is_readable, paper.notes
        assert (paper.cells[position - 1], paper.answers[position - 1]) == (cell, answer)
        assert paper.status == "scored"

    @pytest.mark.parametrize(
        ("position", "text", "said"),
        [
            (1, "E", "Type one of A, B, C, D, or points from 0 to 1, or - for blank."),
            (1, "2", "“2” is more than the 1 point of this item."),
            (2, "3", "“3” is more than the 2 points of this item. Type 0 to 2, or B, N, X."),
            (2, "-1", "less than zero"),
            (2, "two", "Type 0 to 2, or B, N, X."),
            (2, "1,5", "could mean 1.5 or 15"),
            (3, "1.234", "more than two decimals"),
            (3, "=1+1", "Type 0 to 3, or B, N, X."),
            (3, "absent", "Type 0 to 3, or B, N, X."),
        ],
    )
    def test_what_cannot_be_read_keeps_its_text_and_says_why(self, position: int, text: str, said: str) -> None:
        paper = typed({f"c7-{position}": text})
        (note,) = paper.notes
        assert (note.position, note.text) == (position, text)
        assert said in note.note
        assert not paper.is_readable
        assert paper.cells[position - 1] == EMPTY

    def test_an_emptied_cell_asks_before_a_score_goes(self) -> None:
        paper = typed({"c7-2": ""}, opened=saved(100, 200, 300))
        (note,) = paper.notes
        assert note.note == "This cell is empty now, but 2 is saved. Type clear to take it away."
        assert paper.cells == (100, 200, 300)

    def test_clear_takes_a_score_away(self) -> None:
        paper = typed({"c7-2": "Clear"}, opened=saved(100, 200, 300))
        assert paper.is_readable
        assert paper.cells == (100, EMPTY, 300)

    def test_an_untouched_page_is_what_is_saved(self) -> None:
        held = saved(0, BLANK, EMPTY, answers=("C", "", ""))
        paper = typed({}, opened=held)
        assert (paper.cells, paper.answers, paper.status) == ((0, BLANK, EMPTY), ("C", "", ""), "scored")
        assert paper.is_readable

    def test_each_student_has_fields_of_their_own(self) -> None:
        posted = {**page({}), **page({}, BEN), "c7-2": "1", "c8-2": "2"}
        ana, ben = typed_papers(posted, [ANA, BEN], ITEMS, {})
        assert (ana.cells, ben.cells) == ((EMPTY, 100, EMPTY), (EMPTY, 200, EMPTY))


class TestStatus:
    def test_absent_without_scores_is_absent(self) -> None:
        paper = typed({"s7": "absent"})
        assert (paper.status, paper.is_readable) == ("absent", True)

    def test_scores_and_absent_contradict_each_other(self) -> None:
        paper = typed({"s7": "absent", "c7-2": "1"})
        assert paper.note.startswith("This paper has scores, and its status says there is none.")
        assert not paper.is_readable

    def test_scores_for_a_student_somebody_marked_absent_ask_too(self) -> None:
        paper = typed({"c7-2": "1"}, now=saved(EMPTY, EMPTY, EMPTY, status="absent"))
        assert "its status says there is none" in paper.note

    def test_a_status_others_changed_is_kept_where_nobody_here_touched_it(self) -> None:
        paper = typed({}, now=saved(EMPTY, EMPTY, EMPTY, status="exempt"))
        assert (paper.status, paper.is_readable) == ("exempt", True)

    def test_two_people_choosing_differently_are_asked(self) -> None:
        """Otherwise the one who saves last silently overwrites the other."""
        now = saved(EMPTY, EMPTY, EMPTY, status="exempt")
        paper = typed({"s7": "absent"}, now=now)
        assert not paper.is_readable
        assert paper.note == "You chose absent; someone saved exempt meanwhile. Save again to keep yours."
        again = typed({"s7": "absent"}, opened=now)
        assert (again.status, again.is_readable) == ("absent", True)

    def test_two_people_choosing_the_same_agree(self) -> None:
        paper = typed({"s7": "absent"}, now=saved(EMPTY, EMPTY, EMPTY, status="absent"))
        assert (paper.status, paper.is_readable) == ("absent", True)


class TestMerging:
    """The page was opened with (1, 1, empty) saved; then somebody else saved something."""

    OPENED = saved(100, 100, EMPTY)

    def test_other_cells_of_the_paper_both_survive(self) -> None:
        paper = typed({"c7-3": "2.5"}, now=saved(100, 0, EMPTY), opened=self.OPENED)
        assert paper.is_readable
        assert paper.cells == (100, 0, 250)

    def test_the_same_cell_shows_both_values(self) -> None:
        paper = typed({"c7-2": "2"}, now=saved(100, 0, EMPTY), opened=self.OPENED)
        (note,) = paper.notes
        assert note.note == "You typed 2; someone saved 0 meanwhile. Save again to keep yours, or type 0."
        assert note.text == "2"
        assert paper.cells[1] == 0

    def test_saving_again_keeps_ones_own(self) -> None:
        now = saved(100, 0, EMPTY)
        first = typed({"c7-2": "2"}, now=now, opened=self.OPENED)
        again = {"c7-1": "1", "c7-2": "2", "c7-3": "", "b7": first.opened, "s7": "scored"}
        (paper,) = typed_papers(again, [ANA], ITEMS, now)
        assert paper.is_readable
        assert paper.cells == (100, 200, EMPTY)

    def test_the_same_value_typed_twice_is_no_conflict(self) -> None:
        paper = typed({"c7-2": "2"}, now=saved(100, 200, EMPTY), opened=self.OPENED)
        assert paper.is_readable
        assert paper.cells == (100, 200, EMPTY)

    def test_clearing_what_somebody_cleared_is_no_conflict(self) -> None:
        paper = typed({"c7-2": "clear"}, now=saved(100, EMPTY, EMPTY), opened=self.OPENED)
        assert paper.is_readable
        assert paper.cells == (100, EMPTY, EMPTY)

    def test_what_somebody_cleared_meanwhile_is_named(self) -> None:
        paper = typed({"c7-2": "2"}, now=saved(100, EMPTY, EMPTY), opened=self.OPENED)
        (note,) = paper.notes
        assert note.note == "You typed 2; someone cleared this cell meanwhile. Save again to keep yours, or empty it."

    def test_emptying_a_cell_somebody_changed_is_still_no_clearing(self) -> None:
        paper = typed({"c7-2": ""}, now=saved(100, 0, EMPTY), opened=self.OPENED)
        (note,) = paper.notes
        assert note.note == "This cell is empty now, but 0 is saved. Type clear to take it away."

    def test_a_first_paper_saved_meanwhile_is_merged_as_well(self) -> None:
        paper = typed({"c7-1": "B"}, now=saved(EMPTY, 200, EMPTY))
        assert paper.is_readable
        assert (paper.cells, paper.based_on) == ((100, 200, EMPTY), 4)

    @pytest.mark.parametrize("opened", ["", "scored,1", "scored,1,1,1,1,1", "\x00"])
    def test_a_mangled_copy_of_the_page_counts_as_what_is_saved(self, opened: str) -> None:
        paper = typed({"b7": opened, "c7-3": "3"}, opened=self.OPENED)
        assert paper.is_readable
        assert paper.cells == (100, 100, 300)


def test_a_paper_whose_scores_are_all_cleared_asks_what_is_so() -> None:
    paper = typed({"c7-1": "clear", "c7-2": "clear", "c7-3": "clear"}, opened=saved(0, 100, 300))
    assert paper.cells == (EMPTY, EMPTY, EMPTY)
    assert "has no scores" in paper.note
    said = typed({"c7-1": "clear", "c7-2": "clear", "c7-3": "clear", "s7": "absent"}, opened=saved(0, 100, 300))
    assert (said.note, said.status) == ("", "absent")
