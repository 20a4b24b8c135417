"""docs/upload-formats.md says what the profiles say, kind by kind, and the limits that are kept."""

from pathlib import Path

from assessments.importing import PROFILES
from assessments.importing.limits import MAX_BYTES, MAX_CELL_LENGTH, MAX_COLUMNS, MAX_ROWS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "upload-formats.md").read_text(encoding="utf-8")


def test_the_table_of_kinds_is_that_of_the_profiles() -> None:
    lines = PAGE.partition("<!-- kinds:")[2].partition("<!-- end of kinds -->")[0].splitlines()[1:]
    assert lines == [
        "| kind of file | read | dropped | asked |",
        "|---|---|---|---|",
        *(f"| {kind.words} | {kind.reads} | {kind.drops} | {kind.asks} |" for kind in PROFILES.values()),
    ]


def test_the_limits_are_those_that_are_kept() -> None:
    said = " ".join(PAGE.split())
    assert (
        f"The most we read is {MAX_BYTES // 1024 // 1024} MB, {MAX_ROWS:,} rows, {MAX_COLUMNS:,} columns, "
        f"six million values and {MAX_CELL_LENGTH:,} characters in a cell." in said
    )
