"""What is different since an earlier run: what happened, in words, and what became of the team's figures."""

from dataclasses import dataclass
from typing import Any

from assessments import queries
from assessments.disclosure import classes_of, view_of
from assessments.disclosure.moved import Moved, Side, moved, side
from assessments.models import ReportRun
from assessments.readers import OpenedReport
from assessments.views.reports.frame import changes_between


@dataclass(frozen=True)
class Since:
    """``lines`` say what happened from ``run`` on; ``figures`` may be empty where they would give one student away."""

    run: ReportRun
    lines: tuple[str, ...]
    figures: tuple[Moved, ...]

    @property
    def is_same(self) -> bool:
        """Whether none of the figures is another one, for all that happened."""
        return bool(self.figures) and all(
            not line.withheld and (line.before, line.proficient_before) == (line.after, line.proficient_after)
            for line in self.figures
        )


def since(opened: OpenedReport, earlier: ReportRun, later: ReportRun) -> Since:
    """Both runs with their figures; as this reader may know it."""
    lines = changes_between(opened, earlier, later)
    return Since(earlier, lines, moved(_side(opened, earlier), _side(opened, later)) if lines else ())


def _side(opened: OpenedReport, run: ReportRun) -> Side:
    stored = None if opened.reader.is_inside else queries.students_of_run(run)
    if run == opened.run and opened.view is not None:
        view = opened.view
    else:
        figures = without_items(run.figures)
        view = view_of(figures, classes_of(figures, opened.reader))
    return side(run.figures, (view.total, *view.skills), stored)


def without_items(figures: dict[str, Any]) -> dict[str, Any]:
    """Most of a run's figures are about items; what is compared here is not."""
    return {**figures, "items": [], "report": {**figures["report"], "items": []}}
