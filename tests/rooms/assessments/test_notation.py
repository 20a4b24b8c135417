"""One standard by several codes, a key as people write it, and the label that comes next."""

import pytest

from assessments.notation import code_fits, key_words, next_labels, read_key, read_options, same_code


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3.OA.2", "3.OA.A.2"),
        ("3.oa.a.2", "CCSS.Math.Content.3.OA.A.2"),
        ("RL.7.1", "CCSS.ELA-Literacy.RL.7.1"),
        ("Literacy.CCRA.R.1", "CCSS.ELA-Literacy.CCRA.R.1"),
        ("K.G.1", "K.G.A.1"),
        ("F-IF.7", "HSF-IF.C.7"),
        ("7.RP.2a", "7.RP.A.2.a"),
        ("7 RP 3", "7.RP.A.3"),
        ("MS-PS2-1", "ms ps2 1"),
    ],
)
def test_two_notations_of_one_standard(one: str, other: str) -> None:
    assert same_code(one, other)
    assert code_fits(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("7.G.1", "7.1"), ("7.A.1", "7.1"), ("3.OA.2", "3.OA.B.3"), ("RL.7.1", "RI.7.1"), ("", "")]
)
def test_different_standards_stay_different(one: str, other: str) -> None:
    assert not same_code(one, other)


def test_a_beginning_or_a_part_of_a_code_fits() -> None:
    assert code_fits("7.RP.A.3", "7.RP")
    assert code_fits("7.RP.A.3", "7.rp.a")
    assert code_fits("7.RP.A.3", "RP.3")
    assert not code_fits("7.RP.A.3", "8.RP")
    assert not code_fits("7.RP.A.3", "")


@pytest.mark.parametrize(
    ("typed", "key"),
    [("b", "B"), ("d,b", "BD"), ("B|C", "B|C"), ("b or c", "B|C"), ("b and d | a", "BD|A"), ("", "")],
)
def test_a_key_as_people_write_it(typed: str, key: str) -> None:
    assert read_key(typed) == key


def test_options_and_words_of_a_key() -> None:
    assert read_options("a, b c D") == "ABCD"
    assert key_words("BD") == "B and D"
    assert key_words("BD|C") == "B and D or C"


def test_the_next_labels() -> None:
    assert next_labels([], 1) == ("1",)
    assert next_labels(["1", "2", "4b"], 3) == ("5", "6", "7")
    assert next_labels(["1"], 3, "4a") == ("4a", "4b", "4c")
    assert next_labels([], 2, "9") == ("9", "10")
    assert next_labels([], 2, "Essay") == ("Essay1", "Essay2")
