"""``manage.py import_results``: what the upload pages do, without a browser."""

import json
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from assessments.access import enterable_sections
from assessments.actions import apply_upload, preview_upload
from assessments.actions.reading_uploads import Ground, plan_upload
from assessments.importing import PROFILES, ImportPlan, Mapping, Unreadable
from assessments.importing.answering import answer_of
from assessments.importing.sheet import Sheet
from assessments.models import Assessment, Upload
from assessments.queries import item_specs, items_of, roster
from plc.http.refusals import Refusal
from plc.schools.access import entrance, today_in
from plc.schools.models import District, StaffMember
from plc.schools.models.dated import live_on
from plc.tenancy import tenant
from plc.tenancy.districts import for_each_district
from teams.models import RoleTerm, TeamRole

COULD_NOT = 1
LEFT_OUT = 3
ASK_ON_THE_PAGE = "Say once on the upload page what its columns mean; then this command knows."
HELP = """\
Read a file of results, show what it would change in a CFA, and save it.

The same rules hold as on the upload pages: students are matched by ID or by an alias the team has confirmed, a blank
changes nothing, what cannot be read is left out and said, and the upload can be taken back from the list of uploads.
"""
AFTERWORD = """\
exit codes:
  0  everything in the file is saved, or would be
  1  nothing could be read or saved; the reason is on the error output
  3  saved, or would be, but rows or cells are left out: see "problems" and "unmatched"

examples:
  manage.py import_results zipgrade.csv --assessment 12 --dry-run --json
  manage.py import_results - --assessment 12 --as facilitator@district.example < scores.csv
"""


@dataclass(frozen=True)
class Place:
    """Where the file goes: the CFA, who saves it, and the classes it may reach."""

    assessment: Assessment
    actor: StaffMember | None
    section_ids: list[int]
    ground: Ground


class Command(BaseCommand):
    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        parser = super().create_parser(prog_name, subcommand, epilog=AFTERWORD, **kwargs)
        parser.formatter_class = RawDescriptionHelpFormatter
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="CSV, text or .xlsx; - reads the standard input")
        parser.add_argument("--assessment", type=int, required=True, metavar="ID", help="the number of the CFA")
        parser.add_argument("--profile", choices=sorted(PROFILES), help="the kind of file; found out if not given")
        parser.add_argument("--attempt", type=int, default=1, help="which attempt the scores are of (1)")
        parser.add_argument("--district", metavar="SLUG", help="where the CFA is; searched for if not given")
        parser.add_argument("--as", dest="email", metavar="EMAIL", help="who saves it (the team's facilitator)")
        parser.add_argument("--dry-run", action="store_true", help="show what would change and save nothing")
        parser.add_argument("--json", action="store_true", help="answer as JSON")
        parser.add_argument("--names", action="store_true", help="let the answer name students")

    def handle(self, *args: Any, **options: Any) -> None:
        name, content = self._content(options["file"])
        district = _district(options["district"], options["assessment"])
        with tenant(district.pk), transaction.atomic():
            try:
                place = _place(district, options["assessment"], options["email"], options["attempt"])
                upload, saved = _done(place, name, content, options["profile"] or "", dry_run=options["dry_run"])
            except Unreadable as error:
                raise CommandError(f"{error.sentence} {error.remedy}", returncode=COULD_NOT) from None
            except Refusal as refusal:
                raise CommandError(f"{refusal.sentence} {refusal.remedy}", returncode=COULD_NOT) from None
            answer = _answer(place, upload, with_names=options["names"])
        answer |= {"dry_run": options["dry_run"], "saved_scores": saved}
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
        else:
            self._print(answer)
        if not answer["mapping"]["is_ready"]:  # of a dry run: the other has refused with the same sentence
            stops = next(problem for problem in answer["mapping"]["problems"] if problem["stops"])
            raise CommandError(f"{stops['sentence']} {ASK_ON_THE_PAGE}", returncode=COULD_NOT)
        counts = answer["counts"]
        if counts["problem_cells"] or counts["problem_rows"] or counts["unmatched"]:
            sys.exit(LEFT_OUT)

    def _content(self, file: str) -> tuple[str, bytes]:
        if file == "-":
            return "standard input", sys.stdin.buffer.read()
        try:
            return Path(file).name, Path(file).read_bytes()
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.", returncode=COULD_NOT) from None

    def _print(self, answer: dict[str, Any]) -> None:
        counts, would = answer["counts"], "would be " if answer["dry_run"] else ""
        write = self.stdout.write
        write(f"{answer['file']}, read as {PROFILES[answer['mapping']['profile']].words}: {counts['rows_read']} rows.")
        write(f"  {counts['new_cells']} new scores {would}saved for {counts['new_students']} students")
        write(f"  {counts['changed_cells']} scores {would}changed for {counts['changed_students']} students")
        write(f"  {counts['unchanged_cells']} scores unchanged")
        write(f"  {counts['unmatched']} rows without a student, left out")
        for row in answer["unmatched"]:
            write(f"    row {row['row']}: “{row['id']}” is no student of these classes")
        write(f"  {counts['problems']} things to look at")
        for problem in answer["problems"]:
            place = f"row {problem['row']}" if problem["row"] else "file"
            column = f", column {problem['column']}" if problem["column"] else ""
            write(f"    {place}{column}: {problem['sentence']} {problem['remedy']}")


