"""What a team compares makes a further run of each of its reports; who sees it does not."""

from typing import Any

import pytest

from assessments.models import ReportRun
from assessments.tasks import compute_report
from teams.actions import decide_sharing
from teams.models import Team
from tests.world import World, enter_results

BEGIN: dict[str, Any] = {
    "disclosure": "blind",
    "below_rest": "own",
    "principal_sees": "totals",
    "headline": "mean",
    "min_diff": 10,
}


def runs(world: World) -> list[tuple[int, str, Any, Any]]:
    compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
    with world.inside():
        found = ReportRun.objects.order_by("number")
        return [(run.number, run.state, run.settings.get("headline"), run.settings.get("min_diff")) for run in found]


def decide(world: World, **other: Any) -> None:
    with world.inside():
        decide_sharing(actor=world.alice.staff, team=Team.objects.get(pk=world.team.pk), **{**BEGIN, **other})


@pytest.mark.parametrize("other", [{"headline": "proficient"}, {"min_diff": 15}])
def test_what_is_compared_is_computed_anew_and_stored_with_the_run(world: World, other: dict[str, Any]) -> None:
    enter_results(world)
    first = runs(world)
    assert first == [(1, "done", "mean", 0.1)]
    decide(world, **other)
    headline, points = other.get("headline", "mean"), other.get("min_diff", 10)
    assert runs(world) == [*first, (2, "done", headline, points / 100)]
    with world.inside():
        one, two = ReportRun.objects.order_by("number")
        assert one.inputs_digest != two.inputs_digest
        assert one.data_version == two.data_version


def test_who_sees_it_needs_no_further_run(world: World) -> None:
    enter_results(world)
    first = runs(world)
    decide(world, disclosure="named", below_rest="team", principal_sees="classes")
    assert runs(world) == first


def test_a_cfa_without_a_report_gets_none_from_a_decision(world: World) -> None:
    decide(world, min_diff=15)
    assert runs(world) == []
