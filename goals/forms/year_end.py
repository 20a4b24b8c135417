"""What a team leaves to whoever carries it on."""

from typing import Any

from django import forms

from goals.actions.year_end import HandOverWords


def _text(label: str, help_text: str = "") -> Any:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=4000, required=False, widget=area, help_text=help_text)


class HandOverForm(forms.Form):
    keep = _text("What do we keep?", "Strategies, CFAs, habits of the team. No students’ names.")
    leave = _text("What do we leave behind?")
    begin_with = _text("What would we begin with next year?")

    @property
    def words(self) -> HandOverWords:
        return HandOverWords(**self.cleaned_data)
