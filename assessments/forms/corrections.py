"""One small form for each kind of correction; each says the decision that follows from it."""

import re
from decimal import Decimal
from typing import Any

from django import forms

from assessments.actions.decisions import (
    Decision,
    accepted_answer,
    changed_cuts,
    counted_as,
    fixed_key,
    retagged,
    spec_of,
)
from assessments.forms.building import MOST_LEVELS
from assessments.models import Assessment, Item, ItemScoring, Standard
from plc.http.refusals import Refusal
from plc.templatetags.figures import points

PERCENT = Decimal(100)
# One decimal is what is stored: finer ones would be two levels that begin at the same percent.
_LEVEL = re.compile(r"[0-9]{1,3}(\.[0-9])?")


class _OneKind(forms.Form):
    """``kind`` is what the address calls it; ``title`` and ``note`` say on the page what it does.

    Each kind adds ``decision()``, which raises ``Refusal`` with the sentence for the page.
    """

    kind = ""
    title = ""
    note = ""

    def __init__(self, data: Any, *, assessment: Assessment, item: Item | None, **initial: Any) -> None:
        super().__init__(data, auto_id=f"{self.kind}-%s", initial=initial)
        self.assessment = assessment
        self.item = item

    @property
    def the_item(self) -> Item:
        if self.item is None:
            raise Refusal("This correction is about an item.", "Choose the item first.", status=422)
        return self.item


class KeyForm(_OneKind):
    kind, title = "key", "The key is wrong"
    note = "Every answer is scored anew by the right one."
    key = forms.CharField(label="The right answer", max_length=40)

    def __init__(self, data: Any, **facts: Any) -> None:
        super().__init__(data, **facts)
        if self.item is not None:
            choices = ", ".join(spec_of(self.item).choices)
            self.fields["key"].help_text = f"One of {choices}. Write B|C to accept either, BD if both belong together."

    def decision(self) -> Decision:
        return fixed_key(self.the_item, self.cleaned_data["key"])


class AcceptForm(_OneKind):
    kind, title = "accept", "A second answer is right as well"
    note = "Whoever chose it gets full points; the key stays right too."
    answer = forms.CharField(label="The other right answer", max_length=12)

    def decision(self) -> Decision:
        return accepted_answer(self.the_item, self.cleaned_data["answer"])


class CreditForm(_OneKind):
    kind, title = "credit", "Full points for everyone"
    note = "For a question that could not be answered fairly. Saved answers stay, and students excused from it stay so."

    def decision(self) -> Decision:
        return counted_as(self.the_item, ItemScoring.CREDITED)


class DropForm(_OneKind):
    kind, title = "drop", "Do not count this item"
    note = "It leaves totals, skills and item figures. What is saved stays, so it can be counted again."

    def decision(self) -> Decision:
        return counted_as(self.the_item, ItemScoring.DROPPED)


class CountForm(_OneKind):
    kind, title = "count", "Count it as scored again"
    note = "The saved scores count as they are."

    def decision(self) -> Decision:
        return counted_as(self.the_item, ItemScoring.COUNTED)


class RetagForm(_OneKind):
    kind, title = "retag", "It asks for something else"
    note = "Points stay; the item moves to other skills of the report."
    standards = forms.TypedMultipleChoiceField(
        label="What the item asks for", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    code = forms.CharField(
        label="Another standard, by its code", max_length=60, required=False, help_text="Such as 7.RP.A.1."
    )

    def __init__(self, data: Any, **facts: Any) -> None:
        super().__init__(data, **facts)
        offered = Standard.objects.filter(items__version_id=self.assessment.current_version_id).distinct()
        self.fields["standards"].choices = [  # type: ignore[attr-defined]
            (row.pk, " · ".join(part for part in (row.code, row.short_name) if part))
            for row in offered.order_by("code", "pk")
        ]

    def decision(self) -> Decision:
        wanted = list(self.cleaned_data["standards"])
        code = self.cleaned_data["code"].strip()
        if code:
            found = Standard.objects.filter(code__iexact=code).order_by("pk").first()
            if found is None:
                raise Refusal(f"There is no standard with the code {code}.", "Write it as your district lists it.")
            wanted.append(found.pk)
        return retagged(self.the_item, wanted)


class CutForm(_OneKind):
    kind, title = "cut", "Change the cuts"
    note = "No score changes; who counts as proficient, and at which level, does."
    cut = forms.DecimalField(label="Proficient from (percent)", min_value=1, max_value=100, decimal_places=1)
    levels = forms.CharField(
        label="Levels begin at (percent, lowest first)", required=False, max_length=60, help_text="Such as 50, 70, 90."
    )

    @staticmethod
    def values_of(assessment: Assessment) -> dict[str, str]:
        levels = [points(cut * PERCENT) for cut in assessment.level_cuts]
        return {"cut": points(Decimal(assessment.proficiency_cut) * PERCENT), "levels": ", ".join(levels)}

    def clean_levels(self) -> list[Decimal]:
        texts = self.cleaned_data["levels"].replace("%", " ").replace(",", " ").split()
        if not all(_LEVEL.fullmatch(text) for text in texts):
            raise forms.ValidationError("Write percents such as 50, 70, 90.")
        if len(texts) > MOST_LEVELS:
            raise forms.ValidationError(f"At most {MOST_LEVELS} cuts, which make {MOST_LEVELS + 1} levels.")
        return [Decimal(text) / PERCENT for text in texts]

    def decision(self) -> Decision:
        return changed_cuts(self.assessment, self.cleaned_data["cut"] / PERCENT, self.cleaned_data["levels"])


CorrectionForm = KeyForm | AcceptForm | CreditForm | DropForm | CountForm | RetagForm | CutForm
FORMS: dict[str, type[CorrectionForm]] = {
    form.kind: form for form in (KeyForm, AcceptForm, CreditForm, DropForm, CountForm, RetagForm, CutForm)
}


def correction_forms(assessment: Assessment, item: Item | None, suggested: str = "") -> list[CorrectionForm]:
    """The corrections that make sense for an item as it stands; without one, the cuts."""
    if item is None:
        return [CutForm(None, assessment=assessment, item=None, **CutForm.values_of(assessment))]
    about: dict[str, Any] = {"assessment": assessment, "item": item}
    forms_: list[CorrectionForm] = []
    if spec_of(item).choices:
        forms_.append(KeyForm(None, **about, key=suggested))
        forms_ += [AcceptForm(None, **about)] if item.key else []
    if item.scoring != ItemScoring.COUNTED:
        forms_.append(CountForm(None, **about))
    forms_ += [CreditForm(None, **about)] if item.scoring != ItemScoring.CREDITED else []
    forms_ += [DropForm(None, **about)] if item.scoring != ItemScoring.DROPPED else []
    standards = list(item.item_standards.values_list("standard_id", flat=True))
    return [*forms_, RetagForm(None, **about, standards=standards)]
