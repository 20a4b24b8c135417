"""How norms become the team's: each member's yes, and two formal looks at them a year."""

import datetime

from django.db import transaction

from plc.http.refusals import Refusal
from plc.schools.access import today_in
from plc.schools.audit import record
from plc.schools.models import StaffMember
from teams.actions.norms import begin_norms
from teams.actions.teams import open_team
from teams.models import NormAnswer, NormReview, NormState, NormVersion, ReviewOutcome, Team
from teams.queries import consent_to, working_members


@transaction.atomic
def answer_norms(*, actor: StaffMember, version: NormVersion, is_yes: bool, reason: str = "") -> NormVersion:
    """A member's own word, which they may change; with the last yes the version is adopted."""
    team = open_team(version.team, actor)
    version = NormVersion.objects.get(pk=version.pk)
    if version.state not in (NormState.PROPOSED, NormState.ADOPTED):
        raise Refusal("These norms are no longer the ones that are asked for.", "Read the norms as they are now.")
    reason = " ".join(reason.split())
    if not is_yes and not reason:
        raise Refusal("Say what you would need to be able to agree.", "One sentence is enough.")
    NormAnswer.objects.update_or_create(
        version=version, staff=actor, defaults={"is_yes": is_yes, "reason": "" if is_yes else reason}
    )
    # Not what was said: the district office reads these lines, and a "not yet" is for the team.
    record(actor=actor, verb="answer_norms", subject=version, note=f"{team.name}, version {version.number}")
    adopt_if_agreed(team, today_in(actor.district))
    version.refresh_from_db()
    return version


def adopt_if_agreed(team: Team, today: datetime.date) -> NormVersion | None:
    """The proposed version becomes the adopted one when nobody in the team owes a yes. For the actions of this room:
    the last one to be waited for may also have left the team."""
    version: NormVersion | None = NormVersion.objects.filter(team=team, state=NormState.PROPOSED).first()
    if version is None or not consent_to(version, list(working_members(team, today))).is_complete:
        return None
    NormVersion.objects.filter(team=team, state=NormState.ADOPTED).update(state=NormState.REPLACED)
    version.state, version.adopted_on = NormState.ADOPTED, today
    version.save(update_fields=["state", "adopted_on"])
    if not NormReview.objects.filter(team=team).exists():
        days = review_days(today, team.school_year.ends_on)
        NormReview.objects.bulk_create(NormReview(team=team, due_on=day) for day in days)
    return version


@transaction.atomic
def adopt_agreed_norms(today: datetime.date) -> int:
    """In the open district, where a member was waited for and is one no more; how many teams. For the clock: nobody
    does it, so history names who proposed them."""
    waiting = Team.objects.filter(norm_versions__state=NormState.PROPOSED, school_year__ends_on__gt=today)
    adopted = 0
    for team in waiting.select_for_update(of=("self",)).select_related("school", "school_year").order_by("pk"):
        version = adopt_if_agreed(team, today)
        if version is not None:
            record(
                actor=version.proposed_by or version.begun_by,
                verb="adopt_norms",
                subject=version,
                note=f"{team.name}, version {version.number}: everybody who is still in the team has agreed",
            )
            adopted += 1
    return adopted


def review_days(adopted_on: datetime.date, ends_on: datetime.date) -> tuple[datetime.date, datetime.date]:
    """Two days that cut what is left of the school year into three equal parts."""
    third = (ends_on - adopted_on) / 3
    return adopted_on + third, adopted_on + 2 * third


@transaction.atomic
def move_review(*, actor: StaffMember, review: NormReview, due_on: datetime.date) -> NormReview:
    team = open_team(review.team, actor)
    if not today_in(actor.district) <= due_on < team.school_year.ends_on:
        raise Refusal("A review is due on a day between today and the end of the school year.", "Choose another day.")
    review.due_on = due_on
    review.save(update_fields=["due_on"])
    record(actor=actor, verb="move_review", subject=review, note=f"{team.name}, due {due_on.isoformat()}")
    return review


@transaction.atomic
def hold_review(*, actor: StaffMember, review: NormReview, outcome: str, note: str = "") -> NormReview:
    """What the team said of its norms; to change them begins the next version."""
    team = open_team(review.team, actor)
    review.refresh_from_db(fields=["held_on"])
    if review.held_on is not None:
        raise Refusal(f"This review was held on {review.held_on:%B %-d, %Y}.")
    if not NormVersion.objects.filter(team=team, state=NormState.ADOPTED).exists():
        raise Refusal("There are no adopted norms to review.", "Propose norms to the team first.")
    review.held_on, review.held_by = today_in(actor.district), actor
    review.outcome, review.note = ReviewOutcome(outcome), " ".join(note.split())
    review.save(update_fields=["held_on", "held_by", "outcome", "note"])
    record(actor=actor, verb="hold_review", subject=review, note=f"{team.name}: {review.outcome}")
    if review.outcome == ReviewOutcome.CHANGE:
        begin_norms(actor=actor, team=team)
    return review
