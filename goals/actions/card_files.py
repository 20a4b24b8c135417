"""The verbs of a card's files."""

import hashlib

from django.db import transaction

from goals.file_kinds import MOST_FILES, check_size, kept_name, kind_of
from goals.models import CardFile, StrategyCard
from goals.picture_facts import without_facts
from plc.http.refusals import Refusal
from plc.schools.audit import record
from plc.schools.models import StaffMember


@transaction.atomic
def add_card_file(*, actor: StaffMember, card: StrategyCard, name: str, content: bytes) -> CardFile:
    """Keep a file with the card, whose row the caller has locked. The same content twice is the same file.

    Of a picture only the picture is kept: where and when a photo was taken is nobody's business.
    """
    check_size(len(content))
    name = kept_name(name)
    kind = kind_of(name, content)
    content = without_facts(kind.name, name, content)
    digest = hashlib.sha256(content).hexdigest()
    known: CardFile | None = card.files.filter(digest=digest).defer("content").first()
    if known is not None:
        return known
    if card.files.count() >= MOST_FILES:
        raise Refusal(
            f"A card keeps up to {MOST_FILES} files.", "Take one off first, or add a file that holds several."
        )
    file: CardFile = CardFile.objects.create(
        card=card, name=name, kind=kind.name, size=len(content), digest=digest, content=content
    )
    record(actor=actor, verb="add_strategy_file", subject=card, note=kind.name)
    return file


@transaction.atomic
def remove_card_file(*, actor: StaffMember, file: CardFile) -> None:
    record(actor=actor, verb="remove_strategy_file", subject=file.card, note=file.kind)
    file.delete()
