"""The corrections of a CFA: what stands now, what was decided, and whether each can still be undone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.importing import listed
from assessments.models import Assessment, Correction, CorrectionKind, Item, ItemScoring, Standard
from plc.templatetags.figures import percent

SCORING_WORDS = {
    ItemScoring.COUNTED: "counted as scored",
    ItemScoring.CREDITED: "full points for everyone",
    ItemScoring.DROPPED: "not counted",
}
# What each kind decides about; two kinds with the same subject take each other's place.
SUBJECTS = {
    CorrectionKind.KEY: "key",
    CorrectionKind.ACCEPT: "key",
    CorrectionKind.CREDIT: "scoring",
    CorrectionKind.DROP: "scoring",
    CorrectionKind.RETAG: "standards",
    CorrectionKind.CUT: "cuts",
}
Value = Mapping[str, Any]


@dataclass(frozen=True)
class CorrectionLine:
    """One correction as the list shows it. ``undone_by`` is the one that took it back, where there is one."""

    correction: Correction
    subject: str
    was: str
    becomes: str
    undone_by: Correction | None

    @property
    def is_undo(self) -> bool:
        return self.correction.reverts_id is not None

    @property
    def words(self) -> str:
        return f"{self.subject}: {self.was} → {self.becomes}"


def item_of(assessment: Assessment, identity: str) -> Item | None:
    """The item of the current version that is this question, in whichever version it was first met."""
    return Item.objects.filter(version_id=assessment.current_version_id, identity=identity).first()


def standing_value(assessment: Assessment, item: Item | None, kind: str) -> dict[str, Any]:
    """What a correction of this kind would change, as it stands, in the plain form in which corrections keep it."""
    if item is None:
        cuts = {"cut": f"{assessment.proficiency_cut:.3f}", "levels": [f"{cut:.3f}" for cut in assessment.level_cuts]}
        return {"cuts": cuts}
    subject = SUBJECTS[CorrectionKind(kind)]
    if subject == "standards":
        return {"standards": sorted(item.item_standards.values_list("standard_id", flat=True))}
    return {subject: getattr(item, subject)}


def value_words(value: Value, codes: Mapping[int, str]) -> str:
    """A plain value as a short text. ``codes`` are the standards' by id."""
    if "key" in value:
        return " or ".join(value["key"].split("|")) or "no key"
    if "scoring" in value:
        return SCORING_WORDS[ItemScoring(value["scoring"])]
    if "standards" in value:
        return listed([codes.get(pk, "a standard no longer there") for pk in value["standards"]]) or "no standard"
    cuts = value["cuts"]
    words = f"proficient from {percent(cuts['cut'])}"
    return f"{words}, levels from {listed([percent(cut) for cut in cuts['levels']])}" if cuts["levels"] else words


def subject_words(correction: Correction) -> str:
    if correction.item is None:
        return "Cuts"
    about = {"key": "key", "scoring": "points", "standards": "standards"}[SUBJECTS[CorrectionKind(correction.kind)]]
    return f"Item {correction.item.label}, {about}"


def standard_codes(values: Iterable[Value]) -> dict[int, str]:
    """Codes of every standard these values name; one query."""
    ids = {pk for value in values for pk in value.get("standards", ())}
    return {row.pk: str(row) for row in Standard.objects.filter(pk__in=ids)}


def correction_lines(assessment: Assessment, change_ids: Iterable[int] | None = None) -> list[CorrectionLine]:
    """Corrections, newest first; all of them, or those made by these changes."""
    rows = Correction.objects.filter(assessment=assessment)
    if change_ids is not None:
        rows = rows.filter(change_id__in=list(change_ids))
    found = list(rows.select_related("change", "change__made_by", "item").order_by("-pk"))
    undone = {
        row.reverts_id: row
        for row in Correction.objects.filter(assessment=assessment, reverts__in=found).select_related(
            "change", "change__made_by"
        )
    }
    codes = standard_codes([value for row in found for value in (row.before, row.after)])
    return [
        CorrectionLine(
            row, subject_words(row), value_words(row.before, codes), value_words(row.after, codes), undone.get(row.pk)
        )
        for row in found
    ]


def newer_correction(correction: Correction) -> Correction | None:
    """The newest correction of the same thing after this one that has not been undone itself."""
    kinds = [kind for kind, subject in SUBJECTS.items() if subject == SUBJECTS[CorrectionKind(correction.kind)]]
    rows = Correction.objects.filter(assessment=correction.assessment_id, pk__gt=correction.pk, kind__in=kinds)
    if correction.item is not None:
        rows = rows.filter(item__identity=correction.item.identity)
    undone = Correction.objects.filter(assessment=correction.assessment_id, reverts__isnull=False)
    return rows.exclude(pk__in=undone.values("reverts")).select_related("item", "change").order_by("-pk").first()
