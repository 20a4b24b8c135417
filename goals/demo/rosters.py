"""Writes the students and their dated enrollments."""

from goals.demo.calendar import DemoCalendar
from goals.demo.drawing import drawn_students, seats
from goals.demo.records import DistrictPlan
from plc.schools.models import Enrollment, Section, Student


def seat_students(plan: DistrictPlan, sections: dict[str, Section], calendar: DemoCalendar) -> list[Student]:
    """All students of the district, in the order in which they were drawn."""
    students = Student.objects.bulk_create(
        Student(local_id=drawn.number, given_name=drawn.name.given, family_name=drawn.name.family)
        for drawn in drawn_students(plan)
    )
    Enrollment.objects.bulk_create(
        Enrollment(
            student=students[seat.student],
            section=sections[seat.section],
            starts_on=seat.starts_on,
            ends_on=seat.ends_on,
        )
        for seat in seats(plan, calendar)
    )
    return students
