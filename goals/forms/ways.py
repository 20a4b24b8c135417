"""A step on the way to a goal, and what the team says when it looks in between."""

from __future__ import annotations

from typing import Any

from django import forms

from goals.actions.ways import StepFacts
from plc.schools.access import Viewer
from plc.schools.forms import SENSIBLE_DAYS, DayInput
from teams.models import Team
from teams.queries import current_staff


class ActionStepForm(forms.Form):
    what = forms.CharField(label="What will be done?", max_length=300)
    owner: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Who does it?", queryset=None, empty_label="Choose a person"
    )
    due_on = forms.DateField(label="By which day?", widget=DayInput, validators=SENSIBLE_DAYS)
    needs = forms.CharField(
        label="What does it need?", max_length=300, required=False, help_text="Time, materials, somebody’s help."
    )

    def __init__(self, *args: Any, viewer: Viewer, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = current_staff(team, viewer.today)

    @property
    def facts(self) -> StepFacts:
        return StepFacts(**self.cleaned_data)


class CheckForm(forms.Form):
    said = forms.CharField(
        label="What do we see, and what do we change?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Where the goal stands today is kept with it. No students’ names.",
    )
