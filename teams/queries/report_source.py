"""Where a meeting's report comes from. Teams know no reports: the room that does says here what a meeting can open."""

from collections.abc import Callable
from dataclasses import dataclass

from plc.schools.access import Viewer
from teams.models import Team


@dataclass(frozen=True)
class ReportChoice:
    """A CFA of a team, to choose when planning."""

    report_id: int
    title: str


@dataclass(frozen=True)
class ReportSource:
    """``parts``: the parts' names as addresses know them, with what people call them. ``of_team``: the CFAs this person
    may choose from. ``link``: the address of one part for this person, or None where it is closed to them or not there.
    """

    parts: tuple[tuple[str, str], ...]
    of_team: Callable[[Viewer, Team], list[ReportChoice]]
    link: Callable[[Viewer, int, str], str | None]


_sources: list[ReportSource] = []


def offer_reports(source: ReportSource) -> None:
    """Called once, when the room of reports is ready."""
    _sources[:] = [source]


def report_parts() -> tuple[tuple[str, str], ...]:
    return _sources[0].parts if _sources else ()


def part_label(part: str) -> str:
    return dict(report_parts()).get(part, "Report")


def reports_for(viewer: Viewer, team: Team) -> list[ReportChoice]:
    return _sources[0].of_team(viewer, team) if _sources else []


def report_link(viewer: Viewer, report_id: int | None, part: str) -> str | None:
    """The address of this part of the report, as far as this person may open it."""
    return _sources[0].link(viewer, report_id, part) if _sources and report_id is not None else None
