"""What two colleagues write about a peer visit. One field is required: the question they look at."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone

from plc.schools.access import Viewer
from plc.schools.forms import SENSIBLE_DAYS
from teams.models import Team
from teams.queries.visits import PROMPTS, possible_colleagues


class MomentInput(forms.DateTimeInput):
    """The browser's own picker of a day and time, which speaks ISO whatever it shows."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class ArrangeForm(forms.Form):
    focus = forms.CharField(
        label="The question we look at",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="About students, such as: how do they explain a remainder to each other?",
    )
    happens_at = forms.DateTimeField(
        label="When", required=False, widget=MomentInput, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
    )
    place = forms.CharField(label="Class or room", max_length=120, required=False)

    def clean_happens_at(self) -> datetime.datetime | None:
        moment: datetime.datetime | None = self.cleaned_data["happens_at"]
        if moment is not None:
            for check in SENSIBLE_DAYS:
                check(moment.date())
        return moment


class AskForm(ArrangeForm):
    host: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Whose class", queryset=None, empty_label="Choose a colleague"
    )
    field_order = ("host", "focus", "happens_at")

    def __init__(self, *args: Any, viewer: Viewer, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["place"]  # the one who is visited knows it, and says so with the answer
        host: Any = self.fields["host"]
        host.queryset = possible_colleagues(team, viewer.staff, viewer.today)


class NoteForm(forms.Form):
    at = forms.TimeField(
        label="Time",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%H:%M:%S"],
    )
    text = forms.CharField(label="What students say and do", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("at", timezone.localtime().time())


class DebriefForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, prompt in PROMPTS:
            self.fields[name] = forms.CharField(
                label=prompt, max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
            )


class LearningForm(forms.Form):
    text = forms.CharField(
        label="What I want my team to know",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Only this text goes to the team, with your name. Your notes and whom you visited stay with you two.",
    )
