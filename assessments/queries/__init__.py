"""Reads of the room, as nouns. Nothing here decides who may see; ``access`` has done so before."""

from assessments.queries.papers import day_of_test, item_specs, items_of, lead_teachers, roster, saved_results
from assessments.queries.progress import SectionProgress, Totals, progress_of, section_progress, totals
from assessments.queries.runs import latest_run, latest_runs, pending_run, run_before

__all__ = [
    "SectionProgress",
    "Totals",
    "day_of_test",
    "item_specs",
    "items_of",
    "latest_run",
    "latest_runs",
    "lead_teachers",
    "pending_run",
    "progress_of",
    "roster",
    "run_before",
    "saved_results",
    "section_progress",
    "totals",
]
