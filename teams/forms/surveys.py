"""What people fill in for the self-assessment. In the survey itself no field is required."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django import forms

from plc.schools.forms import SENSIBLE_DAYS, DayInput
from teams.models import Dimension, Team
from teams.queries.surveys import Statement
from teams.survey_texts import ASKED, CHOICES

ACROSS: Final = "across"
TWO_WEEKS: Final = datetime.timedelta(days=14)


class PartForm(forms.Form):
    """The statements of one dimension, each a group of five radio buttons, and a free text."""

    def __init__(
        self,
        *args: Any,
        statements: Sequence[Statement],
        dimension: str,
        said: Mapping[str, int],
        comment: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for each in statements:
            self.fields[f"s{each.number}"] = forms.TypedChoiceField(
                label=each.text,
                choices=CHOICES,
                coerce=int,
                empty_value=None,
                required=False,
                initial=said.get(str(each.number)),
                widget=forms.RadioSelect,
            )
        self.fields["comment"] = forms.CharField(
            label=ASKED[dimension],
            required=False,
            max_length=1000,
            initial=comment,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text="Your colleagues may know you by your words: by a name, a date, a class or a turn of phrase.",
        )

    @property
    def statements(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name != "comment"]

    @property
    def choices(self) -> dict[int, int]:
        """By statement number, those that were answered."""
        given = self.cleaned_data.items()
        return {int(name[1:]): choice for name, choice in given if name != "comment" and choice is not None}


class RoundForm(forms.Form):
    """Whom to ask, and between which days. All teams of the year, unless somebody takes a school out."""

    opens_on = forms.DateField(label="First day", widget=DayInput, validators=SENSIBLE_DAYS)
    closes_on = forms.DateField(
        label="Last day",
        widget=DayInput,
        validators=SENSIBLE_DAYS,
        help_text="Members may change their answers until the end of this day.",
    )
    places = forms.MultipleChoiceField(label="Schools", widget=forms.CheckboxSelectMultiple)
    only = forms.MultipleChoiceField(
        label="Only these teams",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Leave them all empty to ask every team of the schools above.",
    )

    def __init__(self, *args: Any, teams: Iterable[Team], today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = list(teams)
        places = {_place_of(team): team.school.name if team.school else "Teams across schools" for team in self.teams}
        places_field: Any = self.fields["places"]
        places_field.choices = list(places.items())
        only_field: Any = self.fields["only"]
        only_field.choices = [
            (team.pk, f"{team.name}, {team.school.name if team.school else 'across schools'}") for team in self.teams
        ]
        self.initial.setdefault("opens_on", today)
        self.initial.setdefault("closes_on", today + TWO_WEEKS)
        self.initial.setdefault("places", list(places))

    @property
    def chosen(self) -> list[Team]:
        """The teams to be asked."""
        only = set(self.cleaned_data["only"])
        if only:
            return [team for team in self.teams if str(team.pk) in only]
        places = set(self.cleaned_data["places"])
        return [team for team in self.teams if _place_of(team) in places]


class StatementForm(forms.Form):
    text = forms.CharField(
        label="Statement",
        max_length=240,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="One thing that a team can see itself do, so that agreeing and disagreeing both mean something.",
    )
    dimension = forms.ChoiceField(label="Dimension", choices=Dimension.choices)


class MarkForm(forms.Form):
    """Where the team sees itself today."""

    level = forms.TypedChoiceField(label="Stage", coerce=int, widget=forms.RadioSelect)
    evidence = forms.CharField(
        label="What shows it",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For the team alone. No names of students.",
    )

    def __init__(self, *args: Any, stages: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        level: Any = self.fields["level"]
        level.choices = [(place, f"{name}: {text}") for place, (name, text) in enumerate(stages, start=1)]


class StagesForm(forms.Form):
    """What the district calls the four stages."""

    def __init__(self, *args: Any, names: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for level, name in enumerate(names, start=1):
            self.fields[f"stage{level}"] = forms.CharField(label=f"Stage {level}", max_length=40, initial=name)

    @property
    def names(self) -> list[str]:
        return [self.cleaned_data[name] for name in self.fields]


class IndicatorForm(forms.Form):
    """One indicator, in the district's own words at each stage."""

    name = forms.CharField(label="What to look at", max_length=120)
    dimension = forms.ChoiceField(label="Dimension", choices=Dimension.choices)

    def __init__(self, *args: Any, names: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for level, name in enumerate(names, start=1):
            self.fields[f"stage{level}"] = forms.CharField(
                label=name, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
            )

    @property
    def stages(self) -> tuple[str, str, str, str]:
        first, second, third, fourth = (self.cleaned_data[f"stage{level}"] for level in range(1, 5))
        return first, second, third, fourth


def _place_of(team: Team) -> str:
    return str(team.school_id) if team.school_id else ACROSS
