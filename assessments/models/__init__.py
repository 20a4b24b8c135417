"""Standards, CFAs and their versions, results and their history, uploads, report runs."""

from assessments.models.cfas import Assessment, AssessmentSection, AssessmentVersion, Item, ItemStandard
from assessments.models.results import Change, ChangeKind, Result, ResultChange, ResultStatus, Upload, UploadState
from assessments.models.runs import ReportRun, RunState
from assessments.models.standards import Standard

__all__ = [
    "Assessment",
    "AssessmentSection",
    "AssessmentVersion",
    "Change",
    "ChangeKind",
    "Item",
    "ItemStandard",
    "ReportRun",
    "Result",
    "ResultChange",
    "ResultStatus",
    "RunState",
    "Standard",
    "Upload",
    "UploadState",
]
