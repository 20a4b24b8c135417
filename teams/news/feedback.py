"""News of feedback: that somebody has said something, to those who talk with the team."""

from collections.abc import Mapping, Sequence

from django.urls import reverse

from plc.schools.access import Viewer
from plc.schools.models import Notice
from plc.schools.news import NewsLine
from teams.access.feedback import visible_feedback

FEEDBACK = "feedback"
NEW = "There is feedback on a team’s work."
ANSWERED = "There is an answer in a conversation about a team’s work."


def feedback_lines(viewer: Viewer, notices: Sequence[Notice]) -> Mapping[int, NewsLine]:
    rows = visible_feedback(viewer).filter(pk__in=[each.subject_id for each in notices])
    found = {row.pk: row.team.name for row in rows}
    return {
        notice.pk: NewsLine(
            sentence=NEW if notice.is_new else ANSWERED,
            place=found[notice.subject_id],
            url=reverse("teams:feedback", args=[viewer.district.slug, notice.subject_id]),
        )
        for notice in notices
        if notice.subject_id in found
    }
