"""Which column of a table means what: guessed once, then confirmed or changed by a person."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final, Literal, get_args

from assessments.importing.special_rows import SkippedRow

EmptyMeans = Literal["unchanged", "blank", "not_reached", "not_given"]
Holds = Literal["points", "answers", "mixed"]
AttemptRule = Literal["first", "last", "best", "ask"]
EMPTY_MEANINGS: Final[tuple[EmptyMeans, ...]] = get_args(EmptyMeans)
HOLDINGS: Final[tuple[Holds, ...]] = get_args(Holds)
ATTEMPT_RULES: Final[tuple[AttemptRule, ...]] = get_args(AttemptRule)
GENERIC: Final = "generic"


@dataclass(frozen=True, slots=True)
class ItemColumn:
    """A column (from 0) with the entries of one item (position from 1).

    ``holds`` says how to read a letter that is both an option and a code (``B``, ``N``, ``X``): in a column of
    ``points`` it is the code, in a column of ``answers`` the answer, and in a ``mixed`` one nobody can tell, so the
    cell is asked about.
    """

    column: int
    position: int
    holds: Holds = "points"


@dataclass(frozen=True, slots=True)
class MappingProblem:
    """What a person should look at before the plan; one that ``stops`` must be settled first."""

    kind: str
    sentence: str
    remedy: str
    columns: tuple[str, ...] = ()
    stops: bool = False


@dataclass(frozen=True, slots=True)
class VersionItems:
    """A key version whose rows are taken, and which item each column is there: ``((column, position), …)``.

    Without any the columns mean what ``item_columns`` says. Question 1 of one version need not be question 1 of
    another, so no version is taken unless its name is here.
    """

    version: str
    positions: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """Columns counted from 0, None for "no such column". Names are for showing only, never for matching.

    ``profile`` names the kind of file. Of several rows of one student ``attempt_rule`` takes one, in the order of
    ``attempt_column`` or else of the file; "ask" takes none of them. With a ``version_column`` only the rows of
    ``versions`` are taken, and the others are held.
    """

    student_column: int | None
    name_columns: tuple[int, ...]
    section_column: int | None
    status_column: int | None
    item_columns: tuple[ItemColumn, ...]
    empty_means: EmptyMeans = "unchanged"
    skipped_rows: tuple[SkippedRow, ...] = ()
    ignored_columns: tuple[int, ...] = ()
    problems: tuple[MappingProblem, ...] = field(default=())
    profile: str = GENERIC
    attempt_column: int | None = None
    attempt_rule: AttemptRule = "ask"
    version_column: int | None = None
    versions: tuple[VersionItems, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether a plan can be made from it as it stands."""
        return not any(problem.stops for problem in self.problems)

    @property
    def position_of_column(self) -> dict[int, int]:
        """``{column: item position}``."""
        return {item.column: item.position for item in self.item_columns}

    @property
    def taken_versions(self) -> dict[str, "Mapping"]:
        """The mapping for the rows of each key version that is taken; that of ``""`` where there are no versions."""
        if self.version_column is None:
            return {"": self}
        holds = {item.column: item.holds for item in self.item_columns}
        return {
            taken.version: replace(
                self,
                item_columns=tuple(ItemColumn(c, p, holds.get(c, "points")) for c, p in sorted(taken.positions)),
            )
            if taken.positions
            else self
            for taken in self.versions
        }

    def version_of(self, cells: Sequence[str]) -> str:
        """The key version a row is of; ``""`` where there are no versions."""
        column = self.version_column
        return cells[column] if column is not None and column < len(cells) else ""

    def to_json(self) -> str:
        """Canonical JSON; ``from_json`` gives an equal mapping back."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Mapping":
        """The mapping ``to_json`` wrote; raises ValueError, KeyError or TypeError for anything else."""
        facts: dict[str, Any] = json.loads(text)
        problems = [{**problem, "columns": tuple(problem["columns"])} for problem in facts["problems"]]
        return cls(
            student_column=facts["student_column"],
            name_columns=tuple(facts["name_columns"]),
            section_column=facts["section_column"],
            status_column=facts["status_column"],
            item_columns=tuple(ItemColumn(**column) for column in facts["item_columns"]),
            empty_means=facts["empty_means"],
            skipped_rows=tuple(SkippedRow(**row) for row in facts["skipped_rows"]),
            ignored_columns=tuple(facts["ignored_columns"]),
            problems=tuple(MappingProblem(**problem) for problem in problems),
            profile=facts.get("profile", GENERIC),
            attempt_column=facts.get("attempt_column"),
            attempt_rule=facts.get("attempt_rule", "ask"),
            version_column=facts.get("version_column"),
            versions=tuple(_version_items(items) for items in facts.get("versions", ())),
        )


def _version_items(facts: dict[str, Any]) -> VersionItems:
    return VersionItems(facts["version"], tuple((column, position) for column, position in facts["positions"]))
