"""The verbs of feedback: beginning a conversation, saying something in it, and settling it."""

from django.db import transaction
from django.utils import timezone

from plc.schools.access import today_in
from plc.schools.actions import tell
from plc.schools.audit import record
from plc.schools.models import StaffMember
from teams.actions.teams import open_team
from teams.models import Feedback, FeedbackWord, Team
from teams.news.feedback import FEEDBACK
from teams.queries.support import members_today, who_answers


@transaction.atomic
def begin_feedback(*, actor: StaffMember, team: Team, about: str, which: str, text: str) -> Feedback:
    """The history says that there is a conversation and not what is said in it."""
    team = open_team(team, actor)
    feedback: Feedback = Feedback.objects.create(
        team=team, about=about, which=which, begun_by=actor, last_at=timezone.now()
    )
    FeedbackWord.objects.create(feedback=feedback, author=actor, text=text)
    record(actor=actor, verb="begin_feedback", subject=feedback, note=f"{team.name}, {feedback.get_about_display()}")
    _tell(feedback, actor, is_new=True)
    return feedback


@transaction.atomic
def say_in_feedback(*, actor: StaffMember, feedback: Feedback, text: str) -> FeedbackWord:
    """One more thing said; a settled conversation is open again. The caller holds the row."""
    open_team(feedback.team, actor)
    word: FeedbackWord = FeedbackWord.objects.create(feedback=feedback, author=actor, text=text)
    feedback.last_at, feedback.settled_at = timezone.now(), None
    feedback.save(update_fields=["last_at", "settled_at"])
    _tell(feedback, actor, is_new=False)
    return word


@transaction.atomic
def settle_feedback(*, actor: StaffMember, feedback: Feedback) -> Feedback:
    """Nothing more to say. The caller holds the row."""
    if feedback.settled_at is None:
        feedback.settled_at = timezone.now()
        feedback.save(update_fields=["settled_at"])
        record(actor=actor, verb="settle_feedback", subject=feedback, note=feedback.team.name)
    return feedback


def _tell(feedback: Feedback, actor: StaffMember, *, is_new: bool) -> None:
    """The team, those who lead its school, and whoever has taken part."""
    today = today_in(actor.district)
    taking_part = set(feedback.words.values_list("author_id", flat=True))
    above = who_answers(feedback.team, today) if feedback.team.school_id else []
    people = {*members_today(feedback.team, today), *taking_part, *above} - {actor.pk}
    number = int(feedback.last_at.timestamp() * 1000)
    tell(staff_ids=people, kind=FEEDBACK, subject_id=feedback.pk, number=number, is_new=is_new)
