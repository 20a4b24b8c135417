"""News of the self-assessment, to those who are asked: that a round is open, and that it can be read what was said."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.urls import reverse

from plc.schools.access import Viewer
from plc.schools.actions.notices import see_all
from plc.schools.models import Notice
from plc.schools.news import NewsLine
from teams.access.surveys import closed_surveys, open_surveys

SURVEY: Final = "survey"
OPENED, CLOSED = 1, 2


def survey_lines(viewer: Viewer, notices: Sequence[Notice]) -> Mapping[int, NewsLine]:
    """A round asks a person once for each of their teams; the line leads to the page that lists them."""
    ids = [each.subject_id for each in notices]
    asking = {each.round_id: each for each in open_surveys(viewer).filter(round__in=ids)}
    over = {each.round_id: each for each in closed_surveys(viewer).filter(round__in=ids)}
    url = reverse("teams:surveys", args=[viewer.district.slug])
    lines = {}
    for notice in notices:
        if surveyed := over.get(notice.subject_id):
            sentence = "The self-assessment is closed: read what your team said."
        elif surveyed := asking.get(notice.subject_id):
            sentence = f"How do you see your team’s work? Answers are taken until {surveyed.round.closes_on:%B %-d}."
        else:
            continue
        lines[notice.pk] = NewsLine(sentence=sentence, place=surveyed.team.name, url=url)
    return lines


def see_surveys(viewer: Viewer) -> None:
    """This person has the list of what asks them before their eyes."""
    see_all(staff=viewer.staff, kinds=(SURVEY,))
