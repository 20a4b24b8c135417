"""What of a demo district has been written so far, by the names its plan uses."""

from dataclasses import dataclass

from goals.demo.calendar import DemoCalendar
from goals.demo.records import DistrictPlan
from plc.schools.models import Course, School, SchoolYear, Section, StaffMember, Student
from teams.models import Team


@dataclass(frozen=True)
class Ground:
    """Places and people: ``courses`` by code, the others by name."""

    plan: DistrictPlan
    calendar: DemoCalendar
    year: SchoolYear
    schools: dict[str, School]
    courses: dict[str, Course]
    staff: dict[str, StaffMember]


@dataclass(frozen=True)
class House:
    """What stands on the ground: ``sections`` by local id, ``teams`` by name, ``students`` in the order drawn."""

    ground: Ground
    sections: dict[str, Section]
    teams: dict[str, Team]
    students: list[Student]
