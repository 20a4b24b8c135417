"""Any table with one row a student: the template of a CFA, and every file no other profile knows."""

from assessments.importing.layout import Profile
from assessments.importing.mapping import GENERIC

PROFILE = Profile(
    name=GENERIC,
    words="Any table, or the template",
    reads="Student ID, name, section and status by their titles; items by label or number",
    drops="every column whose title says none of these",
    asks="the columns it could not tell; which of a student’s rows counts, if an attempt column is chosen",
    recognises=lambda _titles: True,
)
