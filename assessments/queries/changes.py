"""What was saved between two report runs, counted for the report."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet

from assessments.models import (
    Assessment,
    Change,
    ChangeKind,
    Correction,
    CorrectionKind,
    ReportRun,
    Result,
    ResultChange,
)
from assessments.queries.corrections import CorrectionLine, correction_lines
from assessments.what_changed import PaperCounts, RunFacts, WhatChanged, people_changed, settings_changed

# These say themselves what they did to papers; counting those papers beside them would say it twice.
SAID_ELSEWHERE = (ChangeKind.CORRECTION, ChangeKind.VERSION)


@dataclass
class _Touched:
    """The ends of one student's changes: whether there was a paper before the first, and after the last."""

    was_there: bool
    is_there: bool
    section_id: int | None


def what_changed(
    assessment: Assessment, since: ReportRun, until: ReportRun, own_section_ids: Iterable[int]
) -> WhatChanged:
    """Between the data these two runs were computed from; at most five queries, and fewer where less has happened."""
    own = frozenset(own_section_ids)
    changes = Change.objects.filter(
        assessment=assessment, data_version__gt=since.data_version or 0, data_version__lte=until.data_version or 0
    )
    is_same = since.data_version == until.data_version  # people, cuts or settings made the later run
    said = [] if is_same else _said_themselves(changes)
    papers = _Papers(PaperCounts(), PaperCounts(), 0) if is_same else _papers(assessment, changes, own)
    facts = _facts(since, until)
    lines = _correction_lines(assessment, changes) if any(each.kind == ChangeKind.CORRECTION for each in said) else []
    cuts_are_said = any(line.correction.kind == CorrectionKind.CUT for line in lines)
    return WhatChanged(
        papers=papers.all,
        own=papers.own,
        second_attempts=papers.second_attempts,
        uploads_taken_back=len({each.upload_id for each in said if each.kind == ChangeKind.REVERT} - {None}),
        corrections=tuple(_correction(line) for line in lines),
        versions=tuple(
            _of_version(each.version_number, each.version_reason) for each in said if each.kind == ChangeKind.VERSION
        ),
        people=people_changed(facts[since.pk], facts[until.pk], own),
        settings=settings_changed(facts[since.pk], facts[until.pk], cuts_are_said=cuts_are_said),
    )


class _Said(NamedTuple):
    kind: str
    upload_id: int | None
    version_number: int
    version_reason: str


def _said_themselves(changes: QuerySet[Change]) -> list[_Said]:
    """The changes that are more than papers saved, in their order; typing alone makes a row for every cell."""
    rows = changes.filter(kind__in=(*SAID_ELSEWHERE, ChangeKind.REVERT)).order_by("data_version")
    return [_Said(*row) for row in rows.values_list("kind", "upload_id", "version__number", "version__reason")]


class _Papers(NamedTuple):
    all: PaperCounts
    own: PaperCounts
    second_attempts: int


def _papers(assessment: Assessment, changes: QuerySet[Change], own: frozenset[int]) -> _Papers:
    touched, second_attempts = _touched(changes)
    of_now = {
        student_id: (section_id, bool(scored_on and scored_on > assessment.closes_on))
        for student_id, section_id, scored_on in Result.objects.filter(
            assessment=assessment, attempt=1, student_id__in=list(touched)
        ).values_list("student_id", "section_id", "scored_on")
    }
    for student_id, (section_id, _) in of_now.items():
        touched[student_id].section_id = section_id
    late = {student_id for student_id, (_, is_late) in of_now.items() if is_late}
    mine = {pk: each for pk, each in touched.items() if each.section_id in own}
    return _Papers(_counts(touched, late), _counts(mine, late), second_attempts)


def _facts(*runs: ReportRun) -> dict[int, RunFacts]:
    """By run; a run whose figures were not fetched is asked for the few of them that are needed here."""
    known = {
        run.pk: _facts_of(
            run.settings, run.definitions, run.figures["sections"], run.figures["report"]["section_completeness"]
        )
        for run in runs
        if "figures" not in run.get_deferred_fields()
    }
    if others := [run.pk for run in runs if run.pk not in known]:
        rows = ReportRun.objects.filter(pk__in=others).values_list(
            "pk", "settings", "definitions", "figures__sections", "figures__report__section_completeness"
        )
        known |= {pk: _facts_of(*facts) for pk, *facts in rows}
    return known


def _facts_of(
    settings: dict[str, Any], definitions: str, sections: list[dict[str, Any]], counts: list[dict[str, int]]
) -> RunFacts:
    pairs = list(zip(sections, counts, strict=True))
    return RunFacts(
        sections={section["id"]: section for section in sections},
        on_list={section["id"]: count["students"] + section["waiting"] for section, count in pairs},
        settings=settings,
        definitions=definitions,
    )


def _touched(changes: QuerySet[Change]) -> tuple[dict[int, _Touched], int]:
    """First attempts by student, apart from what says itself; and how many second attempts were entered."""
    rows = ResultChange.objects.filter(change__in=changes).order_by("change__data_version")
    touched: dict[int, _Touched] = {}
    second_attempts = 0
    for student_id, attempt, kind, before, after, section_id in rows.values_list(
        "student_id", "attempt", "change__kind", "status_before", "status_after", "section_before_id"
    ):
        if attempt > 1:
            second_attempts += bool(after) and not before
        elif kind not in SAID_ELSEWHERE:
            known = touched.setdefault(student_id, _Touched(bool(before), bool(after), section_id))
            known.is_there = bool(after)
            known.section_id = known.section_id or section_id
    return touched, second_attempts


def _counts(touched: dict[int, _Touched], late: set[int]) -> PaperCounts:
    return PaperCounts(
        new=sum(1 for each in touched.values() if each.is_there and not each.was_there),
        changed=sum(1 for each in touched.values() if each.is_there and each.was_there),
        gone=sum(1 for each in touched.values() if each.was_there and not each.is_there),
        late=len(late & touched.keys()),
    )


def _correction_lines(assessment: Assessment, changes: QuerySet[Change]) -> list[CorrectionLine]:
    found = Correction.objects.filter(assessment=assessment, change__in=changes).values_list("change_id", flat=True)
    return list(reversed(correction_lines(assessment, found)))


def _correction(line: CorrectionLine) -> str:
    papers = line.correction.change.papers
    anew = f" ({papers} {'paper' if papers == 1 else 'papers'} scored anew)" if papers else ""
    kind = "Taken back" if line.is_undo else "Corrected"
    return f"{kind}: {line.words}{anew}."


def _of_version(number: int, reason: str) -> str:
    """The reason is a person's own sentence, with its full stop or without."""
    why = reason.rstrip(" .")
    return f"The items were changed to version {number}{f': {why}' if why else ''}."
