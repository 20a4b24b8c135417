"""Results from a file: bytes → rows → mapping → plan. Pure: no Django, nothing saved.

>>> table = read_table(content, "unit3.csv")              # or Unreadable
>>> mapping = guess_mapping(table, items, roster)         # a person confirms it, with_choices changes it
>>> plan = plan_import(table, mapping, items=items, roster=roster, saved=saved)
"""

from assessments.importing.choosing import NO_COLUMN, with_choices
from assessments.importing.decisions import Decisions
from assessments.importing.guessing import guess_mapping
from assessments.importing.key_versions import versions_in
from assessments.importing.layout import Profile, header_signature
from assessments.importing.limits import MAX_BYTES
from assessments.importing.mapping import (
    ATTEMPT_RULES,
    EMPTY_MEANINGS,
    HOLDINGS,
    AttemptRule,
    EmptyMeans,
    Holds,
    ItemColumn,
    Mapping,
    MappingProblem,
    VersionItems,
)
from assessments.importing.plan import ImportPlan, NearStudent, PlannedResult, Problem, Unmatched
from assessments.importing.planning import plan_import
from assessments.importing.profiles import PROFILES, profile_of
from assessments.importing.reading import read_table
from assessments.importing.special_rows import SkippedRow
from assessments.importing.subjects import STATUSES, ItemSpec, RosterEntry, SavedResult, Status
from assessments.importing.table import Row, Table
from assessments.importing.texts import column_letters, listed
from assessments.importing.unreadable import Unreadable
from assessments.importing.workbook_writing import workbook_bytes
from assessments.importing.writing import csv_bytes, left_out_rows, template_rows

__all__ = [
    "ATTEMPT_RULES",
    "EMPTY_MEANINGS",
    "HOLDINGS",
    "MAX_BYTES",
    "NO_COLUMN",
    "PROFILES",
    "STATUSES",
    "AttemptRule",
    "Decisions",
    "EmptyMeans",
    "Holds",
    "ImportPlan",
    "ItemColumn",
    "ItemSpec",
    "Mapping",
    "MappingProblem",
    "NearStudent",
    "PlannedResult",
    "Problem",
    "Profile",
    "RosterEntry",
    "Row",
    "SavedResult",
    "SkippedRow",
    "Status",
    "Table",
    "Unmatched",
    "Unreadable",
    "VersionItems",
    "column_letters",
    "csv_bytes",
    "guess_mapping",
    "header_signature",
    "left_out_rows",
    "listed",
    "plan_import",
    "profile_of",
    "read_table",
    "template_rows",
    "versions_in",
    "with_choices",
    "workbook_bytes",
]
