"""Setting, changing and closing a SMART goal."""

from __future__ import annotations

from typing import Any

from django import forms

from goals.actions import GoalFacts
from goals.queries.smart import Baseline
from plc.schools.access import Viewer
from plc.schools.forms import DayInput
from teams.models import Team
from teams.queries import current_staff


class GoalForm(forms.Form):
    """Letter by letter: which skill of whom, measured how, how far, why, until when."""

    skill = forms.CharField(
        label="Specific: what will our students be able to do?",
        max_length=200,
        help_text="In words a student understands, such as: I can find a percent of a number in more than one way.",
    )
    target = forms.IntegerField(
        label="Achievable: how many of 100 students shall be proficient?", min_value=1, max_value=100
    )
    due_on = forms.DateField(label="Time-bound: by which day?", widget=DayInput)
    steps = forms.CharField(
        label="What will we do?", max_length=4000, widget=forms.Textarea(attrs={"rows": 4}), help_text="A step a line."
    )
    owner: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Who sees to it?", queryset=None, empty_label="Choose a person"
    )
    why = forms.CharField(
        label="Relevant: why this one?", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    resources = forms.CharField(
        label="What do we need for it?", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, viewer: Viewer, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = current_staff(team, viewer.today)

    @property
    def facts(self) -> GoalFacts:
        said = self.cleaned_data
        return GoalFacts(**{name: said[name] for name in GoalForm.base_fields})


class NewGoalForm(GoalForm):
    """Also where it starts: a count of one of the team's reports."""

    baseline = forms.ChoiceField(
        label="Measurable: where are we now?",
        help_text="From your reports. Later CFAs that ask for the same skill become the evidence by themselves.",
    )
    field_order = ("baseline", "skill", "target", "due_on", "steps", "owner")

    def __init__(self, *args: Any, baselines: list[Baseline], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.baselines = {each.key: each for each in baselines}
        self.fields["baseline"].choices = [(key, each.label) for key, each in self.baselines.items()]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Baseline:
        return self.baselines[self.cleaned_data["baseline"]]


class CloseGoalForm(forms.Form):
    reflection = forms.CharField(
        label="What did we learn?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What worked, what we keep, what we try next. No students’ names.",
    )
