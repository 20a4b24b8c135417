"""Growth: what changed from the first CFA to its re-check, for the students who took both.

Worked out when the page is opened and not stored with a run: either test gets new runs by itself, and the figures of
both are there already, so that there is nothing to keep in step and a few milliseconds to wait.
"""

from dataclasses import dataclass
from typing import Any

from assessments import queries
from assessments.access import readable_assessments
from assessments.disclosure import Classes
from assessments.disclosure.gains import gain_picture
from assessments.disclosure.growth import GrowthView, growth_view
from assessments.disclosure.growth_words import FORMS_DIFFER, NOT_WHOLE, RANGES, cuts_differ, words_of
from assessments.disclosure.matched import Sitting
from assessments.models import Assessment, ReportRun
from assessments.queries.growth import linked_standards, reported_rechecks
from assessments.readers import OpenedReport, newest_for
from assessments.views.reports.frame import Part


def asks_again(opened: OpenedReport) -> bool:
    return opened.assessment.recheck_of_id is not None


def _fill(opened: OpenedReport) -> dict[str, Any]:
    assessment = opened.assessment
    first = _first(opened)
    if first is None:
        return {"first": None, "rechecks": reported_rechecks(assessment)}
    first_run = newest_for(opened.viewer, first)
    growth = _growth(opened, first_run, opened.classes)
    found: dict[str, Any] = {"first": first, "first_run": first_run, "growth": growth}
    if growth:
        found |= {
            "team_growth": words_of(growth.team),
            "own_growth": [words_of(group) for group in growth.own],
            "picture": gain_picture(growth),
            "forms_differ": FORMS_DIFFER,
            "not_whole": "" if growth.compares_whole else NOT_WHOLE,
            "cuts_differ": cuts_differ(growth),
            "ranges": RANGES,
        }
    return found


@dataclass(frozen=True)
class FromTo:
    """The growth with the title of the first test."""

    first_title: str
    growth: GrowthView


def growth_of(opened: OpenedReport, classes: Classes | None = None) -> FromTo | None:
    """None too where this CFA asks no other one again, or one that this reader may not open.

    ``classes`` are those of the opened report as another reader meets them, for a sheet that goes round.
    """
    first = _first(opened)
    growth = _growth(opened, newest_for(opened.viewer, first), classes or opened.classes) if first else None
    return FromTo(first.title, growth) if first and growth else None


def _first(opened: OpenedReport) -> Assessment | None:
    return readable_assessments(opened.viewer).filter(rechecks=opened.assessment).first()


def _growth(opened: OpenedReport, first_run: ReportRun | None, classes: Classes | None) -> GrowthView | None:
    """None while the first test has no report, or where a run is from before students were kept with it."""
    run = opened.run
    if run is None or first_run is None or classes is None:
        return None
    before, after = queries.students_of_run(first_run), queries.students_of_run(run)
    if not before or not after:
        return None
    return growth_view(
        Sitting(first_run.figures, before),
        Sitting(run.figures, after),
        linked_standards(opened.assessment),
        classes,
    )


PART = Part("report_growth", "Growth", "growth.html", fill=_fill, table="growth", tabbed=asks_again)
