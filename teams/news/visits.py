"""News of peer visits. It names neither colleague nor question: a letter may be read over somebody's shoulder."""

from collections.abc import Mapping, Sequence

from django.urls import reverse

from plc.schools.access import Viewer
from plc.schools.models import Notice
from plc.schools.news import NewsLine
from teams.access.visits import own_visits

VISIT = "visit"


def visit_lines(viewer: Viewer, notices: Sequence[Notice]) -> Mapping[int, NewsLine]:
    """The words for visits that are still this person's, by notice."""
    visits = {visit.pk: visit for visit in own_visits(viewer).filter(pk__in=[each.subject_id for each in notices])}
    return {
        notice.pk: NewsLine(
            sentence="A colleague asks you about a peer visit." if notice.is_new else "There is news of a peer visit.",
            place=visits[notice.subject_id].team.name,
            url=reverse("teams:visit", args=[viewer.district.slug, notice.subject_id]),
        )
        for notice in notices
        if notice.subject_id in visits
    }
