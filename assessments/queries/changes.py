"""What was saved between two report runs, counted for the report."""

from collections.abc import Iterable
from dataclasses import dataclass

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
    """Between the data these two runs were computed from; a fixed number of queries."""
    changes = Change.objects.filter(
        assessment=assessment, data_version__gt=since.data_version or 0, data_version__lte=until.data_version or 0
    )
    touched = _touched(changes.exclude(kind__in=SAID_ELSEWHERE))
    of_now = {
        student_id: (section_id, bool(scored_on and scored_on > assessment.closes_on))
        for student_id, section_id, scored_on in Result.objects.filter(
            assessment=assessment, attempt=1, student_id__in=list(touched)
        ).values_list("student_id", "section_id", "scored_on")
    }
    for student_id, (section_id, _) in of_now.items():
        touched[student_id].section_id = section_id
    late = {student_id for student_id, (_, is_late) in of_now.items() if is_late}
    own = frozenset(own_section_ids)
    mine = {pk: each for pk, each in touched.items() if each.section_id in own}
    kinds = Correction.objects.filter(assessment=assessment, change__in=changes).values_list("kind", flat=True)
    facts = _facts(since, until)
    second = ResultChange.objects.filter(change__in=changes, attempt__gt=1, status_before="").exclude(status_after="")
    return WhatChanged(
        papers=_counts(touched, late),
        own=_counts(mine, late),
        second_attempts=second.count(),
        uploads_taken_back=changes.filter(kind=ChangeKind.REVERT, upload__isnull=False)
        .values("upload")
        .distinct()
        .count(),
        corrections=_corrections(assessment, changes),
        versions=tuple(
            _of_version(number, reason)
            for number, reason in changes.filter(kind=ChangeKind.VERSION)
            .order_by("data_version")
            .values_list("version__number", "version__reason")
        ),
        people=people_changed(facts[since.pk], facts[until.pk], own),
        settings=settings_changed(facts[since.pk], facts[until.pk], cuts_are_said=CorrectionKind.CUT in set(kinds)),
    )


def _facts(*runs: ReportRun) -> dict[int, RunFacts]:
    """By run, without the figures themselves."""
    rows = ReportRun.objects.filter(pk__in=[run.pk for run in runs]).values_list(
        "pk", "settings", "definitions", "figures__sections", "figures__report__section_completeness"
    )
    return {
        pk: RunFacts(
            sections={section["id"]: section for section in sections},
            on_list={
                section["id"]: counts["students"] + section["waiting"]
                for section, counts in zip(sections, completeness, strict=True)
            },
            settings=settings,
            definitions=definitions,
        )
        for pk, settings, definitions, sections, completeness in rows
    }


def _touched(changes: QuerySet[Change]) -> dict[int, _Touched]:
    rows = ResultChange.objects.filter(change__in=changes, attempt=1).order_by("change__data_version")
    touched: dict[int, _Touched] = {}
    for student_id, before, after, section_id in rows.values_list(
        "student_id", "status_before", "status_after", "section_before_id"
    ):
        known = touched.setdefault(student_id, _Touched(bool(before), bool(after), section_id))
        known.is_there = bool(after)
        known.section_id = known.section_id or section_id
    return touched


def _counts(touched: dict[int, _Touched], late: set[int]) -> PaperCounts:
    return PaperCounts(
        new=sum(1 for each in touched.values() if each.is_there and not each.was_there),
        changed=sum(1 for each in touched.values() if each.is_there and each.was_there),
        gone=sum(1 for each in touched.values() if each.was_there and not each.is_there),
        late=len(late & touched.keys()),
    )


def _corrections(assessment: Assessment, changes: QuerySet[Change]) -> tuple[str, ...]:
    found = Correction.objects.filter(assessment=assessment, change__in=changes).values_list("change_id", flat=True)
    return tuple(_correction(line) for line in reversed(correction_lines(assessment, found)))


def _correction(line: CorrectionLine) -> str:
    papers = line.correction.change.papers
    anew = f" ({papers} {'paper' if papers == 1 else 'papers'} scored anew)" if papers else ""
    kind = "Taken back" if line.is_undo else "Corrected"
    return f"{kind}: {line.words}{anew}."


def _of_version(number: int, reason: str) -> str:
    """The reason is a person's own sentence, with its full stop or without."""
    why = reason.rstrip(" .")
    return f"The items were changed to version {number}{f': {why}' if why else ''}."
