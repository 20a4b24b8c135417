"""Proposing groups, what a group is, when it meets, and who was there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.forms import formset_factory

from goals.actions.group_days import GroupFacts, WeeklyTime
from goals.actions.group_outcomes import Decided
from goals.disclosure.pool import LEAST_SIZE, MOST_SIZE, USUAL_SIZE
from goals.models import GroupKind, Outcome, Presence, ResponseGroup
from goals.slots import DAYS
from plc.schools.access import Viewer
from plc.schools.forms import SENSIBLE_DAYS, DayInput, TimeOfDayInput
from plc.schools.queries import teachers_at

NO_NAMES = "No students’ names."
MOST_TIMES = 5
DECIDE = "decide"
"""The id of the form with exit or continue for each student."""


class ProposeForm(forms.Form):
    """Read from the address, so that the button saves what was shown."""

    size = forms.IntegerField(
        label="About how many students a group?", min_value=LEAST_SIZE, max_value=MOST_SIZE, initial=USUAL_SIZE
    )
    extension = forms.BooleanField(label="Also groups for those who have it already", required=False)

    @classmethod
    def asked(cls, query: Mapping[str, Any]) -> ProposeForm:
        return cls(query if "size" in query else {"size": USUAL_SIZE, "extension": "on"})


class NewGroupForm(forms.Form):
    name = forms.CharField(label="Name", max_length=60)
    kind = forms.ChoiceField(
        label="For whom?",
        choices=[
            (GroupKind.GROUP, "Students who need it again"),
            (GroupKind.EXTENSION, "Students who have it already"),
        ],
        widget=forms.RadioSelect,
        initial=GroupKind.GROUP,
    )


class GroupForm(forms.Form):
    name = forms.CharField(label="Name", max_length=60)
    teacher: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Who teaches it?",
        queryset=None,
        required=False,
        empty_label="Nobody yet",
        help_text="Anybody who teaches at the school. While the group meets they see its students’ names and results "
        "on this skill, and each look is written down for the students’ own teachers.",
    )
    room = forms.CharField(label="Room", max_length=60, required=False)
    focus = forms.CharField(
        label="What does this group do?",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"A substitute reads it too. {NO_NAMES}",
    )
    starts_on = forms.DateField(label="First day", widget=DayInput, validators=SENSIBLE_DAYS)
    last_day = forms.DateField(label="Last day", widget=DayInput, validators=SENSIBLE_DAYS)

    def __init__(self, *args: Any, viewer: Viewer, group: ResponseGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teacher: Any = self.fields["teacher"]
        teacher.queryset = teachers_at(group.plan.team.school, viewer.today)

    @classmethod
    def values_of(cls, group: ResponseGroup) -> dict[str, Any]:
        names = ("name", "teacher", "room", "focus", "starts_on")
        return {name: getattr(group, name) for name in names} | {"last_day": group.last_day}

    def facts(self, times: Sequence[WeeklyTime]) -> GroupFacts:
        said = {**self.cleaned_data, "name": " ".join(self.cleaned_data["name"].split())}
        return GroupFacts(**said, times=tuple(times))


class TimeForm(forms.Form):
    """One weekly time; empty: none."""

    weekday = forms.TypedChoiceField(
        label="Day",
        choices=[("", "No day"), *((number, name) for number, name in enumerate(DAYS, start=1))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    starts_at = forms.TimeField(label="From", widget=TimeOfDayInput, required=False)
    minutes = forms.IntegerField(label="Minutes", min_value=5, max_value=240, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("weekday"):
            for name, words in (("starts_at", "Say when it begins."), ("minutes", "Say how long it takes.")):
                if cleaned.get(name) is None and name not in self.errors:
                    self.add_error(name, words)
        elif cleaned.get("starts_at") and not self.initial.get("weekday"):
            # “No day” takes out a time that was there; a new one without its day would be gone without a word.
            self.add_error("weekday", "Choose the day, or leave this row empty.")
        return cleaned


class BaseTimes(forms.BaseFormSet):
    def clean(self) -> None:
        said = [(time.weekday, time.starts_at) for time in times_of(self)] if not any(self.errors) else []
        if len(set(said)) < len(said):
            raise forms.ValidationError("Two of these times are the same. Leave one of them out.")


def times_of(times: Any) -> list[WeeklyTime]:
    """What a valid formset says, without its empty rows."""
    found = [form.cleaned_data for form in times.forms if form.cleaned_data.get("weekday")]
    return [WeeklyTime(each["weekday"], each["starts_at"], each["minutes"]) for each in found]


Times = formset_factory(TimeForm, formset=BaseTimes, extra=0, min_num=MOST_TIMES, max_num=MOST_TIMES)


class SessionForm(forms.Form):
    """One session beside the weekly times."""

    on = forms.DateField(label="Day", widget=DayInput, validators=SENSIBLE_DAYS)
    starts_at = forms.TimeField(label="From", widget=TimeOfDayInput)
    minutes = forms.IntegerField(label="Minutes", min_value=5, max_value=240, initial=30)


class RecordForm(forms.Form):
    """What was done; who was there stands beside it, a field ``state-<student>`` each."""

    done = forms.CharField(
        label="What was done?",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=NO_NAMES,
    )

    def states(self, student_ids: Iterable[int]) -> dict[int, Presence]:
        """Of these students alone."""
        found = {}
        for pk in student_ids:
            said = str(self.data.get(f"state-{pk}", ""))
            if said in Presence.values:
                found[pk] = Presence(said)
        return found


class FinishForm(forms.Form):
    """Sent along with the decisions above it, so that none that is not saved yet is lost when it is refused."""

    outcome = forms.CharField(
        label="What came of it?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "form": DECIDE}),
        help_text=f"What worked, what is left. {NO_NAMES}",
        error_messages={"required": "Write a sentence; the next plan begins with it."},
    )


def decided_in(data: Mapping[str, Any], place_ids: Iterable[int]) -> dict[int, Decided]:
    """``outcome-<place>``, ``reason-<place>`` and what ``was-<place>``, of these places alone where they were sent."""
    found = {}
    for pk in place_ids:
        outcome = data.get(f"outcome-{pk}")
        if outcome is not None:
            # No field cleans this one: a zero byte is what the database cannot keep.
            reason = " ".join(str(data.get(f"reason-{pk}", "")).replace("\x00", " ").split())
            found[pk] = Decided(outcome if outcome in Outcome.values else "", reason, data.get(f"was-{pk}"))
    return found
