"""What every row of a district has in common."""

from typing import Any, ClassVar

from django.db import models

from plc.tenancy.context import open_district_id, required_district_id


class TenantManager(models.Manager[Any]):
    """Always says ``district_id = n`` aloud: the planner needs it, and a forgotten tenant is an error here."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(district_id=required_district_id())


class TenantForeignKey(models.ForeignKey[Any, Any]):
    """A reference inside one district.

    Django's own constraint would check ``id`` alone, past row-level security, and so allow a link into another
    district. The constraint is left to ``operations.Fence``: ``(district_id, x_id) -> (district_id, id)``.
    """

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)


class TenantModel(models.Model):
    """A row that belongs to one district. Row-level security keeps it there."""

    district = models.ForeignKey(
        "schools.District", models.PROTECT, default=open_district_id, related_name="+", editable=False, db_index=False
    )

    objects: ClassVar[TenantManager] = TenantManager()

    class Meta:
        abstract = True
