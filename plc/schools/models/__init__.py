"""The nouns of places and people."""

from plc.schools.models.people import Invitation, Membership, Role, StaffMember, User
from plc.schools.models.places import Course, District, School, SchoolYear, Section
from plc.schools.models.records import AuditEntry
from plc.schools.models.rosters import Enrollment, SectionStaff, Student

__all__ = [
    "AuditEntry",
    "Course",
    "District",
    "Enrollment",
    "Invitation",
    "Membership",
    "Role",
    "School",
    "SchoolYear",
    "Section",
    "SectionStaff",
    "StaffMember",
    "Student",
    "User",
]
