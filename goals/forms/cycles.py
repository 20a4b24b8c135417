"""Starting and changing a cycle, its CFA, its steps, looking back; the district's words and templates."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import formset_factory

from assessments.actions import CfaFacts
from assessments.forms.building import check_window
from goals.actions.cycles import CycleWords, Reflection
from goals.cycle_texts import LONGEST_LABEL, STEPS, StepKey, StepOffset, TemplatePlan
from goals.models import Cycle
from plc.schools.access import Viewer
from plc.schools.forms import SENSIBLE_DAYS, DayInput
from teams.models import Team
from teams.queries import current_staff

LONGEST_TEMPLATE = 300
DAY = datetime.timedelta(days=1)
DEFAULT_CUT = Decimal("0.7")
NO_NAMES = "No students’ names: every member of the team reads this."


def _title(**said: Any) -> forms.CharField:
    return forms.CharField(max_length=120, help_text="Such as “Unit 5: Multi-step problems”.", **said)


class NewCycleForm(forms.Form):
    """A title and a day; the template says the rest."""

    title = _title(label="What is this cycle about?")
    starts_on = forms.DateField(label="First day", widget=DayInput, validators=SENSIBLE_DAYS)
    template = forms.ChoiceField(label="Steps and days", widget=forms.RadioSelect)

    def __init__(self, *args: Any, templates: Sequence[TemplatePlan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.templates = {each.key: each for each in templates}
        field: Any = self.fields["template"]
        field.choices = [(each.key, f"{each.name}: {each.used} steps, {each.days} days") for each in templates]
        self.initial.setdefault("template", templates[0].key)

    @property
    def chosen(self) -> TemplatePlan:
        return self.templates[self.cleaned_data["template"]]

    def words(self, team: Team) -> CycleWords:
        """The template's last day, or that of the school year if it comes sooner."""
        starts_on = self.cleaned_data["starts_on"]
        last = min(starts_on + self.chosen.days * DAY, team.last_day)
        return CycleWords(" ".join(self.cleaned_data["title"].split()), starts_on, max(starts_on, last))


