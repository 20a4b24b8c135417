"""The reader's own students in a run, with their names: what the pages of one's class and of groups stand on."""

from assessments import queries
from assessments.disclosure.students import Roll, own_student_ids
from assessments.readers import OpenedReport


def own_roll(opened: OpenedReport) -> Roll | None:
    """None without a run, and for a run from before students were kept with it."""
    run, classes = opened.run, opened.classes
    stored = queries.students_of_run(run) if run else None
    if run is None or classes is None or not stored:
        return None
    return Roll(run.figures, stored, classes, queries.list_names(own_student_ids(stored, classes)))
