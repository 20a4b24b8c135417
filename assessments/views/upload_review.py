"""Going through an upload before it is saved: what its columns mean, whose its rows are, what stays as it is.

Each answer makes the preview anew, so that what is saved is what is shown; all of it works without a script.
"""

from collections.abc import Callable
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from assessments import queries
from assessments.access import ENTERERS, access_upload, may_say_alias, may_teach_files
from assessments.actions import preview_again
from assessments.actions.known_files import LONGEST_ALIAS, confirm_source, remember_alias
from assessments.actions.reading_uploads import source_of
from assessments.actions.uploads import check_is_waiting, decide_rows, read_as, read_sheet
from assessments.forms import MappingForm
from assessments.forms.uploads import chosen_profile, profile_choices
from assessments.importing import PROFILES, Decisions, ImportPlan, Mapping, RosterEntry, Unmatched
from assessments.importing.sheet import Sheet
from assessments.models import Upload
from assessments.views.places import address, crumbs
from assessments.views.upload_pages import section_ids
from plc.http.components import Crumb
from plc.schools.access import Viewer, for_roles
from plc.schools.models import Student

MOST_FOUND = 20
FEW_FOUND = 5  # below those who come near


@for_roles(*ENTERERS)
@require_http_methods(["GET", "HEAD", "POST"])
def upload_mapping(request: HttpRequest, district: str, upload_id: int) -> HttpResponse:
    """What each column means, with examples out of the file; and the preview that follows from it."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    is_posted = request.method == "POST"
    subject = access_upload(viewer, upload_id, to_change=is_posted)
    check_is_waiting(subject)
    sheet, mapping = Sheet.from_json(subject.sheet), Mapping.from_json(subject.mapping)
    source = source_of(subject.assessment, sheet.signature)
    form = MappingForm(
        request.POST if is_posted else None,
        sheet=sheet,
        items=queries.item_specs(queries.items_of(subject.assessment)),
        mapping=mapping,
        source=source.name if source else "",
    )
    if is_posted and form.is_valid():
        chosen = form.remap()
        into = section_ids(viewer, subject.assessment)
        preview_again(upload=subject, section_ids=into, today=viewer.today, mapping=chosen)
        if form.cleaned_data["remember"] and may_teach_files(viewer, subject.assessment.team_id):
            name = form.cleaned_data["source"] or "Files of our own"
            confirm_source(
                actor=viewer.staff, team=subject.assessment.team, signature=sheet.signature, name=name, mapping=chosen
            )
            messages.success(request, f"From now on files with these titles are read like this, as “{name}”.")
        return redirect(address(viewer, "upload_preview", subject.pk))
    context = {
        "upload": subject,
        "assessment": subject.assessment,
        "crumbs": crumbs(viewer, subject.assessment, Crumb(label="Upload")),
        "form": form,
        "mapping": mapping,
        "sheet": sheet,
        "source": source,
        "may_remember": may_teach_files(viewer, subject.assessment.team_id),
        "used": [form[f"column-{column}"] for column in form.columns if column in form.used],
        "unused": [form[f"column-{column}"] for column in form.columns if column not in form.used],
        "not_shown": len(sheet.header) - len(form.columns),
        "versions": [form[f"{what}-{n}"] for n in range(len(sheet.versions)) for what in ("version", "order")],
        "asks_for_attempts": mapping.attempt_column is not None or any("attempt" in p.kind for p in mapping.problems),
        "profiles": profile_choices(),
    }
    return render(request, "assessments/upload_columns.html", context, status=422 if form.errors else 200)


@for_roles(*ENTERERS)
@require_POST
def upload_kind(request: HttpRequest, district: str, upload_id: int) -> HttpResponse:
    """Another kind of file, or another sheet of the workbook; its columns are guessed anew."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    subject = access_upload(viewer, upload_id, to_change=True)
    if "sheet" in request.POST:
        into = section_ids(viewer, subject.assessment)
        read_sheet(upload=subject, section_ids=into, today=viewer.today, name=request.POST["sheet"])
        return redirect(address(viewer, "upload_preview", subject.pk))
    profile = chosen_profile(request.POST.get("profile", ""))
    if profile and profile not in PROFILES:
        raise Http404
    read_as(upload=subject, section_ids=section_ids(viewer, subject.assessment), today=viewer.today, profile=profile)
    return redirect(address(viewer, "upload_preview", subject.pk))


