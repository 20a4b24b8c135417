"""Rounds of the self-assessment are told of on their first day, and end by themselves when their last has passed."""

import logging

from celery import shared_task
from django.db import transaction

from plc.schools.access import today_in
from plc.schools.models import District
from plc.tenancy import required_district_id
from plc.tenancy.districts import for_each_district
from teams.actions.surveys import close_round, tell_of_round
from teams.models import SurveyRound

log = logging.getLogger("plc.teams")


@shared_task(
    name="teams.jobs.survey_rounds.sweep_survey_rounds",
    outside_tenants="visits every district for survey rounds that are over",
)
def sweep_survey_rounds() -> None:
    """Close what is over, in every district. Idempotent: a round is closed once, whoever comes first."""
    for _ in for_each_district():
        with transaction.atomic():
            closed = close_rounds_due()
            tell_of_rounds_begun()
        if closed:
            log.info("closed %s survey rounds", closed)


def close_rounds_due() -> int:
    """In the open district; how many were closed. History names who opened the round."""
    today = today_in(District.objects.get(pk=required_district_id()))
    due = SurveyRound.objects.filter(closed_at__isnull=True, closes_on__lt=today).select_related("opened_by")
    for survey_round in due:
        close_round(actor=survey_round.opened_by, survey_round=survey_round)
    return len(due)


def tell_of_rounds_begun() -> None:
    """In the open district, of rounds whose first day it is."""
    today = today_in(District.objects.get(pk=required_district_id()))
    for survey_round in SurveyRound.objects.filter(closed_at__isnull=True, opens_on=today):
        tell_of_round(survey_round, today)
