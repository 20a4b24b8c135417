"""The list of CFAs: counted and cut into pages by their ids alone, then the rows of one page."""

from collections.abc import Iterable

from assessments.access import readable_assessments
from assessments.models import Assessment
from plc.schools.access import Viewer
from plc.tenancy.kept import Kept


def readable_ids(viewer: Viewer) -> list[int]:
    """Of every CFA this person may open, the newest window first; one query."""
    return _ids(viewer.values)


def rows_of(ids: Iterable[int]) -> list[Assessment]:
    """These of ``readable_ids``, in its order, with their teams; one query."""
    return _rows(frozenset(ids))


_ids = Kept[int](
    lambda values: readable_assessments(Viewer.of_values(*values)).select_related(None).values_list("pk", flat=True)
)
_rows = Kept[Assessment](
    lambda ids: Assessment.objects.filter(pk__in=ids).select_related("team").order_by("-opens_on", "-pk")
)
