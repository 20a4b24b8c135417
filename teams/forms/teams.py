"""Forming a team, its members, roles and disclosure."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms

from plc.schools.access import Viewer, led_schools
from plc.schools.forms import SENSIBLE_DAYS, DayInput
from plc.schools.models import Course, SchoolYear
from teams.models import BelowRest, Disclosure, Headline, MemberPart, PrincipalSees, Team, TeamKind, TeamRole
from teams.queries import current_staff, possible_guests, possible_members


class TeamForm(forms.Form):
    """Three things have to be said; the kind and the course may be left as they are."""

    name = forms.CharField(label="Name of the team", max_length=120)
    school: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="School", queryset=None, empty_label="Choose a school"
    )
    school_year: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="School year", queryset=None, empty_label=None
    )
    course: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Course",
        queryset=None,
        required=False,
        empty_label="None, or several",
        help_text="What the team teaches.",
    )
    kind = forms.ChoiceField(
        label="Kind of team",
        required=False,
        choices=[("", "One course; across schools, if no school is chosen"), *TeamKind.choices],
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school: Any = self.fields["school"]
        school.queryset = led_schools(viewer)
        if viewer.is_district_admin:
            school.required = False
            school.empty_label = "Across schools"
            school.help_text = "Across schools: for people who are the only one of their kind at theirs."
        elif len(viewer.principal_school_ids) == 1:
            school.empty_label = None  # there is nothing to choose
        year: Any = self.fields["school_year"]
        year.queryset = SchoolYear.objects.filter(ends_on__gt=viewer.today).order_by("starts_on")
        course: Any = self.fields["course"]
        course.queryset = Course.objects.order_by("name")


class MemberForm(forms.Form):
    staff: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Who", queryset=None, empty_label="Choose a person"
    )
    part = forms.ChoiceField(
        label="Comes as",
        choices=MemberPart.choices,
        required=False,
        help_text="Coaches and interventionists see what members see; a class is theirs only if they teach it.",
    )
    starts_on = forms.DateField(label="First day", required=False, widget=DayInput, help_text="Empty: today.")

    def __init__(self, *args: Any, viewer: Viewer, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = viewer.today
        self.initial.setdefault("starts_on", viewer.today)
        staff: Any = self.fields["staff"]
        staff.queryset = possible_members(team, viewer.today)

    def clean_part(self) -> str:
        return self.cleaned_data["part"] or str(MemberPart.TEACHER)

    def clean_starts_on(self) -> datetime.date:
        return self.cleaned_data["starts_on"] or self.today


class GuestForm(forms.Form):
    """The last day is said as people say it; the action wants the first day after it."""

    staff: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Which principal", queryset=None, empty_label="Choose a person"
    )
    occasion = forms.CharField(label="What for", max_length=120, help_text="Such as: data meeting on Unit 3.")
    starts_on = forms.DateField(label="From", widget=DayInput, validators=SENSIBLE_DAYS)
    last_day = forms.DateField(
        label="Last day",
        required=False,
        widget=DayInput,
        validators=SENSIBLE_DAYS,
        help_text="Leave it open for that one day.",
    )

    def __init__(self, *args: Any, viewer: Viewer, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("starts_on", viewer.today)
        staff: Any = self.fields["staff"]
        staff.queryset = possible_guests(team, viewer.today)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        last = cleaned.pop("last_day", None) or cleaned.get("starts_on")
        if last is not None:
            cleaned["ends_on"] = last + datetime.timedelta(days=1)
        return cleaned


class RoleTermForm(forms.Form):
    staff: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Who", queryset=None, empty_label="Choose a person"
    )
    role = forms.ChoiceField(label="Role", choices=TeamRole.choices)
    custom_name = forms.CharField(
        label="Name of another role", required=False, max_length=40, help_text="Only for a role your team made up."
    )
    starts_on = forms.DateField(label="First day", widget=DayInput)
    ends_on = forms.DateField(
        label="Ends on",
        required=False,
        help_text="Roles rotate: from this day somebody else has it. Leave it open if you don’t know yet.",
        widget=DayInput,
    )

    def __init__(self, *args: Any, viewer: Viewer, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("starts_on", viewer.today)
        staff: Any = self.fields["staff"]
        staff.queryset = current_staff(team, viewer.today)


class SharingForm(forms.Form):
    """What the team agreed; its facilitator writes it down."""

    disclosure = forms.ChoiceField(
        label="How colleagues’ classes appear in the comparison", choices=Disclosure.choices, widget=forms.RadioSelect
    )
    below_rest = forms.ChoiceField(
        label="Who is told that a class did clearly less well than the rest",
        choices=BelowRest.choices,
        widget=forms.RadioSelect,
    )
    principal_sees = forms.ChoiceField(
        label="What the principal sees", choices=PrincipalSees.choices, widget=forms.RadioSelect
    )
    headline = forms.ChoiceField(label="What we compare", choices=Headline.choices, widget=forms.RadioSelect)
    min_diff = forms.IntegerField(
        label="Smallest gap that is marked, in points",
        min_value=5,
        max_value=30,
        help_text="From 5 to 30. A gap is marked only if chance would rarely make it, too.",
    )
