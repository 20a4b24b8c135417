# ruff: noqa: E501 - each line of these files is one line of a file
"""Files as they come, and the same files damaged: a seeded generator of thousands of small malformed uploads."""

import io
import random
import zipfile
from collections.abc import Callable, Iterator
from typing import Final

from tests.importing.class_file import HEADER
from tests.importing.workbooks import with_part, workbook

FILES: Final = (
    f"{HEADER}\n40711,\"Brooks, Ava\",Period 2,,3,1,D,2.5\n40712,\"Dang, Minh\",Period 2,absent,,,,\n007,,,,1,0,B,5\n",
    "QuizName,QuizClass,FirstName,LastName,StudentID,CustomID,Earned Points,Possible Points,PercentCorrect,QuizCreated,"
    "DataExported,Key Version,Stu1,PriKey1,Points1,Mark1,Stu3,PriKey3,Points3,Mark3\n"
    "U,P2,A,B,40711,,2,2,100,d,d,1,D,D,1,C,BD,D,1,C\nU,P2,A,B,007,,0,2,0,d,d,2,,D,0,X,A,B,0,X\n",
    "Student,ID,SIS User ID,SIS Login ID,Section,1a (881),Quiz (882),Current Score\n    Points Possible,,,,,3.00,5,(read only)\n"
    "\"Brooks, Ava\",1,40711,a,P2 and P4,2.5,EX,88\n\"Student, Test\",3,,t,P2,1,1,1\n",
    "name,sis_id,submitted,attempt,\"881: Slope, of\",2.0,882: Which?,1.0,n correct,n incorrect,score\n"
    "\"Brooks, Ava\",40711,2026-03-02 09:00:00 UTC,1,\"a, \"\"b\"\"\",1.5,\"A,C\",0.5,0,2,2\n"
    "\"Brooks, Ava\",40711,2026-03-02 10:00:00 UTC,2,,0,D,1,0,2,2\n",
    "Last name,First name,ID number,Email address,State,Started on,Time taken,Completed,Grade/3.00,Q. 1 /2.00,Q. 2 /1.00\n"
    "Brooks,Ava,40711,a@x.org,Finished,2 March 2026 0:04 PM,9 mins,x,2.00,Not yet graded,-\nOverall average,,,,,,,,2,2,1\n",
    "Timestamp,Email Address,Total score,Student ID,1. a?,1. a? [Score],2. b?,2. b? [Score],2. b? [Feedback]\n"
    "2026/03/02 9:01:11 AM GMT+8,ava@x.org,2.00 / 3,40711,12,2.00 / 2,B,0.00 / 1,\n",
    "ID,Start time,Completion time,Email,Name,Total points,Quiz feedback,Student ID,Q one,Points - Q one,Feedback - Q one\n"
    "1,3/2/26 9:00,3/2/26 9:10,anonymous,,3,,40711,D,2,\n",
    "Names,Email,SID,Sections,1a,1a - Max Points,1a - Submission Time,1a - Lateness (H:M:S)\nDr. Ava,a@x.org,40711,s,2,3,1/19/23 22:20,47:55:53\n",
    "Student ID,Responses,Scores\n40711,\" CDC \",01011\n007,ABC*C,00101\nKey,CCCCC,11111\n",
    "Teacher Name:,O,\nClass:,A,\nLabel:,x,\nDue Date:,d,\nPoints Possible:,20,\nExtra Points:,0,\nType:,P,\n"
    "Student Num,Student Name,Score\n40711,Ava,17\n",
    "First name,Surname,ID number,Institution,Email address, \"Quiz: 1a (Real)\",Course total (Real)\nAva,B,40711,,a@x.org,3.00,17.00\n",
    "Question Number,Question,Player,Answer,Correct / Incorrect,Correct\n1 Quiz,a?,40711,A,Correct,1\n1 Quiz,a?,x,,Incorrect,0\n",
)  # fmt: skip
BITS: Final = (
    "", ",", ",,", ";", "\t", "|", "\"", "\"\"", "'", "\n", "\r", "\r\n", "\n\n", "\x00", "\ufeff", "\xa0", "\u200b", "=", "=1+1",
    "-", "—", "0", "-1", "1.23E+09", "1e400", "9" * 30, "१", "²", "½", "80%", "4 / 5", "28.00 / 30", "1/0", "%", "1,5", "1.5.2",
    "EX", "N/A", "abs", "B", "BD", "D = 1", "D = ", "= D", "X = 9", "NaN", "inf", "🙂", "שלום", "日本", "Points Possible", "Key",
    "Student, Test", "Overall average", "40711", "007", "7", "Attempt", "Key Version", "Timestamp", "Q1", "1a", "3/4/2026",
    "0:04 PM", "2 March 2026 0:04 PM", "Stu1", "Points99999", "Responses", "[Score]", "(881)", "(", "sep=;\n", "x" * 2100,
)  # fmt: skip
ENCODINGS: Final = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "utf-32", "shift_jis")


