"""Harbor Valley, the district of the demo, and Pine Ridge, the one on the other side of the fence."""

from goals.demo.papers import (
    FORCES_AND_MOTION,
    PERCENT_PROBLEMS,
    PROPORTIONAL_RELATIONSHIPS,
    PROPORTIONAL_RELATIONSHIPS_AGAIN,
    SCIENCE,
    SHORT_STORY,
    SIGNED_NUMBERS,
    STANDARDS,
    UNIT_RATES,
)
from goals.demo.records import CfaPlan, CoursePlan, DistrictPlan, PersonPlan, SectionPlan, TeamPlan
from plc.schools.models import Role
from teams.models import Disclosure

TIDEWATER, BAYVIEW, PINE_SCHOOL = "Tidewater Middle School", "Bayview Middle School", "Pine Ridge School"
MAYA, DANIEL, HANNAH, THEO = "Maya Okafor", "Daniel Reyes", "Hannah Lindqvist", "Theo Marchetti"
CARLA, OWEN, LATOYA, PRIYA = "Carla Jiménez", "Owen Fitzgerald", "Latoya Brooks", "Priya Raman"
ANDERS, MEILING, RAFAEL, SOFIA = "Anders Holm", "Mei-Ling Chu", "Rafael Duarte", "Sofia D'Angelo"
NORA, IRENE = "Nora Blackwell", "Irene Vasquez"


def _classes(
    course: str,
    school: str,
    cohort: str,
    rows: tuple[tuple[str, str, int], ...],
    co_teachers: dict[str, str] | None = None,
) -> tuple[SectionPlan, ...]:
    """Sections of one course from (name, lead, size)."""
    return tuple(
        SectionPlan(
            f"{course}-{number:02d}", name, course, school, cohort, size, lead, (co_teachers or {}).get(name, "")
        )
        for number, (name, lead, size) in enumerate(rows, start=1)
    )


