"""A run as one person opens it. Pages, API, charts and exports all come in by :func:`open_report`.

Whoever has colleagues' classes by name before them is written down there, for those named to read.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from django.db import connection
from django.http import Http404
from django.utils import timezone
from django.utils.crypto import salted_hmac

from assessments import queries
from assessments.access import access_assessment, own_section_ids
from assessments.disclosure import Classes, Reader, ReportView, classes_of, view_of
from assessments.models import Assessment, ReportRun
from assessments.queries.published import Published, published_run, published_state
from plc.schools.access import Viewer
from teams.access import Standing, standing_in
from teams.models import BelowRest, Disclosure, PrincipalSees


@dataclass(frozen=True)
class OpenedReport:
    """A CFA's report for one reader: of its newest run, or ``is_fixed`` of an earlier one; no run before any result.

    Readers outside the team have the newest published run; ``is_behind`` where there are newer results than in it.
    ``state`` was read before the run it stands for: a run that ends between the two makes a page that looks once too
    often, while the other way round it would say "being computed" and never look again.
    """

    viewer: Viewer
    assessment: Assessment
    run: ReportRun | None
    reader: Reader
    state: str
    is_fixed: bool = False
    is_behind: bool = False

    @property
    def pending(self) -> ReportRun | None:
        """The run being waited for. After the first, readers outside the team are not told: it may not be for them."""
        is_first = self.run is None and not self.is_behind
        is_told = not self.is_fixed and (self.reader.is_inside or is_first)
        return queries.pending_run(self.assessment) if is_told else None

    @cached_property
    def classes(self) -> Classes | None:
        """The classes as this reader meets them."""
        return classes_of(self.run.figures, self.reader) if self.run else None

    @cached_property
    def view(self) -> ReportView | None:
        """All that this reader may know of the run."""
        return view_of(self.run.figures, self.classes) if self.run and self.classes else None


# What shows own classes and the team alone.
WITHOUT_COLLEAGUES: Final = frozenset({"report_class", "report_groups", "report_growth"})


def open_report(viewer: Viewer, assessment_id: int, number: int | None = None, *, part: str) -> OpenedReport:
    """The newest report, or that of run ``number``; 404 for who may not read it. ``part`` is what is shown of it: the
    page's route, ``csv``, ``pdf`` and so on for a file, ``api``.

    Readers outside the team are given the newest published run and no other: a team's total before and after one late
    paper is that paper (docs/decisions/0012-published-runs.md).
    """
    opened = _opened(viewer, access_assessment(viewer, assessment_id), number)
    if part not in WITHOUT_COLLEAGUES:
        _write_down(opened, part)
    return opened


def newest_for(viewer: Viewer, assessment: Assessment) -> ReportRun | None:
    """The newest run of another CFA that this reader may be given: the test that this one's growth is read with."""
    is_inside = _is_inside(viewer, assessment)
    return queries.latest_run(assessment) if is_inside else published_run(assessment)


def state_of(viewer: Viewer, assessment_id: int) -> str:
    """:attr:`OpenedReport.state` as it is now; 404 for who may not read the report. Open pages ask all the time."""
    assessment = access_assessment(viewer, assessment_id)
    if _is_inside(viewer, assessment):
        return queries.runs_state(assessment)
    return _state_outside(assessment, published_state(assessment))


def _state_outside(assessment: Assessment, published: Published) -> str:
    return published.state if published.newest else queries.runs_state(assessment)


def _is_inside(viewer: Viewer, assessment: Assessment) -> bool:
    """Whoever leads no school reads a report as a member or as a teacher of its classes."""
    return not viewer.principal_school_ids or _place_of(viewer, assessment).is_inside


@dataclass(frozen=True)
class _Place:
    """Where a reader stands: the team's own, or of one of the classes, or outside."""

    own: frozenset[int]
    standing: Standing

    @property
    def is_inside(self) -> bool:
        return self.standing.is_member or bool(self.own)


