"""Goals of schools and of the district, and the link to them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from goals.access.wider import served_by
from goals.actions.wider import WiderFacts
from goals.models import WiderGoal
from plc.schools.forms import SENSIBLE_DAYS, DayInput
from plc.schools.models import School
from teams.models import Team


def _text(label: str, rows: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
    )


def _pk(held: WiderGoal | int | None) -> int | None:
    """Of the goal that is served already: closed or not, a form that is saved as it is keeps it."""
    return held.pk if isinstance(held, WiderGoal) else held


class WiderGoalForm(forms.Form):
    """No count is asked for: those come from the goals that serve it."""

    title = forms.CharField(
        label="What will our students be able to do?",
        max_length=200,
        help_text="Wide enough for several teams, such as: Our students reason with fractions, ratios and percents.",
    )
    target = forms.IntegerField(label="How many of 100 students shall be proficient?", min_value=1, max_value=100)
    starts_on = forms.DateField(label="From which day?", widget=DayInput, validators=SENSIBLE_DAYS)
    due_on = forms.DateField(label="By which day?", widget=DayInput, validators=SENSIBLE_DAYS)
    part_of: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Which goal of the district does it serve?", queryset=None, required=False, empty_label="None"
    )
    why = _text("Why this one?", 2)
    steps = _text("What do we do for it?")
    resources = _text("What does it need?", 2)

    def __init__(self, *args: Any, school: School | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        part_of: Any = self.fields["part_of"]
        part_of.queryset = WiderGoal.objects.filter(
            Q(closed_on__isnull=True) | Q(pk=_pk(self.initial.get("part_of"))), school__isnull=True
        ).order_by("due_on")
        part_of.label_from_instance = lambda goal: goal.title
        if school is None:
            del self.fields["part_of"]

    @property
    def facts(self) -> WiderFacts:
        return WiderFacts(**{"part_of": None, **self.cleaned_data})


class ServeForm(forms.Form):
    wider: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Which goal does ours serve?",
        queryset=None,
        required=False,
        empty_label="None",
        help_text="Its counts are then in that goal’s total, as soon as they are published. Nothing is entered twice.",
    )

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wider: Any = self.fields["wider"]
        wider.queryset = served_by(team, also=_pk(self.initial.get("wider")))
        wider.label_from_instance = lambda goal: f"{goal.title} ({goal.place})"
