"""A goal is about all students: a re-check of a few moves these few, and the others stay where they were."""

from assessments.actions import NewPaper, make_recheck, save_results
from assessments.actions.locking import lock_cfa
from assessments.models import Assessment, ChangeKind, Item, ResultStatus
from assessments.tasks import compute_report, request_run
from goals.models import EvidencePoint
from tests.rooms.assessments.papers import FULL, paper, save
from tests.rooms.goals.test_smart_goals import counted, page, set_goal  # noqa: F401  (a fixture)
from tests.world import World, url

NOTHING_RIGHT = (0, 0, 0, 0, 0)


def recheck_of(world: World, right: int, wrong: int, classes: int = 4) -> Assessment:
    """Taken by so many of those who were not proficient the first time, two of each class, in the order of classes."""
    with world.inside():
        again = make_recheck(
            actor=world.alice.staff, assessment=world.cfa, title="Again", opens_on=world.today, closes_on=world.today
        )
        Item.objects.filter(version=again.current_version_id).exclude(options="").update(key="A")
        again = lock_cfa(actor=world.alice.staff, assessment=again)
        asked = [(place, n) for n in (1, 2) for place in range(classes)][: right + wrong]
        papers = [
            NewPaper(
                student_id=world.students[place][n].pk,
                section_id=world.sections[place].pk,
                status=ResultStatus.SCORED,
                cells=FULL if number < right else NOTHING_RIGHT,
                answers=("",) * 5,
                based_on=0,
            )
            for number, (place, n) in enumerate(asked)
        ]
        save_results(actor=world.alice.staff, assessment=again, papers=papers, kind=ChangeKind.ENTRY, today=world.today)
    compute_report(district_id=world.harbor.pk, assessment_id=again.pk)
    return again


def points(world: World) -> list[tuple[int, int]]:
    with world.inside():
        return list(EvidencePoint.objects.order_by("on", "pk").values_list("y", "n"))


def test_who_was_asked_again_counts_anew_and_the_others_as_before(counted: World) -> None:  # noqa: F811
    """Four of twelve had it; of the other eight five take the re-check and four of them have it now."""
    goal = set_goal(counted)
    recheck_of(counted, right=4, wrong=1)
    assert points(counted) == [(8, 12)]
    assert "8 of 12" in page(counted.alice, url("goals:goal", goal))


def test_a_goal_set_afterwards_starts_with_the_same_point(counted: World) -> None:  # noqa: F811
    recheck_of(counted, right=4, wrong=1)
    with counted.inside():
        run = counted.cfa.runs.get()
    set_goal(counted, baseline=f"{run.pk}-{counted.ratios.pk}")
    assert points(counted) == [(8, 12)]


def test_a_correction_of_the_first_test_reaches_the_point(counted: World) -> None:  # noqa: F811
    set_goal(counted)
    recheck_of(counted, right=4, wrong=1)
    with counted.inside():
        save(counted, paper(counted, 0, 0, NOTHING_RIGHT, based_on=1))
        request_run(assessment=counted.cfa, actor=counted.alice.staff)
    compute_report(district_id=counted.harbor.pk, assessment_id=counted.cfa.pk)
    assert points(counted) == [(7, 12)]


def test_what_one_teacher_s_class_alone_took_again_is_no_point(counted: World) -> None:  # noqa: F811
    """The difference would be that colleague's result."""
    set_goal(counted)
    recheck_of(counted, right=1, wrong=1, classes=1)
    assert points(counted) == []
