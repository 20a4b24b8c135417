"""Writing down that one tried a card."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from assessments.models import Standard
from goals.actions import TrialFacts
from goals.models import Showing
from plc.schools.forms import SENSIBLE_DAYS, DayInput
from plc.schools.models import Section
from teams.models import Team


class TrialForm(forms.Form):
    """``classes`` are one's own, each with the team whose CFAs it takes; ``standards`` what these ask for."""

    taught = forms.ChoiceField(label="With which class?")
    standard: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="For which skill?",
        queryset=None,
        empty_label="Choose a skill",
        help_text="Your CFAs on this skill show before and after.",
    )
    starts_on = forms.DateField(label="From", widget=DayInput, validators=SENSIBLE_DAYS)
    ends_on = forms.DateField(
        label="Until", required=False, widget=DayInput, validators=SENSIBLE_DAYS, help_text="Empty while it goes on."
    )
    note = forms.CharField(
        label="What happened?",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What you changed, what students did with it. Your team reads this. No students’ names.",
    )
    shows = forms.ChoiceField(
        label="What may your team see of your class?",
        choices=Showing.choices,
        widget=forms.RadioSelect,
        initial=Showing.ALONE,
        help_text="You can change this at any time. Nobody outside your team, and no principal, sees a class.",
    )

    def __init__(self, *args: Any, classes: Sequence[tuple[Section, Team]], standards: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.classes = {choice_of(section, team): (section, team) for section, team in classes}
        taught: Any = self.fields["taught"]
        taught.choices = [(key, f"{section.name}, {team.name}") for key, (section, team) in self.classes.items()]
        skill: Any = self.fields["standard"]
        skill.queryset = standards
        skill.label_from_instance = _named

    @property
    def facts(self) -> TrialFacts:
        said = self.cleaned_data
        section, team = self.classes[said["taught"]]
        return TrialFacts(
            section=section,
            team=team,
            standard=said["standard"],
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
            note=said["note"].strip(),
            shows=said["shows"],
        )


def choice_of(section: Section, team: Team) -> str:
    """What the form calls a class that takes a team's CFAs."""
    return f"{section.pk}-{team.pk}"


def _named(standard: Standard) -> str:
    return f"{standard.short_name} ({standard.code})" if standard.code else standard.short_name