def _place_of(viewer: Viewer, assessment: Assessment) -> _Place:
    return _Place(own_section_ids(viewer, assessment), standing_in(viewer, assessment.team))


def _opened(viewer: Viewer, assessment: Assessment, number: int | None) -> OpenedReport:
    place = _place_of(viewer, assessment)
    if not place.is_inside:
        return _published(viewer, assessment, place, number)
    state = queries.runs_state(assessment)
    run = queries.latest_run(assessment)
    if number is not None and (run is None or run.number != number):
        run = queries.run_numbered(assessment, number)
        if run is None:
            raise Http404
    return OpenedReport(viewer, assessment, run, _reader(viewer, assessment, run, place), state, number is not None)


def _published(viewer: Viewer, assessment: Assessment, place: _Place, number: int | None) -> OpenedReport:
    published = published_state(assessment)
    state = _state_outside(assessment, published)
    run = published_run(assessment)
    if number is not None and (run is None or run.number != number):
        raise Http404
    reader = _reader(viewer, assessment, run, place)
    return OpenedReport(
        viewer, assessment, run, reader, state, is_fixed=number is not None, is_behind=published.is_behind
    )


def reader_of(viewer: Viewer, assessment: Assessment, run: ReportRun | None) -> Reader:
    """Members and those who teach a class of it see classes; a principal does if the team shares them.

    Whoever leads the school is given no mark on a colleague's class, member or not (statistics.md, section 15).
    """
    return _reader(viewer, assessment, run, _place_of(viewer, assessment))


def _reader(viewer: Viewer, assessment: Assessment, run: ReportRun | None, place: _Place) -> Reader:
    team, standing, is_inside = assessment.team, place.standing, place.is_inside
    is_guest = not is_inside and standing.is_principal and team.principal_sees == PrincipalSees.CLASSES
    drawn_for = _letters_of(viewer, run) if run else ""
    secret = salted_hmac("plc.blind-letters", f"{viewer.district.pk}:{assessment.pk}:{drawn_for}", algorithm="sha256")
    return Reader(
        sees_sections=is_inside or is_guest,
        own_section_ids=place.own,
        names="named" if team.disclosure == Disclosure.NAMED else "blind",
        smallest_group=viewer.district.smallest_group,
        secret=secret.hexdigest(),
        is_guest=is_guest,
        is_member=standing.is_member,
        marks="none" if standing.is_principal else "all" if team.below_rest == BelowRest.TEAM else "bright",
    )


def _letters_of(viewer: Viewer, run: ReportRun) -> str:
    """What the letters are drawn for: the classes and the day, so that a correction during a meeting moves no letter.

    On another day they are drawn anew: a letter must not become a name (docs/decisions/0005-disclosure.md).
    """
    day = run.finished_at.astimezone(ZoneInfo(viewer.district.time_zone)).date() if run.finished_at else None
    return f"{day}:{sorted(section['id'] for section in run.figures['sections'])}"


# In the way of each look at a report, so one statement, which does nothing from the second look in an hour on.
_ONCE_AN_HOUR: Final = """
INSERT INTO assessments_reportopening (district_id, run_id, staff_id, part, hour, section_ids, is_principal)
VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""


def _write_down(opened: OpenedReport, part: str) -> None:
    """Who has which classes by name before them; nothing where only own classes, or letters, are shown."""
    run, reader = opened.run, opened.reader
    if run is None or not reader.sees_sections or reader.names != "named":
        return
    tested = run.figures["report"]["section_completeness"]
    sections = zip(run.figures["sections"], tested, strict=True)
    named = [section["id"] for section, counts in sections if counts["scored"]]
    if others := sorted(set(named) - reader.own_section_ids):
        hour = timezone.now().replace(minute=0, second=0, microsecond=0)
        staff_id = opened.viewer.staff.pk
        with connection.cursor() as cursor:
            facts = [run.district_id, run.pk, staff_id, part, hour, others, reader.marks == "none"]
            cursor.execute(_ONCE_AN_HOUR, facts)