def _district(slug: str | None, assessment_id: int) -> District:
    """The district that is named, else the one that has this CFA."""
    if slug is not None:
        found = District.objects.filter(slug=slug).first()
        if found is None:
            raise CommandError(f"There is no district {slug}.", returncode=COULD_NOT)
        return found
    for district_id in for_each_district():
        with transaction.atomic():
            if Assessment.objects.filter(pk=assessment_id).exists():
                return District.objects.get(pk=district_id)
    raise CommandError(f"There is no CFA {assessment_id}.", returncode=COULD_NOT)


def _place(district: District, assessment_id: int, email: str | None, attempt: int) -> Place:
    subject = Assessment.objects.select_related("team", "current_version").filter(pk=assessment_id).first()
    if subject is None:
        raise CommandError(f"There is no CFA {assessment_id} in {district.slug}.", returncode=COULD_NOT)
    if not subject.is_locked:
        raise CommandError("This CFA is still being built. Lock its items and its cut first.", returncode=COULD_NOT)
    today = today_in(district)
    if email is None:
        term = RoleTerm.objects.filter(live_on(today), team=subject.team, role=TeamRole.FACILITATOR).first()
        actor = term.staff if term else None
        section_ids = list(subject.sections.values_list("section_id", flat=True))
    else:
        actor = StaffMember.objects.filter(email=email.strip().lower(), user__isnull=False).first()
        viewer = entrance(user_id=actor.user_id, slug=district.slug) if actor and actor.user_id else None
        mine = enterable_sections(viewer).filter(assessment=subject) if viewer else None
        section_ids = list(mine.values_list("section_id", flat=True)) if mine is not None else []
        if not section_ids:
            raise CommandError(f"{email} may not enter results of this CFA.", returncode=COULD_NOT)
    return Place(subject, actor, section_ids, Ground(subject, section_ids, today, attempt))


def _done(place: Place, name: str, content: bytes, profile: str, *, dry_run: bool) -> tuple[Upload, int]:
    """The upload, stored and saved unless it is a dry run, and how many scores were saved."""
    if dry_run:
        upload = Upload(assessment=place.assessment, file_name=name, content=content, profile=profile)
        plan_upload(upload, place.ground)
        return upload, 0
    if place.actor is None:
        raise Refusal("Nobody is the team’s facilitator today.", "Say who saves it, with --as EMAIL.")
    upload = preview_upload(
        actor=place.actor,
        assessment=place.assessment,
        section_ids=place.section_ids,
        today=place.ground.today,
        file_name=name,
        content=content,
        attempt=place.ground.attempt,
        profile=profile,
    )
    mapping = Mapping.from_json(upload.mapping)
    if not mapping.is_ready:
        first = next(problem for problem in mapping.problems if problem.stops)
        raise Refusal(first.sentence, ASK_ON_THE_PAGE)
    change = apply_upload(
        actor=place.actor,
        upload=upload,
        section_ids=place.section_ids,
        plan_digest=upload.plan_digest,
        today=place.ground.today,
    )
    return upload, change.cells if change else 0


def _answer(place: Place, upload: Upload, *, with_names: bool) -> dict[str, Any]:
    entries = roster(place.assessment, place.section_ids, place.ground.today)
    said = answer_of(
        ImportPlan.from_json(upload.plan),
        Mapping.from_json(upload.mapping),
        Sheet.from_json(upload.sheet),
        item_specs(items_of(place.assessment)),
        entries,
        with_names=with_names,
    )
    return {
        "file": upload.file_name,
        "assessment": place.assessment.pk,
        "attempt": place.ground.attempt,
        "upload": upload.pk,
        **said,
    }
