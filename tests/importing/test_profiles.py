"""Each kind of file in its known shapes, small: what is taken, what is passed over, what is asked."""

from typing import Any

import pytest

from assessments.cells import BLANK, EMPTY
from assessments.importing import (
    PROFILES,
    ImportPlan,
    ItemSpec,
    Mapping,
    RosterEntry,
    Table,
    guess_mapping,
    header_signature,
    plan_import,
    profile_of,
    read_table,
    with_choices,
)
from tests.importing.class_file import ROSTER

TWO = (ItemSpec(1, "1", 200), ItemSpec(2, "2", 100, "C", "ABCD"))
ONE = (ItemSpec(1, "Total", 2000),)
MAILS = (RosterEntry(11, "ava@x.org", "Brooks, Ava", 2, "Period 2"),)


def planned(
    text: str | bytes, items: tuple[ItemSpec, ...] = TWO, roster: tuple[RosterEntry, ...] = ROSTER, **choices: Any
) -> tuple[Table, Mapping, ImportPlan]:
    table = read_table(text if isinstance(text, bytes) else text.encode(), "class.csv")
    mapping = guess_mapping(table, items, roster)
    if choices:
        mapping = with_choices(mapping, table, items, roster, **choices)
    return table, mapping, plan_import(table, mapping, items=items, roster=roster, saved={})


def cells_of(plan: ImportPlan) -> dict[int, tuple[int, ...]]:
    return {change.student_id: change.cells for change in plan.changes}


def kinds(mapping: Mapping) -> set[str]:
    return {problem.kind for problem in mapping.problems}


def test_every_profile_has_its_name_and_words() -> None:
    assert len({profile.words for profile in PROFILES.values()}) == len(PROFILES) == 16
    for name, profile in PROFILES.items():
        assert name == profile.name
        assert len(name) <= 40  # Upload.profile and UploadSource.profile keep it


def test_powerteacher_titles_are_in_line_8() -> None:
    text = (
        "Teacher Name:,Okafor,\nClass:,Algebra,\nAssignment Name:,Unit 3,\nDue Date:,5/1/2026,\nPoints Possible:,20,\n"
        'Extra Points:,0,\nScore Type:,POINTS,\nStudent Num,Student Name,Score\n40711,"Brooks, Ava",17\n007,Kaur,\n\n'
    )
    table, mapping, plan = planned(text, ONE)
    assert (mapping.profile, table.header_number) == ("powerteacher", 8)
    assert cells_of(plan) == {11: (1700,)}


def test_a_total_is_not_an_item_of_several() -> None:
    _table, mapping, _plan = planned("Student Num,Student Name,Score\n40711,Ava,17\n", TWO)
    said = [problem for problem in mapping.problems if problem.stops]
    assert [problem.sentence for problem in said] == [
        "This looks like PowerTeacher Pro score template, with a score of the whole test."
    ]


GOOGLE = (
    '"Timestamp","Email Address","Total score","What is your student ID?","What is your student ID? [Score]",'
    '"1. 3 × 4 = ?","1. 3 × 4 = ? [Score]","1. 3 × 4 = ? [Feedback]","2. Which one?","2. Which one? [Score]",'
    '"2. Which one? [Feedback]"\n'
)


def test_google_forms_download() -> None:
    text = (
        GOOGLE
        + '"2026/03/02 9:01:11 AM GMT+8","ava@x.org","2.00 / 3","40711","-- / 0","12","2.00 / 2","","B","0.00 / 1",""\n'
        '"2026/03/02 9:30:00 AM GMT+8","ava@x.org","3.00 / 3","40711","-- / 0","12","2.00 / 2","","C","1.00 / 1",""\n'
        '"2026/03/02 9:05:00 AM GMT+8","s@x.org","1.00 / 3","007","-- / 0","11","0.00 / 2","","C","1.00 / 1",""\n'
    )
    _table, mapping, plan = planned(text)
    assert mapping.profile == "google-forms"
    assert "several attempts" in kinds(mapping)
    assert cells_of(plan) == {11: (200, 0), 13: (0, 100)}
    assert {change.student_id: change.answers for change in plan.changes} == {11: ("", "B"), 13: ("", "C")}
    _table, _mapping, last = planned(text, attempt_rule="last")
    assert cells_of(last)[11] == (200, 100)
    _table, _mapping, best = planned(text, attempt_rule="best")
    assert cells_of(best)[11] == (200, 100)
    _table, mapping, asked = planned(text, attempt_rule="ask")
    assert {problem.kind for problem in asked.problems} == {"student twice"}
    assert cells_of(asked).keys() == {13}


