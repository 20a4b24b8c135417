"""The nouns of places and people."""

from plc.schools.models.notices import Digest, MailChoice, Notice
from plc.schools.models.people import Invitation, Membership, Role, StaffMember, User
from plc.schools.models.places import Course, District, FreeDays, School, SchoolYear, Section
from plc.schools.models.records import AuditEntry
from plc.schools.models.rosters import Enrollment, SectionStaff, Student

__all__ = [
    "AuditEntry",
    "Course",
    "Digest",
    "District",
    "Enrollment",
    "FreeDays",
    "Invitation",
    "MailChoice",
    "Membership",
    "Notice",
    "Role",
    "School",
    "SchoolYear",
    "Section",
    "SectionStaff",
    "StaffMember",
    "Student",
    "User",
]
