"""What a person is told of, read: how much is unseen, the lines of it in words, and what is due as a letter.

The words belong to the room that knows the noun. Each kind names, in ``settings.PLC_NEWS``, a function
``(viewer, notices) -> {notice id: NewsLine}`` that leaves out whatever this person may not open today: one rule for the
page and for the letter.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.module_loading import import_string

from plc.schools.access import Viewer, today_in
from plc.schools.models import Digest, District, FreeDays, MailChoice, Membership, Notice, SchoolYear, StaffMember
from plc.schools.models.dated import live_on
from plc.tenancy.kept import Kept

# A letter that comes soon still waits until nobody has changed the thing for a while, but not for ever.
QUIET: Final = datetime.timedelta(minutes=10)
LONGEST_WAIT: Final = datetime.timedelta(hours=1)
FRIDAY: Final = 4


@dataclass(frozen=True, kw_only=True)
class NewsLine:
    """One piece of news as people read it. Titles and names of teams only: it also stands in letters."""

    sentence: str
    place: str
    url: str


Words = Callable[[Viewer, Sequence[Notice]], Mapping[int, NewsLine]]


_unseen = Kept[int](
    lambda staff_id: (
        Notice.objects.filter(staff_id=staff_id, seen_at__isnull=True)
        .order_by()
        .values("staff_id")
        .annotate(unseen=Count("pk"))
        .values_list("unseen", flat=True)
    )
)


def unseen_count(staff: StaffMember) -> int:
    return _unseen.first(staff.pk) or 0


def digest_of(staff: StaffMember) -> Digest:
    """When this person gets letters from the open district."""
    chosen = MailChoice.objects.filter(staff=staff).values_list("digest", flat=True).first()
    return Digest(chosen or Digest.DAILY)


def mail_choice_of(staff: StaffMember) -> MailChoice:
    """What this person chose; unsaved, with what everybody begins with, for who has not chosen."""
    return MailChoice.objects.filter(staff=staff).first() or MailChoice(staff=staff)


def notices_of(staff: StaffMember) -> QuerySet[Notice]:
    """Everything this person was told of, the latest first."""
    return Notice.objects.filter(staff=staff).order_by("-told_at", "-pk")


def news_lines(viewer: Viewer, notices: Iterable[Notice]) -> dict[int, NewsLine]:
    """The words for these notices, by their ids; without those about things that are closed to this person by now."""
    found: dict[int, NewsLine] = {}
    for kind, told in groupby(sorted(notices, key=attrgetter("kind")), key=attrgetter("kind")):
        if kind in settings.PLC_NEWS:  # a kind that a later release no longer knows is no news
            words: Words = import_string(settings.PLC_NEWS[kind])
            found |= words(viewer, list(told))
    return found


def notices_due(district: District, now: datetime.datetime) -> QuerySet[Notice]:
    """What should go out as a letter at this moment, in the open district.

    Never to somebody who has not signed in (an imported address), holds no role today or wants no letters. A thing is
    told by one letter until it is seen, however often it changes meanwhile.
    """
    today = today_in(district)
    choice = "staff__mail_choices__"
    settled = Q(told_at__lt=now - QUIET) | Q(since__lt=now - LONGEST_WAIT)
    wanted = Q(**{f"{choice}digest": Digest.SOON}) & settled & _awake(district, now, choice)
    if (morning := digest_moment(district, now)) is not None:
        is_daily = Q(**{f"{choice}isnull": True}) | Q(**{f"{choice}digest": Digest.DAILY})
        wanted |= is_daily & Q(since__lt=morning)
    may_go_now = Q(**{f"{choice}not_before__isnull": True}) | Q(**{f"{choice}not_before__lte": now})
    held_today = Membership.objects.filter(live_on(today), staff_id=OuterRef("staff_id"), user__isnull=False)
    return Notice.objects.filter(
        wanted,
        may_go_now,
        Exists(held_today),
        seen_at__isnull=True,
        mailed_at__isnull=True,
        staff__user__is_active=True,
        staff__user__last_login__isnull=False,
    )


def _awake(district: District, now: datetime.datetime, choice: str) -> Q:
    """Not in the quiet hours of a choice, by the district's clock."""
    here = now.astimezone(ZoneInfo(district.time_zone))
    begins, ends, at = f"{choice}quiet_from", f"{choice}quiet_until", here.time()
    over_night = Q(**{f"{begins}__gt": F(ends)})
    over_day = Q(**{f"{begins}__lt": F(ends)})
    before, after = Q(**{f"{begins}__gt": at}), Q(**{f"{ends}__lte": at})
    awake = Q(**{begins: F(ends)}) | (over_night & before & after) | (over_day & (before | after))
    return awake & Q(**{f"{choice}quiet_weekends": False}) if here.weekday() > FRIDAY else awake


def digest_moment(district: District, now: datetime.datetime) -> datetime.datetime | None:
    """When today's morning letters go out; None before that time, and on days without school."""
    here = now.astimezone(ZoneInfo(district.time_zone))
    moment = datetime.datetime.combine(here.date(), district.digest_at, here.tzinfo)
    if here < moment or here.weekday() > FRIDAY:
        return None
    in_a_year = SchoolYear.objects.filter(starts_on__lte=here.date(), ends_on__gt=here.date())
    free = FreeDays.objects.filter(first_day__lte=here.date(), last_day__gte=here.date())
    return moment if in_a_year.exists() and not free.exists() else None
