"""The writes of the room, as verbs: one transaction, one history entry, jobs on commit."""

from assessments.actions.building import (
    CfaFacts,
    add_own_target,
    add_target,
    make_cfa,
    move_target,
    remove_target,
    reword_target,
    settle_cfa,
)
from assessments.actions.cells import save_cells
from assessments.actions.item_keys import keys_typed, set_keys
from assessments.actions.items import (
    ItemWords,
    add_items,
    change_item,
    move_item,
    number_items,
    remove_item,
    take_from_bank,
)
from assessments.actions.locking import lock_cfa, unlock_cfa
from assessments.actions.merging import CellEdit
from assessments.actions.rechecks import make_recheck
from assessments.actions.reverting import revert_upload
from assessments.actions.saving import NewPaper, save_results
from assessments.actions.uploads import apply_upload, discard_upload, preview_again, preview_upload
from assessments.actions.versions import begin_version, discard_version, use_version

__all__ = [
    "CellEdit",
    "CfaFacts",
    "ItemWords",
    "NewPaper",
    "add_items",
    "add_own_target",
    "add_target",
    "apply_upload",
    "begin_version",
    "change_item",
    "discard_upload",
    "discard_version",
    "keys_typed",
    "lock_cfa",
    "make_cfa",
    "make_recheck",
    "move_item",
    "move_target",
    "number_items",
    "preview_again",
    "preview_upload",
    "remove_item",
    "remove_target",
    "revert_upload",
    "reword_target",
    "save_cells",
    "save_results",
    "set_keys",
    "settle_cfa",
    "take_from_bank",
    "unlock_cfa",
    "use_version",
]
