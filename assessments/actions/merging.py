"""Edits of single cells, merged into one paper as it stands: what is saved, what refused, where two people differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from assessments.cells import EMPTY
from assessments.entry import SCORED_WITHOUT_SCORES, SCORES_AND_AWAY, STATUS_UNSAID, read_typed, shown_text
from assessments.importing import STATUSES, ItemSpec

State = Literal["saved", "refused", "conflict"]
Value = tuple[int, str]
NOTHING: Value = (EMPTY, "")
SCORED = "scored"
NO_SUCH_ITEM = "This item is not on the CFA any more. Open the page again to see its items."
NO_SUCH_STATUS = "This is no status of a paper. Choose one of the list."


@dataclass(frozen=True, slots=True)
class CellEdit:
    """What somebody typed into one cell (``item_id`` None: chose as status).

    ``was`` is the text they saw there, ``now`` what they left there, empty to clear it; ``resolves`` the conflict they
    chose in. ``edit`` is the page's own name for it.
    """

    edit: str
    student_id: int
    section_id: int
    item_id: int | None
    was: str
    now: str
    resolves: int | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of an edit; ``text`` stands in the cell now, ``offered`` is what was meant, as it would be shown."""

    edit: CellEdit
    state: State
    text: str
    sentence: str = ""
    offered: str = ""


@dataclass
class OpenPaper:
    """A paper being edited: ``status`` empty where nothing is said, a cell and an answer for each item."""

    status: str
    cells: list[int]
    answers: list[str]
    _before: dict[int, Value] = field(default_factory=dict)

    @property
    def has_scores(self) -> bool:
        return any(cell != EMPTY for cell in self.cells)

    def merge(
        self,
        edits: Sequence[CellEdit],
        specs: Sequence[ItemSpec],
        place: Mapping[int, int],
        *,
        no_longer_open: frozenset[int] = frozenset(),
    ) -> list[Merged]:
        """Take the edits in, in their order. ``place``: the index of each item by id.

        ``no_longer_open``: conflicts among ``resolves`` in which somebody else has chosen meanwhile.
        """
        status = self.status
        merged = []
        for edit in edits:
            late = edit.resolves in no_longer_open
            if edit.item_id is None:
                merged.append(self._merge_status(edit, late))
            elif edit.item_id not in place:
                merged.append(Merged(edit, "refused", "", NO_SUCH_ITEM))
            else:
                at = place[edit.item_id]
                merged.append(self._merge_cell(edit, at, specs[at], late))
        return self._checked(merged, status, specs, place)

    def _merge_cell(self, edit: CellEdit, at: int, spec: ItemSpec, late: bool) -> Merged:
        now = self.cells[at], self.answers[at]
        text = shown_text(*now, spec)
        meant = _meaning(edit.now, spec)
        if isinstance(meant, str):
            return Merged(edit, "refused", text, meant)
        offered = shown_text(*meant, spec)
        if meant != now:
            if late or (edit.was != text and _meaning(edit.was, spec) != now):
                return Merged(edit, "conflict", text, offered=offered)
            self._before.setdefault(at, now)
            self.cells[at], self.answers[at] = meant
        return Merged(edit, "saved", offered, offered=offered)

    def _merge_status(self, edit: CellEdit, late: bool) -> Merged:
        if edit.now != STATUS_UNSAID and edit.now not in STATUSES:
            return Merged(edit, "refused", self.status, NO_SUCH_STATUS)
        if edit.now != self.status:
            if late or edit.was not in self._as_seen():
                return Merged(edit, "conflict", self.status, offered=edit.now)
            self.status = edit.now
        return Merged(edit, "saved", edit.now, offered=edit.now)

    def _as_seen(self) -> set[str]:
        """What a page may have shown as the status.

        “Scored” comes and goes with the scores, and somebody who types faster than we answer has not been told of it:
        their own scores, cleared again in this batch, are no colleague's.
        """
        if self.status not in {STATUS_UNSAID, SCORED}:
            return {self.status}
        return {self.status, SCORED} if self.has_scores else {STATUS_UNSAID, SCORED}

    def _checked(
        self, merged: list[Merged], status: str, specs: Sequence[ItemSpec], place: Mapping[int, int]
    ) -> list[Merged]:
        """The paper as a whole must make sense; what does not is taken back and refused with the plain page's words."""
        if self.has_scores and self.status not in {STATUS_UNSAID, SCORED}:
            if self.status != status:
                self.status = status
                merged = [_refused(m, status, SCORES_AND_AWAY) if m.edit.item_id is None else m for m in merged]
            if self.status not in {STATUS_UNSAID, SCORED}:
                merged = self._without_scores(merged, specs, place)
        if self.status == SCORED and not self.has_scores:
            if status != SCORED:
                self.status = status
                merged = [_refused(m, status, SCORED_WITHOUT_SCORES) if m.edit.item_id is None else m for m in merged]
            else:
                # The last score was cleared: nothing is said about this student any more.
                self.status = STATUS_UNSAID
        elif self.status == STATUS_UNSAID and self.has_scores:
            self.status = SCORED
        return [replace(m, text=self.status) if m.edit.item_id is None and m.state == "saved" else m for m in merged]

    def _without_scores(
        self, merged: list[Merged], specs: Sequence[ItemSpec], place: Mapping[int, int]
    ) -> list[Merged]:
        for at, value in self._before.items():
            if self.cells[at] != EMPTY:
                self.cells[at], self.answers[at] = value
        checked = []
        for m in merged:
            if m.edit.item_id is not None and m.state == "saved":
                at = place[m.edit.item_id]
                text = shown_text(self.cells[at], self.answers[at], specs[at])
                checked.append(m if text == m.text else _refused(m, text, SCORES_AND_AWAY))
            else:
                checked.append(m)
        return checked


def _refused(merged: Merged, text: str, sentence: str) -> Merged:
    return Merged(merged.edit, "refused", text, sentence) if merged.state == "saved" else merged


def _meaning(text: str, spec: ItemSpec) -> Value | str:
    if not text:
        return NOTHING
    read = read_typed(text, spec)
    return read if isinstance(read, str) else (read.cell, read.answer)
