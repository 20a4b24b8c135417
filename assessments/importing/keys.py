"""The key of a choice item: which answers it takes, what an answer earns by it, and how a person may write one."""

import re
from typing import Final

from assessments.importing.subjects import ItemSpec

LONGEST_KEY: Final = 40
_SEPARATORS = re.compile(r"[\s,;&/+]+")
_ALTERNATIVES = re.compile(r"\||\bor\b", re.IGNORECASE)


class UnreadableKey(ValueError):  # noqa: N818
    """Why a text is no key of this item, as a sentence with its remedy."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def answer_of(text: str, choices: str) -> str:
    """The chosen letters in order, each once; ``""`` when the text is anything else."""
    letters = _SEPARATORS.sub("", text.upper())
    right = letters and set(letters) <= set(choices) and len(set(letters)) == len(letters)
    return "".join(sorted(letters)) if right else ""


def right_answers(item: ItemSpec) -> tuple[str, ...]:
    """Every answer that earns full points: ``("BD",)`` for both together, ``("B", "C")`` for either; empty: no key."""
    read = (answer_of(part, item.choices) for part in item.key.split("|"))
    return tuple(dict.fromkeys(answer for answer in read if answer))


def points_by_key(answer: str, item: ItemSpec) -> int | None:
    """What an answer earns, in hundredths: full points for the key or one of its alternatives, else 0; None: no key.

    The one place where an answer becomes a score, whether it is typed, uploaded or scored anew by a corrected key.
    """
    right = right_answers(item)
    return (item.max_cell if answer in right else 0) if right else None


def read_key(text: str, choices: str) -> str:
    """A key as a person writes it (``b``, ``B, D``, ``B or C``) as it is stored: ``B``, ``BD``, ``B|C``.

    Raises ``UnreadableKey`` for anything that is not made of the item's options.
    """
    if not choices:
        raise UnreadableKey("This item has no options, so it has no key. Its points are entered as they are.")
    parts = _ALTERNATIVES.split(text)
    answers = [answer_of(part, choices) for part in parts]
    wrong = [part.strip() for part, answer in zip(parts, answers, strict=True) if not answer]
    offered = ", ".join(choices)
    if not text.strip():
        raise UnreadableKey(f"Say which option is right: one of {offered}.")
    if wrong:
        shown = f"“{wrong[0][:20]}” is not" if wrong[0] else "There is nothing beside “or”, and that is not"
        raise UnreadableKey(f"{shown} an answer to this item. Use {offered}; write B|C to accept either.")
    key = "|".join(dict.fromkeys(answers))
    if len(key) > LONGEST_KEY:
        raise UnreadableKey("These are more answers than a key can hold. Give everyone full points instead.")
    return key
