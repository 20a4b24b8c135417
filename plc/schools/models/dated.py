"""Facts that hold from one day until another: half-open, so that ending a fact today ends it now."""

import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q


def live_on(day: datetime.date, prefix: str = "") -> Q:
    """The rows that hold on ``day``: begun, and not ended by then (``ends_on`` is the first day it no longer holds)."""
    begun = Q(**{f"{prefix}starts_on__lte": day})
    open_ended = Q(**{f"{prefix}ends_on__isnull": True})
    return begun & (open_ended | Q(**{f"{prefix}ends_on__gt": day}))


class Dated(models.Model):
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The first day on which it no longer holds.")

    class Meta:
        abstract = True

    def is_live_on(self, day: datetime.date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or self.ends_on > day)


def ends_after_start(name: str) -> Any:
    return models.CheckConstraint(condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name=name)