def test_google_sheet_has_letters_and_no_points() -> None:
    text = "Timestamp,Email Address,Score,Which one?\n3/2/2026 9:01:11,ava@x.org,1 / 1,C\n"
    items = (ItemSpec(1, "1", 100, "C", "ABCD"),)
    _table, mapping, plan = planned(text, items, MAILS)
    assert (cells_of(plan), plan.changes[0].answers) == ({11: (100,)}, ("C",))
    assert "questions in order" in kinds(mapping)


def test_google_answers_in_words_are_not_scored() -> None:
    text = "Timestamp,Email Address,Score,Which one?,And why?\n3/2/2026 9:01:11,ava@x.org,1 / 1,Twelve,Because\n"
    _table, mapping, plan = planned(text, TWO, MAILS)
    assert [problem.kind for problem in mapping.problems if problem.stops] == ["no item columns"]
    assert plan.changes == ()


def test_microsoft_forms_id_names_nobody() -> None:
    text = (
        "ID,Start time,Completion time,Email,Name,Total points,Quiz feedback,Last modified time,"
        "Your student ID,Points\xa0- Your student ID,Q one,Points - Q one,Feedback - Q one,Q two,Points - Q two\n"
        "40712,3/2/26 9:00:00,3/2/26 9:10:00,anonymous,,3,,,40711,,twelve,2,,C,1\n"
    ).encode("cp1252")
    table, mapping, plan = planned(text)
    assert mapping.profile == "microsoft-forms"
    assert table.header[mapping.student_column or 0] == "Your student ID"
    assert cells_of(plan) == {11: (200, 100)}


def test_gradescope_one_assignment() -> None:
    text = (
        "First Name,Last Name,SID,Email,Sections,Total Score,Max Points,Status,Submission ID,Submission Time,"
        '"1: Slope (2.0 pts)","2: Graph (1.0 pts)"\n'
        "Ava,Brooks,40711,a@x.org,P2,3.0,3.0,Graded,1,2026-03-02 09:00:00 -0500,2.0,1.0\n"
        "Simran,Kaur,007,s@x.org,P2,,3.0,Missing,,,,\n"
    )
    _table, mapping, plan = planned(text)
    assert mapping.profile == "gradescope-assignment"
    assert (cells_of(plan), plan.problems, plan.unmatched) == ({11: (200, 100)}, (), ())


def test_zipgrade_standard_under_its_other_titles() -> None:
    text = (
        "Quiz Name,Class Name,First Name,Last Name,ZipGrade ID,External Id,Earned Points,Possible Points,"
        "Percent Correct,Date Created,Key Version\nUnit,P2,Ava,Brooks,77,40711,17,20,85,3/2/2026,A\n"
    )
    _table, mapping, plan = planned(text, ONE)
    assert (mapping.profile, cells_of(plan)) == ("zipgrade-standard", {11: (1700,)})


def test_canvas_gradebook_posting_row_locale_and_excused() -> None:
    text = (
        "Student;ID;SIS User ID;SIS Login ID;Section;Unit 3 (part A) (881);Quiz (882);Final Score\n"
        ";;;;;Manual Posting;Manual Posting;\n    Points Possible;;;;;20,00;5,00;(read only)\n"
        "Brooks, Ava;1;40711;a1;P2 and P4;17,5;EX;88\nKaur, Simran;2;;a3;P2;;N/A;\nStudent, Test;3;;t;P2;1;1;1\n"
    )
    table, mapping, plan = planned("\ufeff" + text, (ItemSpec(1, "Unit 3 (part A)", 2000),))
    assert (mapping.profile, table.delimiter) == ("canvas-gradebook", ";")
    assert [(row.row, row.why) for row in mapping.skipped_rows] == [
        (2, "notes on the columns"), (3, "max points"), (6, "test student")
    ]  # fmt: skip
    assert cells_of(plan) == {11: (1750,)}
    assert [held.row for held in plan.unmatched] == []


def test_canvas_quiz_duplicate_titles_multi_answers_and_text_with_commas() -> None:
    text = (
        'name,id,sis_id,section,submitted,attempt,"881: Slope, of a line",2.0,'
        "882: Which?,1.0,n correct,n incorrect,score\n"
        '"Brooks, Ava",9,40711,P2,2026-03-02 09:00:00 UTC,1,"a, long ""answer""",1.5,"A,C",0.5,0,2,2\n'
    )
    items = (ItemSpec(1, "1", 200), ItemSpec(2, "2", 100, "AC", "ABCD"))
    _table, mapping, plan = planned(text, items)
    assert cells_of(plan) == {11: (150, 50)}
    assert plan.changes[0].answers == ("", "AC")
    assert "scored otherwise" in kinds(mapping)


