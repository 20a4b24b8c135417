"""Norms come into force by themselves when the last member who was waited for is in the team no longer."""

import logging

from celery import shared_task
from django.db import transaction

from plc.schools.access import today_in
from plc.schools.models import District
from plc.tenancy import required_district_id
from plc.tenancy.districts import for_each_district
from teams.actions.consent import adopt_agreed_norms

log = logging.getLogger("plc.teams")


@shared_task(name="teams.jobs.norms.sweep_norms", outside_tenants="visits every district for norms all have agreed to")
def sweep_norms() -> None:
    """A member leaves on a day set weeks before, or is a teacher of the school no longer: nobody clicks on that day."""
    for _ in for_each_district():
        with transaction.atomic():
            adopted = adopt_agreed_norms(today_in(District.objects.get(pk=required_district_id())))
        if adopted:
            log.info("adopted the norms of %s teams", adopted)
