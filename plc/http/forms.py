"""How every form of the product is drawn: label, help, control, error, in that order."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Set as ``FORM_RENDERER``; wants ``django.forms`` in ``INSTALLED_APPS``, after ``plc``, for the plain widgets.

    ``{{ form }}`` draws a whole form, ``{{ form.title.as_field_group }}`` one field of it.
    """

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