def test_moodle_unfinished_attempts_and_what_is_not_graded() -> None:
    text = (
        '"Last name","First name","ID number","Email address","Status","Started","Completed","Duration",'
        '"Grade/3.00",'
        '"Q. 1 /2.00","Q. 2 /1.00"\n'
        "Brooks,Ava,40711,a@x.org,Finished,2 March 2026  0:04 PM,2 March 2026 0:20 PM,16 m,2.00,Not yet graded,1.00\n"
        "Brooks,Ava,40711,a@x.org,Finished,2 March 2026 9:04 AM,2 March 2026 9:20 AM,16 mins,2.00,2.00,-\n"
        "Kaur,Simran,007,s@x.org,In progress,2 March 2026 9:04 AM,-,-,-,-,-\nOverall average,,,,,,,,2,2,1\n"
    )
    _table, mapping, plan = planned(text)
    assert (mapping.profile, cells_of(plan)) == ("moodle-grades", {11: (200, BLANK)})
    assert [(row.row, row.why) for row in mapping.skipped_rows] == [
        (2, "another attempt"), (4, "attempt not finished"), (5, "summary")
    ]  # fmt: skip
    _table, _mapping, last = planned(text, attempt_rule="last")
    assert (cells_of(last), [p.kind for p in last.problems]) == ({11: (EMPTY, 100)}, ["not graded yet"])


def test_moodle_gradebook_takes_points_before_percents_and_never_letters() -> None:
    text = (
        'First name,Surname,ID number,Institution,Department,Email address, "Quiz: Unit 3 (Percentage)",'
        '"Quiz: Unit 3 (Real)",'
        "Quiz: Unit 3 (Letter),Course total (Real),Last downloaded from this course\n"
        "Ava,Brooks,40711,,,a@x.org,85.00 %,17.00,B,17.00,1700000000\n"
    )
    _table, mapping, plan = planned(text, ONE)
    assert (mapping.profile, cells_of(plan)) == ("moodle-gradebook", {11: (1700,)})


def test_header_in_line_3_of_any_table() -> None:
    table, _mapping, plan = planned("Unit 3,,\nMs. Okafor,,\nStudent ID,1,2\n40711,2,1\n")
    assert (table.header_number, cells_of(plan)) == (3, {11: (200, 100)})


@pytest.mark.parametrize("quote", ['"', ""])
def test_a_string_of_answers_keeps_the_blanks_it_begins_with(quote: str) -> None:
    items = tuple(ItemSpec(n, str(n), 100, "C", "ABCD") for n in range(1, 6))
    text = f"Student ID,Responses,Scores\n40711,{quote} CDC {quote},01011\n007,ABC*C,00101\nKey,CCCCC,11111\n"
    table, mapping, plan = planned(text, items)
    assert mapping.profile == "response-strings"
    answers = {change.student_id: change.answers for change in plan.changes}
    assert answers == {11: ("", "C", "D", "C", ""), 13: ("A", "B", "C", "", "C")}
    assert cells_of(plan)[11] == (BLANK, 100, 0, 100, 100)
    assert [row.why for row in mapping.skipped_rows] == ["answer key"]
    assert table.letters(mapping.item_columns[0].column) == "B"


def test_an_attempt_column_of_any_table_asks_first() -> None:
    text = "Student ID,Attempt,1,2\n40711,2,1,C\n40711,1,2,A\n"
    _table, mapping, plan = planned(text)
    assert "several attempts" in kinds(mapping)
    assert {problem.kind for problem in plan.problems} == {"student twice"}
    _table, _mapping, first = planned(text, attempt_rule="first")
    assert cells_of(first) == {11: (200, 0)}
    _table, _mapping, best = planned(text, attempt_rule="best")
    assert cells_of(best) == {11: (200, 0)}  # two points each: the earlier one counts
    _table, _mapping, better = planned(text.replace("2,1,C", "2,2,C"), attempt_rule="best")
    assert cells_of(better) == {11: (200, 100)}