@for_roles(*ENTERERS)
@require_POST
def upload_rows(request: HttpRequest, district: str, upload_id: int) -> HttpResponse:
    """One answer about rows: whose a row is, that rows stay out, what stays as saved, or nothing after all."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    subject = access_upload(viewer, upload_id, to_change=True)
    check_is_waiting(subject)
    decide = _decision(request, viewer, subject)
    if decide is None:
        messages.info(request, "Choose something first; nothing has changed.")
    else:
        into = section_ids(viewer, subject.assessment)
        decide_rows(upload=subject, section_ids=into, today=viewer.today, decide=decide)
    return redirect(address(viewer, "upload_preview", subject.pk))


def _decision(request: HttpRequest, viewer: Viewer, subject: Upload) -> Callable[[Decisions], Decisions] | None:
    """What the pressed button stands for; 404 for what this page cannot have sent."""
    said = request.POST
    if "student" in said:
        row, student_id = _numbers(said["student"], 2)
        unmatched = _unmatched(subject, row)
        entry = _entry(viewer, subject, student_id)
        if said.get(f"remember-{row}"):
            _remember(request, viewer, subject, unmatched, entry)
        return lambda decisions: decisions.with_student(row, entry.student_id)
    if "leave" in said or "leave_all" in said:
        unmatched_rows = [row.row for row in ImportPlan.from_json(subject.excerpt or subject.plan).unmatched]
        rows = _numbers(said["leave"], 1) if "leave" in said else unmatched_rows
        return lambda decisions: decisions.with_left_out(*rows)
    if "undo" in said:
        (row,) = _numbers(said["undo"], 1)
        return lambda decisions: decisions.without_row(row)
    if "accept" in said or "accept_all" in said:
        row, position = _numbers(said.get("accept", said.get("accept_all", "")), 2)
        meant = _offered(viewer, subject, row, position, all_alike="accept" not in said)
        return lambda decisions: decisions.with_accepted(*meant)
    if "keep_all" in said:
        keeps = said["keep_all"] == "1"
        return lambda decisions: replace(decisions, keeps_saved=keeps)
    cells = [tuple(_numbers(cell, 2)) for cell in said.getlist("keep")]
    return (lambda decisions: decisions.with_kept(*cells)) if cells else None  # type: ignore[arg-type]


def _offered(
    viewer: Viewer, subject: Upload, row: int, position: int, *, all_alike: bool
) -> list[tuple[int, int, str, str]]:
    """The cell with what it may have meant, or all of its column that say the same; 404 where nothing was offered."""
    own = {entry.student_id for entry in _entries(viewer, subject)}
    offered = [each for each in ImportPlan.from_json(subject.plan).said_of(own).problems if each.suggestion]
    found = next((each for each in offered if (each.row, each.position) == (row, position)), None)
    if found is None:
        raise Http404
    alike = [
        each
        for each in offered
        if (each.position, each.column, each.value, each.suggestion)
        == (found.position, found.column, found.value, found.suggestion)
    ]
    return [(each.row, each.position, each.value, each.suggestion) for each in (alike if all_alike else [found])]


def _numbers(text: str, count: int) -> list[int]:
    parts = text.split("-")
    if len(parts) != count or not all(part.isascii() and part.isdecimal() and len(part) < 19 for part in parts):
        raise Http404
    return [int(part) for part in parts]


@for_roles(*ENTERERS)
@require_http_methods(["GET", "HEAD"])
def upload_row(request: HttpRequest, district: str, upload_id: int, row: int) -> HttpResponse:
    """Whose one row is: those who come near, and everybody in the classes by a search."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    subject = access_upload(viewer, upload_id)
    check_is_waiting(subject)
    unmatched = _unmatched(subject, row)
    asked = request.GET.get("q", "").strip()
    entries = _entries(viewer, subject)
    own = {entry.student_id for entry in entries}
    found = _found(entries, asked)
    most = MOST_FOUND if asked or not unmatched.near else FEW_FOUND
    context = {
        "upload": subject,
        "assessment": subject.assessment,
        "crumbs": crumbs(viewer, subject.assessment, Crumb(label=f"Row {row}")),
        "row": unmatched,
        "near": [near for near in unmatched.near if near.student_id in own],
        "asked": asked,
        "found": found[:most],
        "more": max(0, len(found) - most),
        "can_remember": 0 < len(unmatched.shown_id) <= LONGEST_ALIAS
        and may_teach_files(viewer, subject.assessment.team_id),
    }
    return render(request, "assessments/upload_row.html", context)


def _unmatched(subject: Upload, row: int) -> Unmatched:
    plan = ImportPlan.from_json(subject.excerpt or subject.plan)
    found = next((each for each in plan.unmatched if each.row == row), None)
    if found is None:
        raise Http404
    return found


def _entries(viewer: Viewer, subject: Upload) -> list[RosterEntry]:
    return queries.roster(subject.assessment, section_ids(viewer, subject.assessment), viewer.today)


def _entry(viewer: Viewer, subject: Upload, student_id: int) -> RosterEntry:
    """A student of the classes this person may enter; 404 for everybody else."""
    found = next((entry for entry in _entries(viewer, subject) if entry.student_id == student_id), None)
    if found is None:
        raise Http404
    return found


def _found(entries: list[RosterEntry], asked: str) -> list[RosterEntry]:
    """Students whose name or ID has every word asked for; all of them while nothing is asked."""
    words = asked.casefold().split()
    students: dict[int, RosterEntry] = {}
    for entry in entries:
        text = f"{entry.name} {entry.local_id}".casefold()
        if all(word in text for word in words):
            students.setdefault(entry.student_id, entry)
    return list(students.values())


def _remember(request: HttpRequest, viewer: Viewer, subject: Upload, row: Unmatched, entry: RosterEntry) -> None:
    if not 0 < len(row.shown_id) <= LONGEST_ALIAS:
        return
    if not may_say_alias(viewer, subject.assessment.team_id, row.shown_id):
        messages.warning(
            request, f"“{row.shown_id}” is read like this here alone; your team’s files stay as they were."
        )
        return
    remember_alias(
        actor=viewer.staff,
        team=subject.assessment.team,
        alias=row.shown_id,
        student=Student.objects.get(pk=entry.student_id),
    )
    messages.success(request, f"Remembered: “{row.shown_id}” in a file of your team is the student you chose.")
