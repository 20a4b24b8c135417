"""Making a response plan."""

from __future__ import annotations

from typing import Any

from django import forms

from goals.actions import PlanFacts
from goals.models import Audience
from plc.schools.access import Viewer
from plc.schools.forms import SENSIBLE_DAYS, DayInput
from teams.models import Team
from teams.queries import current_staff


class PlanForm(forms.Form):
    audience = forms.ChoiceField(
        label="Who is it for?", choices=Audience.choices, widget=forms.RadioSelect, initial=Audience.WHOLE_CLASS
    )
    what = forms.CharField(
        label="What will you do?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="No students’ names: every member of the team reads this.",
        error_messages={"required": "Say what the team will do."},
    )
    owner: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Who sees to it?", queryset=None, empty_label="Choose a person"
    )
    due_on = forms.DateField(label="Until when?", widget=DayInput, validators=SENSIBLE_DAYS)

    def __init__(self, *args: Any, viewer: Viewer, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = current_staff(team, viewer.today)

    @property
    def facts(self) -> PlanFacts:
        return PlanFacts(**{**self.cleaned_data, "what": self.cleaned_data["what"].strip()})
