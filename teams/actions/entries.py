"""What one person writes in a stage, saved while they type.

A saving has a key, made in the browser and kept there with the text until the server has answered: sent twice, it
counts once. It also says on which revision it builds. Where somebody has written on a second device meanwhile, the
lines of both are kept, since nothing that was typed may be lost.
"""

import uuid
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils import timezone

from plc.http.refusals import Refusal
from plc.schools.models import StaffMember
from teams.actions.meetings import bumped
from teams.models import AgendaItem, StageEntry, StageKind

MOST_LETTERS: Final = 4000


@dataclass(frozen=True)
class Saved:
    """What the server has now; ``is_merged`` when it holds lines that the browser did not send."""

    revision: int
    text: str
    is_ready: bool
    is_merged: bool


@transaction.atomic
def save_entry(
    *, actor: StaffMember, item: AgendaItem, text: str, key: uuid.UUID, based_on: int, is_ready: bool
) -> Saved:
    """Save this person's text of a stage that is or was open.

    It leaves no history entry: it is private, and saved every second. After the reveal it is shown at once, marked
    as added later.
    """
    # Locked, so that a reveal comes wholly before or after: a line saved in between would be shown to nobody.
    item = AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=item.pk)
    if item.kind != StageKind.WRITE:
        raise Refusal("Nobody writes in this stage.")
    if item.opened_at is None:
        raise Refusal("This stage has not been opened yet.", "Keep your text, and save it when the stage begins.")
    if len(text) > MOST_LETTERS:
        raise Refusal(
            f"That is {len(text):,} letters, and {MOST_LETTERS:,} fit.", "Keep to what the others should read."
        )
    text = text.replace("\r\n", "\n")
    entry = StageEntry.objects.select_for_update().filter(item=item, staff=actor).first()
    if entry is None:
        entry, is_new = StageEntry.objects.get_or_create(
            item=item, staff=actor, defaults={"last_key": key, "saved_at": timezone.now()}
        )
        if is_new:
            return _kept(entry, item, text, key, is_ready, was_shown=(False, False))
        entry = StageEntry.objects.select_for_update().get(pk=entry.pk)
    if entry.last_key == key:
        return Saved(entry.revision, entry.text, entry.is_ready, is_merged=entry.text != text)
    is_stale = based_on != entry.revision
    shown = (bool(entry.text.strip()), entry.is_ready)
    return _kept(entry, item, merged(entry.text, text) if is_stale else text, key, is_ready, was_shown=shown, sent=text)


def merged(present: str, sent: str) -> str:
    """The lines of both, those that are there already once, in the order in which they came."""
    lines = present.splitlines()
    known = {line.strip() for line in lines}
    return "\n".join([*lines, *(line for line in sent.splitlines() if line.strip() not in known)])


def _kept(
    entry: StageEntry,
    item: AgendaItem,
    text: str,
    key: uuid.UUID,
    is_ready: bool,
    *,
    was_shown: tuple[bool, bool],
    sent: str | None = None,
) -> Saved:
    entry.text, entry.last_key, entry.is_ready, entry.saved_at = text, key, is_ready, timezone.now()
    entry.revision += 1
    entry.save()
    # Others see that somebody writes or is ready, and after the reveal the text; while they type, nothing moves.
    if item.revealed_at is not None or was_shown != (bool(text.strip()), is_ready):
        bumped(item.meeting)
    return Saved(entry.revision, text, is_ready, is_merged=sent is not None and text != sent)
