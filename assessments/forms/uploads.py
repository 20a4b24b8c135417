"""What people send with an upload: the file or a pasted table, which export it is, and which attempt."""

from typing import Any

from django import forms

from assessments.importing import (
    MAX_BYTES,
    PROFILES,
)

BY_TITLES = "titles"
PASTED_NAME = "Pasted table"
ATTEMPTS = [(1, "First attempt"), (2, "Second attempt (re-check)"), (3, "Third attempt")]


def profile_choices() -> list[tuple[str, str]]:
    """Every kind of file we know, after the words for none chosen."""
    return [(BY_TITLES, "Find out from the column titles"), *((name, known.words) for name, known in PROFILES.items())]


def chosen_profile(value: str) -> str:
    """The name of the kind of file; empty to find it out."""
    return "" if value == BY_TITLES else value


class PresetField(forms.TypedChoiceField):
    """A choice that is made already for whoever leaves it alone."""

    def clean(self, value: Any) -> Any:
        return super().clean(value or self.initial)


class FileOrPasteField(forms.FileField):
    """A file that is asked for, but not missed where something else was sent; the form sees to that."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        return super().clean(data, initial) if data else None


class UploadForm(forms.Form):
    use_required_attribute = False  # a pasted table is enough

    file = FileOrPasteField(
        label="Scores file",
        help_text="CSV, text or Excel (.xlsx), as your tool exports it or as our template has it.",
        error_messages={
            "required": "Choose a file first.",
            "empty": "This file is empty. Choose the file that has the scores in it.",
            "invalid": "Choose a file first.",
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,text/csv"}),
        allow_empty_file=True,
    )
    pasted = forms.CharField(
        label="Or paste a table",
        help_text="Copied from a spreadsheet, with the row of titles above it.",
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        required=False,
        strip=False,
    )
    attempt = PresetField(label="Which attempt", choices=ATTEMPTS, coerce=int, initial=1)
    profile = PresetField(label="What kind of file", choices=profile_choices, coerce=chosen_profile, initial=BY_TITLES)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > MAX_BYTES:
            raise forms.ValidationError(
                f"This file has {file.size / 1024 / 1024:.1f} MB; the most we read is {MAX_BYTES // 1024 // 1024} MB. "
                "Upload only the columns with scores, or one section at a time.",
                code="too_large",
            )
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "file" not in self.errors:
            has_table = bool((cleaned.get("pasted") or "").strip())
            if cleaned.get("file") and has_table:
                raise forms.ValidationError("There is a file and a pasted table. Send one of them.")
            if cleaned.get("file") is None and not has_table:
                self.add_error("file", "Choose a file first.")
        return cleaned

    @property
    def sent(self) -> tuple[str, bytes]:
        """The name and the content of what was sent, of a valid form."""
        file = self.cleaned_data["file"]
        if file is not None:
            return file.name, file.read()
        return PASTED_NAME, self.cleaned_data["pasted"].encode()
