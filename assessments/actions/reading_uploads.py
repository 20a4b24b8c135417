"""A file turned into a stored plan: read, its columns understood, planned against what is saved. No result changes."""

import datetime
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction

from assessments.importing import (
    Decisions,
    ImportPlan,
    ItemSpec,
    Mapping,
    RosterEntry,
    SavedResult,
    Table,
    guess_mapping,
    header_signature,
    plan_import,
    read_table,
    with_choices,
)
from assessments.importing.accepting import with_accepted
from assessments.importing.counts import counts_of, excerpt_of
from assessments.importing.sheet import Sheet, sheet_of
from assessments.models import Assessment, StudentAlias, Upload, UploadSource
from assessments.queries import item_specs, items_of, roster, saved_results
from assessments.stats.records import making_many
from plc.http.refusals import Refusal

# From here on the worker reads, plans and saves, while the page shows how far it is.
LARGE_BYTES = 1024 * 1024
LARGE_WORKBOOK_BYTES = 150 * 1024
LARGE_ROWS = 2_000

Progress = Callable[[int, int], None]  # rows done, rows in all


@dataclass(frozen=True)
class Ground:
    """What a file is planned against: the attempt of this CFA in these classes, on the roster of this day."""

    assessment: Assessment
    section_ids: Sequence[int]
    today: datetime.date
    attempt: int = 1


def is_large(content: bytes) -> bool:
    """Whether nobody should wait for this file at a page that is just loading."""
    if content.startswith(b"PK"):
        return len(content) > LARGE_WORKBOOK_BYTES
    return len(content) > LARGE_BYTES or content.count(b"\n") > LARGE_ROWS


def digest_of(plan: str) -> str:
    """The digest of a plan as it is stored, to the letter."""
    return hashlib.sha256(plan.encode()).hexdigest()


def stored_plan(upload: Upload) -> ImportPlan:
    """The whole plan; raises ``Refusal`` where an upload has none (any more)."""
    if not upload.plan:
        raise Refusal("This upload has no preview any more.", "Upload the file again.")
    return ImportPlan.from_json(upload.plan)


def read_upload(upload: Upload) -> Table:
    """Its table: of a workbook the sheet that was read or chosen before, else the one most like scores."""
    sheet = Sheet.from_json(upload.sheet).workbook_sheet or None
    return read_table(bytes(upload.content), upload.file_name, sheet=sheet)


@making_many()
def plan_upload(
    upload: Upload, ground: Ground, *, mapping: Mapping | None = None, progress: Progress | None = None
) -> ImportPlan:
    """Read the content and fill the upload's mapping, plan and counts; the caller saves them (``PLANNED``).

    What a person chose goes first: ``mapping``, else that of the upload, else the kind of file it was said to be, else
    what the team has confirmed for files with these titles; without any, the mapping is guessed. Nothing is written,
    and only ``_gathered`` reads the database, so that the long part holds no transaction open. Raises
    ``importing.Unreadable`` for bytes that cannot become a table.
    """
    say = progress or (lambda done, total: None)
    table = read_upload(upload)
    total = len(table.rows)
    say(total // 8, total)
    signature = header_signature(table)
    known = _gathered(ground, signature)
    said = mapping or (Mapping.from_json(upload.mapping) if upload.mapping else None)
    if said is not None:
        columns = with_choices(said, table, known.items, known.roster)
    else:
        profile = upload.profile or None
        columns = guess_mapping(
            table, known.items, known.roster, profile=profile, confirmed=None if profile else known.confirmed
        )
    say(total // 4, total)
    upload.sheet = sheet_of(table, columns, signature).to_json()
    decisions = Decisions.from_json(upload.decisions)
    plan = plan_import(
        with_accepted(table, columns, decisions),
        columns,
        items=known.items,
        roster=known.roster,
        saved=known.saved,
        aliases=known.aliases,
        decisions=decisions,
    )
    del table, known  # a district's rows need not be there while its plan is written
    say(total * 7 // 8, total)
    _keep(upload, columns, plan)
    return plan


@dataclass(frozen=True)
class _Known:
    items: tuple[ItemSpec, ...]
    roster: list[RosterEntry]
    saved: dict[int, SavedResult]
    aliases: dict[str, int]
    confirmed: Mapping | None


@transaction.atomic
def _gathered(ground: Ground, signature: str) -> _Known:
    entries = roster(ground.assessment, ground.section_ids, ground.today)
    source = source_of(ground.assessment, signature)
    return _Known(
        items=item_specs(items_of(ground.assessment)),
        roster=entries,
        saved=saved_results(ground.assessment, {entry.student_id for entry in entries}, ground.attempt),
        aliases=aliases_of(ground.assessment),
        confirmed=Mapping.from_json(source.mapping) if source else None,
    )


PLANNED = (
    "mapping",
    "plan",
    "plan_digest",
    "section_ids",
    "sheet",
    "counts",
    "excerpt",
    "profile",
    "rows_total",
    "rows_done",
)


def _keep(upload: Upload, mapping: Mapping, plan: ImportPlan) -> None:
    excerpt = excerpt_of(plan)
    upload.mapping = mapping.to_json()
    upload.plan = plan.to_json()
    upload.plan_digest = digest_of(upload.plan)
    upload.section_ids = sorted(plan.section_ids)
    upload.counts = counts_of(plan).as_dict()
    upload.excerpt = excerpt.to_json() if excerpt else ""
    upload.profile = mapping.profile
    upload.rows_total = upload.rows_done = plan.rows_read


def source_of(assessment: Assessment, signature: str) -> UploadSource | None:
    """What the team has confirmed about files with these titles."""
    return UploadSource.objects.filter(team_id=assessment.team_id, signature=signature).first()


def aliases_of(assessment: Assessment) -> dict[str, int]:
    """What other tools call students, as this team has said it."""
    return dict(StudentAlias.objects.filter(team_id=assessment.team_id).values_list("alias", "student_id"))
