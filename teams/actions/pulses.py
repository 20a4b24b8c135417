"""Rating the norms: each member privately, closed for all at once."""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from plc.http.refusals import Refusal
from plc.schools.access import today_in
from plc.schools.audit import record
from plc.schools.models import StaffMember
from teams.actions.teams import open_team
from teams.models import NormPulse, NormRating, NormState, NormVersion, Team
from teams.queries import norms_in, rater_of, working_members
from teams.queries.pulses import SCALE, have_all_rated


@transaction.atomic
def rate_norms(
    *, actor: StaffMember, team: Team, ratings: Mapping[int, int], meeting_id: int | None = None
) -> NormPulse:
    """How well each norm was kept (norm id → 1 to 4), as one member saw it; said again, it replaces what was said.

    With ``meeting_id`` it belongs to the close of that meeting, whose own action closes the pulse; without one to the
    day, and closes when all have rated or the day is over. It leaves no line of history: that would say who rated and
    when, beside rows that must not tell.
    """
    team = open_team(team, actor)
    today = today_in(actor.district)
    if not working_members(team, today).filter(pk=actor.pk).exists():
        raise Refusal("Only members rate the team’s norms.")
    version = NormVersion.objects.filter(team=team, state=NormState.ADOPTED).first()
    if version is None:
        raise Refusal(
            "The team has no adopted norms to rate yet.", "Propose norms, and rate them once all have agreed."
        )
    _check(ratings, version)
    pulse, _ = NormPulse.objects.get_or_create(version=version, meeting_id=meeting_id, rated_on=today)
    if pulse.closed_at is not None:
        raise Refusal("The ratings have been closed.", "Rate the norms at the next meeting.")
    rater = rater_of(pulse, actor.pk)
    NormRating.objects.bulk_create(
        [NormRating(pulse=pulse, norm_id=norm_id, rater=rater, rating=rating) for norm_id, rating in ratings.items()],
        update_conflicts=True,
        unique_fields=["district", "pulse", "norm", "rater"],
        update_fields=["rating"],
    )
    if meeting_id is None and have_all_rated(pulse, working_members(team, today).values_list("pk", flat=True)):
        _close(pulse)
    return pulse


@transaction.atomic
def close_ratings(*, actor: StaffMember, team: Team, meeting_id: int | None = None) -> NormPulse | None:
    """From now on the team sees the spread, where three or more have rated, and no rating is changed.

    None where nobody has rated.
    """
    team = open_team(team, actor)
    pulse: NormPulse | None = NormPulse.objects.filter(
        version__team=team, meeting_id=meeting_id, rated_on=today_in(actor.district), closed_at__isnull=True
    ).first()
    if pulse is not None:
        _close(pulse)
        record(actor=actor, verb="close_ratings", subject=pulse, note=team.name)
    return pulse


def close_days_over(today: datetime.date) -> int:
    """In the open district: what nobody has closed on its day, for the clock; how many."""
    over = NormPulse.objects.select_for_update().filter(closed_at__isnull=True, rated_on__lt=today).order_by("pk")
    for pulse in over:
        _close(pulse)
    return len(over)


def _close(pulse: NormPulse) -> None:
    """The rows are written anew in the order of their random ids: as they lie in the table and in a copy of it, they
    no longer say who came first."""
    rows = list(NormRating.objects.filter(pulse=pulse).order_by("pk"))
    NormRating.objects.filter(pulse=pulse).delete()
    NormRating.objects.bulk_create(rows)
    pulse.closed_at = timezone.now()
    pulse.save(update_fields=["closed_at"])


def _check(ratings: Mapping[int, int], version: NormVersion) -> None:
    known = set(norms_in(version).values_list("pk", flat=True))
    if not ratings:
        raise Refusal("Nothing was rated.", "Choose how well at least one norm was kept.")
    if set(ratings) - known:
        raise Refusal("The norms have changed in the meantime.", "Open the page again, and rate them as they are now.")
    if set(ratings.values()) - set(SCALE):
        raise Refusal("A rating is a number from 1 to 4.", "Choose one of the four.")
