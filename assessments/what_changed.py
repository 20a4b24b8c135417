"""What is different from one report run to the next, in sentences for one reader. Pure: counts in, words out.

Nobody outside the team reads more than counts, and no sentence names a class: who has one's own classes is told how
many of the papers are theirs, and that is all (docs/decisions/0008-corrections.md).
"""

from dataclasses import dataclass

from assessments.disclosure import Reader
from plc.templatetags.figures import plural


@dataclass(frozen=True)
class PaperCounts:
    """Papers of first attempts that a span of changes left otherwise than it found them; ``late`` of them after the
    window's last day.
    """

    new: int = 0
    changed: int = 0
    gone: int = 0
    late: int = 0

    @property
    def all(self) -> int:
        return self.new + self.changed + self.gone


@dataclass(frozen=True)
class WhatChanged:
    """All that happened between two runs. ``corrections`` and ``versions`` are already in words."""

    papers: PaperCounts
    own: PaperCounts
    second_attempts: int
    uploads_taken_back: int
    corrections: tuple[str, ...]
    versions: tuple[str, ...]


def said(changed: WhatChanged, reader: Reader) -> tuple[str, ...]:
    """The sentences this reader gets, in the order of what matters; empty when nothing is different."""
    lines = [_papers(changed, reader)] if changed.papers.all else []
    if changed.second_attempts:
        verb = "was" if changed.second_attempts == 1 else "were"
        lines.append(
            f"{plural(changed.second_attempts, 'second attempt')} {verb} entered; the comparison stays with the first."
        )
    if changed.uploads_taken_back:
        verb = "was" if changed.uploads_taken_back == 1 else "were"
        lines.append(f"{plural(changed.uploads_taken_back, 'upload')} {verb} taken back.")
    if not reader.is_inside:
        return (*lines, *_counted(changed))
    return (*lines, *changed.corrections, *changed.versions)


def _papers(changed: WhatChanged, reader: Reader) -> str:
    papers = changed.papers
    parts = [
        f"{plural(count, 'paper')} {one if count == 1 else many}"
        for count, one, many in (
            (papers.new, "is new", "are new"),
            (papers.changed, "has other scores", "have other scores"),
            (papers.gone, "was taken away", "were taken away"),
        )
        if count
    ]
    sentence = "; ".join(parts)
    if papers.late:
        sentence += f"; {papers.late} of these came after the window"
    if reader.is_inside and reader.own_section_ids:
        own = changed.own.all
        sentence += f". {own if own else 'None'} of these {'is' if own == 1 else 'are'} from your classes"
    return f"{sentence}."


def _counted(changed: WhatChanged) -> list[str]:
    lines = []
    if count := len(changed.corrections):
        lines.append(f"{plural(count, 'correction')} {'was' if count == 1 else 'were'} made to how items count.")
    if changed.versions:
        lines.append("The items were changed.")
    return lines
