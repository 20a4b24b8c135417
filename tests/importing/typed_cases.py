"""What people type into one cell, and what it means: read by the server here and by the grid's script in a browser.

Each case: the item (max points in hundredths, key, options), the text, and either the cell with its answer or the
sentence that comes back. The sentence is the beginning: what to type instead follows it.
"""

from dataclasses import dataclass

from assessments.cells import BLANK, EMPTY, EXEMPT, NOT_REACHED
from assessments.importing import ItemSpec

ONE = ItemSpec(1, "1", 100)
THREE = ItemSpec(2, "2", 300)
TWELVE = ItemSpec(3, "3", 1200)
ODD = ItemSpec(4, "4b", 250)
LETTER = ItemSpec(5, "5", 100, "C", "ABCD")
SEVERAL = ItemSpec(6, "6", 200, "BD|BE", "ABCDE")
KEYLESS = ItemSpec(7, "7", 100, "", "ABCD")
DIGITS = ItemSpec(8, "8", 100, "3", "12345")


@dataclass(frozen=True)
class TypedCase:
    item: ItemSpec
    text: str
    cell: int | None = None
    answer: str = ""
    sentence: str = ""


TYPED_CASES = (
    TypedCase(THREE, "2", 200),
    TypedCase(THREE, " 2 ", 200),
    TypedCase(THREE, "2.0", 200),
    TypedCase(THREE, "1.5", 150),
    TypedCase(THREE, ".5", 50),
    TypedCase(THREE, "1.", 100),
    TypedCase(THREE, "0.29", 29),
    TypedCase(THREE, "003", 300),
    TypedCase(THREE, "50%", 150),
    TypedCase(THREE, "100 %", 300),
    TypedCase(THREE, "2/3", 200),
    TypedCase(THREE, "2 / 3", 200),
    TypedCase(ODD, "2.25", 225),
    TypedCase(TWELVE, "12", 1200),
    TypedCase(THREE, "B", BLANK),
    TypedCase(THREE, "b", BLANK),
    TypedCase(THREE, "-", BLANK),
    TypedCase(THREE, "no  answer", BLANK),
    TypedCase(THREE, "n", NOT_REACHED),
    TypedCase(THREE, "not reached", NOT_REACHED),
    TypedCase(THREE, "X", EXEMPT),
    TypedCase(THREE, "ex", EXEMPT),
    TypedCase(THREE, "clear", EMPTY),
    TypedCase(LETTER, "c", 100, "C"),
    TypedCase(LETTER, "B", 0, "B"),
    TypedCase(LETTER, "-", BLANK),
    TypedCase(LETTER, "N", NOT_REACHED),
    TypedCase(LETTER, "1", 100),
    TypedCase(LETTER, "0.5", 50),
    TypedCase(SEVERAL, "db", 200, "BD"),
    TypedCase(SEVERAL, "B, E", 200, "BE"),
    TypedCase(SEVERAL, "B", 0, "B"),
    TypedCase(SEVERAL, "ABC", 0, "ABC"),
    TypedCase(DIGITS, "3", 100, "3"),
    TypedCase(DIGITS, "1", 0, "1"),
    TypedCase(THREE, "4", sentence="“4” is more than the 3 points of this item."),
    TypedCase(ONE, "2", sentence="“2” is more than the 1 point of this item."),
    TypedCase(ODD, "2.6", sentence="“2.6” is more than the 2.5 points of this item."),
    TypedCase(THREE, "1,5", sentence="“1,5” could mean 1.5 or 15."),
    TypedCase(THREE, "1.234", sentence="“1.234” has more than two decimals."),
    TypedCase(THREE, "1/4", sentence="“1/4” is out of 4, but this item has 3."),
    TypedCase(THREE, "-1", sentence="“-1” is less than zero."),
    TypedCase(THREE, "=1+1", sentence="“=1+1” is a formula, not a score."),
    TypedCase(THREE, "n/a", sentence="“n/a” could mean not given, not reached or nothing entered."),
    TypedCase(
        THREE, "absent", sentence="“absent” is a word for a whole paper, but it stands in the column of one item."
    ),
    TypedCase(THREE, "two", sentence="“two” is not a score."),
    TypedCase(THREE, "1 2", sentence="“1 2” is not a score."),
    TypedCase(THREE, "1e3", sentence="“1e3” is not a score."),
    TypedCase(LETTER, "E", sentence="“E” is not a score."),
    TypedCase(LETTER, "CC", sentence="“CC” is not a score."),
    TypedCase(KEYLESS, "A", sentence="“A” is an answer, but item 7 has no key yet."),
)
