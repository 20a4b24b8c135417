"""Rating the norms at the close of a meeting, and the spread that its minutes show."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from teams.models import Meeting, Norm, NormPulse, NormRating, NormState, NormVersion
from teams.queries.pulses import open_pulse, own_ratings, raters_in, spread_of


@dataclass(frozen=True)
class NormChoice:
    """One norm, and what this person has said of it; None before they have."""

    norm: Norm
    given: int | None


@dataclass(frozen=True)
class OpenRating:
    """``raters`` counts who has rated, and never says who."""

    norms: tuple[NormChoice, ...]
    raters: int

    @property
    def is_done(self) -> bool:
        return bool(self.norms) and all(each.given for each in self.norms)


@dataclass(frozen=True)
class NormSpread:
    """How many gave 1, 2, 3 and 4; None where fewer than three rated."""

    norm: Norm
    counts: tuple[int, int, int, int] | None


def norm_rating(meeting: Meeting, staff_id: int, today: datetime.date) -> OpenRating:
    """What this member may rate at the close of this meeting; no norms while the team has adopted none."""
    version = NormVersion.objects.filter(team=meeting.team_id, state=NormState.ADOPTED).first()
    if version is None:
        return OpenRating((), 0)
    pulse = open_pulse(version, today, meeting.pk)
    given: Mapping[int, int] = own_ratings(pulse, staff_id) if pulse else {}
    norms = Norm.objects.filter(version=version).order_by("position", "pk")
    return OpenRating(tuple(NormChoice(norm, given.get(norm.pk)) for norm in norms), raters_in(pulse) if pulse else 0)


def norm_spreads(meeting: Meeting) -> tuple[NormSpread, ...]:
    """Once the ratings of this meeting are closed; nothing of fewer than three."""
    pulse = NormPulse.objects.filter(
        meeting_id=meeting.pk, version__team=meeting.team_id, closed_at__isnull=False
    ).first()
    if pulse is None:
        return ()
    counted: dict[int, Counter[int]] = defaultdict(Counter)
    for norm_id, rating in NormRating.objects.filter(pulse=pulse).values_list("norm_id", "rating"):
        counted[norm_id][rating] += 1
    norms = Norm.objects.filter(version=pulse.version_id).order_by("position", "pk")
    return tuple(NormSpread(norm, spread_of(counted[norm.pk])) for norm in norms)
