"""The fence between districts: which one is open, and how the database is told.

``tenant(district_id)`` opens a district for the code inside it; with none open no row of any district is seen.
The wall itself is PostgreSQL's row-level security (see ``operations``); this room only carries the number to it.
"""

from plc.tenancy.context import NoTenantOpen, open_district_id, person, required_district_id, tenant

__all__ = ["NoTenantOpen", "open_district_id", "person", "required_district_id", "tenant"]
