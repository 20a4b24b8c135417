"""Norms come into force by themselves once nobody is waited for, and the ratings of a day close with it."""

import logging

from celery import shared_task
from django.db import transaction

from plc.schools.access import today_in
from plc.schools.models import District
from plc.tenancy import required_district_id
from plc.tenancy.districts import for_each_district
from teams.actions.consent import adopt_agreed_norms
from teams.actions.pulses import close_days_over

log = logging.getLogger("plc.teams")


@shared_task(name="teams.jobs.norms.sweep_norms", outside_tenants="visits every district for norms and their ratings")
def sweep_norms() -> None:
    """A member leaves on a day set weeks before, or is a teacher of the school no longer: nobody clicks on that day.
    Nor does anybody close the ratings of a day, which ends by itself."""
    for _ in for_each_district():
        with transaction.atomic():
            today = today_in(District.objects.get(pk=required_district_id()))
            adopted, closed = adopt_agreed_norms(today), close_days_over(today)
        if adopted or closed:
            log.info("adopted the norms of %s teams, closed %s ratings", adopted, closed)
