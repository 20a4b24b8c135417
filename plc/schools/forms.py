"""What people fill in here. A form checks its own fields; whether the act is possible is for the action to say."""

import datetime
from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.dateformat import time_format

from plc.http.refusals import Refusal
from plc.schools.access import Viewer, led_schools
from plc.schools.actions.roles import check_school_fits
from plc.schools.models import Digest, District, Role, School, User


def add_refusal(form: forms.BaseForm, refusal: Refusal, field: str | None = None) -> None:
    """Say an action's refusal on the form it came from, with its remedy."""
    form.add_error(field, " ".join(part for part in (refusal.sentence, refusal.remedy) if part))


def status_of(*forms_sent: Any) -> int:
    """Of the page that shows these forms or formsets again: 422 where one was sent and something in it is wrong."""
    return 422 if any(form.is_bound and not form.is_valid() for form in forms_sent) else 200


class DayInput(forms.DateInput):
    """The browser's own date picker, which speaks ISO dates whatever it shows."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


# A browser's picker takes any year; a day that a calendar cannot count on from breaks the page that does.
SENSIBLE_DAYS = (
    MinValueValidator(datetime.date(1900, 1, 1), "Choose a year from 1900 on."),
    MaxValueValidator(datetime.date(2199, 12, 31), "Choose a year before 2200."),
)


class SchoolForm(forms.Form):
    name = forms.CharField(label="Name of the school", max_length=120)


class SelectByRole(forms.Select):
    """The browser may not insist on a choice here: whether one is needed depends on the role."""

    def use_required_attribute(self, initial: Any) -> bool:
        return False


class SchoolField(forms.ModelChoiceField):
    """A school, or none for a district admin. Not called optional on the page, since for most roles it isn't."""

    def __init__(self, **kwargs: Any) -> None:
        nobody = "Choose a school; none for a district admin"
        super().__init__(School._base_manager.none(), widget=SelectByRole, empty_label=nobody, **kwargs)

    def clean(self, value: Any) -> School | None:
        return None if value in self.empty_values else super().clean(value)


class RoleForm(forms.Form):
    """A role and where it is held; the choices of schools are those the viewer answers for."""

    role = forms.ChoiceField(label="Role", choices=[(role.value, role.label) for role in reversed(Role)])
    school = SchoolField(label="School", help_text="A district admin serves the whole district and needs none.")

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = led_schools(viewer)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "role" in cleaned and "school" in cleaned:
            try:
                check_school_fits(cleaned["role"], cleaned["school"])
            except Refusal as refusal:
                add_refusal(self, refusal, "school")
        return cleaned


class AddRoleForm(RoleForm):
    starts_on = forms.DateField(label="First day", widget=DayInput)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        self.initial.setdefault("starts_on", viewer.today)


class InvitationForm(RoleForm):
    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(label="Work email", max_length=254)
    field_order = ["name", "email", "role", "school"]


class EndForm(forms.Form):
    """The first day on which something no longer holds."""

    ends_on = forms.DateField(
        label="Ends on", help_text="From this day on it no longer holds. Today ends it at once.", widget=DayInput
    )

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.initial.setdefault("ends_on", today)

    def clean_ends_on(self) -> datetime.date:
        ends_on: datetime.date = self.cleaned_data["ends_on"]
        if ends_on < self.today:
            raise forms.ValidationError("This day is past. Choose today to end it at once.")
        return ends_on


class FreeDaysForm(forms.Form):
    name = forms.CharField(label="What it is", max_length=80, help_text="Such as Thanksgiving, or Conferences.")
    first_day = forms.DateField(label="First day", widget=DayInput)
    last_day = forms.DateField(label="Last day", required=False, widget=DayInput, help_text="Empty: one day.")


class SchoolYearForm(forms.Form):
    """The name and the days of another school year."""

    name = forms.CharField(label="Name", max_length=20, help_text="As people say it, such as 2027–28.")
    first_day = forms.DateField(label="First day", widget=DayInput, validators=SENSIBLE_DAYS)
    last_day = forms.DateField(
        label="Last day",
        widget=DayInput,
        validators=SENSIBLE_DAYS,
        help_text="After it the year is read, and changed no more. Leave time for late results.",
    )

    @property
    def year(self) -> dict[str, Any]:
        """What the actions take; of a form that is valid."""
        return {name: self.cleaned_data[name] for name in ("name", "first_day", "last_day")}

    @property
    def digest(self) -> str:
        """Comes back with the second button; another one, once anything was typed over what was shown."""
        return "|".join(str(value) for value in self.year.values())


class JoinForm(forms.Form):
    """Name and password of a new sign-in; its address is the one the invitation was sent to."""

    name = forms.CharField(label="Your name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label="Password",
        strip=False,
        help_text=password_validators_help_text_html,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    repeated = forms.CharField(
        label="The same password again",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        password = cleaned.get("password")
        if password and cleaned.get("repeated") and password != cleaned["repeated"]:
            self.add_error("repeated", "The two passwords differ. Type the same one twice.")
        if password:
            try:
                validate_password(password, User(email=self.email, name=cleaned.get("name", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned


class TimeOfDayInput(forms.TimeInput):
    """The browser's own time picker, which speaks 24 hours whatever it shows."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class DigestForm(forms.Form):
    """When news comes as a letter."""

    digest = forms.ChoiceField(label="When should we email you?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        at = time_format(district.digest_at, "g:i A")
        self.fields["digest"].choices = [  # type: ignore[attr-defined]
            (Digest.DAILY, f"On school days at {at}, if there is something new"),
            (Digest.SOON, "Soon after it happens, gathered into one email once it has been quiet for ten minutes"),
            (Digest.OFF, "Not at all; I look here"),
        ]


class QuietForm(forms.Form):
    """When no letter comes."""

    quiet_from = forms.TimeField(label="No email from", widget=TimeOfDayInput)
    quiet_until = forms.TimeField(
        label="until", widget=TimeOfDayInput, help_text="The same time twice: no quiet hours."
    )
    quiet_weekends = forms.BooleanField(label="None on Saturdays and Sundays either", required=False)


class DigestTimeForm(forms.Form):
    """When the morning's emails go out to everybody in the district."""

    digest_at = forms.TimeField(label="Time", widget=TimeOfDayInput)

    def __init__(self, *args: Any, district: District, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["digest_at"] = district.digest_at
        self.fields["digest_at"].help_text = f"By the clock of {district.time_zone.replace('_', ' ')}."


class SeenForm(forms.Form):
    """Up to when a person has seen the list: the moment of its newest line."""

    until = forms.DateTimeField(widget=forms.HiddenInput)
