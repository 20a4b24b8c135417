"""`manage.py check` on models nobody should write."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.checks import run_checks
from django.db import models
from django.test.utils import isolate_apps

from plc.tenancy import checks
from plc.tenancy.models import TenantForeignKey, TenantModel


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Define models in the test; ``found()`` gives the check's verdict on them alone: (id, model)."""
    with isolate_apps("plc.schools") as registry:
        monkeypatch.setattr(checks, "apps", registry)
        yield lambda: [(e.id, e.obj.__name__) for e in checks.check_every_model_is_classified(None)]


class Meta:
    app_label = "schools"


def test_the_products_own_models_pass() -> None:
    assert run_checks(tags=["tenancy"]) == []


def test_a_model_that_is_neither_the_districts_nor_public(found: Any) -> None:
    type("Stray", (models.Model,), {"Meta": Meta, "__module__": __name__})
    assert found() == [("plc.E001", "Stray")]


def test_a_public_model_is_let_be(found: Any, settings: Any) -> None:
    settings.PLC_PUBLIC_MODELS = {"schools.Stray"}
    type("Stray", (models.Model,), {"Meta": Meta, "__module__": __name__})
    assert found() == []


def test_a_whole_public_app_is_let_be(found: Any, settings: Any) -> None:
    settings.PLC_PUBLIC_MODELS = {"schools.*"}
    type("Stray", (models.Model,), {"Meta": Meta, "__module__": __name__})
    assert found() == []


def test_a_well_made_model_passes(found: Any) -> None:
    class Room(TenantModel):
        name = models.CharField(max_length=5)

        class Meta:
            app_label = "schools"
            constraints = [models.UniqueConstraint(fields=["district", "name"], name="room_once")]

    class Desk(TenantModel):
        room = TenantForeignKey(Room)

        class Meta:
            app_label = "schools"

    assert found() == []


def test_the_hidden_table_of_a_many_to_many_field(found: Any) -> None:
    class Room(TenantModel):
        class Meta:
            app_label = "schools"

    class Desk(TenantModel):
        rooms = models.ManyToManyField(Room)

        class Meta:
            app_label = "schools"

    assert found() == [("plc.E001", "Desk_rooms")]


def test_a_plain_reference_between_rows_of_a_district(found: Any) -> None:
    class Room(TenantModel):
        class Meta:
            app_label = "schools"

    class Desk(TenantModel):
        room = models.ForeignKey(Room, models.PROTECT)

        class Meta:
            app_label = "schools"

    assert found() == [("plc.E002", "Desk")]


def test_a_field_unique_across_districts(found: Any) -> None:
    class Room(TenantModel):
        code = models.CharField(max_length=5, unique=True)

        class Meta:
            app_label = "schools"

    assert found() == [("plc.E003", "Room")]


@pytest.mark.parametrize(
    "options",
    [
        {"constraints": [models.UniqueConstraint(fields=["code"], name="code_once")]},
        {"constraints": [models.UniqueConstraint(fields=["code", "district"], name="code_once")]},
        {"constraints": [models.UniqueConstraint(models.functions.Lower("code"), name="code_once")]},
        {"unique_together": [("code", "district")]},
    ],
)
def test_a_constraint_that_does_not_begin_with_the_district(found: Any, options: dict[str, Any]) -> None:
    meta = type("Meta", (), {"app_label": "schools", **options})
    type("Room", (TenantModel,), {"code": models.CharField(max_length=5), "Meta": meta, "__module__": __name__})
    assert found() == [("plc.E004", "Room")]


def test_a_tenant_reference_leaves_its_constraint_to_the_fence() -> None:
    field = TenantForeignKey("schools.School")
    assert field.db_constraint is False
    assert field.remote_field.on_delete is models.PROTECT
