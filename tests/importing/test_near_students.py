"""Whoever a row may belong to is found among many by hashes alone, and is the same as looking at each student."""

from assessments.importing.near_students import NearStudents
from assessments.importing.subjects import RosterEntry

NAMES = ("Young, Imani", "Yount, Imani", "Ito, Ren", "Baker-Lee, Ana", "Lee, Ana", "Cruz", "Young, Imani")
ROSTER = [RosterEntry(n, f"00{4071 + n}", name, 1, "Period 1") for n, name in enumerate(NAMES)]
LONG = [RosterEntry(n, f"12345{n}0000", f"Pupil, N{n}", 1, "Period 1") for n in range(3)]


def ids(near: NearStudents, local_id: str, name: str) -> list[int]:
    return [student.student_id for student in near.near(local_id, name)]


def test_a_like_id_comes_before_a_like_name_and_each_student_once() -> None:
    near = NearStudents(ROSTER, with_scores={2})
    found = near.near("4073.0", "Imani Young")
    assert [student.student_id for student in found] == [2, 0, 6, 1]
    assert [student.has_scores for student in found] == [True, False, False, False]
    assert found[0].why.startswith("the ID differs")
    assert found[1].why.startswith("the name")


def test_names_one_slip_apart_are_near_and_two_slips_are_not() -> None:
    near = NearStudents(ROSTER, frozenset())
    assert ids(near, "", "Imani Yung") == [0, 6]
    assert ids(near, "", "Ana Le") == [4]
    assert ids(near, "", "Imany Yong") == []
    assert ids(near, "", "Cruz") == []


def test_an_id_that_a_spreadsheet_rounded_is_near_all_it_may_have_been() -> None:
    near = NearStudents(LONG, frozenset())
    assert ids(near, "1.2345E+9", "") == [0, 1, 2]
    assert ids(near, "1.23451E+9", "") == [1]
    assert ids(near, "1,2345E+9", "") == [0, 1, 2]
    assert ids(near, "1.2345E+8", "") == []
    assert ids(near, "1.2345E+900", "") == []
