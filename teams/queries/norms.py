"""Reads of norms: what holds, what is asked for, who still owes an answer, and when the team looks at them again."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Prefetch, QuerySet

from plc.schools.models import StaffMember
from plc.tenancy.kept import Kept
from teams.models import Norm, NormAnswer, NormReview, NormState, NormVersion, Team
from teams.queries.teams import working_members

SOON: Final = datetime.timedelta(days=21)


@dataclass(frozen=True)
class NormsState:
    """Where a team is with its norms, at team level: what a principal may know of it."""

    adopted: NormVersion | None
    proposed: NormVersion | None
    has_open: bool
    review: NormReview | None
    today: datetime.date

    @property
    def is_overdue(self) -> bool:
        return self.review is not None and self.review.due_on < self.today

    @property
    def is_review_near(self) -> bool:
        return self.review is not None and self.review.due_on <= self.today + SOON

    @property
    def is_current(self) -> bool:
        """Adopted by everyone once, and no review has been let pass."""
        return self.adopted is not None and not self.is_overdue


def norms_states(teams: Iterable[Team], today: datetime.date) -> dict[int, NormsState]:
    """By team id, in two queries for any number of teams."""
    ids = frozenset(team.pk for team in teams)
    of_team: dict[int, dict[str, NormVersion]] = {pk: {} for pk in ids}
    for version in _standing_versions(ids):
        of_team[version.team_id][version.state] = version
    reviews = {review.team_id: review for review in _reviews_ahead(ids)}
    return {
        pk: NormsState(
            versions.get(NormState.ADOPTED),
            versions.get(NormState.PROPOSED),
            any(state != NormState.ADOPTED for state in versions),
            reviews.get(pk),
            today,
        )
        for pk, versions in of_team.items()
    }


_standing_versions = Kept[NormVersion](
    lambda ids: NormVersion.objects.filter(
        team_id__in=ids, state__in=(NormState.ADOPTED, NormState.PROPOSED, NormState.DRAFT)
    ).order_by("number")
)
# The next one last.
_reviews_ahead = Kept[NormReview](
    lambda ids: NormReview.objects.filter(team_id__in=ids, held_on__isnull=True).order_by("-due_on", "-pk")
)


def versions_answered(staff: StaffMember, teams: Iterable[Team]) -> frozenset[int]:
    """The ids of these teams' versions to which this person has said something; one query."""
    return frozenset(_answered(staff.pk, frozenset(team.pk for team in teams)))


_answered = Kept[int](
    lambda staff_id, ids: NormAnswer.objects.filter(
        staff=staff_id, version_id__in=NormVersion.objects.filter(team_id__in=ids).values("pk")
    ).values_list("version_id", flat=True)
)


@dataclass(frozen=True)
class Consent:
    """Who has said what to one version, among those who work in the team today."""

    agreed: tuple[StaffMember, ...]
    not_yet: tuple[NormAnswer, ...]
    owing: tuple[StaffMember, ...]

    @property
    def is_complete(self) -> bool:
        return bool(self.agreed) and not self.not_yet and not self.owing

    @property
    def members(self) -> int:
        return len(self.agreed) + len(self.not_yet) + len(self.owing)


def consent_to(version: NormVersion, members: Sequence[StaffMember]) -> Consent:
    answers = {row.staff_id: row for row in NormAnswer.objects.filter(version=version).select_related("staff")}
    said = [(member, answers.get(member.pk)) for member in members]
    return Consent(
        agreed=tuple(member for member, answer in said if answer and answer.is_yes),
        not_yet=tuple(answer for _, answer in said if answer and not answer.is_yes),
        owing=tuple(member for member, answer in said if answer is None),
    )


def version_in(team: Team, *states: str) -> NormVersion | None:
    """The newest version of the team in one of these states, with its norms in order as ``in_order``."""
    return _with_norms(NormVersion.objects.filter(team=team, state__in=states)).order_by("-number").first()


def earlier_versions(team: Team) -> QuerySet[NormVersion]:
    """What held before, newest first."""
    return _with_norms(NormVersion.objects.filter(team=team, state=NormState.REPLACED)).order_by("-number")


def norms_in(version: NormVersion) -> QuerySet[Norm]:
    return Norm.objects.filter(version=version).order_by("position", "pk")


def reviews_of(team: Team) -> QuerySet[NormReview]:
    return NormReview.objects.filter(team=team).select_related("held_by").order_by("due_on", "pk")


def own_answer(version: NormVersion, staff: StaffMember) -> NormAnswer | None:
    found: NormAnswer | None = NormAnswer.objects.filter(version=version, staff=staff).first()
    return found


def answer_owed_by(staff: StaffMember, team: Team, today: datetime.date) -> NormVersion | None:
    """The version that waits for this member's word: the proposed one, else the adopted one for who came later."""
    if not working_members(team, today).filter(pk=staff.pk).exists():
        return None
    for state in (NormState.PROPOSED, NormState.ADOPTED):
        version: NormVersion | None = NormVersion.objects.filter(team=team, state=state).first()
        if version is not None and own_answer(version, staff) is None:
            return version
    return None


def _with_norms(versions: QuerySet[NormVersion]) -> QuerySet[NormVersion]:
    in_order = Prefetch("norms", queryset=Norm.objects.order_by("position", "pk"), to_attr="in_order")
    return versions.select_related("proposed_by", "begun_by").prefetch_related(in_order)
