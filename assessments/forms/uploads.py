"""What people send with an upload: the file, and what its columns mean."""

from typing import Any

from django import forms
from django.utils.html import escape

from assessments.importing import (
    EMPTY_MEANINGS,
    MAX_BYTES,
    NO_COLUMN,
    Holds,
    ItemSpec,
    Mapping,
    RosterEntry,
    Table,
    column_letters,
    with_choices,
)

EMPTY_WORDS = {
    "unchanged": "Nothing: what is saved stays",
    "blank": "Reached and left blank: 0 points",
    "not_reached": "Not reached: time ran out",
    "not_given": "Not given to this student: left out of points and of the maximum",
}


HOLDS_WORDS: dict[Holds, str] = {"answers": "chosen letters", "points": "points", "mixed": "letters and points mixed"}


def _item_choices(item: ItemSpec) -> list[tuple[str, str]]:
    """What a column may be of this item; an item with options may stand there as letters or as points."""
    if not item.choices:
        return [(f"item-{item.position}-points", f"Item {item.label}")]
    return [(f"item-{item.position}-{holds}", f"Item {item.label}: {words}") for holds, words in HOLDS_WORDS.items()]


def _item_of(choice: str) -> tuple[int, Holds]:
    _, position, holds = choice.split("-")
    return int(position), next(known for known in HOLDS_WORDS if known == holds)


class UploadForm(forms.Form):
    file = forms.FileField(
        label="CSV file",
        help_text="One row for each student, one column for each item. You see what would change before it is saved.",
        error_messages={
            "required": "Choose a file first.",
            "empty": "This file is empty. Choose the file that has the scores in it.",
            "invalid": "Choose a file first.",
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        allow_empty_file=True,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                f"This file has {file.size / 1024 / 1024:.1f} MB; the most we read is {MAX_BYTES // 1024 // 1024} MB. "
                "Upload only the columns with scores, or one section at a time.",
                code="too_large",
            )
        return file


class MappingForm(forms.Form):
    """One choice for each column of the file, and what an empty cell means. Starts from the guess."""

    def __init__(self, *args: Any, table: Table, items: tuple[ItemSpec, ...], mapping: Mapping, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table = table
        self.items = items
        self.mapping = mapping
        choices = [
            ("ignore", "Leave out"),
            ("student", "Student ID"),
            ("name", "Name (shown only)"),
            ("section", "Section"),
            ("status", "Status"),
            *(choice for item in items for choice in _item_choices(item)),
        ]
        for column, title in enumerate(table.header):
            samples = [text for row in table.rows[:40] if (text := row.cell(column))][:3]
            self.fields[f"column-{column}"] = forms.ChoiceField(
                label=f"Column {column_letters(column)}: {title or 'no title'}",
                # Help texts may hold markup and are drawn as they are; this one comes out of somebody's file.
                help_text=escape(
                    f"Such as {' · '.join(sample[:40] for sample in samples)}" if samples else "No values."
                ),
                choices=choices,
                initial=self._meaning(column),
            )
        self.fields["empty_means"] = forms.ChoiceField(
            label="What does an empty cell mean?",
            choices=[(meaning, EMPTY_WORDS[meaning]) for meaning in EMPTY_MEANINGS],
            initial=mapping.empty_means,
            help_text="An empty cell is never a zero by itself.",
        )

    def _meaning(self, column: int) -> str:
        mapping = self.mapping
        position = mapping.position_of_column.get(column)
        if position is not None:
            holds = next(item.holds for item in mapping.item_columns if item.column == column)
            return f"item-{position}-{holds}"
        singles = {
            "student": mapping.student_column,
            "section": mapping.section_column,
            "status": mapping.status_column,
        }
        for meaning, at in singles.items():
            if at == column:
                return meaning
        return "name" if column in mapping.name_columns else "ignore"

    def remap(self, roster: list[RosterEntry]) -> Mapping:
        """The mapping as chosen; its own problems say what is still missing."""
        chosen = {column: self.cleaned_data[f"column-{column}"] for column in range(len(self.table.header))}

        said_items = {column: _item_of(said) for column, said in chosen.items() if said.startswith("item-")}

        def single(meaning: str) -> int:
            return next((column for column, said in chosen.items() if said == meaning), NO_COLUMN)

        return with_choices(
            self.mapping,
            self.table,
            self.items,
            roster,
            student_column=single("student"),
            section_column=single("section"),
            status_column=single("status"),
            name_columns=[column for column, said in chosen.items() if said == "name"],
            item_columns={column: position for column, (position, _) in said_items.items()},
            holds={column: holds for column, (_, holds) in said_items.items()},
            empty_means=self.cleaned_data["empty_means"],
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for meaning, words in (("student", "the student ID"), ("section", "the section"), ("status", "the status")):
            at = [column for column in range(len(self.table.header)) if cleaned.get(f"column-{column}") == meaning]
            if len(at) > 1:
                names = " and ".join(column_letters(column) for column in at)
                raise forms.ValidationError(f"Columns {names} cannot both be {words}. Choose one of them.")
        return cleaned
