"""What a facilitator may decide about a CFA after results are in, checked before anybody is shown a preview."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from assessments.importing import ItemSpec
from assessments.importing.keys import LONGEST_KEY, UnreadableKey, answer_of, read_key, right_answers
from assessments.models import Assessment, Correction, CorrectionKind, Item, ItemScoring, Standard
from assessments.queries import item_specs
from assessments.queries.corrections import item_of, newer_correction, standing_value
from plc.http.refusals import Refusal


@dataclass(frozen=True)
class Decision:
    """``after`` is what shall stand, in the plain form of ``Correction.after``; ``item`` an identity, None for cuts."""

    kind: str
    item: str | None
    after: Mapping[str, Any]
    reverts: int | None = None

    def digest(self, assessment: Assessment, data_version: int) -> str:
        """SHA-256 of this decision about results as they stood at a data version: what a preview has shown."""
        facts = [assessment.pk, data_version, self.kind, self.item, self.after, self.reverts]
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def spec_of(item: Item) -> ItemSpec:
    (spec,) = item_specs([item])
    return spec


def fixed_key(item: Item, text: str) -> Decision:
    """Another answer is the right one. Raises ``Refusal`` for a key that is none, or that stands already."""
    return _with_key(item, CorrectionKind.KEY, _key(text, spec_of(item).choices))


def accepted_answer(item: Item, text: str) -> Decision:
    """One more answer is right as well."""
    spec = spec_of(item)
    answer = answer_of(text, spec.choices)
    right = right_answers(spec)
    if not answer:
        _key(text, spec.choices)
        raise Refusal("Name one answer at a time.", f"Use {', '.join(spec.choices)}.", status=422)
    if not right:
        raise Refusal("This item has no key yet.", "Say first which answer is right.", status=422)
    key = "|".join([*right, *([] if answer in right else [answer])])
    if len(key) > LONGEST_KEY:
        raise Refusal("The key cannot hold more answers.", "Give everyone full points instead.", status=422)
    return _with_key(item, CorrectionKind.ACCEPT, key)


def _key(text: str, choices: str) -> str:
    try:
        return read_key(text, choices)
    except UnreadableKey as problem:
        raise Refusal(problem.sentence, status=422) from problem


def _with_key(item: Item, kind: str, key: str) -> Decision:
    if key == item.key:
        raise Refusal(
            f"The key of item {item.label} is {' or '.join(key.split('|'))} already.",
            "Nothing would change.",
            status=422,
        )
    return Decision(kind, str(item.identity), {"key": key})


def counted_as(item: Item, scoring: str) -> Decision:
    """Full points for everyone, not counted at all, or counted as scored again.

    Raises ``Refusal`` when it is so already, or when no item would be left to count.
    """
    if scoring == item.scoring:
        raise Refusal(f"Item {item.label} is counted that way already.", "Nothing would change.", status=422)
    others = Item.objects.filter(version=item.version_id).exclude(pk=item.pk).exclude(scoring=ItemScoring.DROPPED)
    if scoring == ItemScoring.DROPPED and not others.exists():
        raise Refusal(
            "This is the last item that counts, so it has to stay.", "Give everyone full points instead.", status=422
        )
    about_dropping = ItemScoring.DROPPED in {scoring, item.scoring}
    kind = CorrectionKind.DROP if about_dropping else CorrectionKind.CREDIT
    return Decision(kind, str(item.identity), {"scoring": scoring})


def retagged(item: Item, standard_ids: Iterable[int]) -> Decision:
    """The item asks for these standards, all of this district."""
    wanted = sorted(set(standard_ids))
    if Standard.objects.filter(pk__in=wanted).count() != len(wanted):
        raise Refusal("One of these standards is not there any more.", "Choose again.", status=422)
    decision = Decision(CorrectionKind.RETAG, str(item.identity), {"standards": wanted})
    if standing_value(Assessment(), item, CorrectionKind.RETAG) == decision.after:
        raise Refusal(f"Item {item.label} has these standards already.", "Nothing would change.", status=422)
    return decision


def changed_cuts(assessment: Assessment, cut: Decimal, levels: Sequence[Decimal]) -> Decision:
    """Other shares of the points from which a student is proficient, and from which each level begins."""
    if not 0 < cut <= 1 or any(not 0 < level <= 1 for level in levels):
        raise Refusal("A cut is a share of the points: more than 0 % and at most 100 %.", status=422)
    if list(levels) != sorted(set(levels)):
        raise Refusal("Levels go upward, and no two begin at the same percent.", "Write the lowest first.", status=422)
    after = {"cuts": {"cut": f"{cut:.3f}", "levels": [f"{level:.3f}" for level in levels]}}
    if standing_value(assessment, None, CorrectionKind.CUT) == after:
        raise Refusal("These are the cuts already.", "Nothing would change.", status=422)
    return Decision(CorrectionKind.CUT, None, after)


def undoing(correction: Correction) -> Decision:
    """The decision that takes a correction back.

    Raises ``Refusal`` if that has happened already, or if what it made is no longer what stands; the sentence names
    the newer correction that has to go first.
    """
    if Correction.objects.filter(reverts=correction).exists():
        raise Refusal("This correction has been taken back already.", "Open the list of corrections again.")
    assessment = correction.assessment
    item = item_of(assessment, str(correction.item.identity)) if correction.item else None
    if correction.item is not None and item is None:
        raise Refusal(
            f"Item {correction.item.label} is not in this version of the CFA any more.",
            "There is nothing to take back.",
        )
    if standing_value(assessment, item, correction.kind) != correction.after:
        raise Refusal("Something newer stands in the place of this correction.", _way_to_undo(correction))
    decision = Decision(correction.kind, str(item.identity) if item else None, correction.before, correction.pk)
    if item and correction.before.get("scoring") == ItemScoring.DROPPED:
        counted_as(item, ItemScoring.DROPPED)  # the item may be the last one that counts by now
    return replace(decision, after=dict(correction.before))


def _way_to_undo(correction: Correction) -> str:
    newer = newer_correction(correction)
    if newer is None:
        return "It was changed with the items of the CFA; correct it as it stands now."
    made = f"{newer.change.made_at:%B} {newer.change.made_at.day}"
    return f"Take back the newer one first: “{newer.get_kind_display()}” of {made}."
