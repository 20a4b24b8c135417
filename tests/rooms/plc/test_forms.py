"""What a form says of a number or a text that does not fit."""

import pytest
from django import forms


class Numbers(forms.Form):
    minutes = forms.IntegerField(min_value=5, max_value=240)
    reason = forms.CharField(max_length=10)


@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        ({"minutes": "500"}, "minutes", "500 is too large. Write 240 or less."),
        ({"minutes": "3"}, "minutes", "3 is too small. Write 5 or more."),
        ({"reason": "x" * 12}, "reason", "This has 12 letters, and there is room for 10. Say it in fewer."),
    ],
)
def test_it_names_what_was_written_and_what_is_possible(sent: dict[str, str], field: str, words: str) -> None:
    form = Numbers({"minutes": "30", "reason": "late"} | sent)
    assert form.errors[field] == [words]


def test_a_field_may_have_words_of_its_own() -> None:
    class Own(forms.Form):
        target = forms.IntegerField(max_value=100, error_messages={"max_value": "Write a percent."})

    assert Own({"target": "101"}).errors["target"] == ["Write a percent."]
