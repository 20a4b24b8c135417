"""How every form of the product is drawn, label, help, control, error in that order, and how it says what is wrong."""

from django.core.validators import BaseValidator, MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.forms import BooleanField, ChoiceField, DateField, Field, FileField
from django.forms.renderers import TemplatesSetting

# What was written and what is possible; the framework’s own words speak of values.
WORDS: dict[type[BaseValidator], str] = {
    MinValueValidator: "%(show_value)s is too small. Write %(limit_value)s or more.",
    MaxValueValidator: "%(show_value)s is too large. Write %(limit_value)s or less.",
    MaxLengthValidator: "This has %(show_value)d letters, and there is room for %(limit_value)d. Say it in fewer.",
}


# What is missing, by the kind of field; a kind without a line says what the one it is made from says.
MISSING: dict[type[Field], str] = {
    Field: "Fill this in first.",
    ChoiceField: "Choose one first.",
    FileField: "Choose a file first.",
    DateField: "Choose a day first.",
    BooleanField: "Tick this first.",
}


def say_it_so() -> None:
    """For every field that has no words of its own."""
    for kind, words in MISSING.items():
        # Its own table: one that is inherited would be changed for all.
        kind.default_error_messages = {**vars(kind).get("default_error_messages", {}), "required": words}
    for validator, words in WORDS.items():
        validator.message = words


class FormRenderer(TemplatesSetting):
    """Set as ``FORM_RENDERER``; wants ``django.forms`` in ``INSTALLED_APPS``, after ``plc``, for the plain widgets.

    ``{{ form }}`` draws a whole form, ``{{ form.title.as_field_group }}`` one field of it.
    """

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
