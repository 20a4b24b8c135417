"""Where a card or a plan comes from."""

from dataclasses import dataclass

from assessments.models import Assessment, ReportRun, Standard


@dataclass(frozen=True)
class Source:
    """The CFA, the newest run its reader saw, the skill."""

    assessment: Assessment
    run: ReportRun | None
    standard: Standard
