"""Writing, answering, rating and reviewing norms."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from plc.schools.forms import DayInput
from teams.models import Norm, NormHeading, ReviewOutcome

RATINGS = ((4, "Yes, throughout"), (3, "Mostly"), (2, "Now and then"), (1, "Not yet"))


class NormForm(forms.Form):
    """One sentence is all that has to be said."""

    experience = forms.CharField(
        label="What went badly once?",
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="In this team or another one, without names. Only members see it.",
    )
    commitment = forms.CharField(
        label="What do we do instead?",
        max_length=240,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="One sentence, beginning with “We”, that one could see happen.",
    )
    heading = forms.ChoiceField(label="It is about", choices=NormHeading.choices, required=False)

    def clean_heading(self) -> str:
        return self.cleaned_data["heading"] or str(NormHeading.OTHER)


class BreachForm(forms.Form):
    """What happens when a norm slips."""

    cue = forms.CharField(label="The cue", max_length=200, help_text="What anybody may say or do, at once.")
    steps = forms.CharField(
        label="What happens then",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="A step a line. Short enough that the meeting goes on within a minute.",
    )
    who = forms.CharField(label="Who sees to it", max_length=200)


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label="Your answer",
        choices=[("yes", "I agree"), ("not_yet", "Not yet")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="If not yet: what would you need?",
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Your team reads this.",
    )


class RatingForm(forms.Form):
    """A choice for each norm; none has to be made."""

    def __init__(self, *args: Any, norms: Iterable[Norm], given: Mapping[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for norm in norms:
            self.fields[f"norm_{norm.pk}"] = forms.TypedChoiceField(
                label=norm.commitment,
                choices=RATINGS,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
                initial=given.get(norm.pk),
            )

    @property
    def ratings(self) -> dict[int, int]:
        """What was chosen, by norm id."""
        return {int(name.removeprefix("norm_")): value for name, value in self.cleaned_data.items() if value}


class ReviewForm(forms.Form):
    outcome = forms.ChoiceField(label="What the team decided", choices=ReviewOutcome.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label="In one sentence: what made you decide so?",
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReviewDayForm(forms.Form):
    due_on = forms.DateField(label="Due on", widget=DayInput)

    def __init__(self, *args: Any, due_on: datetime.date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("due_on", due_on)
