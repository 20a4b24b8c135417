"""The first team's groups across classes: a plan that is finished, with its re-check, and one just proposed."""

import datetime
import itertools
from collections.abc import Sequence
from typing import Final

from assessments import queries
from assessments.models import Assessment, Standard
from assessments.tasks import compute_report
from goals.actions import PlanFacts, Source, make_plan, settle_plan
from goals.actions.group_classes import choose_way
from goals.actions.group_days import GroupFacts, WeeklyTime, add_session, change_group, record_session
from goals.actions.group_making import agree_on_groups, form_groups
from goals.actions.group_outcomes import Decided, decide_outcomes
from goals.demo.calendar import DAY
from goals.demo.plans import DANIEL, HANNAH, IRENE, MAYA, THEO
from goals.demo.written import House
from goals.disclosure.pool import pool_of, proposed_groups, standings_of
from goals.models import (
    Audience,
    GroupKind,
    GroupMember,
    Outcome,
    Presence,
    ResponseGroup,
    ResponsePlan,
    Way,
)
from plc.schools.models import StaffMember

TEAM, GIVEN, AGAIN = "Grade 7 Math", "Unit 3: Proportional relationships", "Unit 3 re-check"
FINISHED_ON, UNDER_WAY_ON = "7.RP.A.2", "7.RP.A.3"
TEACHES: Final = {"MATH7-01": MAYA, "MATH7-02": DANIEL, "MATH7-03": MAYA, "MATH7-04": HANNAH, "MATH7-05": DANIEL}
WHOLE: Final = "MATH7-05"
FRIDAY: Final = 5
AT: Final = (datetime.time(10, 10), datetime.time(13, 20))
ROOMS: Final = ("Room 112", "Room 108", "Library", "Room 115", "Room 121")
DONE: Final = (
    "Sorted graphs: through (0, 0) or not, and said why in pairs.",
    "From a table to a graph and back, with whiteboards.",
    "Two stories, one of them not in proportion. Who can say which, and how?",
)
OUTCOME = (
    "Half of the students have it now. Sorting graphs before writing any rule helped most; the table with a missing "
    "zero row is still hard, so the next unit begins with it."
)


def respond(house: House) -> None:
    """Only where that team is; through the actions that pages call, on the days on which it was."""
    if TEAM not in house.teams:
        return
    _finished(house)
    _proposed(house)


def _finished(house: House) -> None:
    staff, today = house.ground.staff, house.ground.calendar.today
    first = Assessment.objects.select_related("team", "team__school_year").get(team=house.teams[TEAM], title=GIVEN)
    again = Assessment.objects.get(team=house.teams[TEAM], title=AGAIN)
    begun = max(today - 13 * DAY, first.closes_on)
    what = "Three short lessons on graphs that go through (0, 0), across classes."
    plan = _plan(house, first, FINISHED_ON, PlanFacts(Audience.GROUP, what, staff[HANNAH], today - 8 * DAY), begun)
    for local_id, name in TEACHES.items():
        way = Way.WHOLE_CLASS if local_id == WHOLE else Way.POOL
        choose_way(actor=staff[name], plan=plan, section=house.sections[local_id], way=way, today=begun)
    days = _first_school_days(begun, len(DONE))
    weekly = [day.isoweekday() for day in days]
    groups = _form(house, plan, size=9, with_extension=False, teachers=(DANIEL, HANNAH), day=begun, weekly=weekly)
    agree_on_groups(actor=staff[HANNAH], plan=plan, today=begun)
    for place, group in enumerate(groups):
        _meet(group, days, AT[place % len(AT)])
    compute_report(district_id=again.district_id, assessment_id=again.pk)
    _decide(plan, staff[MAYA], again, today - DAY)
    run = queries.latest_run(again)
    settle_plan(actor=staff[HANNAH], plan=plan, done_on=today - DAY, outcome=OUTCOME, run=run)


