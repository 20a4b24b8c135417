"""Writing a strategy card, sharing it further, adding a file to it."""

from __future__ import annotations

from typing import Any

from django import forms

from goals.actions import CardWords
from goals.file_kinds import ACCEPTED, MOST_BYTES, check_size
from goals.models import Reach
from plc.http.refusals import Refusal
from teams.models import Disclosure, Team


class CardForm(forms.Form):
    """``names_class`` and ``is_shared`` say on the spot what colleagues will see."""

    title = forms.CharField(label="Title", max_length=120, help_text="Such as “Double number lines before rules”.")
    skill = forms.CharField(label="Skill", max_length=120, help_text="In the words your team uses.")
    steps = forms.CharField(
        label="What did you do?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Step by step, so that a colleague can try it. No students’ names.",
        error_messages={"required": "Say what you did, so that a colleague can try it."},
    )
    materials = forms.CharField(
        label="Materials", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    names_class = forms.BooleanField(label="Say on the card that I wrote it, and about which class", required=False)
    is_shared = forms.BooleanField(
        label="Share it with my team now",
        required=False,
        help_text="Until then only you see the card. You can share or withdraw it at any time.",
    )

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_blind = team.disclosure != Disclosure.NAMED
        self.fields["names_class"].help_text = (
            "Your colleagues will see that this is your class. "
            + ("Your team looks at classes blind, so this tells them whose class it is. " if is_blind else "")
            + "Without it they read the card and neither your name nor the test it came from."
        )

    @property
    def words(self) -> CardWords:
        said = self.cleaned_data
        return CardWords(
            title=" ".join(said["title"].split()),
            skill=" ".join(said["skill"].split()),
            steps=said["steps"].strip(),
            materials=said["materials"].strip(),
            names_class=said["names_class"],
        )


class ShareForm(forms.Form):
    """The consent to one step further; what it means stands beside it."""

    signs_outside = forms.BooleanField(
        label="With my name on it",
        required=False,
        help_text="Otherwise it says that a teacher of your school wrote it. "
        "Whoever reads your name there may tell your own team.",
    )
    reach = forms.ChoiceField(choices=Reach.choices, widget=forms.HiddenInput)


class CardFileForm(forms.Form):
    """What is in the file is for the action to look at; its size is known before it is read."""

    file = forms.FileField(
        label="File",
        help_text=f"PDF, picture (.png, .jpg), Word, PowerPoint or Excel; up to {MOST_BYTES // 1024 // 1024} MB. "
        "Where and when a photo was taken is taken out of it; a document may still name its author in its properties.",
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        allow_empty_file=True,
        error_messages={"required": "Choose a file first.", "invalid": "Choose a file first."},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            check_size(file.size)
        except Refusal as refusal:
            raise forms.ValidationError(f"{refusal.sentence} {refusal.remedy}") from None
        return file
