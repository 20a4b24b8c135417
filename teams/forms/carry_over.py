"""What of a team comes along into the next school year."""

from __future__ import annotations

from typing import Any

from django import forms

from teams.models import Team, TeamMember
from teams.queries import Wish, later_years


class MembersField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: TeamMember) -> str:
        return f"{obj.staff.name}, {obj.get_part_display().lower()}"


class CarryOverForm(forms.Form):
    name = forms.CharField(label="Name of the team", max_length=120)
    school_year: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="To the school year", queryset=None, empty_label=None
    )
    members = MembersField(label="Who comes along", queryset=None, required=False, widget=forms.CheckboxSelectMultiple)
    with_roles = forms.BooleanField(label="Roles as they are now", required=False)
    with_norms = forms.BooleanField(label="The norms, as a draft to agree on anew", required=False)

    def __init__(self, *args: Any, team: Team, members: list[TeamMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year: Any = self.fields["school_year"]
        year.queryset = later_years(team)
        possible: Any = self.fields["members"]
        possible.queryset = TeamMember.objects.filter(pk__in=[row.pk for row in members]).select_related("staff")
        self.initial.setdefault("name", team.name)
        self.initial.setdefault("members", [row.pk for row in members])
        self.initial.setdefault("with_norms", True)

    @property
    def wish(self) -> Wish:
        said = self.cleaned_data
        return Wish(
            name=" ".join(said["name"].split()),
            school_year=said["school_year"],
            staff=tuple(row.staff for row in said["members"]),
            with_roles=said["with_roles"],
            with_norms=said["with_norms"],
        )