def _proposed(house: House) -> None:
    """From the re-check's report; a teacher of no team is to take one of the groups."""
    staff, today = house.ground.staff, house.ground.calendar.today
    again = Assessment.objects.select_related("team", "team__school_year").get(team=house.teams[TEAM], title=AGAIN)
    what = "Bar models for percent problems with more than one step; four short lessons."
    facts = PlanFacts(Audience.GROUP, what, staff[MAYA], today + 12 * DAY)
    plan = _plan(house, again, UNDER_WAY_ON, facts, today)
    for local_id, name in (("MATH7-01", MAYA), ("MATH7-02", DANIEL), ("MATH7-06", THEO)):
        choose_way(actor=staff[name], plan=plan, section=house.sections[local_id], way=Way.POOL, today=today)
    groups = _form(house, plan, size=7, with_extension=True, teachers=(MAYA, DANIEL, IRENE), day=today)
    add_session(
        actor=staff[MAYA], group=groups[0], on=today + DAY, starts_at=datetime.time(15, 10), minutes=30, today=today
    )


def _plan(house: House, assessment: Assessment, code: str, facts: PlanFacts, day: datetime.date) -> ResponsePlan:
    source = Source(assessment, queries.latest_run(assessment), Standard.objects.get(code=code))
    return make_plan(actor=house.ground.staff[MAYA], source=source, facts=facts, today=day)


def _form(
    house: House,
    plan: ResponsePlan,
    *,
    size: int,
    with_extension: bool,
    teachers: tuple[str, ...],
    day: datetime.date,
    weekly: Sequence[int] = (),
) -> list[ResponseGroup]:
    """As the plan's page proposes them, with a teacher and a room each, on these days of each week, or on two."""
    run = queries.latest_run(plan.assessment)
    if run is None:
        return []
    standings = standings_of(run.figures, queries.students_of_run(run), plan.standard_id)
    released = list(plan.classes.filter(way=Way.POOL).order_by("pk").values_list("section_id", flat=True))
    staff = house.ground.staff
    proposed = proposed_groups(
        pool_of(standings, released, ()),
        size=size,
        with_extension=with_extension,
        teachers={staff[name].pk: () for name in teachers},
    )
    groups = form_groups(actor=staff[MAYA], plan=plan, proposed=proposed, today=day)
    by_id = {person.pk: person for person in staff.values()}
    for place, group in enumerate(groups):
        days = weekly or ((2, 4) if place < 2 else (1, 3))
        times = tuple(WeeklyTime(weekday, AT[place % len(AT)], 30) for weekday in days)
        last_day = max(plan.due_on, day)
        teacher = by_id.get(group.teacher_id or 0)
        facts = GroupFacts(group.name, teacher, ROOMS[place % len(ROOMS)], "", day, last_day, times)
        change_group(actor=staff[MAYA], group=group, facts=facts, today=day)
    return groups


def _first_school_days(day: datetime.date, count: int) -> list[datetime.date]:
    """The first so many from this day on that are no Saturday or Sunday."""
    coming = (day + number * DAY for number in itertools.count())
    return list(itertools.islice((each for each in coming if each.isoweekday() <= FRIDAY), count))


def _meet(group: ResponseGroup, days: Sequence[datetime.date], at: datetime.time) -> None:
    """On each of these days; the same few are away now and then."""
    if group.kind != GroupKind.GROUP or group.teacher is None:
        return
    students = list(group.members.order_by("pk").values_list("student_id", flat=True))
    for number, (day, done) in enumerate(zip(days, DONE, strict=True)):
        session = add_session(actor=group.teacher, group=group, on=day, starts_at=at, minutes=30, today=day + DAY)
        away = {students[(number * 3) % len(students)]: Presence.ABSENT}
        if number == 1:
            away[students[-1]] = Presence.EXCUSED
        states = {pk: away.get(pk, Presence.PRESENT) for pk in students}
        record_session(actor=group.teacher, session=session, done=done, states=states, today=day)


def _decide(plan: ResponsePlan, actor: StaffMember, again: Assessment, day: datetime.date) -> None:
    """By the re-check; whoever missed it goes on."""
    run = queries.latest_run(again)
    if run is None:
        return
    after = {
        standing.student_id: standing.band
        for standing in standings_of(run.figures, queries.students_of_run(run), plan.standard_id)
    }
    decided = {}
    for place in GroupMember.objects.filter(group__plan=plan, ends_on__isnull=True):
        has_it = after.get(place.student_id) in {"there", "ready"}
        decided[place.pk] = (
            Decided(Outcome.EXIT, "Reached the cut on the re-check.")
            if has_it
            else Decided(Outcome.CONTINUE, "Not at the cut yet.")
        )
    decide_outcomes(actor=actor, plan=plan, decided=decided, today=day)
