"""What every page shows around its content: the district, the person, and where else they can go.

Rooms above add their own links: the top one is named in ``settings.PLC_NAVIGATION``, since this one may not import it.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string

from plc.schools.access import Viewer
from plc.schools.models import District, Membership, SchoolYear
from plc.schools.models.dated import live_on
from plc.schools.news import unseen_count


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
    year = SchoolYear.objects.filter(starts_on__lte=viewer.today, ends_on__gt=viewer.today).first()
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
    own = Membership._base_manager.filter(live_on(viewer.today), user_id=viewer.staff.user_id or 0)
    ids = own.exclude(district_id=viewer.district.pk).values("district_id")
    return tuple(
        DistrictLink(name=district.name, url=reverse("goals:home", args=[district.slug]))
        for district in District.objects.filter(pk__in=ids).order_by("name")
    )
