"""The score grid's own address: all papers, what changed since, and small batches of edits to save.

Plain views and ``json``: a batch comes each time somebody pauses at typing, and checking its fields one by one would
cost more than the save. Saving is ``actions.save_cells``, the same rules as on the plain page.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods, require_POST

from assessments import queries
from assessments.access import ENTERERS, access_batch, access_entry, access_papers
from assessments.actions import CellEdit, save_cells
from assessments.actions.held_papers import held_of
from assessments.actions.saving import ItemsChanged
from assessments.models.years import YearIsOver
from assessments.queries.grid_records import plain_conflict
from assessments.tasks import nudge_if_due
from plc.schools.access import Viewer, for_roles

MOST_EDITS = 3_000
MOST_TEXT = 40
MOST_ID = 2**63 - 1
MOST_ATTEMPT = 9


class NotAnEdit(ValueError):  # noqa: N818  (reads as a sentence where it is raised)
    """A request no page of ours would send."""


class TooManyEdits(NotAnEdit):
    """More than one request may hold."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What a page sends to be saved. ``version`` and ``person`` are what the page was made with and for."""

    version: Any
    person: Any
    attempt: int
    since: str
    edits: tuple[CellEdit, ...]


@for_roles(*ENTERERS)
@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    """GET ``?section=&attempt=&since=&person=`` and POST ``{version, attempt, person, since, edits}``.

    409 ``{"reason": "version"}``: the items are others now; ``{"reason": "year"}``: the school year is over;
    ``{"reason": "person"}``: somebody else is signed in here than at the page that asks. 413 above 3,000 edits; 400 for
    anything no page of ours would send.
    """
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    try:
        return (_save if request.method == "POST" else _read)(request, viewer, assessment_id)
    except YearIsOver as refusal:
        return JsonResponse({"reason": "year", "sentence": refusal.sentence}, status=409)
    except ItemsChanged:
        return JsonResponse({"reason": "version"}, status=409)
    except TooManyEdits:
        return JsonResponse({"reason": "size"}, status=413)
    except NotAnEdit as error:
        return JsonResponse({"reason": "request", "sentence": str(error)}, status=400)


def _read(request: HttpRequest, viewer: Viewer, assessment_id: int) -> HttpResponse:
    assessment, section_ids = access_papers(viewer, assessment_id)
    asked = request.GET
    if asked.get("person", str(viewer.staff.pk)) != str(viewer.staff.pk):
        return JsonResponse({"reason": "person"}, status=409)
    section = asked.get("section")
    if section and section not in {str(pk) for pk in section_ids}:
        return JsonResponse({"reason": "section"}, status=404)
    attempt = _attempt(asked.get("attempt", "1"))
    mark = asked.get("since")
    if mark and mark == queries.grid_mark(assessment):
        return HttpResponse(status=204)
    if mark and not queries.changed_otherwise(assessment, mark):
        chosen = frozenset({int(section)}) if section else section_ids
        changed = queries.papers_since(assessment, chosen, viewer.today, attempt=attempt, mark=mark)
        return JsonResponse(changed.as_plain())
    _, rows = access_entry(viewer, assessment.pk)
    rows = [row for row in rows if not section or str(row.section_id) == section]
    return JsonResponse(queries.grid_papers(assessment, rows, viewer.today, attempt=attempt).as_plain())


def _save(request: HttpRequest, viewer: Viewer, assessment_id: int) -> HttpResponse:
    try:
        sent = _batch(request.body)
    except NotAnEdit:
        access_papers(viewer, assessment_id)  # whoever may not enter here is told no more than that
        raise
    students = list({edit.student_id for edit in sent.edits})
    assessment, section_ids, rows = access_batch(viewer, assessment_id, students, sent.attempt)
    if sent.person not in {None, viewer.staff.pk}:
        return JsonResponse({"reason": "person"}, status=409)
    if sent.version != assessment.current_version_id:
        return JsonResponse({"reason": "version"}, status=409)
    saved = save_cells(
        actor=viewer.staff,
        assessment=assessment,
        section_ids=section_ids,
        attempt=sent.attempt,
        edits=sent.edits,
        today=viewer.today,
        seen=sent.since,
        holding=held_of(rows),
    )
    return JsonResponse(
        {
            "data_version": saved.mark,
            "results": [
                {
                    "edit": outcome.edit,
                    "state": outcome.state,
                    "text": outcome.text,
                    "sentence": outcome.sentence,
                    "conflict": plain_conflict(outcome.conflict) if outcome.conflict else None,
                }
                for outcome in saved.outcomes
            ],
            "students": [vars(student) for student in saved.students],
        }
    )


def _batch(body: bytes) -> Batch:
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotAnEdit("This is not JSON.") from error
    if not isinstance(sent, dict) or not isinstance(sent.get("edits"), list):
        raise NotAnEdit("There is no list of edits.")
    if len(sent["edits"]) > MOST_EDITS:
        raise TooManyEdits(f"A batch has at most {MOST_EDITS:,} edits.")
    return Batch(
        version=sent.get("version"),
        person=sent.get("person"),
        attempt=_attempt(sent.get("attempt", 1)),
        since=str(sent.get("since", "")),
        edits=tuple(map(_edit, sent["edits"])),
    )


def _attempt(said: Any) -> int:
    if str(said) in {str(attempt) for attempt in range(1, MOST_ATTEMPT + 1)}:
        return int(said)
    raise NotAnEdit("Attempts are numbered 1, 2, 3 and so on.")


def _edit(sent: Any) -> CellEdit:
    if not isinstance(sent, dict):
        raise NotAnEdit("An edit is an object.")
    return CellEdit(
        edit=_text(sent, "edit"),
        student_id=_number(sent, "student"),
        section_id=_number(sent, "section"),
        item_id=None if sent.get("item") is None else _number(sent, "item"),
        was=_text(sent, "was"),
        now=_text(sent, "now"),
        resolves=None if sent.get("resolves") is None else _number(sent, "resolves"),
    )


def _text(sent: dict[str, Any], name: str) -> str:
    text = sent.get(name)
    if isinstance(text, str) and len(text) <= MOST_TEXT and "\0" not in text:
        return text.strip()
    raise NotAnEdit(f"“{name}” of an edit is a text of at most {MOST_TEXT} characters.")


def _number(sent: dict[str, Any], name: str) -> int:
    number = sent.get(name)
    if type(number) is int and 0 < number <= MOST_ID:
        return number
    raise NotAnEdit(f"“{name}” of an edit is a number.")


@for_roles(*ENTERERS)
@require_POST
def papers_settled(request: HttpRequest, district: str, assessment_id: int) -> HttpResponse:
    """Typing has paused: whoever computes reports is told now, if a run is waiting."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    assessment, _ = access_papers(viewer, assessment_id)
    with transaction.atomic():
        nudge_if_due(assessment)
    return HttpResponse(status=204)
