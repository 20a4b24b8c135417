"""One item as somebody writes it, or several alike; and the words of a learning target."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from assessments.actions import ItemWords
from assessments.cells import MAX_POINTS, cell_of_points, points_text
from assessments.models import Item, ItemKind, Standard
from assessments.notation import read_key, read_options, same_code
from assessments.queries import standards_found

MOST_AT_ONCE = 30
MOST_LEVEL = 10


def standard_choice(standard: Standard) -> tuple[str, str]:
    """A tick box for a standard: code and the team's own words for it."""
    return str(standard.pk), " · ".join(part for part in (standard.code, standard.short_name) if part)


class ItemForm(forms.Form):
    """``targets`` are offered as tick boxes; any other standard is found by code or words and then is one of them.

    ``taken`` are the labels of the other items. With ``is_agreed`` the item has been given already: key, options and
    standards are corrected elsewhere.
    """

    prompt = forms.CharField(
        label="What it asks for",
        required=False,
        max_length=200,
        help_text="A few words that tell teachers which item it is.",
    )
    kind = forms.ChoiceField(
        label="Kind",
        choices=ItemKind.choices,
        widget=forms.RadioSelect(attrs={"class": "segments"}),
        initial=ItemKind.SELECTED,
    )
    key = forms.CharField(
        label="Key",
        required=False,
        max_length=40,
        help_text="BD needs both, B|C takes either.",
    )
    options = forms.CharField(
        label="Options", required=False, max_length=24, initial="ABCD", help_text="The letters to choose from."
    )
    points = forms.DecimalField(
        label="Points",
        min_value=Decimal("0.01"),
        max_value=MAX_POINTS,
        max_digits=5,
        decimal_places=2,
        initial=1,
        help_text="Rubric: the highest level.",
        error_messages={
            "min_value": "An item is worth more than 0 points.",
            "max_value": f"An item is worth at most {MAX_POINTS} points.",
            "max_digits": f"Points have at most two decimals and are at most {MAX_POINTS}.",
            "max_decimal_places": "Points have at most two decimals.",
        },
    )
    rubric = forms.CharField(
        label="What each level looks like",
        required=False,
        max_length=2300,
        help_text="One line for each level, beginning with level 0.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    standards = forms.MultipleChoiceField(
        label="Asks for", required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )
    find = forms.CharField(
        label="Another standard",
        required=False,
        max_length=120,
        help_text="Its code or words of it, such as 7.RP.3 or percent.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "search"}),
    )
    label = forms.CharField(
        label="Label",
        required=False,
        max_length=20,
        help_text="Left empty: the next number.",
    )
    count = forms.IntegerField(
        label="How many like this",
        help_text="They get the next labels.",
        min_value=1,
        max_value=MOST_AT_ONCE,
        initial=1,
        error_messages={
            "min_value": "Add at least one item.",
            "max_value": f"Add at most {MOST_AT_ONCE} items at once.",
        },
    )

    def __init__(
        self,
        *args: Any,
        targets: Sequence[Standard],
        taken: Collection[str] = (),
        is_new: bool = True,
        is_agreed: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.taken, self.is_new, self.is_agreed = taken, is_new, is_agreed
        self.offered = list(targets)
        if not is_new:
            del self.fields["count"]
            self.fields["label"].required = True
            self.fields["label"].help_text = "As printed on the paper, such as 3 or 3b."
        if is_agreed:
            for name in ("kind", "key", "options", "standards", "find"):
                del self.fields[name]
        else:
            self._offer(self._ticked())

    def _ticked(self) -> list[Standard]:
        """Standards that somebody ticked on the page beside the targets; all of them are of this district."""
        posted: Any = self.data
        values = posted.getlist(self.add_prefix("standards")) if self.is_bound else self.initial.get("standards", [])
        ids = {int(value) for value in values if str(value).isdecimal() and len(str(value)) < 18}
        ids -= {standard.pk for standard in self.offered}
        return list(Standard.objects.filter(pk__in=ids)) if ids else []

    def _offer(self, more: Sequence[Standard]) -> None:
        known = {standard.pk for standard in self.offered}
        self.offered += [standard for standard in more if standard.pk not in known]
        field: Any = self.fields["standards"]
        field.choices = [standard_choice(standard) for standard in self.offered]

    def clean_key(self) -> str:
        return read_key(self.cleaned_data["key"])

    def clean_options(self) -> str:
        options = read_options(self.cleaned_data["options"])
        if len(options) > 12:
            raise forms.ValidationError("At most 12 letters.")
        return options

    def clean_label(self) -> str:
        label: str = "".join(self.cleaned_data["label"].split())
        if label in self.taken:
            raise forms.ValidationError(f"There is an item {label} already. Choose another label.")
        return label

    def clean_rubric(self) -> tuple[str, ...]:
        lines = [line.strip() for line in self.cleaned_data["rubric"].splitlines()]
        while lines and not lines[-1]:
            lines.pop()
        if any(len(line) > 200 for line in lines):
            raise forms.ValidationError("One of the levels has more than 200 letters. Say it in fewer words.")
        return tuple(lines)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if self.is_agreed:
            return said
        if said.get("kind") == ItemKind.SELECTED:
            self._check_key(said)
        if said.get("kind") == ItemKind.RUBRIC and "points" in said:
            self._check_levels(said)
        if said.get("find"):
            self._find(said)
        return said

    def _check_key(self, said: dict[str, Any]) -> None:
        options, key = said.get("options"), said.get("key")
        if options is not None and len(options) < 2:
            self.add_error("options", "Give at least two letters to choose from, such as ABCD.")
        elif key and options and (wrong := sorted(set(key) - set(options) - {"|"})):
            self.add_error("key", f"{', '.join(wrong)} is not one of the options {options}.")

    def _check_levels(self, said: dict[str, Any]) -> None:
        points, lines = said["points"], said.get("rubric", ())
        if points != int(points) or points > MOST_LEVEL:
            self.add_error("points", f"A rubric’s highest level is a whole number up to {MOST_LEVEL}.")
        elif lines and len(lines) != int(points) + 1:
            self.add_error(
                "rubric",
                f"These are {len(lines)} lines for the {int(points) + 1} levels from 0 to {int(points)}. "
                "Write one line for each, or none.",
            )

    def _find(self, said: dict[str, Any]) -> None:
        """A standard typed and not ticked: taken if it can only be one, else offered to choose from."""
        typed = said["find"]
        found = standards_found(typed, limit=8)
        exact = [standard for standard in found if same_code(standard.code, typed)]
        if len(exact) == 1:
            found = exact
        if len(found) == 1:
            said["standards"] = [*said.get("standards", []), str(found[0].pk)]
            return
        self._offer(found)
        if found:
            self.add_error("find", f"Several standards fit “{typed}”. Check the one you mean above, and empty this.")
        else:
            self.add_error(
                "find",
                f"No standard fits “{typed}”. Try one word of it or its code. What no list has can be added "
                "in your own words under Learning targets.",
            )

    def words(self) -> ItemWords:
        said = self.cleaned_data
        return ItemWords(
            label=said["label"],
            prompt=" ".join(said["prompt"].split()),
            kind=said["kind"],
            max_cell=cell_of_points(said["points"]),
            key=said["key"],
            options=said["options"],
            rubric=said["rubric"],
            standard_ids=tuple(dict.fromkeys(int(pk) for pk in said["standards"])),
        )

    def words_of_agreed(self, item: Item) -> ItemWords:
        """What changes of an item that has been given: its label, prompt, points and the words of its levels."""
        said = self.cleaned_data
        return ItemWords(
            label=said["label"],
            prompt=" ".join(said["prompt"].split()),
            kind=item.kind,
            max_cell=cell_of_points(said["points"]),
            key=item.key,
            options=item.options,
            rubric=said.get("rubric", tuple(item.rubric)),
            standard_ids=tuple(standard.pk for standard in item.standards.all()),
        )

    @classmethod
    def values_of(cls, item: Item) -> dict[str, Any]:
        """What the form shows for an item that is there."""
        return {
            "prompt": item.prompt,
            "kind": item.kind,
            "key": item.key,
            "options": item.options or "ABCD",
            "points": points_text(item.max_cell),
            "rubric": "\n".join(item.rubric),
            "standards": [str(standard.pk) for standard in item.standards.all()],
            "label": item.label,
        }

    @classmethod
    def values_like(cls, item: Item) -> dict[str, Any]:
        """What a further item begins with: the same kind, options, points and standards."""
        like = cls.values_of(item)
        return {name: like[name] for name in ("kind", "options", "points", "rubric", "standards")}


class TargetForm(forms.Form):
    words = forms.CharField(label="In students’ words", required=False, max_length=200)
