"""Cards as far as they can be shared, with a file and a class that tried them, for the tests that walk everything."""

import io
import zipfile

from goals.actions import TrialFacts, add_card_file, record_trial, share_card_further
from goals.models import Showing, StrategyCard
from plc.schools.models import Section, StaffMember
from tests.world import DAY, World

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
MAIN_PARTS = {"docx": "word/document.xml", "pptx": "ppt/presentation.xml", "xlsx": "xl/workbook.xml"}


def office_file(kind: str = "docx", **parts: bytes) -> bytes:
    """The smallest archive that is an office file; ``parts`` by their path with ``__`` for a slash."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(MAIN_PARTS[kind], "<main/>")
        for path, said in parts.items():
            archive.writestr(path.replace("__", "/"), said)
    return content.getvalue()


def share_and_try(card: StrategyCard, teacher: StaffMember, section: Section, *steps: str, world: World) -> None:
    """Shared step by step, with a file, and tried by its author with ``section`` three days ago."""
    for reach in steps:
        share_card_further(actor=teacher, card=card, reach=reach, signs_outside=True)
    add_card_file(actor=teacher, card=card, name="Lines.pdf", content=PDF)
    try_with(card, teacher, section, world)


def try_with(card: StrategyCard, teacher: StaffMember, section: Section, world: World) -> None:
    facts = TrialFacts(section, card.team, card.standard, world.today - 3 * DAY, None, "They drew.", Showing.NAMED)
    record_trial(actor=teacher, card=card, facts=facts, today=world.today)
