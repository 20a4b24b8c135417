"""Writing a strategy card, a response plan and a SMART goal."""

from __future__ import annotations

from typing import Any

from django import forms

from goals.actions import CardWords, GoalFacts, PlanFacts
from goals.models import Audience
from goals.queries.smart import Baseline
from plc.schools.access import Viewer
from plc.schools.forms import DayInput
from teams.models import Disclosure, Team
from teams.queries import current_staff


class CardForm(forms.Form):
    """``names_class`` and ``is_shared`` say on the spot what colleagues will see."""

    title = forms.CharField(label="Title", max_length=120, help_text="Such as “Double number lines before rules”.")
    skill = forms.CharField(label="Skill", max_length=120, help_text="In the words your team uses.")
    steps = forms.CharField(
        label="What did you do?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Step by step, so that a colleague can try it. No students’ names.",
        error_messages={"required": "Say what you did, so that a colleague can try it."},
    )
    materials = forms.CharField(
        label="Materials", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    names_class = forms.BooleanField(label="Say on the card that I wrote it, and about which class", required=False)
    is_shared = forms.BooleanField(
        label="Share it with my team now",
        required=False,
        help_text="Until then only you see the card. You can share or withdraw it at any time.",
    )

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_blind = team.disclosure != Disclosure.NAMED
        self.fields["names_class"].help_text = (
            "Your colleagues will see that this is your class. "
            + ("Your team looks at classes blind, so this tells them whose class it is. " if is_blind else "")
            + "Without it they read the card and neither your name nor the test it came from."
        )

    @property
    def words(self) -> CardWords:
        said = self.cleaned_data
        return CardWords(
            title=" ".join(said["title"].split()),
            skill=" ".join(said["skill"].split()),
            steps=said["steps"].strip(),
            materials=said["materials"].strip(),
            names_class=said["names_class"],
        )


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
    due_on = forms.DateField(label="Until when?", widget=DayInput)

    def __init__(self, *args: Any, viewer: Viewer, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = current_staff(team, viewer.today)

    @property
    def facts(self) -> PlanFacts:
        return PlanFacts(**{**self.cleaned_data, "what": self.cleaned_data["what"].strip()})


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