def damaged_texts(seed: int, count: int) -> Iterator[bytes]:
    """``count`` files, each one of ``FILES`` with one to six things done to it."""
    chance = random.Random(seed)
    for _ in range(count):
        text = chance.choice(FILES)
        for _ in range(chance.randint(1, 6)):
            text = chance.choice(DAMAGES)(text, chance)
        content = text.encode(chance.choice(ENCODINGS), "ignore")
        if chance.random() < 0.15 and content:
            at = chance.randrange(len(content))
            content = content[:at] + chance.randbytes(chance.randint(0, 4)) + content[at + chance.randint(0, 3) :]
        yield content


def damaged_workbooks(seed: int, count: int) -> Iterator[bytes]:
    """``count`` workbooks: half with one part of them rewritten wrongly, half with bytes changed, cut or repeated."""
    chance = random.Random(seed)
    whole = workbook({"A": [["Student ID", "1a", "1b"], ["40711", 3, "x"], ["007", 1.5, None]], "B": [["x"], [1]]})
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for turn in range(count):
        if turn % 2:
            name = chance.choice(list(parts))
            yield with_part(whole, name, _bytes(bytearray(parts[name]), chance))
        else:
            yield _bytes(bytearray(whole), chance)


def _bytes(content: bytearray, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(content)) if content else 0
        length = chance.choice((1, 1, 2, 8, 60))
        put = (b"", chance.randbytes(length), bytes(content[at : at + length]) * 2, b"9999999", b"A1", b"", b"-1", b"s")
        content[at : at + length] = chance.choice(put)
    return bytes(content)


def _insert(text: str, chance: random.Random) -> str:
    at = chance.randint(0, len(text))
    return text[:at] + chance.choice(BITS) + text[at:]


def _cut(text: str, chance: random.Random) -> str:
    at = chance.randint(0, len(text))
    return text[:at] + text[at + chance.choice((1, 2, 5, 40)) :]


def _end(text: str, chance: random.Random) -> str:
    return text[: chance.randint(0, len(text))]


def _cell(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    cells = lines[at].split(",")
    cells[chance.randrange(len(cells))] = chance.choice(BITS)
    lines[at] = ",".join(cells)
    return "\n".join(lines)


def _rows(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    chance.shuffle(lines)
    return "\n".join(lines + lines[: chance.randint(0, 3)])


def _column(text: str, chance: random.Random) -> str:
    """A column twice, or one gone, in every row."""
    at, twice = chance.randint(0, 12), chance.random() < 0.5
    lines = [line.split(",") for line in text.split("\n")]
    return "\n".join(
        ",".join(cells[:at] + (cells[at : at + 1] * 2 if twice else []) + cells[at + 1 :]) for cells in lines
    )


def _other_delimiter(text: str, chance: random.Random) -> str:
    return text.replace(",", chance.choice(";\t|:"))


def _other_line_ends(text: str, chance: random.Random) -> str:
    return text.replace("\n", chance.choice(("\r", "\r\n", "\n\n", "\n\r")))


def _other_file(text: str, chance: random.Random) -> str:
    return text + chance.choice(FILES)


def _longer(text: str, chance: random.Random) -> str:
    return text + text.split("\n", 1)[-1] * chance.randint(1, 5)


DAMAGES: Final[tuple[Callable[[str, random.Random], str], ...]] = (
    _insert, _insert, _cut, _end, _cell, _cell, _cell, _rows, _column, _other_delimiter, _other_line_ends, _other_file, _longer,
)  # fmt: skip
