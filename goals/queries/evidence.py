"""Who tried a card, and what the team's reports say of their class before and after: five statements for any number.

No trial is ever put before another by how it went: the newest stands first.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, OuterRef

from assessments.access import taught_section_ids
from assessments.disclosure import Reader
from assessments.disclosure.matched import Sitting
from assessments.models import Assessment, ReportRun, RunState
from goals.access.strategies import own_team_ids
from goals.disclosure.trials import ClassChange, Eyes, class_change
from goals.models import Showing, StrategyCard, Trial
from plc.schools.access import Viewer
from teams.models import Disclosure

MOST_TRIALS: Final = 30
"""The newest that a card's page shows; each asks two reports."""


@dataclass(frozen=True)
class SkillTest:
    """A CFA that asked for the standard of a trial and has a report."""

    id: int
    title: str
    opens_on: datetime.date
    closes_on: datetime.date
    recheck_of: int | None


@dataclass(frozen=True)
class Evidence:
    """Before and after of one class. ``change`` is None while there is no test on one of the two sides."""

    before: SkillTest | None
    after: SkillTest | None
    change: ClassChange | None


@dataclass(frozen=True)
class TrialView:
    """A trial as one reader may know it: ``who`` and ``section`` are "" where it names nobody.

    ``evidence`` is None where whoever tried it keeps the class to themselves.
    """

    id: int
    who: str
    section: str
    starts_on: datetime.date
    ends_on: datetime.date | None
    note: str
    skill: str
    is_mine: bool
    shows: str
    evidence: Evidence | None


@dataclass(frozen=True)
class Tried:
    """``others`` counts trials of other teams, of which a reader learns nothing but that there are some."""

    trials: tuple[TrialView, ...]
    others: int

    @property
    def times(self) -> int:
        return len(self.trials) + self.others


Around = tuple[SkillTest | None, SkillTest | None]
"""The test before a trial, and the one after."""


def tried(card: StrategyCard, viewer: Viewer) -> Tried:
    """The trials of a card: those of the reader's own teams, and one's own."""
    teams = frozenset(own_team_ids(viewer).values_list("pk", flat=True))
    rows = list(
        Trial.objects.filter(card=card)
        .select_related("teacher", "team", "section", "standard")
        .order_by("-starts_on", "-pk")
    )
    seen = [row for row in rows if row.team_id in teams or row.teacher_id == viewer.staff.pk]
    shown = [row for row in seen[:MOST_TRIALS] if _shows_class(row, viewer)]
    taught = taught_section_ids(viewer) if shown else frozenset()
    pairs = _tests_around(shown)
    sittings = _sittings({test.id for pair in pairs.values() for test in pair if test})
    views = []
    for row in seen:
        evidence = _evidence(row, pairs[row.pk], sittings, _eyes(row, viewer, taught)) if row.pk in pairs else None
        views.append(_view(row, viewer, evidence))
    return Tried(tuple(views), len(rows) - len(seen))


def _shows_class(row: Trial, viewer: Viewer) -> bool:
    return row.teacher_id == viewer.staff.pk or row.shows != Showing.ALONE


def _view(row: Trial, viewer: Viewer, evidence: Evidence | None) -> TrialView:
    is_mine = row.teacher_id == viewer.staff.pk
    is_named = is_mine or row.shows == Showing.NAMED
    return TrialView(
        id=row.pk,
        who=row.teacher.name if is_named else "",
        section=row.section.name if is_named else "",
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        note=row.note,
        skill=row.standard.short_name,
        is_mine=is_mine,
        shows=row.shows,
        evidence=evidence,
    )


def _eyes(row: Trial, viewer: Viewer, taught: frozenset[int]) -> Eyes:
    """As a member of the team: whether a class is one's own is a question of today, whoever tried it then."""
    reader = Reader(
        sees_sections=True,
        own_section_ids=taught,
        names="named" if row.team.disclosure == Disclosure.NAMED else "blind",
        smallest_group=viewer.district.smallest_group,
        secret="",  # no letter is shown here, and the order of classes neither
        is_member=True,
        marks="none",
    )
    is_mine = row.teacher_id == viewer.staff.pk
    return Eyes(reader, is_own=row.section_id in taught, is_named=is_mine or row.shows == Showing.NAMED)


def _evidence(
    row: Trial, pair: tuple[SkillTest | None, SkillTest | None], sittings: dict[int, Sitting], eyes: Eyes
) -> Evidence:
    before, after = pair
    if before is None or after is None:
        return Evidence(before, after, None)
    change = class_change(sittings[before.id], sittings[after.id], row.standard_id, row.section_id, eyes)
    return Evidence(before, after, change)


def _tests_around(rows: Sequence[Trial]) -> dict[int, Around]:
    """By trial: the last CFA on that standard begun before it, and the re-check of that one or the next CFA after."""
    found = _tests(rows)
    return {row.pk: around(row, found.get((row.team_id, row.section_id, row.standard_id), ())) for row in rows}


def around(row: Trial, tests: Iterable[SkillTest]) -> Around:
    """Of ``tests`` in the order of their days: the one before the trial, and the one after."""
    tests = list(tests)
    earlier = [test for test in tests if test.opens_on <= row.starts_on]
    before = earlier[-1] if earlier else None
    later = [
        test for test in tests if test.opens_on > row.starts_on and test.closes_on >= (row.ends_on or row.starts_on)
    ]
    rechecks = [test for test in later if before and test.recheck_of == before.id]
    return before, next(iter(rechecks or later), None)


def _tests(rows: Sequence[Trial]) -> dict[tuple[int, int, int], list[SkillTest]]:
    """By team, class and standard, in the order of their days."""
    if not rows:
        return {}
    has_report = ReportRun.objects.filter(assessment=OuterRef("pk"), state=RunState.DONE)
    standard = "current_version__items__item_standards__standard_id"
    asked = {
        "team_id__in": {row.team_id for row in rows},
        "sections__section_id__in": {row.section_id for row in rows},
        f"{standard}__in": {row.standard_id for row in rows},
    }
    found: dict[tuple[int, int, int], list[SkillTest]] = {}
    tests = Assessment.objects.filter(Exists(has_report), locked_at__isnull=False, **asked).order_by("opens_on", "pk")
    columns = ("team_id", "sections__section_id", standard, "pk", "title", "opens_on", "closes_on", "recheck_of_id")
    for team_id, section_id, standard_id, *facts in tests.values_list(*columns).distinct():
        found.setdefault((team_id, section_id, standard_id), []).append(SkillTest(*facts))
    return found


def _sittings(assessment_ids: set[int]) -> dict[int, Sitting]:
    """The newest report of each, with what students earned."""
    if not assessment_ids:
        return {}
    runs: Any = (
        ReportRun.objects.filter(assessment_id__in=assessment_ids, state=RunState.DONE)
        .order_by("assessment_id", "-number")
        .distinct("assessment_id")
        .values_list("assessment_id", "figures", "students")
    )
    return {assessment_id: Sitting(figures, students) for assessment_id, figures, students in runs}
