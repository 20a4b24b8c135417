"""The verbs of trials: that one tried a card with a class, and what colleagues may see of it."""

import datetime
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from assessments.models import Standard
from goals.models import StrategyCard, Trial
from plc.http.refusals import Refusal
from plc.schools.audit import record
from plc.schools.models import Section, StaffMember
from teams.models import Team


@dataclass(frozen=True)
class TrialFacts:
    """``team`` gives the CFAs that show before and after; ``shows`` is what its members may see of the class."""

    section: Section
    team: Team
    standard: Standard
    starts_on: datetime.date
    ends_on: datetime.date | None
    note: str
    shows: str


@transaction.atomic
def record_trial(*, actor: StaffMember, card: StrategyCard, facts: TrialFacts, today: datetime.date) -> Trial:
    """The history says that a card was tried, and with which class to nobody."""
    trial = Trial(card=card, teacher=actor, **vars(facts))
    _save(trial, today)
    record(actor=actor, verb="try_strategy", subject=card)
    return trial


@transaction.atomic
def change_trial(*, actor: StaffMember, trial: Trial, facts: TrialFacts, today: datetime.date) -> Trial:
    """Also how a consent is taken back: from then on nobody else sees the class."""
    for name, value in vars(facts).items():
        setattr(trial, name, value)
    _save(trial, today)
    record(actor=actor, verb="change_trial", subject=trial.card)
    return trial


@transaction.atomic
def delete_trial(*, actor: StaffMember, trial: Trial) -> None:
    record(actor=actor, verb="delete_trial", subject=trial.card)
    trial.delete()


def _save(trial: Trial, today: datetime.date) -> None:
    if trial.starts_on > today:
        raise Refusal(
            f"{trial.starts_on:%B %-d, %Y} is still to come.",
            "Write it down once you have begun, or choose another day.",
        )
    if trial.ends_on is not None and trial.ends_on < trial.starts_on:
        raise Refusal("It ends before it starts.", "Change one of the two days, or leave the end empty.")
    try:
        with transaction.atomic():
            trial.save()
    except IntegrityError:
        raise Refusal(
            "This card is already down as tried with this class from that day on.", "Change what is there, or the day."
        ) from None
