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
from plc.schools.access import Viewer
from teams.access import standing_in
from teams.models import BelowRest, Disclosure, PrincipalSees


@dataclass(frozen=True)
class OpenedReport:
    """A CFA's report for one reader: of its newest run, or ``is_fixed`` of an earlier one; no run before any result.

    ``state`` was read before the run it stands for: a run that ends between the two makes a page that looks once too
    often, while the other way round it would say "being computed" and never look again.
    """

    viewer: Viewer
    assessment: Assessment
    run: ReportRun | None
    reader: Reader
    state: str
    is_fixed: bool = False

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

    Earlier runs open to those who see classes alone: a team's total before and after one late paper is that paper.
    """
    opened = _opened(viewer, access_assessment(viewer, assessment_id), number)
    if part not in WITHOUT_COLLEAGUES:
        _write_down(opened, part)
    return opened


def _opened(viewer: Viewer, assessment: Assessment, number: int | None) -> OpenedReport:
    state = queries.runs_state(assessment)
    latest = queries.latest_run(assessment)
    if number is None or (latest and latest.number == number):
        return OpenedReport(viewer, assessment, latest, reader_of(viewer, assessment, latest), state, bool(number))
    run = queries.run_numbered(assessment, number)
    if run is None:
        raise Http404
    reader = reader_of(viewer, assessment, run)
    if not reader.is_inside:
        raise Http404
    return OpenedReport(viewer, assessment, run, reader, state, is_fixed=True)


def reader_of(viewer: Viewer, assessment: Assessment, run: ReportRun | None) -> Reader:
    """Members and those who teach a class of it see classes; a principal does if the team shares them.

    Whoever leads the school is given no mark on a colleague's class, member or not (statistics.md, section 15).
    """
    own = own_section_ids(viewer, assessment)
    standing = standing_in(viewer, assessment.team)
    team, is_inside = assessment.team, standing.is_member or bool(own)
    is_guest = not is_inside and standing.is_principal and team.principal_sees == PrincipalSees.CLASSES
    drawn_for = _letters_of(viewer, run) if run else ""
    secret = salted_hmac("plc.blind-letters", f"{viewer.district.pk}:{assessment.pk}:{drawn_for}", algorithm="sha256")
    return Reader(
        sees_sections=is_inside or is_guest,
        own_section_ids=own,
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
