"""The statistics of the comparison report: arrays and frozen records in, frozen records out; no Django.

``docs/statistics.md`` says which module holds which definition. The door for the report worker is
:func:`~assessments.stats.assembly.team_report`.
"""

from assessments.stats.assembly import team_report
from assessments.stats.conventions import DEFINITIONS_VERSION, Interval, NotComputable, Reason
from assessments.stats.report import TeamReport
from assessments.stats.responses import Choices, Code, Metric, Responses, Status
from assessments.stats.settings import Settings

__all__ = [
    "DEFINITIONS_VERSION",
    "Choices",
    "Code",
    "Interval",
    "Metric",
    "NotComputable",
    "Reason",
    "Responses",
    "Settings",
    "Status",
    "TeamReport",
    "team_report",
]
