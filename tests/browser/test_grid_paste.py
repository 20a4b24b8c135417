"""Which rows and columns of a pasted block are scores: a wrong guess would put a score on another student's row."""

from typing import Any, NamedTuple

from tests.browser.own_cfa import cfa_with
from tests.browser.test_grid import all_saved, cell, open_grid, paste, texts
from tests.browser.watching import Visitors
from tests.live_stack import LiveStack

ITEM_2 = 1
LANDING = """async ([blocks, papers]) => {
  const { landing } = await import("/static/js/grid/landing.js");
  const { parseSheet } = await import("/static/js/grid/clipboard.js");
  const table = { statusColumn: papers.items.length + 2, items: papers.items.length };
  return blocks.map(({ text, item }) => {
    const found = landing(parseSheet(text), { row: 0, column: item }, papers, table);
    return {
      heads: found.heads, lead: found.lead, problems: found.problems.map((each) => `${each.where}: ${each.sentence}`),
      wanted: found.wanted.map((each) => [each.row, each.column, each.text]),
    };
  });
}"""


class Block(NamedTuple):
    """``lands`` are (row, item, text), both counted from 0 as the grid does; ``said`` is in one of the problems."""

    why: str
    text: str
    lands: list[list[Any]]
    item: int = ITEM_2 + 1
    heads: int = 0
    lead: int = 0
    said: str = ""


TWO_ROWS = [[0, 1, "1"], [0, 2, "2"], [0, 3, "3"], [1, 1, "0"], [1, 2, "0"], [1, 3, "1"]]
BLOCKS = (
    Block("no heading", "1\t2\t3\n0\t0\t1\n", TWO_ROWS),
    Block("labels", "Q2\tQ3\tQ4\n1\t2\t3\n0\t0\t1\n", TWO_ROWS, heads=1),
    Block("labels with a sign", "#2\t#3\t#4\n1\t2\t3\n0\t0\t1\n", TWO_ROWS, heads=1),
    Block("numbers of another sheet", "7\t8\t9\n1\t2\t3\n0\t0\t1\n", TWO_ROWS, heads=1),
    Block("a merged title alone", "Unit 3\t\t\n1\t2\t3\n0\t0\t1\n", TWO_ROWS, heads=1),
    Block("a merged title over labels", "Unit 3\t\t\n2\t3\t4\n1\t2\t3\n0\t0\t1\n", TWO_ROWS, heads=2),
    Block(
        "a merged title over names and labels",
        "Unit 3\t\t\t\nName\t2\t3\t4\nAlvarez, Ana\t1\t2\t3\nBrooks, Ava\t0\t0\t1\n",
        TWO_ROWS,
        heads=2,
        lead=1,
    ),
    Block("a label over a score like a label", "Q2\n2\n1\n", [[0, 1, "2"], [1, 1, "1"]], heads=1),
    Block("the first student was absent", "absent\n1\n2\n", [[1, 1, "1"], [2, 1, "2"]], said="for a whole paper"),
    Block(
        "the first student was absent, by name",
        "Alvarez, Ana\tabs\tabs\nBrooks, Ava\t1\t2\n",
        [[1, 1, "1"], [1, 2, "2"]],
        lead=1,
        said="Item 2, Alvarez, Ana: “abs” is a word for a whole paper",
    ),
    Block("a slip in the first row", "11\n1\n2\n", [[1, 1, "1"], [2, 1, "2"]], said="“11” is more than the 3 points"),
    Block("a failed formula in the first row", "#REF!\n1\n", [[1, 1, "1"]], said="“#REF!” is not a score"),
    Block("ticks instead of scores", "TRUE\nFALSE\n", [], said="Item 2, Alvarez, Ana: “TRUE” is not a score"),
    Block(
        "answers of several letters are no names",
        "ACD\t1\nABE\t2\n",
        [[0, 0, "ACD"], [0, 1, "1"], [1, 0, "ABE"], [1, 1, "2"]],
        item=1,
    ),
    Block("one item is left", "1\t2\n", [[0, 3, "1"]], item=4, said="from item 4 on there is 1 item."),
)


def points(label: str) -> dict[str, object]:
    return {"label": label, "max": 300, "choices": "", "key": ""}


def test_no_row_of_a_pasted_block_moves_to_another_student(visitors: Visitors) -> None:
    page = visitors.person("Maya Okafor")
    page.goto("/d/harbor-valley/cfas/")
    papers = {
        "items": [{"label": "1", "max": 100, "choices": "ABCDE", "key": "ACD"}, *map(points, "234")],
        "students": [{"name": name} for name in ("Alvarez, Ana", "Brooks, Ava", "Dang, Minh", "Eze, Obi")],
        "statusNames": [],
    }
    found = page.evaluate(LANDING, [[{"text": each.text, "item": each.item} for each in BLOCKS], papers])
    for each, got in zip(BLOCKS, found, strict=True):
        assert (got["heads"], got["lead"], got["wanted"]) == (each.heads, each.lead, each.lands), each.why
        heard = any(each.said in sentence for sentence in got["problems"]) if each.said else not got["problems"]
        assert heard, each.why


def test_one_row_is_pasted_into_each_selected_row_of_its_width(visitors: Visitors, stack: LiveStack) -> None:
    page = visitors.person("Maya Okafor")
    open_grid(page, cfa_with(stack, "Grid: one row into many", [(300, "", "")] * 4), 3)
    cell(page, 1, 2).click()
    cell(page, 3, 3).click(modifiers=["Shift"])
    paste(page, "1\t2\n")
    assert [texts(page, at) for at in range(5)] == [[""] * 4, *[["", "1", "2", ""]] * 3, [""] * 4]
    page.keyboard.press("Control+z")
    assert texts(page, 2) == [""] * 4

    # Two rows into three land once: nobody asked for a score of a third student.
    cell(page, 1, 2).click()
    cell(page, 3, 3).click(modifiers=["Shift"])
    paste(page, "1\t2\n3\t0\n")
    assert [texts(page, at) for at in range(1, 4)] == [["", "1", "2", ""], ["", "3", "0", ""], [""] * 4]
    all_saved(page)