HARBOR_VALLEY = DistrictPlan(
    name="Harbor Valley",
    slug="harbor-valley",
    schools=(TIDEWATER, BAYVIEW),
    people=(
        PersonPlan("Ruth Castellano", Role.DISTRICT_ADMIN),
        PersonPlan("Samuel Whitfield", Role.PRINCIPAL, TIDEWATER),
        PersonPlan("Grace Nakamura", Role.PRINCIPAL, BAYVIEW),
        *(
            PersonPlan(name, Role.TEACHER, TIDEWATER)
            for name in (MAYA, DANIEL, HANNAH, THEO, CARLA, OWEN, LATOYA, PRIYA, IRENE)
        ),
        *(PersonPlan(name, Role.TEACHER, BAYVIEW) for name in (ANDERS, MEILING, RAFAEL, SOFIA)),
    ),
    standards=STANDARDS,
    courses=(
        CoursePlan("MATH7", "Mathematics 7"),
        CoursePlan("MATH8", "Mathematics 8"),
        CoursePlan("ENG7", "English 7"),
        CoursePlan("SCI7", "Science 7"),
        CoursePlan("SCI8", "Science 8"),
    ),
    sections=(
        *_classes(
            "MATH7", TIDEWATER, "Tidewater grade 7",
            (
                ("Period 1", MAYA, 26), ("Period 2", DANIEL, 25), ("Period 3", MAYA, 24),
                ("Period 4", HANNAH, 27), ("Period 5", DANIEL, 25), ("Period 6", THEO, 23),
            ),
            {"Period 2": PRIYA},
        ),
        *_classes(
            "ENG7", TIDEWATER, "Tidewater grade 7",
            (
                ("Block A", CARLA, 25), ("Block B", OWEN, 26), ("Block C", LATOYA, 24),
                ("Block D", CARLA, 25), ("Block E", OWEN, 24), ("Block F", LATOYA, 26),
            ),
        ),
        *_classes(
            "MATH8", TIDEWATER, "Tidewater grade 8",
            (
                ("Period 1", HANNAH, 26), ("Period 2", THEO, 26), ("Period 4", THEO, 26),
                ("Period 5", MAYA, 26), ("Period 6", HANNAH, 26),
            ),
        ),
        *_classes(
            "SCI8", BAYVIEW, "Bayview grade 8",
            (
                ("Period 1", ANDERS, 27), ("Period 2", MEILING, 26), ("Period 3", ANDERS, 26),
                ("Period 4", MEILING, 27), ("Period 5", RAFAEL, 26), ("Period 6", SOFIA, 26),
                ("Period 7", RAFAEL, 7), ("Period 8", SOFIA, 25),
            ),
        ),
        *_classes(
            "SCI7", BAYVIEW, "Bayview grade 7",
            (
                ("Period 2", ANDERS, 26), ("Period 5", ANDERS, 26), ("Period 6", MEILING, 26),
                ("Period 1", SOFIA, 26), ("Period 3", SOFIA, 26),
            ),
        ),
    ),
    teams=(
        TeamPlan("Grade 7 Math", TIDEWATER, "MATH7", (MAYA, DANIEL, HANNAH, THEO), Disclosure.BLIND),
        TeamPlan("Grade 7 English", TIDEWATER, "ENG7", (CARLA, OWEN, LATOYA), Disclosure.BLIND),
        TeamPlan("Grade 8 Science", BAYVIEW, "SCI8", (ANDERS, MEILING, RAFAEL, SOFIA), Disclosure.NAMED),
    ),
    cfas=(
        CfaPlan(
            "Unit 3: Proportional relationships", "Grade 7 Math", PROPORTIONAL_RELATIONSHIPS, weeks_ago=3,
            strengths={"MATH7-04": {"7.RP.A.2": 1.7}},
        ),
        CfaPlan(
            "Unit 3 re-check", "Grade 7 Math", PROPORTIONAL_RELATIONSHIPS_AGAIN, weeks_ago=1,
            strengths={"MATH7-04": {"7.RP.A.2": 1.0}}, recheck_of="Unit 3: Proportional relationships", learned=0.45,
        ),
        CfaPlan("Unit 4: Percent problems", "Grade 7 Math", PERCENT_PROBLEMS, weeks_ago=None),
        CfaPlan("Reading a short story", "Grade 7 English", SHORT_STORY, weeks_ago=2),
        CfaPlan("Forces and motion", "Grade 8 Science", FORCES_AND_MOTION, weeks_ago=3),
        CfaPlan("Unit 1: Signed numbers", "Grade 7 Math", SIGNED_NUMBERS, weeks_ago=6),
        CfaPlan("Unit 2: Unit rates", "Grade 7 Math", UNIT_RATES, weeks_ago=5),
    ),
    moves=(("MATH7-01", "MATH7-04"), ("MATH7-06", "MATH7-03"), ("SCI8-02", "SCI8-05")),
    leavers=("MATH7-05", "SCI8-03"),
    arrivals=("MATH7-02",),
)  # fmt: skip

PINE_RIDGE = DistrictPlan(
    name="Pine Ridge",
    slug="pine-ridge",
    schools=(PINE_SCHOOL,),
    people=(
        PersonPlan("Walter Sutton", Role.DISTRICT_ADMIN, home="pine-ridge"),
        PersonPlan("Ellen Marsh", Role.PRINCIPAL, PINE_SCHOOL, home="pine-ridge"),
        PersonPlan(NORA, Role.TEACHER, PINE_SCHOOL, home="pine-ridge"),
        PersonPlan(RAFAEL, Role.TEACHER, PINE_SCHOOL),  # comes over from Harbor Valley, with the sign-in he has there
    ),
    standards=tuple(standard for standard in STANDARDS if standard.framework == SCIENCE),
    courses=(CoursePlan("SCI8", "Science 8"),),
    sections=_classes(
        "SCI8",
        PINE_SCHOOL,
        "Pine Ridge grade 8",
        (("Period 1", NORA, 21), ("Period 2", NORA, 20), ("Period 3", RAFAEL, 19)),
    ),
    teams=(TeamPlan("Middle School Science", PINE_SCHOOL, "SCI8", (NORA, RAFAEL), Disclosure.BLIND),),
    cfas=(CfaPlan("Forces and motion", "Middle School Science", FORCES_AND_MOTION, weeks_ago=2),),
)

DISTRICTS = (HARBOR_VALLEY, PINE_RIDGE)
