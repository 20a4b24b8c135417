"""What a team settles about a CFA: title, dates, classes, cuts; a re-check; a new version of its items."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from assessments.actions import CfaFacts
from assessments.models import Assessment
from plc.schools.forms import DayInput
from plc.schools.models import Course, Section

PERCENT = Decimal(100)
MOST_LEVELS = 5
FIRST_YEAR, LAST_YEAR = 2000, 2100  # dates are counted on from: two weeks later there still is a calendar
LATER, NEVER = "later", "never"


def check_window(form: forms.Form, opens: datetime.date | None, closes: datetime.date | None) -> None:
    for name, day in (("opens_on", opens), ("closes_on", closes)):
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            form.add_error(name, f"The year {day.year} cannot be meant. Choose a day of a school year.")
    if opens and closes and closes < opens:
        form.add_error("closes_on", "The window closes before it opens. Choose a day on or after the first.")


class SectionsField(forms.ModelMultipleChoiceField):
    """Classes by course, with who teaches them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Section._base_manager.none(), widget=forms.CheckboxSelectMultiple, required=False, **kwargs)
        self.teachers: dict[int, str] = {}

    def label_from_instance(self, obj: Any) -> str:
        return " · ".join(part for part in (obj.name, obj.course.name, self.teachers.get(obj.pk, "")) if part)


class CfaForm(forms.Form):
    title = forms.CharField(
        label="Title",
        max_length=160,
        help_text="As the team calls it, such as “Unit 5: Probability”.",
        error_messages={"required": "Give it a title, so that everybody knows which test is meant."},
    )
    course: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="Course", queryset=None, required=False, empty_label="The team’s own"
    )
    opens_on = forms.DateField(label="First day of testing", widget=DayInput)
    closes_on = forms.DateField(label="Last day of testing", widget=DayInput)
    sections = SectionsField(label="Classes that take it")
    cut = forms.DecimalField(
        label="Proficient from, percent of the points",
        min_value=1,
        max_value=100,
        max_digits=4,
        decimal_places=1,
        help_text="Agreed before anybody is tested.",
        error_messages={"min_value": "Choose 1 to 100 percent.", "max_value": "Choose 1 to 100 percent."},
    )
    levels = forms.CharField(
        label="Levels begin at, percent of the points",
        required=False,
        max_length=60,
        help_text="Such as 40, 70, 90 for four levels. Leave it empty if proficient or not is enough.",
    )
    directions = forms.CharField(
        label="Directions for students",
        required=False,
        max_length=2000,
        help_text="Printed on the cover.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, sections: QuerySet[Section], teachers: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        course: Any = self.fields["course"]
        course.queryset = Course.objects.order_by("name")
        field: Any = self.fields["sections"]
        field.queryset, field.teachers = sections, teachers

    @classmethod
    def values_of(cls, assessment: Assessment, section_ids: Iterable[int]) -> dict[str, Any]:
        """What the form shows for a CFA that is there."""
        return {
            "title": assessment.title,
            "course": assessment.course_id,
            "opens_on": assessment.opens_on,
            "closes_on": assessment.closes_on,
            "sections": list(section_ids),
            "cut": percent_text(assessment.proficiency_cut),
            "levels": ", ".join(percent_text(cut) for cut in assessment.level_cuts),
            "directions": assessment.directions,
        }

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean_levels(self) -> tuple[Decimal, ...]:
        words = re.findall(r"[^\s,;%]+", self.cleaned_data["levels"])
        if any(not re.fullmatch(r"\d{1,3}(\.\d)?", word) for word in words):
            raise forms.ValidationError("Write percents, with a comma between them, such as 40, 70, 90.")
        cuts = tuple(Decimal(word) / PERCENT for word in words)
        if any(not 0 < cut <= 1 for cut in cuts) or list(cuts) != sorted(set(cuts)):
            raise forms.ValidationError("Each level begins higher than the one before, between 1 and 100 percent.")
        if len(cuts) > MOST_LEVELS:
            raise forms.ValidationError(f"At most {MOST_LEVELS} cuts, which make {MOST_LEVELS + 1} levels.")
        return cuts

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        check_window(self, cleaned.get("opens_on"), cleaned.get("closes_on"))
        return cleaned

    def facts(self) -> CfaFacts:
        said = self.cleaned_data
        return CfaFacts(
            title=said["title"],
            course=said["course"],
            opens_on=said["opens_on"],
            closes_on=said["closes_on"],
            directions=said["directions"].strip(),
            proficiency_cut=said["cut"] / PERCENT,
            level_cuts=said["levels"],
            section_ids=tuple(section.pk for section in said["sections"]),
        )


def percent_text(share: Decimal | str) -> str:
    """A share as a percent without a sign: 0.700 is "70", 0.675 is "67.5"."""
    return f"{(Decimal(share) * PERCENT).normalize():f}"


class RecheckForm(forms.Form):
    title = forms.CharField(label="Title", max_length=160)
    opens_on = forms.DateField(label="First day of testing", widget=DayInput)
    closes_on = forms.DateField(label="Last day of testing", widget=DayInput)

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        check_window(self, cleaned.get("opens_on"), cleaned.get("closes_on"))
        return cleaned


class UseVersionForm(forms.Form):
    """Why the items change, and what an added item means for papers that are scored already."""

    reason = forms.CharField(
        label="Why do the items change?",
        max_length=200,
        help_text="One sentence that your colleagues will read, such as “Item 4 was printed without its graph.”",
        error_messages={"required": "Say why, so that colleagues can read it next to their scores."},
    )
    added = forms.ChoiceField(
        label="What about added items on papers that are scored already?",
        choices=[
            (NEVER, "Those students never got them: left out of their points and of their maximum"),
            (LATER, "They got them: the scores are still to be entered"),
        ],
        widget=forms.RadioSelect,
        initial=NEVER,
    )

    def __init__(self, *args: Any, has_added: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_added:
            del self.fields["added"]

    @property
    def added_later(self) -> bool:
        return self.cleaned_data.get("added", NEVER) == LATER
