"""How standards, keys and item labels are written, whoever wrote them.

One standard goes by several codes: ``3.OA.2`` and ``3.OA.A.2``, ``RL.7.1`` and ``CCSS.ELA-Literacy.RL.7.1``. Matching
drops the prefix, the letter of the cluster, case and blanks. Pure: texts in, texts out.
"""

import re
from collections.abc import Collection, Sequence
from typing import Final

_PARTS = re.compile(r"[A-Z]+|\d+")
_PREFIXES: Final = frozenset({"CCSS", "MATH", "CONTENT", "ELA", "LITERACY"})
_WORDS = re.compile(r"[^\s,;]+")
_HIGH_SCHOOL = re.compile(r"HS([A-Z])")
# "RL.7.1", "3OA2", "7.rp": what has a number or a dot in it is looked for among the codes first.
_LIKE_A_CODE = re.compile(r"\d|\w\.\w")


def code_parts(code: str) -> tuple[str, ...]:
    """The parts that tell one standard from another: ``CCSS.Math.Content.3.OA.A.2`` becomes ``("3", "OA", "2")``."""
    parts = _PARTS.findall(code.upper())
    while len(parts) > 1 and parts[0] in _PREFIXES:
        parts = parts[1:]
    if parts and (high_school := _HIGH_SCHOOL.fullmatch(parts[0])):
        parts[0] = high_school[1]
    return tuple(part for place, part in enumerate(parts) if not _is_cluster(parts, place))


def _is_cluster(parts: Sequence[str], place: int) -> bool:
    """A single letter between the letters of a domain and a number, such as the A of 3.OA.A.2; not the G of K.G.1."""
    return (
        2 <= place < len(parts) - 1
        and len(parts[place]) == 1
        and parts[place].isalpha()
        and parts[place - 1].isalpha()
        and parts[place + 1].isdigit()
    )


def same_code(one: str, other: str) -> bool:
    """Whether two notations name the same standard."""
    return bool(code_parts(one)) and code_parts(one) == code_parts(other)


def code_fits(code: str, typed: str) -> bool:
    """Whether a code is, begins with or contains what was typed, in either notation."""
    wanted, parts = code_parts(typed), code_parts(code)
    runs = (parts[at : at + len(wanted)] for at in range(len(parts) - len(wanted) + 1))
    return bool(wanted) and (any(run == wanted for run in runs) or _bare(typed) in _bare(code))


def _bare(code: str) -> str:
    return "".join(code.upper().split())


def search_words(typed: str) -> tuple[str, ...]:
    """What was typed, as words that must all be found, in any order; at most eight."""
    return tuple(_WORDS.findall(typed))[:8]


def is_like_code(word: str) -> bool:
    return bool(_LIKE_A_CODE.search(word))


def read_key(typed: str) -> str:
    """A key as it is stored: ``b,d`` becomes ``BD``, ``b | c`` and ``b or c`` become ``B|C``."""
    alternatives = re.split(r"\||\bOR\b", re.sub(r"\bAND\b", " ", typed.upper()))
    return "|".join("".join(sorted(set(re.findall(r"[A-Z0-9]", part)))) for part in alternatives if part.strip())


def read_options(typed: str) -> str:
    """The letters to choose from, each once and in the order typed: ``a b c d`` becomes ``ABCD``."""
    return "".join(dict.fromkeys(re.findall(r"[A-Z0-9]", typed.upper())))


def key_words(key: str) -> str:
    """A key in words: ``BD`` is "B and D", ``B|C`` is "B or C"."""
    return " or ".join(" and ".join(part) for part in key.split("|") if part)


def next_labels(taken: Collection[str], count: int, first: str = "") -> tuple[str, ...]:
    """``count`` labels from ``first``, or from the number after the highest: 4, 5, 6 or 4a, 4b, 4c."""
    if not first:
        numbers = [int(found[0]) for label in taken if (found := re.match(r"\d{1,6}", label))]
        first = str(max(numbers, default=0) + 1)
    if count == 1:
        return (first,)
    if lettered := re.fullmatch(r"(.*\d)([a-z])", first):
        start = ord(lettered[2])
        return tuple(f"{lettered[1]}{chr(start + step)}" for step in range(min(count, ord("z") - start + 1)))
    if numbered := re.fullmatch(r"(.*?)(\d{1,6})", first):
        return tuple(f"{numbered[1]}{int(numbered[2]) + step}" for step in range(count))
    return tuple(f"{first}{step}" for step in range(1, count + 1))
