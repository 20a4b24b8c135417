"""Reads of the room, as nouns. Nothing here decides who may see; ``access`` has done so before."""

from assessments.queries.building import (
    has_history,
    item_after,
    items_with_standards,
    mapped_items,
    next_version,
    possible_sections,
    section_ids_of,
    sections_with_results,
    targets_of,
    total_points,
    versions_of,
    working_version,
)
from assessments.queries.grid import changed_otherwise, grid_mark, grid_papers, papers_since
from assessments.queries.grid_records import GridConflict, GridPapers, GridStudent
from assessments.queries.papers import day_of_test, item_specs, items_of, lead_teachers, roster, saved_results
from assessments.queries.progress import SectionProgress, Totals, progress_of, section_progress, summed
from assessments.queries.readiness import planned, what_is_missing
from assessments.queries.runs import (
    latest_run,
    latest_runs,
    list_names,
    pending_run,
    run_before,
    run_numbered,
    runs_state,
    students_of_run,
)
from assessments.queries.standards import standards_found

__all__ = [
    "GridConflict",
    "GridPapers",
    "GridStudent",
    "SectionProgress",
    "Totals",
    "changed_otherwise",
    "day_of_test",
    "grid_mark",
    "grid_papers",
    "has_history",
    "item_after",
    "item_specs",
    "items_of",
    "items_with_standards",
    "latest_run",
    "latest_runs",
    "lead_teachers",
    "list_names",
    "mapped_items",
    "next_version",
    "papers_since",
    "pending_run",
    "planned",
    "possible_sections",
    "progress_of",
    "roster",
    "run_before",
    "run_numbered",
    "runs_state",
    "saved_results",
    "section_ids_of",
    "section_progress",
    "sections_with_results",
    "standards_found",
    "students_of_run",
    "summed",
    "targets_of",
    "total_points",
    "versions_of",
    "what_is_missing",
    "working_version",
]
