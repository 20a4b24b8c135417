"""What every page shows around its content: the district, the person, and where else they can go.

Rooms above add their own links: the top one is named in ``settings.PLC_NAVIGATION``, since this one may not import it.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string

from plc.schools.access import Viewer
from plc.schools.models import District, Membership, SchoolYear
from plc.schools.models.dated import live_on
from plc.schools.news import unseen_count
from plc.tenancy.kept import Kept


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    icon: str = ""
    current: bool = False
    count: int = 0


@dataclass(frozen=True)
class DistrictLink:
    name: str
    url: str


@dataclass(frozen=True)
class Shell:
    district: District
    district_url: str
    person: Any
    place: str
    nav_title: str
    nav_note: str
    nav: tuple[Link, ...]
    unseen: int
    other_districts: tuple[DistrictLink, ...]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``shell`` is None for anyone not inside a district."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None:
        return {"shell": None}
    school_names = sorted({m.school.name for m in viewer.memberships if m.school})
    year = _years.first(viewer.today)
    where = school_names[0] if len(school_names) == 1 else ""
    place = " · ".join(part for part in (where, f"School year {year.name}" if year else "") if part)
    links = import_string(settings.PLC_NAVIGATION)(request, viewer)
    return {
        "shell": Shell(
            district=viewer.district,
            district_url=reverse("goals:home", args=[viewer.district.slug]),
            person=viewer.staff,
            place=place,
            nav_title=viewer.district.name,
            nav_note=where or ("District office" if viewer.is_district_admin else ""),
            nav=links,
            unseen=unseen_count(viewer.staff),
            other_districts=_other_districts(request, viewer),
        )
    }


def _other_districts(request: HttpRequest, viewer: Viewer) -> tuple[DistrictLink, ...]:
    """By the ``own_rows`` policy a person's own memberships are seen across districts, and nothing else is."""
    found = _elsewhere(viewer.staff.user_id or 0, viewer.district.pk, viewer.today)
    return tuple(DistrictLink(name=name, url=reverse("goals:home", args=[slug])) for name, slug in found)


def _districts_elsewhere(user_id: int, district_id: int, today: datetime.date) -> QuerySet[District, tuple[str, str]]:
    own = Membership._base_manager.filter(live_on(today), user_id=user_id)
    ids = own.exclude(district_id=district_id).values("district_id")
    return District.objects.filter(pk__in=ids).order_by("name").values_list("name", "slug")


_elsewhere = Kept(_districts_elsewhere)
_years = Kept[SchoolYear](
    lambda today: SchoolYear.objects.filter(starts_on__lte=today, ends_on__gt=today).order_by("pk")[:1]
)
