"""How a team has rated its norms: the spread, never who. Nothing is told of fewer than three."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.utils.crypto import salted_hmac

from teams.models import Norm, NormPulse, NormRating, NormVersion, Team

FEWEST: Final = 3
LATEST: Final = 8
SCALE: Final = (1, 2, 3, 4)


@dataclass(frozen=True)
class Spread:
    """How many gave 1, 2, 3 and 4 to one norm; None where fewer than three did."""

    rated_on: datetime.date
    counts: tuple[int, int, int, int] | None

    @property
    def raters(self) -> int:
        return sum(self.counts) if self.counts else 0


@dataclass(frozen=True)
class NormTrend:
    """One norm with its spreads, oldest first; a norm that was reworded goes on with those of its earlier words."""

    norm: Norm
    spreads: tuple[Spread, ...]

    @property
    def latest(self) -> Spread | None:
        return self.spreads[-1] if self.spreads else None

    @property
    def has_any(self) -> bool:
        return any(spread.counts for spread in self.spreads)


def rater_of(pulse: NormPulse, staff_id: int) -> str:
    """What stands in a rating's row in place of the person: another for each pulse."""
    said = f"{pulse.district_id}:{pulse.pk}:{staff_id}"
    return salted_hmac("plc.norm-rater", said, algorithm="sha256").hexdigest()


def open_pulse(version: NormVersion, today: datetime.date, meeting_id: int | None = None) -> NormPulse | None:
    """The pulse that still takes ratings: of this meeting, or without one of this day."""
    pulses = NormPulse.objects.filter(version=version, meeting_id=meeting_id, rated_on=today, closed_at__isnull=True)
    found: NormPulse | None = pulses.first()
    return found


def own_ratings(pulse: NormPulse, staff_id: int) -> dict[int, int]:
    """What this person has said in this pulse, by norm id."""
    rows = NormRating.objects.filter(pulse=pulse, rater=rater_of(pulse, staff_id))
    return dict(rows.values_list("norm_id", "rating"))


def raters_in(pulse: NormPulse) -> int:
    return NormRating.objects.filter(pulse=pulse).values("rater").distinct().count()


def have_all_rated(pulse: NormPulse, staff_ids: Iterable[int]) -> bool:
    """Each of these people; one who has rated and left the team stands for nobody else."""
    given = set(NormRating.objects.filter(pulse=pulse).values_list("rater", flat=True))
    return all(rater_of(pulse, pk) in given for pk in staff_ids)


def closed_pulses(team: Team, today: datetime.date, latest: int = LATEST) -> list[NormPulse]:
    """The newest pulses that take no more ratings, oldest of them first; a day's own pulse closes with the day."""
    over = Q(closed_at__isnull=False) | Q(rated_on__lt=today)
    rows = NormPulse.objects.filter(over, version__team=team).order_by("-rated_on", "-pk")[:latest]
    return list(rows)[::-1]


def trends_of(version: NormVersion, team: Team, today: datetime.date) -> list[NormTrend]:
    """Each norm of this version with what the team thought of it in its latest pulses; three queries."""
    pulses = closed_pulses(team, today)
    counted: dict[tuple[str, int], Counter[int]] = defaultdict(Counter)
    rows = NormRating.objects.filter(pulse__in=pulses).values_list("norm__thread", "pulse_id", "rating")
    for thread, pulse_id, rating in rows.order_by():
        counted[str(thread), pulse_id][rating] += 1
    return [
        NormTrend(
            norm,
            tuple(
                Spread(pulse.rated_on, spread_of(counted[str(norm.thread), pulse.pk]))
                for pulse in pulses
                if (str(norm.thread), pulse.pk) in counted
            ),
        )
        for norm in Norm.objects.filter(version=version).order_by("position", "pk")
    ]


def spread_of(counts: Counter[int]) -> tuple[int, int, int, int] | None:
    """None below three: two ratings tell each of two people what the other has said."""
    if counts.total() < FEWEST:
        return None
    one, two, three, four = (counts[rating] for rating in SCALE)
    return one, two, three, four
