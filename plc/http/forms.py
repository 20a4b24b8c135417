"""How every form of the product is drawn, label, help, control, error in that order, and how it says what is wrong."""

from django.core.validators import BaseValidator, MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.forms.renderers import TemplatesSetting

# What was written and what is possible; the framework’s own words speak of values.
WORDS: dict[type[BaseValidator], str] = {
    MinValueValidator: "%(show_value)s is too small. Write %(limit_value)s or more.",
    MaxValueValidator: "%(show_value)s is too large. Write %(limit_value)s or less.",
    MaxLengthValidator: "This has %(show_value)d letters, and there is room for %(limit_value)d. Say it in fewer.",
}


def say_it_so() -> None:
    """For every field that has no words of its own."""
    for validator, words in WORDS.items():
        validator.message = words


class FormRenderer(TemplatesSetting):
    """Set as ``FORM_RENDERER``; wants ``django.forms`` in ``INSTALLED_APPS``, after ``plc``, for the plain widgets.

    ``{{ form }}`` draws a whole form, ``{{ form.title.as_field_group }}`` one field of it.
    """

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
