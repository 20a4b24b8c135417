"""The one to three targets of a cycle: as many fields as there are, and standards to add by their number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from assessments.models import Standard
from goals.actions.cycles import TargetWords
from goals.models import CycleTarget

LONGEST_WORDS = 200


class TargetsForm(forms.Form):
    """``targets`` is what was sent; ``goes_on``: something was added, whose words are still to be written."""

    proficient = forms.CharField(
        label="Proficient means",
        max_length=300,
        required=False,
        help_text="Agree on it before anybody is tested, such as “70 percent of the points on each target” or "
        "“level 3: solves it and says why”.",
    )
    own_words = forms.CharField(
        label="A target that no list has, in your own words",
        max_length=120,
        required=False,
    )
    add: forms.ModelMultipleChoiceField[Any] = forms.ModelMultipleChoiceField(
        label="Add", queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, chosen: Sequence[CycleTarget], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen = chosen
        add: Any = self.fields["add"]
        add.queryset = Standard.objects.order_by("framework", "code", "pk")
        for target in chosen:
            self.fields[f"words_{target.standard_id}"] = forms.CharField(
                label="In words a student understands",
                max_length=LONGEST_WORDS,
                required=False,
                initial=target.words,
            )
            self.fields[f"drop_{target.standard_id}"] = forms.BooleanField(label="Leave it out", required=False)

    @property
    def rows(self) -> list[tuple[CycleTarget, Any, Any]]:
        """Each chosen target with its fields."""
        return [(each, self[f"words_{each.standard_id}"], self[f"drop_{each.standard_id}"]) for each in self.chosen]

    @property
    def targets(self) -> list[TargetWords]:
        said = self.cleaned_data
        kept = [
            TargetWords(each.standard, self._words(each))
            for each in self.chosen
            if not said[f"drop_{each.standard_id}"]
        ]
        known = {each.standard.pk for each in kept}
        return [*kept, *(TargetWords(standard) for standard in said["add"] if standard.pk not in known)]

    def _words(self, target: CycleTarget) -> str:
        """As sent; of a target that a colleague added after this page was opened, as they are."""
        field = f"words_{target.standard_id}"
        return " ".join(self.cleaned_data[field].split()) if field in self.data else target.words

    @property
    def own(self) -> str:
        return " ".join(self.cleaned_data["own_words"].split())

    @property
    def goes_on(self) -> bool:
        return bool(self.cleaned_data["add"]) or bool(self.own)
