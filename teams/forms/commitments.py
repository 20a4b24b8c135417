"""What is written into a document, said to it, and decided about it."""

from typing import Any

from django import forms

from plc.http.refusals import Refusal
from plc.schools.forms import DayInput
from teams.models import CharterStatement


class StatementForm(forms.Form):
    """``seen`` carries the words that were read, so that what a colleague wrote meanwhile is not written over."""

    text = forms.CharField(label="The sentence", max_length=600, widget=forms.Textarea(attrs={"rows": 3}))
    is_tight = forms.TypedChoiceField(
        label="Tight or loose",
        choices=(("tight", "Tight: every team honors it"), ("loose", "Loose: each team decides how")),
        coerce=lambda chosen: chosen == "tight",
        initial="tight",
        widget=forms.RadioSelect,
    )
    seen = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, statement: CharterStatement) -> "StatementForm":
        tight = "tight" if statement.is_tight else "loose"
        return cls(initial={"text": statement.text, "is_tight": tight, "seen": statement.text})


class RemarkForm(forms.Form):
    """The statement is chosen by its position in the version that was read; empty for the whole."""

    position = forms.TypedChoiceField(label="About", coerce=int, empty_value=None, required=False)
    text = forms.CharField(
        label="What you want to say", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    wording = forms.CharField(
        label="Other words for this sentence",
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="If you have any: the editor can take them over as they stand.",
    )

    def __init__(self, *args: Any, statements: list[CharterStatement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.statements = {row.position: row for row in statements}
        said = [(row.position, f"{row.position}. {_short(row.text)}") for row in statements]
        self.fields["position"].choices = [("", "The whole document"), *said]  # type: ignore[attr-defined]

    @property
    def statement(self) -> CharterStatement | None:
        position = self.cleaned_data["position"]
        return self.statements[position] if position else None


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:58].rstrip()} …"


class ConsentForm(forms.Form):
    answer = forms.ChoiceField(
        label="Your answer",
        choices=(("yes", "Yes, I stand by this"), ("not_yet", "Not yet")),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="What you would need to say yes",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Only for “not yet”. Your colleagues here read it.",
    )


class InForceForm(forms.Form):
    review_on = forms.DateField(label="Look at it again on", widget=DayInput)
    note = forms.CharField(
        label="What becomes of those who have not said yes",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Needed only when somebody said “not yet”. Everybody reads it.",
    )


class CharterReviewForm(forms.Form):
    outcome = forms.ChoiceField(
        label="What we found",
        choices=(("keep", "We keep it as it is"), ("change", "We begin a new version")),
        widget=forms.RadioSelect,
    )
    review_on = forms.DateField(label="If we keep it: look at it again on", required=False, widget=DayInput)
    note = forms.CharField(
        label="What we learned from looking at it",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RemarkAnswerForm(forms.Form):
    answer = forms.CharField(label="Your answer", max_length=400, required=False)


def sentence_of(refusal: Refusal) -> str:
    """A refusal in one line, for a message above a page."""
    return " ".join(filter(None, (refusal.sentence, refusal.remedy)))
