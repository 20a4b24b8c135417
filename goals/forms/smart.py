"""Setting, changing and closing a SMART goal."""

from __future__ import annotations

from typing import Any

from django import forms

from goals.actions import Checked, GoalFacts
from goals.plausible import TargetCheck
from goals.queries.smart import Baseline
from plc.schools.access import Viewer
from plc.schools.forms import SENSIBLE_DAYS, DayInput
from teams.models import Team
from teams.queries import current_staff

CHECKED = frozenset({"baseline", "target", "far_likely"})


class GoalForm(forms.Form):
    """Letter by letter: which skill of whom, measured how, how far, why, until when."""

    skill = forms.CharField(
        label="Specific: what will our students be able to do?",
        max_length=200,
        help_text="In words a student understands, such as: I can find a percent of a number in more than one way.",
    )
    target = forms.IntegerField(
        label="Achievable: how many of 100 students shall be proficient?",
        min_value=1,
        max_value=100,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "Write a whole number from 1 to 100."),
    )
    due_on = forms.DateField(label="Time-bound: by which day?", widget=DayInput, validators=SENSIBLE_DAYS)
    steps = forms.CharField(
        label="What will we do?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="In a few lines. Who does what by when finds its place on the goal’s page.",
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
    far_likely = forms.IntegerField(
        label="Achievable, too: how many of those far from it are likely to make it?",
        min_value=0,
        required=False,
        error_messages=dict.fromkeys(("invalid", "min_value"), "Write a whole number of students, 0 or more."),
        help_text="How many are far from it stands in the table, for each start.",
    )
    field_order = ("baseline", "skill", "target", "far_likely", "due_on", "steps", "owner")

    def __init__(self, *args: Any, baselines: list[Baseline], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.baselines = {each.key: each for each in baselines}
        self.fields["baseline"].choices = [(key, each.label) for key, each in self.baselines.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen, likely = self.baselines.get(cleaned.get("baseline", "")), cleaned.get("far_likely")
        if chosen is not None and likely is not None and likely > chosen.reach.far:
            self.add_error(
                "far_likely", f"Only {chosen.reach.far} are far from it. Write that number or a smaller one."
            )
        return cleaned

    def ask_only_for_the_check(self) -> None:
        """The target alone is held against the students; what else is not written yet is nobody's fault."""
        for name in self.errors.keys() - CHECKED:
            del self.errors[name]

    @property
    def chosen(self) -> Baseline:
        return self.baselines[self.cleaned_data["baseline"]]

    @property
    def checked(self) -> Checked:
        return Checked(self.chosen.reach.close, self.cleaned_data["far_likely"] or 0)

    @property
    def check(self) -> TargetCheck | None:
        """The target against who is there, close and likely; None while one of these is not said."""
        if not self.is_bound or self.errors.keys() & CHECKED:
            return None
        reach = self.chosen.reach
        return TargetCheck(reach.there, reach.close, reach.far, self.checked.far_likely, self.cleaned_data["target"])


class CloseGoalForm(forms.Form):
    reflection = forms.CharField(
        label="What did we learn?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What worked, what we keep, what we try next. No students’ names.",
    )
