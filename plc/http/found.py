"""From the rows that a person may open to one of them. Missing and forbidden are the same 404."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404

Row = TypeVar("Row", bound=Model)


def one_of(rows: QuerySet[Row], pk: int) -> Row:
    """The row of this id; Http404 where it is not among them."""
    return first_of(rows.filter(pk=pk))


def first_of(rows: QuerySet[Row]) -> Row:
    """Http404 where there is none."""
    found = rows.first()
    if found is None:
        raise Http404
    return found
