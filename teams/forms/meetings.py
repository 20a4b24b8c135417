"""Planning a meeting, its agenda and guests; a protocol's words; decisions and tasks."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.forms import formset_factory

from plc.schools.access import Viewer
from plc.schools.forms import DayInput
from teams.actions.meetings import MeetingFacts
from teams.actions.protocols import MOST_STAGES
from teams.models import Meeting, Presence, StageKind, Team
from teams.models.protocols import MOST_MINUTES
from teams.protocol_texts import ProtocolPlan, StagePlan
from teams.queries import working_members
from teams.queries.meetings import possible_meeting_guests
from teams.queries.protocols import protocols_for
from teams.queries.report_source import report_parts, reports_for
from teams.repeating import Repeat, next_weekday

USUAL_TIME = datetime.time(14, 30)


class TimeOfDay(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class MeetingForm(forms.Form):
    """When, where and on what. Day and time are filled in already, so that a first meeting is one click away."""

    day = forms.DateField(label="Day", widget=DayInput)
    at = forms.TimeField(label="Begins at", widget=TimeOfDay)
    protocol = forms.ChoiceField(label="Protocol")
    report = forms.TypedChoiceField(
        label="CFA to look at",
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Its report opens stage by stage.",
    )
    title = forms.CharField(label="Title", max_length=120, required=False, help_text="Empty: the protocol’s name.")
    place = forms.CharField(label="Place", max_length=120, required=False)
    facilitator: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Facilitator", queryset=None, required=False, empty_label="Whoever facilitates the team that day"
    )
    repeat = forms.ChoiceField(
        label="Repeats",
        required=False,
        choices=[
            (Repeat.NEVER, "No"),
            (Repeat.WEEKLY, "Every week"),
            (Repeat.EVERY_OTHER_WEEK, "Every other week"),
            (Repeat.MONTHLY, "Every month, on the same weekday"),
        ],
    )
    last_day = forms.DateField(
        label="Until",
        required=False,
        widget=DayInput,
        help_text="Empty: the end of the school year. Days without school are left out.",
    )

    def __init__(self, *args: Any, viewer: Viewer, team: Team, meeting: Meeting | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer, self.team = viewer, team
        fields: Any = self.fields
        fields["facilitator"].queryset = working_members(team, viewer.today)
        self.reports = {choice.report_id: choice.title for choice in reports_for(viewer, team)}
        fields["report"].choices = [("", "None"), *self.reports.items()]
        if meeting is None:
            self.protocols = {choice.value: choice for choice in protocols_for(team)}
            fields["protocol"].choices = [
                (value, f"{choice.plan.name}, {choice.plan.minutes} minutes")
                for value, choice in self.protocols.items()
            ]
            self.initial.setdefault("day", next_weekday(viewer.today))
            self.initial.setdefault("at", USUAL_TIME)
            return
        for name in ("protocol", "repeat", "last_day"):
            del fields[name]
        fields["title"].required = True
        fields["title"].help_text = ""
        fields["facilitator"].empty_label = "As it is"

    @property
    def plan(self) -> ProtocolPlan:
        return self.protocols[self.cleaned_data["protocol"]].plan

    @property
    def facts(self) -> MeetingFacts:
        said = self.cleaned_data
        return MeetingFacts(
            title=said["title"] or self.plan.name,
            day=said["day"],
            at=said["at"],
            place=said["place"],
            facilitator=said["facilitator"],
            report_id=said["report"],
            report_title=self.reports.get(said["report"], ""),
        )


class StageForm(forms.Form):
    name = forms.CharField(label="Name", max_length=80)
    minutes = forms.IntegerField(label="Minutes", min_value=1, max_value=MOST_MINUTES, initial=5)
    kind = forms.ChoiceField(label="Work", choices=StageKind.choices)
    report_part = forms.ChoiceField(label="Part of the report", required=False)
    prompt = forms.CharField(label="Prompt", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        part: Any = self.fields["report_part"]
        part.choices = [("", "None"), *report_parts()]

    @property
    def plan(self) -> StagePlan:
        said = self.cleaned_data
        return StagePlan(**{name: said[name] for name in ("name", "prompt", "minutes", "kind", "report_part")})


class BaseStages(forms.BaseFormSet):
    """Stages in the order of their numbers; an empty form at the end for one more."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "ORDER" in form.fields:
            form.fields["ORDER"].label = "Place"
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Leave this stage out"


Stages = formset_factory(
    StageForm, formset=BaseStages, extra=1, can_order=True, can_delete=True, max_num=MOST_STAGES, validate_max=True
)


def plans_of(stages: Any) -> list[StagePlan]:
    """The stages of a valid formset, in their order, without those left out and the empty one at the end."""
    return [form.plan for form in stages.ordered_forms if form.has_changed() or form.initial]


def stages_of(plans: Any) -> list[dict[str, Any]]:
    """The initial values for ``Stages``."""
    return [vars(plan) for plan in plans]


class ProtocolForm(forms.Form):
    name = forms.CharField(label="Name of the protocol", max_length=80)
    purpose = forms.CharField(label="What it is for", max_length=300, required=False)


class AdaptForm(forms.Form):
    """Which protocol to reword."""

    source = forms.ChoiceField()

    def __init__(self, *args: Any, team: Team | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = {choice.value: choice for choice in protocols_for(team)}
        source: Any = self.fields["source"]
        source.choices = [(value, value) for value in self.choices]


class GuestForm(forms.Form):
    staff: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Who", queryset=None, empty_label="Choose a person"
    )

    def __init__(self, *args: Any, viewer: Viewer, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff: Any = self.fields["staff"]
        staff.queryset = possible_meeting_guests(meeting, viewer.today)


class EntryForm(forms.Form):
    """One saving of one's own text; see ``actions.entries``."""

    text = forms.CharField(required=False, strip=False, max_length=8000)
    key = forms.UUIDField()
    based_on = forms.IntegerField(min_value=0)
    is_ready = forms.BooleanField(required=False)


class DecisionForm(forms.Form):
    text = forms.CharField(label="What we decided", max_length=500)
    owner: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Who does it", queryset=None, required=False, empty_label="Nobody in particular"
    )
    due_on = forms.DateField(label="By", required=False, widget=DayInput)
    client_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = working_members(team, viewer.today)


class TaskForm(forms.Form):
    what = forms.CharField(label="What is to be done", max_length=500)
    owner: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Who", queryset=None, required=False, empty_label="Everybody in the team"
    )
    due_on = forms.DateField(label="By", required=False, widget=DayInput)

    def __init__(self, *args: Any, viewer: Viewer, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = working_members(team, viewer.today)


class NoteForm(forms.Form):
    note = forms.CharField(
        label="For the minutes", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class AttendanceForm(forms.Form):
    """One choice a person; the fields are made from who belongs to the meeting."""

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.staff.pk: person for person in people}
        for pk, person in self.people.items():
            self.fields[f"state_{pk}"] = forms.ChoiceField(
                label=person.staff.name,
                choices=[("", "Not noted"), *Presence.choices],
                required=False,
                initial=person.presence,
            )

    @property
    def marked(self) -> list[tuple[Any, str]]:
        """Who was noted otherwise than before."""
        return [
            (person.staff, said)
            for pk, person in self.people.items()
            if (said := self.cleaned_data[f"state_{pk}"]) and said != person.presence
        ]
