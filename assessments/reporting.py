"""The seam of the report: queries to arrays, arrays to statistics, statistics to a stored run."""

import datetime
import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from django.db import connection
from django.utils import timezone

from assessments.models import Assessment, AssessmentSection, Item, ItemStandard, ReportRun, Result, RunState
from assessments.queries import day_of_test, lead_teachers
from assessments.stats import DEFINITIONS_VERSION, Metric, Responses, Settings, Status, team_report
from plc.schools.access import today_in
from plc.schools.models import Enrollment, Section
from plc.schools.models.dated import live_on

TOTAL = "total"
STATUS_CODES = {
    "scored": Status.SCORED,
    "absent": Status.ABSENT,
    "make_up": Status.MAKE_UP,
    "exempt": Status.EXEMPT,
    "not_assessed": Status.NOT_ASSESSED,
}


@dataclass(frozen=True)
class SectionFacts:
    """A section as it was when the run read it, whatever the roster says later. ``waiting``: no paper, no status."""

    id: int
    name: str
    teacher_id: int | None
    teacher_name: str
    waiting: int


@dataclass(frozen=True)
class ItemFacts:
    id: int
    label: str
    prompt: str
    max_cell: int
    standard_ids: tuple[int, ...]


@dataclass(frozen=True)
class StandardFacts:
    id: int
    code: str
    short_name: str


@dataclass(frozen=True, eq=False)
class Inputs:
    """Everything a run is computed from: ``cells`` int16[n, k]; ``section``, ``status``, ``student_ids`` int[n]."""

    sections: tuple[SectionFacts, ...]
    items: tuple[ItemFacts, ...]
    standards: tuple[StandardFacts, ...]
    student_ids: np.ndarray
    section: np.ndarray
    status: np.ndarray
    cells: np.ndarray
    other_versions: int
    settings: Settings

    def digest(self) -> str:
        """SHA-256 over all of it and the version of the definitions: equal digests mean equal figures."""
        facts = {
            "sections": [asdict(section) for section in self.sections],
            "items": [asdict(item) for item in self.items],
            "standards": [asdict(standard) for standard in self.standards],
            "settings": asdict(self.settings),
            "definitions": DEFINITIONS_VERSION,
        }
        running = hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode())
        for array in (self.student_ids, self.section, self.status, self.cells):
            running.update(np.ascontiguousarray(array, dtype=np.int64).tobytes())
        return running.hexdigest()


def compute_run(run: ReportRun) -> None:
    """Compute this run from the data as it stands in this transaction, store it, and tell whoever listens."""
    assessment = Assessment.objects.select_related("district").get(pk=run.assessment_id)
    inputs = gather_inputs(assessment)
    run.data_version = assessment.data_version
    run.inputs_digest = inputs.digest()
    run.definitions = DEFINITIONS_VERSION
    run.settings = asdict(inputs.settings)
    run.figures = figures_of(inputs)
    run.state = RunState.DONE
    run.finished_at = timezone.now()
    run.failure = ""
    run.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('plc_report', %s)", [f"{run.district_id}:{run.assessment_id}:{run.number}"])


def figures_of(inputs: Inputs) -> dict[str, Any]:
    """The stored form: the facts the figures refer to, and the statistics by position in them."""
    report = team_report(responses_of(inputs), inputs.settings)
    return {
        "sections": [asdict(section) for section in inputs.sections],
        "standards": [asdict(standard) for standard in inputs.standards],
        "items": [asdict(item) for item in inputs.items],
        "other_versions": inputs.other_versions,
        "report": report.as_plain(),
    }


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
    )


