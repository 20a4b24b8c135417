"""Whose papers belong where, and as they stand."""

import datetime
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from django.db.models import F, Func, QuerySet, TextField, Value
from django.db.models.expressions import Combinable

from assessments.importing import ItemSpec, RosterEntry, SavedResult
from assessments.importing.packing import Written
from assessments.models import Assessment, Item, Result
from plc.schools.models import Enrollment, SectionStaff, StaffMember
from plc.schools.models.dated import live_on

MOST_NAMED = 2_000
_AT_ONCE = 10_000  # what the database sends is held as text besides what is made of it


def as_written(cells: str, answers: str) -> tuple[Combinable, Combinable]:
    """The columns of a paper, as ``importing.packing.Written`` reads them."""
    return _text(cells, ","), _text(answers, Written.MARK)


def _text(column: str, mark: str) -> Combinable:
    return Func(F(column), Value(mark), function="array_to_string", output_field=TextField())


def day_of_test(assessment: Assessment, today: datetime.date) -> datetime.date:
    """The day whose roster counts: today while the window is open, else the window's nearest day."""
    return min(max(today, assessment.opens_on), assessment.closes_on)


def items_of(assessment: Assessment) -> list[Item]:
    """The current version's items in order."""
    return list(Item.objects.filter(version_id=assessment.current_version_id).order_by("position"))


def item_specs(items: Iterable[Item]) -> tuple[ItemSpec, ...]:
    return tuple(ItemSpec(i.position, i.label, i.max_cell, i.key, i.options, i.scoring) for i in items)


def roster(
    assessment: Assessment,
    section_ids: Iterable[int],
    today: datetime.date,
    among: AbstractSet[int] | None = None,
) -> list[RosterEntry]:
    """Whose papers belong in these sections, by name: those whose result stands there, and the students of the day of
    the test, but for one who moved here after the test and left the result where it was taken.

    ``among`` asks for these students alone, for a page that names a few of very many.
    """
    wanted = list(section_ids)
    columns = (
        *("student_id", "student__local_id", "student__family_name", "student__given_name"),
        *("section_id", "section__name"),
    )
    here = Enrollment.objects.filter(live_on(day_of_test(assessment, today)), section_id__in=wanted)
    here = here if among is None else here.filter(student_id__in=among)
    entries = {(row[0], row[4]): row for row in here.values_list(*columns).iterator(MOST_NAMED)}
    # Two queries and a set: asked in one, the database may look through all results for each student.
    first = Result.objects.filter(assessment=assessment, attempt=1).exclude(section_id__in=wanted)
    elsewhere = set(_of_students(first, {student for student, _ in entries}).values_list("student_id", flat=True))
    for place in [place for place in entries if place[0] in elsewhere]:
        del entries[place]
    recorded = Result.objects.filter(assessment=assessment, section_id__in=wanted).values_list(*columns)
    recorded = recorded if among is None else recorded.filter(student_id__in=among)
    for row in recorded.iterator(MOST_NAMED):
        entries.setdefault((row[0], row[4]), row)
    rows = sorted(entries.values(), key=lambda row: (row[5], row[4], row[2].lower(), row[3].lower(), row[0]))
    return [RosterEntry(s, local, f"{family}, {given}", sec, name) for s, local, family, given, sec, name in rows]


def _of_students(results: QuerySet[Result], student_ids: AbstractSet[int]) -> QuerySet[Result]:
    """Those of these students; of more, too, when so many are asked for that naming them would take longer."""
    return results.filter(student_id__in=student_ids) if len(student_ids) <= MOST_NAMED else results


def saved_results(assessment: Assessment, student_ids: Iterable[int], attempt: int = 1) -> dict[int, SavedResult]:
    """The papers of one attempt as they stand, by student."""
    wanted = set(student_ids)
    ordered = sorted(wanted)
    written = Written()
    found = {}
    for first in range(0, len(ordered), _AT_ONCE):
        part = ordered[first : first + _AT_ONCE]
        rows = _of_students(
            Result.objects.filter(
                assessment=assessment, attempt=attempt, student_id__gte=part[0], student_id__lte=part[-1]
            ),
            wanted,
        ).values_list("student_id", "row_version", "section_id", "status", *as_written("cells", "answers"))
        for student_id, version, section_id, status, cells, answers in rows.iterator(MOST_NAMED):
            if student_id in wanted:
                paper = written.paper(cells, answers)
                found[student_id] = SavedResult(student_id, version, section_id, status, *paper)
    return found


def lead_teachers(section_ids: Iterable[int], day: datetime.date) -> dict[int, StaffMember]:
    """The teacher each section's results are filed under on that day: the lead, else whoever teaches it longest."""
    rows = (
        SectionStaff.objects.filter(live_on(day), section_id__in=list(section_ids))
        .select_related("staff")
        .order_by("is_lead", "-starts_on", "-pk")
    )
    return {row.section_id: row.staff for row in rows}
