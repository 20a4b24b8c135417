"""Saved scores that stay although the file says something else, because a person has said so."""

from dataclasses import replace

from assessments.cells import EMPTY
from assessments.importing.decisions import Decisions
from assessments.importing.plan import PlannedResult

STATUS_POSITION = 0  # stands for the status of the paper among the positions of its items


def with_saved_kept(result: PlannedResult, decisions: Decisions) -> tuple[PlannedResult | None, int]:
    """The result less what stays as it is saved, and how many scores that are; None when nothing is left to change."""
    if not (decisions.kept or decisions.keeps_saved):
        return result, 0
    said = decisions.kept_positions.get(result.row, frozenset())
    kept = set(result.changed_positions) if decisions.keeps_saved else said & set(result.changed_positions)
    keeps_status = bool(result.before_version) and (decisions.keeps_saved or STATUS_POSITION in said)
    if not kept and not (keeps_status and result.has_changed_status):
        return result, 0
    cells, answers = list(result.cells), list(result.answers)
    for position in kept:
        cells[position - 1] = result.before_cells[position - 1]
        answers[position - 1] = result.before_answers[position - 1]
    status = result.before_status if keeps_status else result.status
    if any(cell != EMPTY for cell in cells):
        status = "scored"
    elif status == "scored":
        status = result.before_status or status
    left = replace(
        result,
        status=status,
        cells=tuple(cells),
        answers=tuple(answers),
        changed_positions=tuple(position for position in result.changed_positions if position not in kept),
    )
    count = len(kept) + (result.has_changed_status and status == result.before_status)
    nothing = not left.new_positions and not left.changed_positions and status == result.before_status
    return (None if nothing else left), count
