"""System checks that fail on a model nobody has classified."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, register
from django.db import models

from plc.tenancy.models import TenantForeignKey, TenantModel


def is_public(model: type[models.Model]) -> bool:
    """Named in ``PLC_PUBLIC_MODELS``, alone or by its whole app (``"account.*"``)."""
    label = model._meta.label
    return label in settings.PLC_PUBLIC_MODELS or f"{model._meta.app_label}.*" in settings.PLC_PUBLIC_MODELS


@register("tenancy")
def check_every_model_is_classified(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Each model is a TenantModel or named as public; references between tenant models are TenantForeignKeys."""
    errors: list[Error] = []
    for model in apps.get_models(include_auto_created=True):
        if is_public(model):
            continue
        if not issubclass(model, TenantModel):
            errors.append(
                Error(
                    f"{model._meta.label} is neither a TenantModel nor named in PLC_PUBLIC_MODELS.",
                    hint="Derive it from plc.tenancy.models.TenantModel and fence its table in the migration.",
                    obj=model,
                    id="plc.E001",
                )
            )
            continue
        errors.extend(_reference_errors(model))
        errors.extend(_uniqueness_errors(model))
    return errors


def _reference_errors(model: type[models.Model]) -> list[Error]:
    found = []
    for field in model._meta.local_fields:
        target = getattr(field, "related_model", None)
        if isinstance(target, type) and issubclass(target, TenantModel) and not isinstance(field, TenantForeignKey):
            found.append(
                Error(
                    f"{model._meta.label}.{field.name} points at a district's row with a plain ForeignKey.",
                    hint="Use TenantForeignKey, so that the composite constraint keeps it inside the district.",
                    obj=model,
                    id="plc.E002",
                )
            )
    return found


def _uniqueness_errors(model: type[models.Model]) -> list[Error]:
    found = [
        Error(
            f"{model._meta.label}.{field.name} is unique across districts, which tells one district what another has.",
            hint="Use a UniqueConstraint that begins with district.",
            obj=model,
            id="plc.E003",
        )
        for field in model._meta.local_fields
        if field.unique and not field.primary_key
    ]
    together = [
        (constraint.name, constraint.fields)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
    ]
    together += [("unique_together", tuple(fields)) for fields in model._meta.unique_together]
    found.extend(
        Error(f"{model._meta.label}: the constraint {name} does not begin with district.", obj=model, id="plc.E004")
        for name, fields in together
        if fields[:1] != ("district",)
    )
    return found
