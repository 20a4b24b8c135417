"""The writes of the room, as verbs: one transaction, one history entry, jobs on commit."""

from assessments.actions.cells import save_cells
from assessments.actions.merging import CellEdit
from assessments.actions.saving import NewPaper, save_results
from assessments.actions.uploads import apply_upload, discard_upload, preview_again, preview_upload, revert_upload

__all__ = [
    "CellEdit",
    "NewPaper",
    "apply_upload",
    "discard_upload",
    "preview_again",
    "preview_upload",
    "revert_upload",
    "save_cells",
    "save_results",
]
