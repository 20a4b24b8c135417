"""Standards, CFAs and their versions, results and their history, uploads, corrections, report runs, totals."""

from assessments.models.cfas import (
    Assessment,
    AssessmentSection,
    AssessmentVersion,
    Item,
    ItemKind,
    ItemScoring,
    ItemStandard,
    LearningTarget,
)
from assessments.models.corrections import Correction, CorrectionKind, EntryConflict
from assessments.models.openings import ReportOpening
from assessments.models.results import Change, ChangeKind, Result, ResultChange, ResultStatus
from assessments.models.runs import ReportRun, RunState
from assessments.models.standards import Standard
from assessments.models.totals import TotalsSnapshot
from assessments.models.uploads import StudentAlias, Upload, UploadSource, UploadState

__all__ = [
    "Assessment",
    "AssessmentSection",
    "AssessmentVersion",
    "Change",
    "ChangeKind",
    "Correction",
    "CorrectionKind",
    "EntryConflict",
    "Item",
    "ItemKind",
    "ItemScoring",
    "ItemStandard",
    "LearningTarget",
    "ReportOpening",
    "ReportRun",
    "Result",
    "ResultChange",
    "ResultStatus",
    "RunState",
    "Standard",
    "StudentAlias",
    "TotalsSnapshot",
    "Upload",
    "UploadSource",
    "UploadState",
]
