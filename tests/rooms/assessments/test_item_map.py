"""From one list of items to the next: no score is lost on the way, and the way back leads where one came from."""

from hypothesis import given
from hypothesis import strategies as st

from assessments.cells import BLANK, EMPTY, EXEMPT, NOT_REACHED
from assessments.item_map import ItemMap, MappedItem, item_map

CODES = (EMPTY, BLANK, NOT_REACHED, EXEMPT)


@st.composite
def lists_of_items(draw: st.DrawFn, *, least: int = 1) -> list[MappedItem]:
    n = draw(st.integers(least, 8))
    return [
        MappedItem(f"q{number}", draw(st.sampled_from([100, 200, 250, 400])), draw(st.booleans()))
        for number in range(n)
    ]


@st.composite
def papers(draw: st.DrawFn, items: list[MappedItem]) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Answers stand where an item takes them, and earn all or nothing."""
    cells, answers = [], []
    for item in items:
        answered = item.takes_answers and draw(st.booleans())
        answers.append(draw(st.sampled_from("ABCD")) if answered else "")
        points = [0, item.max_cell] if answered else [*CODES, *range(0, item.max_cell + 1, 50)]
        cells.append(draw(st.sampled_from(points)))
    return tuple(cells), tuple(answers)


@st.composite
def changes(draw: st.DrawFn) -> tuple[list[MappedItem], list[MappedItem], tuple[tuple[int, ...], tuple[str, ...]]]:
    """A list, another one made of it (some left out, some new, another order, other maxima), and a paper."""
    old = draw(lists_of_items())
    kept = draw(st.lists(st.sampled_from(old), unique=True))
    fresh = [MappedItem(f"new{number}", 100) for number in range(draw(st.integers(0, 3)))]
    new = draw(st.permutations(kept + fresh))
    new = [MappedItem(each.identity, draw(st.sampled_from([100, 250, 400])), each.takes_answers) for each in new]
    return old, new, draw(papers(old))


@given(changes())
def test_every_score_of_an_item_that_stays_comes_along(change: tuple) -> None:
    old, new, (cells, answers) = change
    moved, moved_answers = item_map(old, new).paper(cells, answers)
    assert len(moved) == len(moved_answers) == len(new)
    by_question = {item.identity: place for place, item in enumerate(old)}
    for place, item in enumerate(new):
        if item.identity not in by_question:
            assert (moved[place], moved_answers[place]) == (EXEMPT, "")
            continue
        source = by_question[item.identity]
        assert moved_answers[place] == answers[source]
        earned_by_answer = bool(answers[source]) and cells[source] == old[source].max_cell
        assert moved[place] == (item.max_cell if earned_by_answer else cells[source])


@given(changes())
def test_there_and_back_is_where_one_came_from(change: tuple) -> None:
    old, new, (cells, answers) = change
    there = item_map(old, new)
    back = item_map(new, old).paper(*there.paper(cells, answers))
    stays = [place for place in range(len(old)) if place not in there.removed]
    assert [back[0][place] for place in stays] == [cells[place] for place in stays]
    assert [back[1][place] for place in stays] == [answers[place] for place in stays]
    assert item_map(new, old).added == there.removed


@given(changes())
def test_points_are_too_high_only_where_the_maximum_was_lowered_below_them(change: tuple) -> None:
    old, new, (cells, answers) = change
    moves = item_map(old, new)
    moved, _ = moves.paper(cells, answers)
    assert moves.too_high(cells, answers) == tuple(
        place for place, cell in enumerate(moved) if cell > new[place].max_cell
    )
    for place in moves.too_high(cells, answers):
        source = moves.sources[place]
        assert source is not None
        assert new[place].max_cell < old[source].max_cell


def test_the_same_list_moves_nothing() -> None:
    items = [MappedItem("a", 100), MappedItem("b", 200, takes_answers=True)]
    assert item_map(items, items).is_same
    assert item_map(items, items).paper((100, 200), ("", "C")) == ((100, 200), ("", "C"))
    assert not item_map(items, items[::-1]).is_same
    assert item_map(items, items[::-1]).paper((50, 200), ("", "C")) == ((200, 50), ("C", ""))


def test_an_added_item_is_not_given_unless_it_is_still_to_be_entered() -> None:
    moves = item_map([MappedItem("a", 100)], [MappedItem("b", 100), MappedItem("a", 100)])
    assert moves.paper((100,), ()) == ((EXEMPT, 100), ("", ""))
    assert moves.paper((100,), (), added=EMPTY) == ((EMPTY, 100), ("", ""))
    assert (moves.added, moves.removed) == ((0,), ())


def test_a_right_answer_earns_all_points_of_the_new_maximum_and_typed_points_stay() -> None:
    def worth(most: int) -> MappedItem:
        return MappedItem("a", most, takes_answers=True)

    up = item_map([worth(100)], [worth(200)])
    assert up.paper((100,), ("B",)) == ((200,), ("B",))
    assert up.paper((0,), ("C",)) == ((0,), ("C",))
    assert up.paper((100,), ("",)) == ((100,), ("",))
    down = item_map([worth(200)], [worth(100)])
    assert down.too_high((200,), ("B",)) == ()
    assert down.too_high((200,), ("",)) == (0,)


def test_an_answer_goes_when_the_item_takes_none_any_more() -> None:
    moves = item_map([MappedItem("a", 100, takes_answers=True)], [MappedItem("a", 100)])
    assert moves.paper((100,), ("B",)) == ((100,), ("",))


def test_entered_cells_of_items_taken_out_are_counted() -> None:
    moves: ItemMap = item_map([MappedItem("a", 100), MappedItem("b", 100)], [MappedItem("b", 100)])
    assert moves.lost((100, 0)) == 1
    assert moves.lost((BLANK, 0)) == 1
    assert moves.lost((EMPTY, 100)) == 0
