"""Raise the district fence around every table of the room, and make the cache table the rate limits count in."""

from django.conf import settings
from django.db import migrations

from plc.tenancy.operations import Fence

CACHE_TABLE = """
CREATE UNLOGGED TABLE plc_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX plc_cache_expires ON plc_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("schools", "0001_places_people_rosters"),
    ]

    operations = [
        Fence("School"),
        Fence("SchoolYear"),
        Fence("Course"),
        Fence("Section"),
        Fence("StaffMember"),
        Fence("Membership", own_rows=True),
        Fence("Invitation"),
        Fence("Student"),
        Fence("Enrollment"),
        Fence("SectionStaff"),
        Fence("AuditEntry"),
        migrations.RunSQL(CACHE_TABLE, "DROP TABLE plc_cache"),
    ]
