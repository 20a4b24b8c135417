"""One row of every tenant model for a district, made from the fields alone, so that a new table is tested unasked."""

import datetime
import itertools
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, models, transaction

from plc.schools.models import District
from plc.tenancy import tenant
from plc.tenancy.models import TenantForeignKey, TenantModel

DAY = datetime.date(2026, 9, 1)
MOMENT = datetime.datetime(2026, 9, 1, 12, tzinfo=datetime.UTC)

# Values that a check constraint asks for and a field's type alone does not tell.
PARTICULAR: dict[str, dict[str, Any]] = {
    "goals.GroupTime": {"weekday": 3, "starts_at": datetime.time(10, 15), "minutes": 30},
    "goals.SmartGoal": {
        "starts_on": DAY,
        "due_on": DAY + datetime.timedelta(days=50),
        "target": 80,
        "baseline_y": 4,
        "baseline_n": 12,
    },
    "goals.WiderGoal": {"starts_on": DAY, "due_on": DAY + datetime.timedelta(days=50), "target": 80},
    "schools.Membership": {"role": "teacher"},
    "teams.NormRating": {"rating": 3},
    "teams.PlanningTime": {"starts_at": datetime.time(9), "ends_at": datetime.time(10)},
}

_numbers = itertools.count(1)


def tenant_models() -> list[type[TenantModel]]:
    """Every concrete tenant model, each after the models its required references point at."""
    waiting = [model for model in apps.get_models(include_auto_created=True) if issubclass(model, TenantModel)]
    placed: list[type[TenantModel]] = []
    while waiting:
        ready = [model for model in waiting if _required_targets(model) <= set(placed)]
        if not ready:
            raise AssertionError(f"Required references go round in a circle among {waiting}.")
        placed += ready
        waiting = [model for model in waiting if model not in ready]
    return placed


def references(model: type[TenantModel]) -> list[TenantForeignKey]:
    return [field for field in model._meta.local_fields if isinstance(field, TenantForeignKey)]


def _required_targets(model: type[TenantModel]) -> set[Any]:
    return {field.related_model for field in references(model) if not field.null} - {model}


def fill(district: District) -> dict[type[TenantModel], TenantModel]:
    """One saved row of each tenant model, every reference set, as whoever the connection is signed in as."""
    user = get_user_model().objects.create_user(email=f"{district.slug}@example.org", name="Alice")
    rows: dict[type[TenantModel], TenantModel] = {}
    with tenant(district.pk), transaction.atomic():
        for model in tenant_models():
            rows[model] = _make(model, rows, user)
        for model, row in rows.items():
            _set_late_references(model, row, rows)
    return rows


def _make(model: type[TenantModel], rows: dict[Any, Any], user: Any) -> TenantModel:
    values: dict[str, Any] = {}
    for field in model._meta.local_concrete_fields:
        if isinstance(field, TenantForeignKey):
            values[field.name] = rows.get(field.related_model)
        elif isinstance(field, models.ForeignKey) and field.related_model is get_user_model():
            values[field.name] = user
        elif not field.generated and not isinstance(field, models.ForeignKey | models.AutoField):
            values[field.name] = _value(field)
    values.update(PARTICULAR.get(model._meta.label, {}))
    try:
        return model.objects.create(**values)
    except IntegrityError as error:
        raise AssertionError(
            f"No row of {model._meta.label} could be made from its fields: {error}"
            f"Say what its constraints ask for in PARTICULAR of {__name__}."
        ) from error


def _set_late_references(model: type[TenantModel], row: TenantModel, rows: dict[Any, Any]) -> None:
    """References that go round (a CFA and its current version) can be set only once both ends are there."""
    late = {f.name: rows[f.related_model] for f in references(model) if getattr(row, f.attname) is None}
    if late:
        model.objects.filter(pk=row.pk).update(**late)


def _value(field: Any) -> Any:
    number = next(_numbers)
    if field.choices:
        return field.choices[0][0]
    if isinstance(field, ArrayField):
        return [_value(field.base_field)]
    for kind, value in (
        (models.EmailField, f"person{number}@example.org"),
        (models.URLField, f"https://example.org/{number}"),
        (models.UUIDField, f"00000000-0000-4000-8000-{number:012d}"),
        (models.CharField | models.TextField, f"{number}"),
        (models.BooleanField, True),
        (models.DateTimeField, MOMENT),
        (models.DateField, DAY),
        (models.TimeField, datetime.time(14, 10)),
        (models.DurationField, datetime.timedelta(minutes=number)),
        (models.DecimalField, "0.5"),
        (models.FloatField, 0.5),
        (models.IntegerField, number),
        (models.BinaryField, b"bytes"),
        (models.JSONField, {"number": number}),
    ):
        if isinstance(field, kind):
            return value
    raise AssertionError(f"No value is known for {field!r}; add its kind to {__name__}.")
