"""Writing down what a place stands for: a draft of the next version, which its editors change until it is proposed."""

from typing import Final

from django.db import transaction
from django.db.models import Max

from plc.http.refusals import Refusal
from plc.schools.access import today_in
from plc.schools.actions import tell
from plc.schools.audit import record
from plc.schools.models import School, StaffMember
from teams.models import Charter, CharterKind, CharterState, CharterStatement, CharterVersion
from teams.news.commitments import PROPOSED
from teams.queries.commitments import charter_version_in, staff_of, statements_in

MOST: Final = 20


@transaction.atomic
def begin_charter(*, actor: StaffMember, school: School | None, kind: str) -> Charter:
    """The document of a place, with its first draft; the one there is, when two begin it at once."""
    charter, is_new = Charter.objects.get_or_create(school=school, kind=CharterKind(kind))
    if is_new:
        begin_charter_version(actor=actor, charter=charter)
    return charter


@transaction.atomic
def begin_charter_version(*, actor: StaffMember, charter: Charter) -> CharterVersion:
    """The draft of the document: the one there is, or the next version with everything the last one says.

    What was proposed stays as it was proposed, with its answers and remarks; it is no longer asked for.
    """
    charter = hold_charter(charter)
    draft = charter_version_in(charter, CharterState.DRAFT)
    if draft is not None:
        return draft
    proposed = charter_version_in(charter, CharterState.PROPOSED)
    source = proposed or charter_version_in(charter, CharterState.IN_FORCE)
    if proposed is not None:
        CharterVersion.objects.filter(pk=proposed.pk).update(state=CharterState.WITHDRAWN)
    last = CharterVersion.objects.filter(charter=charter).aggregate(last=Max("number"))["last"] or 0
    draft = CharterVersion.objects.create(charter=charter, number=last + 1, begun_by=actor)
    CharterStatement.objects.bulk_create(
        CharterStatement(version=draft, position=row.position, text=row.text, is_tight=row.is_tight, thread=row.thread)
        for row in (statements_in(source) if source else ())
    )
    record(actor=actor, verb="begin_charter_version", subject=draft, note=called(charter, draft))
    return draft


@transaction.atomic
def write_statement(
    *,
    actor: StaffMember,
    version: CharterVersion,
    text: str,
    is_tight: bool,
    statement: CharterStatement | None = None,
    seen: str = "",
) -> CharterStatement:
    """A statement of the draft: ``statement`` in new words, or another one at the end.

    ``seen`` is the text that the person who changes it read: what somebody else wrote meanwhile is not written over.
    """
    version = _open_draft(version)
    text = " ".join(text.split())
    rows = list(statements_in(version))
    if any(row.text.casefold() == text.casefold() for row in rows if statement is None or row.pk != statement.pk):
        raise Refusal("This sentence is in the draft already.", "Change it where it stands.")
    if statement is None:
        if len(rows) >= MOST:
            raise Refusal(
                f"There are {MOST} statements already.", "Take one out, or join two that say nearly the same."
            )
        statement = CharterStatement.objects.create(
            version=version, position=len(rows) + 1, text=text, is_tight=is_tight
        )
    else:
        held = next((row for row in rows if row.pk == statement.pk), None)
        if held is None:
            raise Refusal("Somebody has taken this sentence out meanwhile.", "Look at the draft as it is now.")
        if held.text != seen:
            raise Refusal(f"Somebody has changed this sentence meanwhile. It says now: {held.text}", "Read it first.")
        statement = held
        statement.text, statement.is_tight = text, is_tight
        statement.save(update_fields=["text", "is_tight"])
    record(actor=actor, verb="write_statement", subject=statement, note=called(version.charter, version))
    return statement


@transaction.atomic
def remove_statement(*, actor: StaffMember, statement: CharterStatement) -> None:
    version = _open_draft(statement.version)
    record(actor=actor, verb="remove_statement", subject=statement, note=called(version.charter, version))
    CharterStatement.objects.filter(pk=statement.pk).delete()
    _number(list(statements_in(version)))


@transaction.atomic
def move_statement(*, actor: StaffMember, statement: CharterStatement, up: bool) -> None:
    """One place up or down; at either end nothing happens."""
    version = _open_draft(statement.version)
    rows = list(statements_in(version))
    place = next((place for place, row in enumerate(rows) if row.pk == statement.pk), None)
    if place is None:
        return
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
        _number(rows)
        record(actor=actor, verb="move_statement", subject=statement, note=called(version.charter, version))


@transaction.atomic
def propose_charter(*, actor: StaffMember, version: CharterVersion) -> CharterVersion:
    """From now on it is not changed, and everybody who works in the place is asked."""
    version = _open_draft(version)
    charter, today = version.charter, today_in(actor.district)
    if not statements_in(version).exists():
        raise Refusal("There is nothing in the draft yet.", "Write the first sentence.")
    version.state, version.proposed_on = CharterState.PROPOSED, today
    version.save(update_fields=["state", "proposed_on"])
    record(actor=actor, verb="propose_charter", subject=version, note=called(charter, version))
    people = {person.pk for person in staff_of(charter.school_id, today)} - {actor.pk}
    tell(staff_ids=people, kind=PROPOSED, subject_id=charter.pk, number=count_telling(charter), is_new=True)
    return version


def hold_charter(charter: Charter) -> Charter:
    """Locked for this transaction, so that two editors go one after the other. For the actions of this room."""
    row: Charter = (
        Charter.objects.select_for_update(of=("self",)).select_related("school", "district").get(pk=charter.pk)
    )
    return row


def count_telling(charter: Charter) -> int:
    """The number of the next telling of a document that is held."""
    charter.told += 1
    charter.save(update_fields=["told"])
    return charter.told


def called(charter: Charter, version: CharterVersion) -> str:
    """How the history names it: never what people said about it."""
    return f"{charter.place}: {charter.get_kind_display().lower()}, version {version.number}"


def _open_draft(version: CharterVersion) -> CharterVersion:
    charter = hold_charter(version.charter)
    row: CharterVersion = CharterVersion.objects.get(pk=version.pk)
    if row.state != CharterState.DRAFT:
        raise Refusal("This draft has been proposed in the meantime.", "Begin a new version to change it.")
    row.charter = charter
    return row


def _number(rows: list[CharterStatement]) -> None:
    for position, row in enumerate(rows, start=1):
        row.position = position
    CharterStatement.objects.bulk_update(rows, ["position"])
