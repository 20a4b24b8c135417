"""The seam of the report: queries to arrays, arrays to statistics, statistics to a stored run."""

import datetime
import hashlib
import json
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
from plc.schools.models import District, Enrollment
from plc.schools.models.dated import live_on
from plc.tenancy import required_district_id

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
    assessment = Assessment.objects.select_related("current_version").get(pk=run.assessment_id)
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
    """Read first attempts of the current version; a fixed number of queries."""
    items = _items(assessment)
    rows = list(
        Result.objects.filter(assessment=assessment, attempt=1, version_id=assessment.current_version_id)
        .order_by("student_id")
        .values_list("student_id", "section_id", "status", "cells")
    )
    others = Result.objects.filter(assessment=assessment, attempt=1).exclude(version_id=assessment.current_version_id)
    sections = _sections(assessment, [(student_id, section_id) for student_id, section_id, *_ in rows])
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
        other_versions=others.count(),
        settings=Settings(
            cut=float(assessment.proficiency_cut), levels=tuple(float(cut) for cut in assessment.level_cuts)
        ),
    )


def _items(assessment: Assessment) -> list[tuple[ItemFacts, tuple[StandardFacts, ...]]]:
    items = list(Item.objects.filter(version_id=assessment.current_version_id).order_by("position"))
    by_item: dict[int, list[StandardFacts]] = {item.pk: [] for item in items}
    links = (
        ItemStandard.objects.filter(item__in=items).select_related("standard").order_by("standard__code", "standard_id")
    )
    for link in links:
        standard = link.standard
        by_item[link.item_id].append(StandardFacts(standard.pk, standard.code, standard.short_name))
    return [
        (
            ItemFacts(item.pk, item.label, item.prompt, item.max_cell, tuple(s.id for s in by_item[item.pk])),
            tuple(by_item[item.pk]),
        )
        for item in items
    ]


def _standards(items: Sequence[tuple[ItemFacts, tuple[StandardFacts, ...]]]) -> tuple[StandardFacts, ...]:
    """In the order in which the paper first asks for them."""
    found: dict[int, StandardFacts] = {}
    for _, standards in items:
        for standard in standards:
            found.setdefault(standard.id, standard)
    return tuple(found.values())


def _sections(assessment: Assessment, recorded: Sequence[tuple[int, int]]) -> tuple[SectionFacts, ...]:
    """The CFA's sections in the team's order, then any that a result was recorded in and that has since left it."""
    rows = list(
        AssessmentSection.objects.filter(assessment=assessment).select_related("section").order_by("position", "pk")
    )
    known = {row.section_id: row.section.name for row in rows}
    for section_id, name in (
        Result.objects.filter(assessment=assessment)
        .exclude(section_id__in=known)
        .values_list("section_id", "section__name")
    ).distinct():
        known[section_id] = name
    district = District.objects.get(pk=required_district_id())
    day = day_of_test(assessment, today_in(district))
    teachers = lead_teachers(known, day)
    with_paper = {student_id for student_id, _ in recorded}
    waiting = _waiting(known, day, with_paper)
    return tuple(
        SectionFacts(
            id=section_id,
            name=name,
            teacher_id=teachers[section_id].pk if section_id in teachers else None,
            teacher_name=teachers[section_id].name if section_id in teachers else "",
            waiting=waiting.get(section_id, 0),
        )
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
