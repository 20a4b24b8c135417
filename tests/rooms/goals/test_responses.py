"""Response plans: one reteach for a need that the classes share."""

from typing import Any

import pytest
from django.test import Client

from assessments.tasks import compute_report
from goals.models import ResponsePlan
from plc.schools.models import AuditEntry
from tests.cast import Person
from tests.pages import page
from tests.rooms.assessments.papers import paper, save
from tests.world import DAY, World, more_students, sign_in, url


@pytest.fixture
def needy(world: World) -> World:
    """Every class earns the same few points on percents."""
    made = more_students(world, 9)
    weak = ((100, 100, 0, 0, 100), (100, 100, 0, 100, 0), (100, 0, 0, 0, 0))
    with made.inside():
        save(made, *(paper(made, place, n, weak[n % 3]) for place in range(4) for n in range(12)))
    compute_report(district_id=made.harbor.pk, assessment_id=made.cfa.pk)
    return made


def new_plan(world: World) -> str:
    return url("goals:new_plan", world.cfa, world.percents)


def facts(world: World, owner: Person | None = None) -> dict[str, Any]:
    return {
        "audience": "class",
        "what": "Ten minutes of bar models each day.",
        "owner": (owner or world.bob).staff.pk,
        "due_on": (world.today + 7 * DAY).isoformat(),
    }


def planned(world: World) -> ResponsePlan:
    assert sign_in(Client(), world.alice).post(new_plan(world), facts(world)).status_code == 302
    with world.inside():
        return ResponsePlan.objects.select_related("run").get()


def test_a_shared_need_offers_one_reteach_to_every_member(needy: World) -> None:
    report = url("assessments:report", needy.cfa)
    for person in (needy.alice, needy.bob, needy.charlie):
        assert new_plan(needy) in page(person, report)
    assert "Plan one reteach" not in page(needy.pilar, report)


def test_a_plan_is_the_whole_team_s(needy: World) -> None:
    plan = planned(needy)
    assert (plan.made_by_id, plan.owner_id) == (needy.alice.staff.pk, needy.bob.staff.pk)
    assert plan.run is not None and plan.run.number == 1
    said = page(needy.charlie, url("goals:plans", needy.team))
    assert "Ten minutes of bar models each day." in said and needy.bob.staff.name in said
    changed = {**facts(needy), "what": "Bar models, twice a week."}
    assert sign_in(Client(), needy.charlie).post(url("goals:change_plan", plan), changed).status_code == 302
    assert "twice a week" in page(needy.alice, url("goals:plans", needy.team))


def test_it_is_done_once_and_can_be_opened_again(needy: World) -> None:
    plan, client = planned(needy), sign_in(Client(), needy.bob)
    for _ in range(2):
        client.post(url("goals:settle_plan", plan), {"done": "yes"})
    with needy.inside():
        assert ResponsePlan.objects.get().done_on == needy.today
        assert AuditEntry.objects.filter(verb="finish_response_plan").count() == 1
    client.post(url("goals:settle_plan", plan), {"done": "no"})
    with needy.inside():
        assert ResponsePlan.objects.get().done_on is None


def test_only_who_made_it_takes_it_back(needy: World) -> None:
    plan = planned(needy)
    refused = sign_in(Client(), needy.bob).post(url("goals:delete_plan", plan))
    assert refused.status_code == 409 and b"Only who made this plan takes it back." in refused.content
    assert sign_in(Client(), needy.alice).post(url("goals:delete_plan", plan)).status_code == 302
    with needy.inside():
        assert not ResponsePlan.objects.exists()


def test_its_owner_is_of_the_team(needy: World) -> None:
    answer = sign_in(Client(), needy.alice).post(new_plan(needy), facts(needy, needy.erin))
    assert answer.status_code == 422
    with needy.inside():
        assert not ResponsePlan.objects.exists()


def test_a_plan_can_be_changed_after_its_owner_has_left(needy: World) -> None:
    """The form asks for somebody who is there."""
    plan = planned(needy)
    with needy.inside():
        needy.team.members.filter(staff=needy.bob.staff).update(ends_on=needy.today - DAY)
    client = sign_in(Client(), needy.alice)
    assert client.post(url("goals:change_plan", plan), facts(needy)).status_code == 422
    assert client.post(url("goals:change_plan", plan), facts(needy, needy.charlie)).status_code == 302


def test_nobody_outside_the_team_has_a_door(needy: World) -> None:
    plan = planned(needy)
    for person in (needy.pilar, needy.dana, needy.erin, needy.quentin, needy.rita, needy.zoe):
        for address in (
            url("goals:plan", plan),
            url("goals:change_plan", plan),
            url("goals:plans", needy.team),
            new_plan(needy),
        ):
            assert sign_in(Client(), person).get(address).status_code == 404
        assert sign_in(Client(), person).post(url("goals:settle_plan", plan), {"done": "yes"}).status_code == 404


@pytest.mark.parametrize(
    ("days", "words"), [(-1, "is past."), (5000, "is after the team’s school year, which ends on")]
)
def test_its_day_is_one_that_the_team_will_see(needy: World, days: int, words: str) -> None:
    sent = {**facts(needy), "due_on": (needy.today + days * DAY).isoformat()}
    said = sign_in(Client(), needy.alice).post(new_plan(needy), sent)
    assert said.status_code == 422 and words in said.content.decode()
    plan = planned(needy)
    changed = sign_in(Client(), needy.bob).post(url("goals:change_plan", plan), sent)
    assert changed.status_code == 422 and words in changed.content.decode()


def test_the_words_of_one_past_its_day_can_still_be_changed(needy: World) -> None:
    plan = planned(needy)
    with needy.inside():
        ResponsePlan.objects.update(due_on=needy.today - DAY)
    sent = {**facts(needy), "due_on": (needy.today - DAY).isoformat(), "what": "Bar models, on Tuesday."}
    assert sign_in(Client(), needy.alice).post(url("goals:change_plan", plan), sent).status_code == 302


def test_a_button_pressed_again_plans_no_second_one_and_a_further_one_knows_the_first(needy: World) -> None:
    plan, client = planned(needy), sign_in(Client(), needy.bob)
    again = client.post(new_plan(needy), facts(needy))
    assert again.status_code == 422 and "Your team has this very plan" in again.content.decode()
    said = page(needy.bob, new_plan(needy))
    assert "Your team has 1 open plan for this skill." in said and url("goals:plan", plan) in said
    assert client.post(new_plan(needy), {**facts(needy), "what": "A number talk."}).status_code == 302


def test_a_year_that_is_over_is_finished_and_not_changed(needy: World) -> None:
    plan, client = planned(needy), sign_in(Client(), needy.alice)
    with needy.inside():
        type(needy.year).objects.filter(pk=needy.year.pk).update(ends_on=needy.today)
    for address in (url("goals:plan", plan), url("goals:plans", needy.team)):
        assert "Change the plan" not in page(needy.alice, address)
    refused = client.post(url("goals:change_plan", plan), {**facts(needy), "what": "Something else."})
    assert refused.status_code == 422 and "is over." in refused.content.decode()
    assert client.post(url("goals:settle_plan", plan), {"done": "yes"}).status_code == 302
    assert client.post(url("goals:settle_plan", plan), {"done": "no"}).status_code == 409
