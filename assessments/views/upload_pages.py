"""What the pages of an upload show, in each state it can be in."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from assessments import queries
from assessments.access import enterable_sections, may_teach_files, visible_uploads
from assessments.importing import PROFILES, Decisions, ImportPlan, Mapping, RosterEntry
from assessments.importing.counts import PlanCounts, counts_of
from assessments.importing.sheet import Sheet
from assessments.models import Assessment, Upload, UploadSource, UploadState
from assessments.preview import preview_of, summary_of
from assessments.views.places import address, crumbs
from plc.http.components import Crumb
from plc.schools.access import Viewer
from plc.tenancy.kept import Kept

FEW = 25
ON_A_PAGE = 100
KINDS = ("problems", "unmatched", "changed", "new")
BUSY = (UploadState.READING, UploadState.SAVING, UploadState.REVERTING)
WITHOUT_A_PLAN = (UploadState.READING, UploadState.UNREADABLE, UploadState.DISCARDED)


@dataclass(frozen=True)
class Listing:
    """One list of the preview: the lines of this page of it, and how many there are in all."""

    kind: str
    page: Page[Any]
    total: int

    @property
    def is_cut(self) -> bool:
        """Whether more were counted than are kept for the page."""
        return self.page.paginator.count < self.total


@dataclass(frozen=True)
class Said:
    """One thing a person has said about a row, and how to take it back."""

    row: int
    words: str


def section_ids(viewer: Viewer, assessment: Assessment) -> list[int]:
    """The classes of the CFA this person may enter."""
    return _enterable(viewer.values, assessment.pk)


_enterable = Kept[int](
    lambda values, assessment_id: (
        enterable_sections(Viewer.of_values(*values))
        .filter(assessment=assessment_id)
        .values_list("section_id", flat=True)
    )
)


def state_of(upload: Upload) -> str:
    """What the page shows while a worker is at it, as a short text."""
    return f"{upload.state}_{upload.rows_done}_{upload.rows_total}_{upload.tries}"


def with_counts(uploads: Iterable[Upload]) -> list[tuple[Upload, PlanCounts, str]]:
    """Each upload with what it comes to, and the kind of file in words."""
    return [(each, PlanCounts.from_dict(each.counts), profile_words(each.profile)) for each in uploads]


def listed_uploads(viewer: Viewer, assessment: Assessment) -> QuerySet[Upload]:
    """The uploads of a CFA this person may open, newest first, without what is large of them."""
    return _listed(viewer, assessment.pk)


def newest_uploads(viewer: Viewer, assessment: Assessment) -> list[tuple[Upload, PlanCounts, str]]:
    return with_counts(_newest(viewer.values, assessment.pk))


def _listed(viewer: Viewer, assessment_id: int) -> QuerySet[Upload]:
    rows = visible_uploads(viewer).filter(assessment=assessment_id)
    return rows.defer("content", "plan", "mapping", "sheet", "excerpt", "decisions")


_newest = Kept[Upload](lambda values, assessment_id: _listed(Viewer.of_values(*values), assessment_id)[:10])


def profile_words(name: str) -> str:
    """A kind of file as people call it."""
    return PROFILES[name].words if name in PROFILES else ""


def preview_context(viewer: Viewer, upload: Upload, *, show: str = "", page: str | None = None) -> dict[str, Any]:
    """Everything of the preview page; ``show`` names the one list that is shown, page by page."""
    place = crumbs(viewer, upload.assessment, Crumb(label="Upload"))
    context = {
        "upload": upload,
        "assessment": upload.assessment,
        "crumbs": place,
        "state": state_of(upload),
        "is_busy": upload.state in BUSY,
        "is_waiting": upload.state == UploadState.PREVIEWED,
        "profile": profile_words(upload.profile),
    }
    if upload.state in WITHOUT_A_PLAN or not upload.plan_digest:
        return context | {"counts": PlanCounts.from_dict(upload.counts)}
    return context | _of_plan(viewer, upload, show if show in KINDS else "", page)


def _of_plan(viewer: Viewer, upload: Upload, show: str, page: str | None) -> dict[str, Any]:
    stored = ImportPlan.from_json(upload.excerpt or upload.plan)
    entries = queries.roster(
        upload.assessment, section_ids(viewer, upload.assessment), viewer.today, among=_named_in(stored, upload)
    )
    students = {entry.student_id: entry for entry in entries}
    plan = stored.said_of(students.keys())
    counts = PlanCounts.from_dict(upload.counts) if upload.counts else counts_of(stored)
    preview = preview_of(plan, queries.item_specs(queries.items_of(upload.assessment)), students)
    mapping = Mapping.from_json(upload.mapping)
    totals = {
        "problems": max(counts.problems, len(preview.problems)) if upload.excerpt else len(preview.problems),
        "unmatched": counts.unmatched,
        "changed": counts.changed_cells + counts.status_students if upload.excerpt else len(preview.changed),
        "new": counts.new_students if upload.excerpt else len(preview.new),
    }
    listings = {
        kind: Listing(kind, Paginator(lines, ON_A_PAGE if show else FEW).get_page(page if show else 1), totals[kind])
        for kind in KINDS
        if (not show or kind == show) and len(lines := getattr(preview, kind))
    }
    sheet = Sheet.from_json(upload.sheet)
    return {
        "plan": plan,
        "counts": counts,
        "summary": summary_of(counts, address(viewer, "upload_preview", upload.pk)),
        "show": show,
        "listings": listings,
        "mapping": mapping,
        "sheet": sheet,
        "item_columns": len(mapping.item_columns),
        "notes": [each for each in mapping.problems if not each.stops and each.kind != "columns ignored"],
        "source": _source(upload, sheet, mapping),
        "may_remember": may_teach_files(viewer, upload.assessment.team_id),
        "said": _said(upload, students),
        "decisions": Decisions.from_json(upload.decisions),
        "same_file_words": _same_file_words(viewer, upload, counts),
        "rows_left_out": counts.problem_rows + counts.unmatched + counts.left_out_rows,
        "columns_url": address(viewer, "upload_mapping", upload.pk),
        "kept": f"&show={show}" if show else "",
    }


def _named_in(plan: ImportPlan, upload: Upload) -> set[int] | None:
    """Whom the beginning of a long plan speaks of; None for a short one, which may name anybody of the classes."""
    if not upload.excerpt:
        return None
    return (
        {change.student_id for change in plan.changes}
        | {problem.student_id for problem in plan.problems}
        | {near.student_id for row in plan.unmatched for near in row.near}
        | {student_id for _row, student_id in Decisions.from_json(upload.decisions).students}
    )


def _source(upload: Upload, sheet: Sheet, mapping: Mapping) -> UploadSource | None:
    """The confirmed source an upload was read by; None if somebody has said otherwise for this upload."""
    if not sheet.signature:
        return None
    found = (
        UploadSource.objects.filter(team_id=upload.assessment.team_id, signature=sheet.signature)
        .select_related("confirmed_by")
        .first()
    )
    if found is None:
        return None
    said = Mapping.from_json(found.mapping)
    is_so = (said.student_column, said.position_of_column) == (mapping.student_column, mapping.position_of_column)
    return found if is_so else None


def _said(upload: Upload, students: dict[int, RosterEntry]) -> list[Said]:
    decisions = Decisions.from_json(upload.decisions)
    rows: dict[int, str] = {}
    for row, student_id in decisions.students:
        name = students[student_id].name if student_id in students else "a student of another class"
        rows[row] = f"is {name}"
    for row in decisions.left_out:
        rows[row] = "is left out"
    for row, positions in decisions.kept_positions.items():
        stays = "1 saved score stays" if len(positions) == 1 else f"{len(positions)} saved scores stay"
        rows[row] = f"{rows[row]}; {stays}" if row in rows else stays
    for row, _position, text, meant in decisions.accepted:
        read = f"“{text}” is read as {meant}"
        rows[row] = f"{rows[row]}; {read}" if row in rows else read
    return [Said(row, words) for row, words in sorted(rows.items())]


def _same_file_words(viewer: Viewer, upload: Upload, counts: PlanCounts) -> str:
    """When this very file was saved before this one came; empty when it was not."""
    if upload.state != UploadState.PREVIEWED:
        return ""
    earlier = visible_uploads(viewer).filter(
        assessment=upload.assessment_id, digest=upload.digest, attempt=upload.attempt, state=UploadState.APPLIED
    )
    found = earlier.filter(pk__lt=upload.pk).defer("content", "plan", "excerpt", "sheet", "mapping").first()
    if found is None:
        return ""
    when = date_format(timezone.localtime(found.state_changed_at), "M j, g:i A")
    then = "Nothing would change." if not counts.has_changes else "Something was changed since; see below."
    return f"It was saved on {when} by {found.uploaded_by.name}. {then}"
