"""News of mission, vision and commitments: asked for consent, something was said, and what became of it."""

from collections.abc import Mapping, Sequence

from django.urls import reverse

from plc.schools.access import Viewer
from plc.schools.actions.notices import see_all
from plc.schools.models import Notice
from plc.schools.news import NewsLine
from teams.access.commitments import editable_charters, readable_charters
from teams.models import Charter, CharterRemark

PROPOSED, REMARKED, ANSWERED = "charter_proposed", "charter_remarked", "charter_answered"


def _line(viewer: Viewer, charter: Charter, sentence: str) -> NewsLine:
    url = reverse("teams:charter", args=[viewer.district.slug, charter.pk])
    return NewsLine(sentence=sentence, place=f"{charter.place}, {charter.get_kind_display().lower()}", url=url)


def proposed_lines(viewer: Viewer, notices: Sequence[Notice]) -> Mapping[int, NewsLine]:
    found = readable_charters(viewer).in_bulk([each.subject_id for each in notices])
    said = "There are new words for what we stand for, and your answer is asked for."
    return {n.pk: _line(viewer, found[n.subject_id], said) for n in notices if n.subject_id in found}


def remarked_lines(viewer: Viewer, notices: Sequence[Notice]) -> Mapping[int, NewsLine]:
    found = editable_charters(viewer).in_bulk([each.subject_id for each in notices])
    said = "Somebody has said something about what you stand for."
    return {n.pk: _line(viewer, found[n.subject_id], said) for n in notices if n.subject_id in found}


def answered_lines(viewer: Viewer, notices: Sequence[Notice]) -> Mapping[int, NewsLine]:
    """To the author of a remark, which is the subject."""
    rows = CharterRemark.objects.filter(
        pk__in=[each.subject_id for each in notices], version__charter__in=readable_charters(viewer).values("pk")
    ).select_related("version__charter__school", "version__charter__district")
    found = {row.pk: row.version.charter for row in rows}
    said = "There is an answer to what you said."
    return {n.pk: _line(viewer, found[n.subject_id], said) for n in notices if n.subject_id in found}


def see_charter(viewer: Viewer, charter: Charter, remark_ids: Sequence[int]) -> None:
    """This person has the page before their eyes."""
    see_all(staff=viewer.staff, kinds=(PROPOSED, REMARKED), subject_ids=(charter.pk,))
    see_all(staff=viewer.staff, kinds=(ANSWERED,), subject_ids=remark_ids)
