"""The runs that readers outside the team are given, and what the next one is held against."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Max, Q, QuerySet

from assessments.models import Assessment, ReportRun, RunState

_FACTS: Final = ("figures__sections", "figures__standards", "settings__cut")


def published_runs(assessment: Assessment) -> QuerySet[ReportRun]:
    """With figures, the newest first."""
    published = ReportRun.objects.filter(assessment=assessment, state=RunState.DONE, published_at__isnull=False)
    return published.defer("students", "counted").order_by("-number")


def published_run(assessment: Assessment) -> ReportRun | None:
    """The newest of them."""
    return published_runs(assessment).first()


@dataclass(frozen=True)
class Published:
    """By number, the newest published run and the newest finished one; None: there is none."""

    number: int | None
    newest: int | None

    @property
    def is_behind(self) -> bool:
        """Whether there are newer results than are given to readers outside the team."""
        return self.newest is not None and self.newest != self.number

    @property
    def state(self) -> str:
        """What such a reader's page shows, as a short text; of newer runs it says no more than that there are some."""
        return f"{self.number or 0}{'b' if self.is_behind else 'p'}"


def published_state(assessment: Assessment) -> Published:
    done = ReportRun.objects.filter(assessment=assessment, state=RunState.DONE)
    found = done.aggregate(given=Max("number", filter=Q(published_at__isnull=False)), newest=Max("number"))
    return Published(found["given"], found["newest"])


@dataclass(frozen=True)
class LastPublished:
    """The run that the next is held against: its stored students, and what else its figures are made of."""

    run_id: int
    students: Mapping[str, Any]
    counted: Mapping[str, Any]


def last_published(assessment: Assessment) -> LastPublished | None:
    """None before the first. Of a run from before ``counted`` was kept, what its figures still say."""
    found = (
        ReportRun.objects.filter(assessment=assessment, published_at__isnull=False)
        .order_by("-number")
        .values_list("pk", "students", "counted")
        .first()
    )
    if found is None:
        return None
    run_id, students, counted = found
    return LastPublished(run_id, students, counted or _from_figures(run_id))


def _from_figures(run_id: int) -> dict[str, Any]:
    sections, standards, cut = ReportRun.objects.values_list(*_FACTS).get(pk=run_id)
    return {
        "sections": [section["id"] for section in sections],
        "standards": [standard["id"] for standard in standards],
        "cut": cut,
    }


def partners_of(assessment: Assessment) -> list[LastPublished]:
    """Of the CFA that this one asks again, and of those that ask this one again: what is published of them."""
    related = Q(assessment__rechecks=assessment) | Q(assessment__recheck_of=assessment)
    rows = (
        ReportRun.objects.filter(related, published_at__isnull=False)
        .order_by("assessment_id", "-number")
        .distinct("assessment_id")
        .values_list("pk", "students", "counted")
    )
    return [LastPublished(pk, students, counted or _from_figures(pk)) for pk, students, counted in rows]
