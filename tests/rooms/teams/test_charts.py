"""The small picture of ratings, in numbers."""

from teams.charts import COLUMN, DOT, LEFT, rating_picture, row_of


def test_a_dot_for_each_rating_in_its_row_and_column() -> None:
    picture = rating_picture([("Nov 1", (0, 1, 0, 2)), ("Nov 8", None)])
    middle = LEFT + COLUMN / 2
    assert [(dot.x, dot.y) for dot in picture.dots] == [
        (middle, row_of(2)),
        (middle - 5, row_of(4)),
        (middle + 5, row_of(4)),
    ]
    assert picture.gaps == (LEFT + 1.5 * COLUMN,)
    assert [(name.x, name.text) for name in picture.names] == [(middle, "Nov 1"), (middle + COLUMN, "Nov 8")]
    assert row_of(4) < row_of(1), "what was kept best stands on top"


def test_many_dots_stay_in_their_column() -> None:
    xs = [dot.x for dot in rating_picture([("Nov 1", (0, 0, 0, 30))]).dots]
    assert min(xs) >= LEFT + DOT - 0.1
    assert max(xs) <= LEFT + COLUMN - DOT + 0.1