def gather_inputs(assessment: Assessment) -> Inputs:
    """Read first attempts of the current version; a fixed number of queries, as few as there are tables."""
    items = _items(assessment)
    everyone = list(
        Result.objects.filter(assessment=assessment, attempt=1)
        .order_by("student_id")
        .values_list("student_id", "section_id", "status", "cells", "version_id", "teacher_id", "teacher__name")
    )
    rows = [row for row in everyone if row[4] == assessment.current_version_id]
    sections = _sections(assessment, _recorded_teachers(everyone), {row[0] for row in rows})
    place = {section.id: index for index, section in enumerate(sections)}
    k = len(items)
    return Inputs(
        sections=sections,
        items=tuple(facts for facts, _ in items),
        standards=_standards(items),
        student_ids=np.array([row[0] for row in rows], dtype=np.int64),
        section=np.array([place[row[1]] for row in rows], dtype=np.int32),
        status=np.array([STATUS_CODES[row[2]] for row in rows], dtype=np.int8),
        cells=np.array([row[3] for row in rows], dtype=np.int16).reshape(len(rows), k),
        other_versions=len(everyone) - len(rows),
        settings=Settings(
            cut=float(assessment.proficiency_cut), levels=tuple(float(cut) for cut in assessment.level_cuts)
        ),
    )


def _items(assessment: Assessment) -> list[tuple[ItemFacts, tuple[StandardFacts, ...]]]:
    items = list(
        Item.objects.filter(version_id=assessment.current_version_id)
        .order_by("position")
        .values_list("pk", "label", "prompt", "max_cell")
    )
    by_item: dict[int, list[StandardFacts]] = {pk: [] for pk, *_ in items}
    links = (
        ItemStandard.objects.filter(item_id__in=by_item)
        .order_by("standard__code", "standard_id")
        .values_list("item_id", "standard_id", "standard__code", "standard__short_name")
    )
    for item_id, *standard in links:
        by_item[item_id].append(StandardFacts(*standard))
    return [
        (ItemFacts(pk, label, prompt, most, tuple(standard.id for standard in by_item[pk])), tuple(by_item[pk]))
        for pk, label, prompt, most in items
    ]


def _standards(items: Sequence[tuple[ItemFacts, tuple[StandardFacts, ...]]]) -> tuple[StandardFacts, ...]:
    """In the order in which the paper first asks for them."""
    found: dict[int, StandardFacts] = {}
    for _, standards in items:
        for standard in standards:
            found.setdefault(standard.id, standard)
    return tuple(found.values())


Teacher = tuple[int | None, str]


def _recorded_teachers(rows: Sequence[tuple[Any, ...]]) -> dict[int, Teacher]:
    """By section, whom most of its results were filed under: a score keeps the teacher of its date."""
    counts: dict[int, Counter[Teacher]] = {}
    for row in rows:
        counts.setdefault(row[1], Counter())[row[5], row[6] or ""] += 1
    return {section_id: found.most_common(1)[0][0] for section_id, found in counts.items()}


def _sections(assessment: Assessment, recorded: dict[int, Teacher], with_paper: set[int]) -> tuple[SectionFacts, ...]:
    """The CFA's sections in the team's order, then any that a result was recorded in and that has since left it.

    A class without a result yet is named by its teacher on the day of the test.
    """
    known: dict[int, str] = dict(
        AssessmentSection.objects.filter(assessment=assessment)
        .order_by("position", "pk")
        .values_list("section_id", "section__name")
    )
    if left := recorded.keys() - known.keys():
        known |= dict(Section.objects.filter(pk__in=left).order_by("name", "pk").values_list("pk", "name"))
    day = day_of_test(assessment, today_in(assessment.district))
    on_the_day = {section_id: (staff.pk, staff.name) for section_id, staff in lead_teachers(known, day).items()}
    teachers: dict[int, Teacher] = {**on_the_day, **recorded}
    waiting = _waiting(known, day, with_paper)
    return tuple(
        SectionFacts(section_id, name, *teachers.get(section_id, (None, "")), waiting.get(section_id, 0))
        for section_id, name in known.items()
    )


def _waiting(section_ids: dict[int, str], day: datetime.date, with_paper: set[int]) -> dict[int, int]:
    """Enrolled students of each section for whom nothing has been entered."""
    counts: dict[int, int] = {}
    enrolled = Enrollment.objects.filter(live_on(day), section_id__in=list(section_ids))
    for section_id, student_id in enrolled.values_list("section_id", "student_id").distinct():
        if student_id not in with_paper:
            counts[section_id] = counts.get(section_id, 0) + 1
    return counts
