"""What a round said, as pages draw it: a bar to either side, the same in figures, and in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from plc.templatetags.figures import NO_BREAK, in_words, plural
from teams.models import Dimension
from teams.queries.survey_results import GroupShare, LeaderLine, LeaderResult, TeamLine, TeamResult
from teams.queries.surveys import DIMENSIONS
from teams.spread import Share

MIDDLE: Final = 100  # of a bar 200 wide, so that each half is a hundred percent
DIVIDED: Final = "You see this differently from each other: a good one to talk about."
DIVIDED_ABOVE: Final = "People see this differently from each other."


@dataclass(frozen=True)
class Piece:
    """A part of a bar: where it begins, how wide it is, and "against-2" to "for-2"."""

    x: str
    width: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One statement. ``hidden`` says why there is nothing; ``beside`` holds groups and their words."""

    text: str
    pieces: tuple[Piece, ...] = ()
    agree: str = ""
    disagree: str = ""
    cannot_say: int = 0
    was: str = ""
    divided: str = ""
    hidden: str = ""
    beside: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Part:
    """One dimension with its statements, and the free texts to it."""

    dimension: str
    rows: tuple[Row, ...]
    comments: tuple[str, ...]

    @property
    def title(self) -> str:
        return str(Dimension(self.dimension).label)


@dataclass(frozen=True, kw_only=True)
class Page:
    """The answer in a sentence, then the parts. ``compared`` says what is compared with the round before, and what is
    not; ``has_comments`` whether there is any free text."""

    sentence: str
    compared: str
    parts: tuple[Part, ...]

    @property
    def has_comments(self) -> bool:
        return any(part.comments for part in self.parts)


def team_page(result: TeamResult) -> Page:
    """For the team itself: counts, with the finer steps from five answers on."""
    rows = [(line.statement.dimension, _team_row(line)) for line in result.lines]
    shown = [line for line in result.lines if line.counts]
    sentence = _sentence("you", [line.leans for line in shown], [line.is_divided for line in shown])
    before = result.before.days if result.before else ""
    same = sum(line.was is not None and line.counts is not None for line in result.lines)
    return Page(
        sentence=sentence,
        compared=_compared(same, len(result.lines), before),
        parts=_parts(rows, result.comments),
    )


def leaders_page(result: LeaderResult, minimum: int) -> Page:
    """For leaders: shares in whole percents or ranges, of groups that are large enough."""
    rows = [(line.statement.dimension, _leader_row(line, minimum)) for line in result.lines]
    shown = [line for line in result.lines if line.total]
    sentence = _sentence("people", [line.leans for line in shown], [line.is_divided for line in shown])
    before = result.before.days if result.before else ""
    same = sum(line.was is not None and line.total is not None for line in result.lines)
    return Page(
        sentence=sentence,
        compared=_compared(same, len(result.lines), before),
        parts=_parts(rows, result.comments),
    )


def share_words(share: Share | None) -> str:
    """“64 %”, “80 % or more”, “20 % or fewer”."""
    if share is None:
        return ""
    end = {"high": " or more", "low": " or fewer", "": ""}[share.edge]
    return f"{share.agree}{NO_BREAK}%{end}"


def _team_row(line: TeamLine) -> Row:
    counts = line.counts
    if counts is None:
        return Row(text=line.statement.text, hidden="Fewer than three of you agreed or disagreed.")
    strong, mild = (
        ((counts.strongly_disagree, counts.strongly_agree), (counts.disagree, counts.agree))
        if line.has_steps
        else ((0, 0), (counts.against, counts.for_it))
    )
    return Row(
        text=line.statement.text,
        pieces=_pieces(
            strong[0] * 100 / counts.n, mild[0] * 100 / counts.n, mild[1] * 100 / counts.n, strong[1] * 100 / counts.n
        ),
        agree=_of(counts.for_it, counts.n, counts.strongly_agree if line.has_steps else 0),
        disagree=_of(counts.against, counts.n, counts.strongly_disagree if line.has_steps else 0),
        cannot_say=counts.cannot_say,
        was=f"{line.was.for_it} of {line.was.n}" if line.was else "",
        divided=DIVIDED if line.is_divided else "",
    )


def _leader_row(line: LeaderLine, minimum: int) -> Row:
    total = line.total
    if total is None:
        return Row(
            text=line.statement.text,
            hidden=f"Hidden: fewer than {minimum} agreed or disagreed, or it would tell what a small group said.",
        )
    return Row(
        text=line.statement.text,
        pieces=_pieces(0, total.disagree, total.agree, 0),
        agree=share_words(total),
        disagree=share_words(_other(total)),
        was=share_words(line.was),
        divided=DIVIDED_ABOVE if line.is_divided else "",
        beside=tuple((group.name, _group_words(group)) for group in line.groups) if line.shows_groups else (),
    )


def _group_words(group: GroupShare) -> str:
    return f"{share_words(group.share)} agree" if group.share else "hidden"


def _other(total: Share) -> Share:
    """The same share from its other end."""
    return Share(total.disagree, total.n, {"high": "low", "low": "high", "": ""}[total.edge])


def _pieces(against_2: float, against_1: float, for_1: float, for_2: float) -> tuple[Piece, ...]:
    """From the middle outwards on either side, the stronger words outside."""
    spans = (
        ("against-1", MIDDLE - against_1, against_1),
        ("against-2", MIDDLE - against_1 - against_2, against_2),
        ("for-1", MIDDLE, for_1),
        ("for-2", MIDDLE + for_1, for_2),
    )
    return tuple(Piece(f"{x:.1f}", f"{width:.1f}", kind) for kind, x, width in spans if width)


def _of(part: int, whole: int, strongly: int) -> str:
    said = f"{part} of {whole}"
    if not strongly:
        return said
    return f"{said}, {'all' if strongly == part > 1 else in_words(strongly)} strongly"


def _sentence(who: str, leans: Sequence[str], divided: Sequence[bool]) -> str:
    """“Most of you agree with 17 of 25 statements and disagree with 4; on six you see it differently …”"""
    if not leans:
        return ""
    of_you = "Most of you" if who == "you" else "Most people"
    agree, disagree = leans.count("agree"), leans.count("disagree")
    said = f"{of_you} agree with {agree} of {plural(len(leans), 'statement')}"
    if disagree:
        said += f" and disagree with {disagree}"
    apart = sum(divided)
    if not apart:
        return f"{said}."
    they = "you" if who == "you" else "they"
    return f"{said}; on {in_words(apart)} {they} see it differently from each other."


def _compared(same: int, statements: int, before: str) -> str:
    if not before:
        return ""
    if not same:
        return f"Nothing is compared with the round of {before}: the words are others, or too few answered."
    if same == statements:
        return f"Compared with the round of {before}. All statements have the same words."
    return (
        f"Compared with the round of {before}: {same} of {statements} statements have the same words and answers enough"
        " in both. The others are not compared."
    )


def _parts(rows: Sequence[tuple[str, Row]], comments: Mapping[str, tuple[str, ...]]) -> tuple[Part, ...]:
    return tuple(
        Part(
            dimension=dimension,
            rows=tuple(row for place, row in rows if place == dimension),
            comments=comments.get(dimension, ()),
        )
        for dimension in DIMENSIONS
        if any(place == dimension for place, _ in rows)
    )
