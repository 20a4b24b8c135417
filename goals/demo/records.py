"""What a demo district is made of, as plain records; ``plans`` fills them and ``build`` writes them."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from goals.demo.results import ItemPlan


@dataclass(frozen=True)
class PersonPlan:
    """A person of one district. The same e-mail address in two districts is one sign-in. ``school`` empty: district."""

    name: str
    role: str
    school: str = ""
    home: str = "harbor-valley"

    @property
    def email(self) -> str:
        plain = unicodedata.normalize("NFKD", self.name).encode("ascii", "ignore").decode()
        words = "".join(c for c in plain.lower() if c.isalnum() or c in " -").split()
        return f"{'.'.join(words)}@{self.home}.example"


@dataclass(frozen=True)
class StandardPlan:
    framework: str
    code: str
    short_name: str
    statement: str


@dataclass(frozen=True)
class CoursePlan:
    code: str
    name: str


@dataclass(frozen=True)
class SectionPlan:
    """A class of ``size`` students out of ``cohort``; the sections of one course share out the whole cohort."""

    local_id: str
    name: str
    course: str
    school: str
    cohort: str
    size: int
    lead: str
    co_teacher: str = ""


@dataclass(frozen=True)
class TeamPlan:
    """A team of one course. The facilitator comes first among the members."""

    name: str
    school: str
    course: str
    members: tuple[str, ...]
    disclosure: str

    @property
    def facilitator(self) -> str:
        return self.members[0]


@dataclass(frozen=True)
class CfaPlan:
    """A locked CFA of a team, given to the sections of its course. ``weeks_ago`` None: its window is open, no results.

    ``strengths`` holds, by section, what its students are better at: a shift in ability by standard. ``recheck_of`` is
    the title of the CFA whose targets this one asks again, after students have ``learned`` so much, in that unit.
    """

    title: str
    team: str
    items: tuple[ItemPlan, ...]
    weeks_ago: int | None
    strengths: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    recheck_of: str = ""
    learned: float = 0.0


@dataclass(frozen=True)
class DistrictPlan:
    """A whole district.

    ``moves``: (from, to) sections between which one student each changed lately; ``leavers`` and ``arrivals``: sections
    that a student has lately left for another district, or joined.
    """

    name: str
    slug: str
    schools: tuple[str, ...]
    people: tuple[PersonPlan, ...]
    standards: tuple[StandardPlan, ...]
    courses: tuple[CoursePlan, ...]
    sections: tuple[SectionPlan, ...]
    teams: tuple[TeamPlan, ...]
    cfas: tuple[CfaPlan, ...]
    moves: tuple[tuple[str, str], ...] = ()
    leavers: tuple[str, ...] = ()
    arrivals: tuple[str, ...] = ()

    @property
    def cohorts(self) -> dict[str, int]:
        """The size of each cohort; ``ValueError`` when the sections of one of its courses do not seat all of it."""
        by_course: dict[tuple[str, str], int] = {}
        for section in self.sections:
            place = (section.cohort, section.course)
            by_course[place] = by_course.get(place, 0) + section.size
        sizes: dict[str, int] = {}
        for (cohort, course), size in by_course.items():
            if sizes.setdefault(cohort, size) != size:
                raise ValueError(f"the sections of {course} do not seat all of {cohort}")
        return sizes
