"""News of requests for support: that a team asks, to whoever answers; that there is an answer, to the team."""

from collections.abc import Mapping, Sequence

from django.urls import reverse

from plc.schools.access import Viewer
from plc.schools.actions.notices import see_all
from plc.schools.models import Notice
from plc.schools.news import NewsLine
from teams.access.support import answerable_requests
from teams.access.teams import own_teams
from teams.models import SupportRequest

ASKED, ANSWERED = "support_asked", "support_answered"


def asked_lines(viewer: Viewer, notices: Sequence[Notice]) -> Mapping[int, NewsLine]:
    requests = answerable_requests(viewer).filter(pk__in=[each.subject_id for each in notices])
    names = {request.pk: request.team.name for request in requests}
    url = reverse("teams:requests", args=[viewer.district.slug])
    return {
        notice.pk: NewsLine(sentence="A team asks for support.", place=names[notice.subject_id], url=url)
        for notice in notices
        if notice.subject_id in names
    }


def answered_lines(viewer: Viewer, notices: Sequence[Notice]) -> Mapping[int, NewsLine]:
    requests = SupportRequest.objects.filter(
        team__in=own_teams(viewer).order_by(), pk__in=[each.subject_id for each in notices]
    ).select_related("team")
    found = {request.pk: request.team for request in requests}
    return {
        notice.pk: NewsLine(
            sentence="There is an answer to what the team asked for.",
            place=found[notice.subject_id].name,
            url=reverse("teams:support", args=[viewer.district.slug, found[notice.subject_id].pk]),
        )
        for notice in notices
        if notice.subject_id in found
    }


def see_support(viewer: Viewer, requests: Sequence[SupportRequest]) -> None:
    """This person has these requests before their eyes."""
    see_all(staff=viewer.staff, kinds=(ASKED, ANSWERED), subject_ids=[request.pk for request in requests])
