"""The one door to a plan's groups with students in them: who reads what, and a line for each look at others' students.

Views and files open a plan or a group here alone, so that no page of names is without its line.
"""

from goals.readers.plans import (
    ClassLine,
    GroupLine,
    OpenedGroup,
    OpenedPlan,
    Person,
    open_group,
    open_plan,
    open_session,
)
from goals.readers.rechecks import OpenedRecheck, RecheckLine, open_recheck

__all__ = [
    "ClassLine",
    "GroupLine",
    "OpenedGroup",
    "OpenedPlan",
    "OpenedRecheck",
    "Person",
    "RecheckLine",
    "open_group",
    "open_plan",
    "open_recheck",
    "open_session",
]
