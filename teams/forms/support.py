"""Planning time, a request for support, and the answer to one."""

from django import forms

from plc.schools.forms import DayInput, TimeOfDayInput
from teams.models import SupportKind, SupportState, Weekday


class PlanningTimeForm(forms.Form):
    weekday = forms.TypedChoiceField(label="Day", choices=Weekday.choices, coerce=int)
    starts_at = forms.TimeField(label="From", widget=TimeOfDayInput)
    ends_at = forms.TimeField(label="Until", widget=TimeOfDayInput)
    place = forms.CharField(label="Where", max_length=120, required=False)


class RequestForm(forms.Form):
    kind = forms.ChoiceField(label="What kind", choices=SupportKind.choices)
    what = forms.CharField(
        label="What the team needs", max_length=300, help_text="Such as: half a day to build our next two CFAs."
    )
    why = forms.CharField(
        label="What it would let you do",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="No student’s name, please: your principal reads it, and it stays on record.",
    )
    wanted_by = forms.DateField(label="Needed by", required=False, widget=DayInput)


class AnswerForm(forms.Form):
    state = forms.ChoiceField(
        label="Your answer",
        choices=[(s.value, s.label) for s in (SupportState.AGREED, SupportState.PARTLY, SupportState.DECLINED)],
    )
    answer = forms.CharField(
        label="In a sentence or two",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="When it comes, or why not and what would be possible instead.",
    )