def test_the_signature_is_of_the_titles_and_not_of_the_rows() -> None:
    one = read_table(b"Student ID,1,2\n40711,2,C\n", "a.csv")
    other = read_table(b"Notes\nstudent_id, 1 ,2\n007,1,\n008,0,\n", "b.csv")
    assert header_signature(one) == header_signature(read_table(b"Student ID,1,2\n1,,\n9,9,9\n", "c.csv"))
    assert profile_of(one).name == "generic"
    assert header_signature(one) != header_signature(read_table(b"Student ID,2,1\n40711,C,2\n", "d.csv"))
    assert header_signature(other) == header_signature(one)


def test_what_a_person_confirmed_goes_before_the_guess() -> None:
    table = read_table(b"Wer,a,b\n40711,1,2\n007,0,1\n", "a.csv")
    items = (ItemSpec(1, "1", 200), ItemSpec(2, "2", 200))
    said = with_choices(
        guess_mapping(table, items, ROSTER), table, items, ROSTER, student_column=0, item_columns={1: 2, 2: 1}
    )
    again = read_table(b"Wer,a,b\n40712,2,0\n", "b.csv")
    mapping = guess_mapping(again, items, ROSTER, confirmed=Mapping.from_json(said.to_json()))
    assert (mapping.is_ready, mapping.position_of_column) == (True, {1: 2, 2: 1})
    shorter = guess_mapping(again, items[:1], ROSTER, confirmed=said)
    assert shorter.position_of_column == {2: 1}


def test_a_confirmed_version_is_asked_again() -> None:
    text = b"QuizName,StudentID,Earned Points,Possible Points,Key Version,Stu1,PriKey1,Points1,Mark1\n"
    text += b"U,40711,1,1,A,C,C,1,C\nU,007,0,1,B,C,D,0,X\n"
    items = (ItemSpec(1, "1", 100), ItemSpec(2, "2", 100))
    table = read_table(text, "z.csv")
    mapping = guess_mapping(table, items, ROSTER)
    assert not mapping.is_ready
    taken = with_choices(mapping, table, items, ROSTER, versions={"A": {}, "B": {7: 2}})
    plan = plan_import(table, taken, items=items, roster=ROSTER, saved={})
    assert (taken.is_ready, cells_of(plan)) == (True, {11: (100, EMPTY), 13: (EMPTY, 0)})
    assert not guess_mapping(table, items, ROSTER, confirmed=taken).is_ready


def test_a_table_of_ones_own_is_not_taken_for_a_gradebook() -> None:
    _table, mapping, plan = planned("Student,ID,Section,Q1 (2),Q2 (1)\nAva,40711,Period 2,2,C\n")
    assert (mapping.profile, cells_of(plan)) == ("generic", {11: (200, 100)})


def test_titles_with_points_behind_them_keep_their_ids() -> None:
    _table, mapping, plan = planned("ID,Q1/2,Q2/1,Total/3\n40711,2,1,3\n40711,1,1,2\n")
    assert mapping.attempt_rule == "ask"
    assert {problem.kind for problem in plan.problems} == {"student twice"}


def test_a_key_in_the_file_is_compared_with_the_key_here() -> None:
    _table, mapping, plan = planned("Student ID,1,2\nKey,2,B\n40711,2,C\n")
    said = [problem.sentence for problem in mapping.problems if problem.kind == "keys differ"]
    assert said == ["The key in row 2 is another than the key here for item 2."]
    assert cells_of(plan) == {11: (200, 100)}


def test_two_thousand_columns_blank_and_double_titles() -> None:
    titles = ["Filler", "", "Student ID", "1", "2", *(f"x{n}" for n in range(1, 2_129)), "Filler"]
    row = ["", "", "40711", "2", "C", *[""] * 2_129]
    table, _mapping, plan = planned(",".join(titles) + "\n" + ",".join(row) + "\n")
    assert (len(table.header), cells_of(plan)) == (2_134, {11: (200, 100)})


@pytest.mark.parametrize("line_end", ["\r", "\r\n", "\n", "\n\n"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_kind_of_file_is_known_in_every_encoding_and_line_end(line_end: str, encoding: str) -> None:
    titles = "Names,Email,SID,Sections,Total,Total - Max Points"
    text = f'{titles}\n"Jos\u00e9",j@x.org,40711,s,17,20\n'.replace("\n", line_end)
    table, mapping, plan = planned(text.encode(encoding), ONE)
    assert (mapping.profile, cells_of(plan), table.rows[0].cell(0)) == ("gradescope-course", {11: (1700,)}, "Jos\u00e9")
