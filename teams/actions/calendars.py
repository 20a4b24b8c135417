"""A person's calendar address: made, made anew, closed."""

from django.db import transaction
from django.utils import timezone

from plc.schools.audit import record
from plc.schools.models import StaffMember
from teams.models import CalendarFeed


@transaction.atomic
def open_feed(*, actor: StaffMember) -> CalendarFeed:
    """A new address; one given out before is closed by that."""
    now = timezone.now()
    feed, is_new = CalendarFeed.objects.select_for_update().get_or_create(staff=actor, defaults={"made_at": now})
    if not is_new:
        feed.serial += 1
        feed.made_at, feed.revoked_at = now, None
        feed.save(update_fields=["serial", "made_at", "revoked_at"])
    record(actor=actor, verb="open_feed", subject=feed)
    return feed


@transaction.atomic
def close_feed(*, actor: StaffMember) -> None:
    """The address answers no more. Nothing happens where there is none."""
    feed = CalendarFeed.objects.select_for_update().filter(staff=actor, revoked_at__isnull=True).first()
    if feed is None:
        return
    feed.revoked_at = timezone.now()
    feed.save(update_fields=["revoked_at"])
    record(actor=actor, verb="close_feed", subject=feed)
