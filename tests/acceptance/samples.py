"""The real files the acceptance tests read in place, and why a test is skipped where they are not at hand."""

import csv
from pathlib import Path

import pytest

from tests.acceptance.ground import PaperItem, Seats

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "samples"
MATURA = SAMPLES / "statistics" / "team_czmatura"
TIMSS = SAMPLES / "item-responses" / "timss2011-g4-austria-subset"
TIMSS_REFERENCE = SAMPLES / "item-responses" / "_reference-statistics" / "timss_austria_subset_school_by_domain.csv"


def needs(*places: Path) -> pytest.MarkDecorator:
    missing = [place.name for place in places if not place.exists()]
    return pytest.mark.skipif(bool(missing), reason=f"no sample data at hand: {', '.join(missing)}")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def matura_items() -> list[PaperItem]:
    return [
        PaperItem(row["item"], row["max_points"], tuple(row["standards"].split(";")), row["key"], row["options"])
        for row in rows_of(MATURA / "items.csv")
    ]


def matura_seats() -> list[Seats]:
    """Six sections in the order of their names, as the expected figures have them."""
    seated: dict[str, list[str]] = {}
    for row in rows_of(MATURA / "scores.csv"):
        seated.setdefault(row["section"], []).append(row["student"])
    return [Seats(section, "Gymnasium", tuple(students)) for section, students in sorted(seated.items())]


def timss_items() -> list[PaperItem]:
    """47 items of one point; every domain an item belongs to is a standard."""
    return [
        PaperItem(row["item"], standards=tuple(domain for domain in row if row[domain] == "1"))
        for row in rows_of(TIMSS / "item_domains.csv")
    ]


def timss_seats() -> list[Seats]:
    """Classes as sections of their schools."""
    seated: dict[tuple[str, str], list[str]] = {}
    for row in rows_of(TIMSS / "responses.csv"):
        seated.setdefault((row["IDCLASS"], row["IDSCHOOL"]), []).append(row["IDSTUD"])
    return [Seats(section, school, tuple(students)) for (section, school), students in seated.items()]
