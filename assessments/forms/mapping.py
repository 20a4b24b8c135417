"""What the columns of an uploaded file mean, as people say it, and what to remember of it."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.html import escape

from assessments.importing import (
    ATTEMPT_RULES,
    EMPTY_MEANINGS,
    PROFILES,
    AttemptRule,
    Holds,
    ItemColumn,
    ItemSpec,
    Mapping,
    VersionItems,
    column_letters,
)
from assessments.importing.sheet import Sheet

COLUMNS_SHOWN = 150
LEFT_OUT = frozenset("-–—")
EMPTY_WORDS = {
    "unchanged": "Nothing: what is saved stays",
    "blank": "Reached and left blank: 0 points",
    "not_reached": "Not reached: time ran out",
    "not_given": "Not given to this student: left out of points and of the maximum",
}
RULE_WORDS: dict[AttemptRule, str] = {
    "ask": "None yet: hold them all",
    "first": "The first",
    "last": "The last",
    "best": "The one with the most points",
}
HOLDS_WORDS: dict[Holds, str] = {"answers": "chosen letters", "points": "points", "mixed": "letters and points mixed"}
# Each column of the file has one of these meanings or is an item; the words are those of the page.
SINGLES = {
    "student": "the student ID",
    "section": "the section",
    "status": "the status",
    "attempt": "the attempt",
    "version": "the key version",
}


def _item_choices(item: ItemSpec) -> list[tuple[str, str]]:
    """What a column may be of this item; an item with options may stand there as letters or as points."""
    if not item.choices:
        return [(f"item-{item.position}-points", f"Item {item.label}")]
    return [(f"item-{item.position}-{holds}", f"Item {item.label}: {words}") for holds, words in HOLDS_WORDS.items()]


def _item_of(choice: str) -> tuple[int, Holds]:
    _, position, holds = choice.split("-")
    return int(position), next(known for known in HOLDS_WORDS if known == holds)


def _used_columns(mapping: Mapping) -> set[int]:
    singles = [getattr(mapping, f"{meaning}_column") for meaning in SINGLES]
    return {column for column in (*singles, *mapping.name_columns, *mapping.position_of_column) if column is not None}


def _shown_columns(sheet: Sheet, used: set[int]) -> list[int]:
    """Those that mean something by now, and of the others as many as a page can hold; some files have thousands."""
    others = [column for column in range(len(sheet.header)) if column not in used and sheet.samples[column]]
    empty = [column for column in range(len(sheet.header)) if column not in used and not sheet.samples[column]]
    return sorted({*used, *[*others, *empty][: max(0, COLUMNS_SHOWN - len(used))]})


class MappingForm(forms.Form):
    """One choice for each column of the file, and what an empty cell means. Starts from the guess."""

    def __init__(
        self, *args: Any, sheet: Sheet, items: tuple[ItemSpec, ...], mapping: Mapping, source: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        self.mapping = mapping
        self.labels = {item.position: item.label for item in items}
        choices = [
            ("ignore", "Leave out"),
            ("student", "Student ID"),
            ("name", "Name (shown only)"),
            ("section", "Section"),
            ("status", "Status"),
            ("attempt", "Attempt: number or time"),
            ("version", "Key version"),
            *(choice for item in items for choice in _item_choices(item)),
        ]
        self.used = _used_columns(mapping)
        self.columns = _shown_columns(sheet, self.used)
        for column in self.columns:
            title, samples = sheet.header[column], sheet.samples[column]
            self.fields[f"column-{column}"] = forms.ChoiceField(
                label=f"Column {self.letters(column)}: {title[:80] or 'no title'}",
                # Help texts may hold markup and are drawn as they are; this one comes out of somebody's file.
                help_text=escape(
                    f"Such as {' · '.join(sample[:40] for sample in samples)}" if samples else "No values."
                ),
                choices=choices,
                initial=self._meaning(column),
            )
        self._add_rules(mapping, sheet)
        self.fields["remember"] = forms.BooleanField(
            label="Read files with these titles like this from now on", required=False, initial=True
        )
        self.fields["source"] = forms.CharField(
            label="Call them",
            max_length=120,
            required=False,
            initial=source or PROFILES[mapping.profile].words if mapping.profile in PROFILES else source,
            help_text="Your team sees this name in its list of known files.",
        )

    def _add_rules(self, mapping: Mapping, sheet: Sheet) -> None:
        self.fields["empty_means"] = forms.ChoiceField(
            label="What does an empty cell mean?",
            choices=[(meaning, EMPTY_WORDS[meaning]) for meaning in EMPTY_MEANINGS],
            initial=mapping.empty_means,
            help_text="An empty cell is never a zero by itself.",
        )
        self.fields["attempt_rule"] = forms.ChoiceField(
            label="If a student has several rows, which one counts?",
            choices=[(rule, RULE_WORDS[rule]) for rule in ATTEMPT_RULES],
            initial=mapping.attempt_rule,
            required=False,
        )
        taken = {each.version: each for each in mapping.versions}
        for number, version in enumerate(sheet.versions):
            self.fields[f"version-{number}"] = forms.ChoiceField(
                label=f"Key version {version or 'without a name'}",
                choices=[
                    ("take", "Its columns are the items of this CFA, as said here"),
                    ("order", "Its items stand in another order, written below"),
                    ("hold", "Hold its rows: nobody knows which items they are"),
                ],
                initial=("order" if taken[version].positions else "take") if version in taken else "hold",
                required=False,
            )
            self.fields[f"order-{number}"] = forms.CharField(
                label=f"The items of key version {version or 'without a name'}, in the order of its columns",
                required=False,
                max_length=2000,
                initial=self._order(taken.get(version, VersionItems(version))),
                help_text="Their labels with blanks between; – for a column that is no item of this CFA.",
            )

    def _order(self, version: VersionItems) -> str:
        """The labels of a version's items, column by column; without its own order that of the columns."""
        positions = dict(version.positions) or self.mapping.position_of_column
        return " ".join(
            self.labels.get(positions.get(column, 0), "–") for column in sorted(self.mapping.position_of_column)
        )

    def letters(self, column: int) -> str:
        """The letters a spreadsheet shows above a column."""
        return self.sheet.letters[column] if column < len(self.sheet.letters) else column_letters(column)

    def _meaning(self, column: int) -> str:
        mapping = self.mapping
        position = mapping.position_of_column.get(column)
        if position is not None:
            holds = next(item.holds for item in mapping.item_columns if item.column == column)
            return f"item-{position}-{holds}"
        for meaning in SINGLES:
            if getattr(mapping, f"{meaning}_column") == column:
                return meaning
        return "name" if column in mapping.name_columns else "ignore"

    def remap(self) -> Mapping:
        """The mapping as chosen; planning with it says what is still missing."""
        chosen = {column: self.cleaned_data[f"column-{column}"] for column in self.columns}
        items = {column: _item_of(said) for column, said in chosen.items() if said.startswith("item-")}
        at = {said: column for column, said in chosen.items() if said in SINGLES}
        versions = self.mapping.versions
        if self.sheet.versions:
            versions = tuple(
                VersionItems(version, self.cleaned_data.get(f"order-{number}") or ())
                for number, version in enumerate(self.sheet.versions)
                if self.cleaned_data.get(f"version-{number}") in ("take", "order")
            )
        return replace(
            self.mapping,
            student_column=at.get("student"),
            section_column=at.get("section"),
            status_column=at.get("status"),
            attempt_column=at.get("attempt"),
            version_column=at.get("version"),
            name_columns=tuple(column for column, said in chosen.items() if said == "name"),
            item_columns=tuple(ItemColumn(column, position, holds) for column, (position, holds) in items.items()),
            empty_means=self.cleaned_data["empty_means"],
            attempt_rule=self.cleaned_data["attempt_rule"] or self.mapping.attempt_rule,
            versions=versions,
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for meaning, words in SINGLES.items():
            at = [column for column in self.columns if cleaned.get(f"column-{column}") == meaning]
            if len(at) > 1:
                names = " and ".join(self.letters(column) for column in at)
                raise forms.ValidationError(f"Columns {names} cannot both be {words}. Choose one of them.")
        for number in range(len(self.sheet.versions)):
            written = cleaned.get(f"order-{number}", "")
            is_other = cleaned.get(f"version-{number}") == "order"
            cleaned[f"order-{number}"] = self._read_order(number, written) if is_other else ()
        return cleaned

    def _read_order(self, number: int, written: str) -> tuple[tuple[int, int], ...]:
        """``((column, position), …)`` of one key version, whose labels are written in the order of the item columns."""
        columns = [
            column for column in self.columns if self.cleaned_data.get(f"column-{column}", "").startswith("item-")
        ]
        labels = written.replace(",", " ").split()
        known = {label: position for position, label in self.labels.items()}
        strange = [label for label in labels if label not in known and label not in LEFT_OUT]
        named = [label for label in labels if label in known]
        twice = [label for label in dict.fromkeys(named) if named.count(label) > 1]
        if strange:
            self.add_error(f"order-{number}", f"There is no item {strange[0][:20]}. The items are {', '.join(known)}.")
        elif twice:
            self.add_error(f"order-{number}", f"Item {twice[0]} is there twice. Each item stands in one column.")
        elif len(labels) != len(columns):
            self.add_error(
                f"order-{number}",
                f"These are {len(labels)} for {len(columns)} columns of items. Write one for each column.",
            )
        else:
            return tuple(
                (column, known[label]) for column, label in zip(columns, labels, strict=True) if label in known
            )
        return ()
