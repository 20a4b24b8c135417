"""What a plan comes to, without its rows: for lists, for the page of a very long file, for a command's answer."""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final

from assessments.importing.plan import ImportPlan, PlannedResult

MOST_ON_A_PAGE: Final = 3_000
_EXCERPT_OF_EACH: Final = 500


@dataclass(frozen=True, slots=True)
class PlanCounts:
    """Whole numbers, each as the property or field of the same name of the plan; ``students`` get something new."""

    rows_read: int = 0
    students: int = 0
    new_cells: int = 0
    new_students: int = 0
    changed_cells: int = 0
    changed_students: int = 0
    status_students: int = 0
    unchanged_cells: int = 0
    unchanged_students: int = 0
    empty_cells: int = 0
    problems: int = 0
    problem_cells: int = 0
    problem_rows: int = 0
    unmatched: int = 0
    skipped_rows: int = 0
    left_out_rows: int = 0
    kept_cells: int = 0
    students_not_in_file: int = 0

    @property
    def has_changes(self) -> bool:
        """Whether saving would change anything."""
        return self.students > 0

    def as_dict(self) -> dict[str, int]:
        return asdict(self)

    @classmethod
    def from_dict(cls, said: dict[str, Any]) -> "PlanCounts":
        """The counts ``as_dict`` gave; what is missing is 0."""
        return cls(**{field.name: int(said.get(field.name, 0)) for field in fields(cls)})


def counts_of(plan: ImportPlan) -> PlanCounts:
    """All of them; walks the changes once for each count of cells."""
    of_plan = {field.name for field in fields(PlanCounts)} - {"students", "problems", "unmatched"}
    return PlanCounts(
        students=len(plan.changes),
        problems=len(plan.problems),
        unmatched=len(plan.unmatched),
        **{name: getattr(plan, name) for name in of_plan},
    )


def excerpt_of(plan: ImportPlan) -> ImportPlan | None:
    """The beginning of a plan that is too long for a page; None for any other. Count nothing from it."""
    if len(plan.changes) + len(plan.problems) + len(plan.unmatched) <= MOST_ON_A_PAGE:
        return None
    most = _EXCERPT_OF_EACH
    changed: list[PlannedResult] = []
    new: list[PlannedResult] = []
    for change in plan.changes:
        kind = changed if change.changed_positions or (change.before_version and change.has_changed_status) else new
        if len(kind) < most:
            kind.append(change)
        if len(changed) == len(new) == most:
            break
    return replace(
        plan,
        changes=tuple(sorted((*changed, *new), key=lambda change: change.row)),
        problems=plan.problems[:most],
        unmatched=plan.unmatched[:most],
    )
