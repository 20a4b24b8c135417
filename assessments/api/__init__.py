"""What programs and the score grid ask for, as JSON; never more than the person asking may see on a page."""

from assessments.api.grid import papers, papers_settled
from assessments.api.reports import report

__all__ = ["papers", "papers_settled", "report"]
