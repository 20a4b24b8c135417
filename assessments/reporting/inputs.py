"""What a run is computed from, and what of it counts. Pure: facts and arrays in, arrays for the statistics out."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

import numpy as np

from assessments.cells import COUNTED, CREDITED, DROPPED, EXEMPT
from assessments.importing import ItemSpec
from assessments.importing.keys import right_answers
from assessments.stats import DEFINITIONS_VERSION, Choices, Metric, Responses, Settings, Status
from assessments.stats.responses import NONE_CHOSEN, SEVERAL_CHOSEN

TOTAL = "total"


@dataclass(frozen=True)
class SectionFacts:
    """A section as it was when the run read it, whatever the roster says later. ``waiting``: no paper, no status.

    ``list_digest`` is another one where other students are on its list, with a paper or without.
    """

    id: int
    name: str
    teacher_id: int | None
    teacher_name: str
    waiting: int
    list_digest: str = ""


@dataclass(frozen=True)
class ItemFacts:
    """An item as the run read it. ``reason`` is why it was dropped or credited, in the facilitator's words.

    ``identity`` is the same in every version of the CFA.
    """

    id: int
    label: str
    prompt: str
    max_cell: int
    standard_ids: tuple[int, ...]
    key: str = ""
    options: str = ""
    scoring: str = COUNTED
    reason: str = ""
    identity: str = ""


@dataclass(frozen=True)
class StandardFacts:
    id: int
    code: str
    short_name: str


@dataclass(frozen=True, eq=False)
class Inputs:
    """Everything a run is computed from: ``cells`` int16[n, k]; ``section``, ``status``, ``student_ids`` int[n].

    ``answers`` str[n, k] are what students chose, "" where only points are known; None when there are none at all.
    ``late`` scored papers first got their scores after the window. ``not_counted`` are items the team dropped.
    """

    sections: tuple[SectionFacts, ...]
    items: tuple[ItemFacts, ...]
    standards: tuple[StandardFacts, ...]
    student_ids: np.ndarray
    section: np.ndarray
    status: np.ndarray
    cells: np.ndarray
    other_versions: int
    settings: Settings
    answers: np.ndarray | None = None
    late: int = 0
    not_counted: tuple[ItemFacts, ...] = ()

    def digest(self) -> str:
        """SHA-256 over all of it and the version of the definitions: equal digests mean equal figures."""
        facts = {
            "sections": [asdict(section) for section in self.sections],
            "items": [asdict(item) for item in self.items],
            "standards": [asdict(standard) for standard in self.standards],
            "not_counted": [asdict(item) for item in self.not_counted],
            "late": self.late,
            "settings": asdict(self.settings),
            "definitions": DEFINITIONS_VERSION,
        }
        running = hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode())
        for array in (self.student_ids, self.section, self.status, self.cells):
            running.update(np.ascontiguousarray(array, dtype=np.int64).tobytes())
        if self.answers is not None:
            running.update("\x1f".join(self.answers.ravel().tolist()).encode())
        return running.hexdigest()


def list_digest(student_ids: Iterable[int]) -> str:
    """Of who is on a list, in whatever order; it names nobody and is shown to nobody."""
    return hashlib.sha256(json.dumps(sorted(student_ids)).encode()).hexdigest()[:16]


def counted(inputs: Inputs) -> Inputs:
    """The same without the items the team dropped, and with full points for everyone on those it credited.

    A student excused from a credited item stays excused. What is saved is not touched, so either can be undone, and
    results that come later are counted the same way.
    """
    if all(item.scoring == COUNTED for item in inputs.items):
        return inputs
    kept = [place for place, item in enumerate(inputs.items) if item.scoring != DROPPED]
    items = tuple(inputs.items[place] for place in kept)
    cells = inputs.cells[:, kept]
    for place, item in enumerate(items):
        if item.scoring == CREDITED:
            cells[:, place] = np.where(cells[:, place] == EXEMPT, EXEMPT, item.max_cell)
    asked = {standard_id for item in items for standard_id in item.standard_ids}
    return replace(
        inputs,
        items=items,
        standards=tuple(standard for standard in inputs.standards if standard.id in asked),
        cells=cells,
        answers=None if inputs.answers is None else inputs.answers[:, kept],
        not_counted=tuple(item for item in inputs.items if item.scoring == DROPPED),
    )


def responses_of(inputs: Inputs) -> Responses:
    everything = tuple(range(len(inputs.items)))
    by_standard = tuple(
        Metric(str(s.id), tuple(i for i, item in enumerate(inputs.items) if s.id in item.standard_ids))
        for s in inputs.standards
    )
    return Responses.from_cells(
        inputs.cells,
        max_points=np.array([item.max_cell / 100 for item in inputs.items]),
        section=inputs.section,
        status=inputs.status,
        n_sections=len(inputs.sections),
        metrics=(Metric(TOTAL, everything), *by_standard),
        choices=_choices(inputs),
    )


def _choices(inputs: Inputs) -> Choices | None:
    """Which options were chosen, for items whose answers are all known; None when there is no such item.

    An item that a class entered as points would look as if those students had left it blank, so it is left out.
    """
    if inputs.answers is None:
        return None
    scored = inputs.status == Status.SCORED
    chosen = np.full(inputs.cells.shape, NONE_CHOSEN, dtype=np.int16)
    options, keys = [], []
    for place, item in enumerate(inputs.items):
        spec = ItemSpec(place + 1, item.label, item.max_cell, item.key, item.options)
        answers, cells = inputs.answers[:, place], inputs.cells[:, place]
        for index, letter in enumerate(spec.choices):
            chosen[answers == letter, place] = index
        chosen[np.char.str_len(answers) > 1, place] = SEVERAL_CHOSEN
        is_known = (answers != "") | (cells < 0) | ~scored
        known = item.scoring == COUNTED and bool(spec.choices and is_known.all() and (answers[scored] != "").any())
        options.append(tuple(spec.choices) if known else ())
        right = right_answers(spec)
        # Two accepted answers, or several letters at once, are not one option that the others are held against.
        single = right[0] if len(right) == 1 and len(right[0]) == 1 else None
        keys.append(spec.choices.index(single) if known and single else None)
    if not any(options):
        return None
    for place, names in enumerate(options):
        if not names:
            chosen[:, place] = NONE_CHOSEN
    return Choices(chosen, tuple(options), tuple(keys))