class ChangeCycleForm(forms.Form):
    title = _title(label="Title")
    starts_on = forms.DateField(label="First day", widget=DayInput, validators=SENSIBLE_DAYS)
    ends_on = forms.DateField(label="Last day, as planned", widget=DayInput, validators=SENSIBLE_DAYS)
    position = forms.TypedChoiceField(
        label="Its place among the cycles that are open", coerce=int, help_text="The first one is the team’s home page."
    )

    def __init__(self, *args: Any, open_cycles: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["position"]
        field.choices = [(place, f"{place} of {open_cycles}") for place in range(1, open_cycles + 1)]

    @property
    def words(self) -> CycleWords:
        said = self.cleaned_data
        return CycleWords(" ".join(said["title"].split()), said["starts_on"], said["ends_on"])


class CycleCfaForm(forms.Form):
    """A draft for all classes of the team's course; everything else is the builder's."""

    title = forms.CharField(label="Title", max_length=160)
    opens_on = forms.DateField(label="First day of testing", widget=DayInput, validators=SENSIBLE_DAYS)
    closes_on = forms.DateField(label="Last day of testing", widget=DayInput, validators=SENSIBLE_DAYS)
    cut = forms.DecimalField(
        label="Proficient from, percent of the points", min_value=1, max_value=100, max_digits=4, decimal_places=1
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        check_window(self, cleaned.get("opens_on"), cleaned.get("closes_on"))
        return cleaned

    def facts(self, team: Team, section_ids: tuple[int, ...]) -> CfaFacts:
        said = self.cleaned_data
        return CfaFacts(
            title=" ".join(said["title"].split()),
            course=team.course,
            opens_on=said["opens_on"],
            closes_on=said["closes_on"],
            directions="",
            proficiency_cut=said["cut"] / 100,
            level_cuts=(),
            section_ids=section_ids,
        )


class ChooseForm(forms.Form):
    """One of what the team has already; empty for none."""

    chosen: forms.ModelChoiceField[Any] = forms.ModelChoiceField(label="", queryset=None, required=False)

    def __init__(self, *args: Any, rows: Any, label: str, none: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["chosen"]
        field.queryset, field.label, field.empty_label = rows, label, none


class GoalChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.skill}: {obj.target}\u00a0% by {obj.due_on:%B %-d}"


class ChooseGoalForm(ChooseForm):
    chosen = GoalChoice(label="", queryset=None, required=False)


class TeachingForm(forms.Form):
    plan = forms.CharField(
        label="What will we all do?",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=f"Strategies for each target, lesson by lesson if you like. {NO_NAMES}",
    )


class StepForm(forms.Form):
    owner: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Who sees to it?", queryset=None, required=False, empty_label="Whoever facilitates"
    )
    due_on = forms.DateField(label="Until when?", widget=DayInput, required=False, validators=SENSIBLE_DAYS)

    def __init__(self, *args: Any, viewer: Viewer, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = current_staff(team, viewer.today)


class SkipForm(forms.Form):
    reason = forms.CharField(
        label="Why do we go on without it?",
        max_length=200,
        help_text="Your team reads it here. You can take the step in again.",
        error_messages={"required": "Say in a few words why the team goes on without this step."},
    )


class ReflectForm(forms.Form):
    learned = forms.CharField(
        label="What did we learn?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=f"About students’ thinking, and about our teaching. {NO_NAMES}",
        error_messages={"required": "Write at least one sentence; it is what the next cycle begins with."},
    )
    keep = forms.CharField(
        label="What do we keep?", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    change = forms.CharField(
        label="What do we change next time?", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    @property
    def said(self) -> Reflection:
        return Reflection(**{name: text.strip() for name, text in self.cleaned_data.items()})

    @classmethod
    def values_of(cls, cycle: Cycle) -> dict[str, Any]:
        return {name: getattr(cycle, name) for name in cls.base_fields}


class WordingForm(forms.Form):
    """One field a step, and whether they are grouped."""

    by_pdsa = forms.BooleanField(
        label="Group the steps as Plan, Do, Study, Act",
        required=False,
        help_text="For schools that work by this model. The steps stay the same ten.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, plan in enumerate(STEPS, start=1):
            self.fields[plan.key.value] = forms.CharField(
                label=f"Step {number}: {plan.name}", max_length=LONGEST_LABEL, required=False
            )

    def clean(self) -> dict[str, Any]:
        """Two steps of one name could not be told apart on the road."""
        cleaned = super().clean() or self.cleaned_data
        taken: dict[str, str] = {}
        for plan in STEPS:
            name = (cleaned.get(plan.key.value) or plan.name).strip()
            first = taken.setdefault(name.casefold(), plan.key.value)
            if first != plan.key.value:
                self.add_error(plan.key.value, f"Another step is called “{name}” too. Give this one its own name.")
        return cleaned

    @property
    def labels(self) -> dict[StepKey, str]:
        return {plan.key: self.cleaned_data[plan.key.value] for plan in STEPS}


class TemplateNameForm(forms.Form):
    name = forms.CharField(label="Name of the template", max_length=80)


class TemplateStepForm(forms.Form):
    """One of the ten steps; which one is known by its place."""

    is_used = forms.BooleanField(label="Used", required=False)
    after_days = forms.IntegerField(
        label="Due after so many days", min_value=0, max_value=LONGEST_TEMPLATE, required=False
    )

    def clean(self) -> dict[str, Any]:
        """A step that is left out needs no day."""
        cleaned = super().clean() or self.cleaned_data
        if "after_days" in cleaned and cleaned["after_days"] is None:
            if cleaned.get("is_used"):
                self.add_error("after_days", "Say after how many days it is due, or leave the step out.")
            else:
                cleaned["after_days"] = 0
        return cleaned


TemplateSteps = formset_factory(
    TemplateStepForm, extra=0, min_num=len(STEPS), max_num=len(STEPS), validate_min=True, validate_max=True
)


def offsets_of(steps: Any) -> list[StepOffset]:
    """What a valid formset says, in the order of the steps."""
    said = [form.cleaned_data for form in steps.forms]
    return [StepOffset(plan.key, each["after_days"], each["is_used"]) for plan, each in zip(STEPS, said, strict=True)]


def initial_offsets(plan: TemplatePlan) -> list[dict[str, Any]]:
    return [{"is_used": each.is_used, "after_days": each.after_days} for each in plan.steps]
