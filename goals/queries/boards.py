"""What a dashboard is asked to show, as its address says it, and what a person has kept under a name."""

import datetime
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.db.models import QuerySet

from goals.models import SavedFilter
from plc.schools.access import Viewer
from plc.schools.models import School

WEEK: Final = 7
PERIODS: Final = ((WEEK, "since last week"), (14, "in the last two weeks"), (28, "in the last four weeks"))
QUIET: Final = datetime.timedelta(days=21)


@dataclass(frozen=True)
class BoardFilter:
    """``show`` is one of the choices of its form, "" for all; ``days`` say since when changes are listed."""

    days: int = WEEK
    show: str = ""
    course_id: int | None = None

    @property
    def address(self) -> str:
        """ "?days=14&show=asks", or "" where nothing is chosen."""
        said = {
            "days": self.days if self.days != WEEK else None,
            "show": self.show or None,
            "course": self.course_id,
        }
        chosen = {key: value for key, value in said.items() if value is not None}
        return f"?{urlencode(chosen)}" if chosen else ""

    @property
    def period(self) -> str:
        return dict(PERIODS)[self.days]


def saved_filters(viewer: Viewer, school: School | None) -> QuerySet[SavedFilter]:
    """One's own for this page, by name."""
    return SavedFilter.objects.filter(staff=viewer.staff, school=school).order_by("name")
