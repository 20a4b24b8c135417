"""Who tried a card: before and after of the class, in the reports' own figures, for whom the consent is."""

import datetime
import html
import pickle
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from assessments.actions import NewPaper, save_results
from assessments.models import Assessment, ChangeKind
from assessments.stats.growth import gain
from assessments.tasks import compute_report
from goals.actions import CardWords, Source, TrialFacts, record_trial, write_card
from goals.models import Reach, Showing, StrategyCard, Trial
from goals.queries.evidence import SkillTest, around
from plc.schools.models import AuditEntry
from tests.cast import Person
from tests.rooms.assessments.papers import FULL, HALF, paper, save
from tests.rooms.goals.test_tracker import later_cfa
from tests.world import DAY, World, more_students, sign_in, url

LOW = (0, 0, 0, 100, 0)


@pytest.fixture(scope="module")
def _made(standing_world: bytes, django_db_blocker: Any) -> Iterator[tuple[World, StrategyCard]]:
    """Four classes of fifteen with a CFA and its re-check; Bob wrote a card between the two."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = more_students(pickle.loads(standing_world), 12)  # noqa: S301  (our own, from a moment ago)
        with made.inside():
            Assessment.objects.filter(pk=made.cfa.pk).update(
                opens_on=made.today - 40 * DAY, closes_on=made.today - 36 * DAY
            )
            save(made, *(paper(made, p, n, (LOW, HALF, FULL)[n % 3]) for p in range(4) for n in range(15)))
            compute_report(district_id=made.harbor.pk, assessment_id=made.cfa.pk)
            again = later_cfa(made, days_ago=3, asks=(made.ratios,) * 4, title="Unit 3 again")
            Assessment.objects.filter(pk=again.pk).update(recheck_of=made.cfa)
            again.refresh_from_db()
            _give_again(made, again)
            compute_report(district_id=made.harbor.pk, assessment_id=again.pk)
            card = write_card(
                actor=made.bob.staff,
                source=Source(made.cfa, None, made.ratios),
                section=made.sections[1],
                words=CardWords("Lines first", "Unit rates", "Draw lines.", "", names_class=False),
                is_shared=True,
            )
        yield made, card
        transaction.set_rollback(True)


def _give_again(made: World, again: Assessment) -> None:
    """Alice's class does better, all others about as before; one of hers is absent."""
    done = {0: (100, 100, 0, 100), 1: (100, 100, 100, 100), 2: (100, 100, 100, 0)}
    as_before = {0: (0, 0, 0, 0), 1: (100, 0, 100, 0), 2: (100, 100, 100, 100)}
    papers = []
    for p in range(4):
        for n in range(15):
            is_away = p == 0 and n == 14
            cells = (-1,) * 4 if is_away else (done if p == 0 else as_before)[n % 3]
            status = "absent" if is_away else "scored"
            papers.append(NewPaper(made.students[p][n].pk, made.sections[p].pk, status, cells, ("",) * 4, 0))
    save_results(actor=made.alice.staff, assessment=again, papers=papers, kind=ChangeKind.ENTRY, today=made.today)


@pytest.fixture
def team(world: World, _made: tuple[World, StrategyCard]) -> Iterator[World]:
    with transaction.atomic():
        yield _made[0]
        transaction.set_rollback(True)


@pytest.fixture
def card(_made: tuple[World, StrategyCard]) -> StrategyCard:
    return _made[1]


def tried(world: World, card: StrategyCard, person: Person, place: int, shows: str, *, ago: int = 20) -> Trial:
    with world.inside():
        facts = TrialFacts(
            section=world.sections[place],
            team=world.team,
            standard=world.ratios,
            starts_on=world.today - ago * DAY,
            ends_on=world.today - 10 * DAY,
            note="They drew before they spoke.",
            shows=shows,
        )
        return record_trial(actor=person.staff, card=card, facts=facts, today=world.today)


def page(person: Person, address: str) -> str:
    answer = sign_in(Client(), person).get(address)
    assert answer.status_code == 200, answer.status_code
    main = html.unescape(answer.content.decode()).partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).replace("\u00a0", " ")


def of_card(person: Person, card: StrategyCard) -> str:
    return page(person, url("goals:strategy", card))


class TestBeforeAndAfter:
    def test_are_the_matched_students_with_the_library_s_interval(self, team: World, card: StrategyCard) -> None:
        """Fourteen of Alice's fifteen took both: the paired t interval of their own gains, as in section 13."""
        tried(team, card, team.alice, 0, Showing.ALONE)
        before = [(0.0, 0.5, 1.0)[n % 3] for n in range(14)]
        after = [(0.75, 1.0, 0.75)[n % 3] for n in range(14)]
        known = gain(before, after)
        assert known.mean_gain is not None and known.ci_low is not None and known.ci_high is not None
        low, high = (round(100 * limit) for limit in (known.ci_low, known.ci_high))
        said = of_card(team.alice, card)
        assert f"Before {round(100 * sum(before) / 14)} %" in said and f"After {round(100 * sum(after) / 14)} %" in said
        assert f"went up by about {round(100 * known.mean_gain)} points, easily anywhere from {low} to {high}." in said
        assert "14 students took both tests, 1 only one of them." in said

    def test_a_change_that_cannot_be_told_says_so(self, team: World, card: StrategyCard) -> None:
        tried(team, card, team.charlie, 2, Showing.ALONE)
        said = of_card(team.charlie, card)
        assert "every student changed by the same 0 points" in said or "can’t tell whether the class changed" in said
        assert "went up" not in said

    def test_says_what_it_does_not_say(self, team: World, card: StrategyCard) -> None:
        tried(team, card, team.alice, 0, Showing.ALONE)
        assert "not why. Newest first, never by result." in of_card(team.alice, card)

    def test_before_the_next_test_there_is_only_the_one_before(self, team: World, card: StrategyCard) -> None:
        with team.inside():
            Assessment.objects.filter(title="Unit 3 again").update(locked_at=None)
        tried(team, card, team.alice, 0, Showing.ALONE)
        assert "The next CFA that asks for Unit rates will show what changed since Unit 3" in of_card(team.alice, card)

    def test_without_a_test_before_it_there_is_nothing_to_compare(self, team: World, card: StrategyCard) -> None:
        tried(team, card, team.alice, 0, Showing.ALONE, ago=90)
        assert "there is nothing to compare with" in of_card(team.alice, card)

    def test_follows_a_report_that_was_computed_anew(self, team: World, card: StrategyCard) -> None:
        tried(team, card, team.alice, 0, Showing.ALONE)
        with team.inside():
            again = Assessment.objects.get(title="Unit 3 again")
            late = NewPaper(team.students[0][14].pk, team.sections[0].pk, "scored", (100,) * 4, ("",) * 4, 1)
            save_results(
                actor=team.alice.staff, assessment=again, papers=[late], kind=ChangeKind.ENTRY, today=team.today
            )
            compute_report(district_id=team.harbor.pk, assessment_id=again.pk)
        assert "15 students took both tests" in of_card(team.alice, card)


class TestWhichTests:
    """Of tests in the order of their days, each five days long, by the day they begin."""

    START = datetime.date(2026, 10, 1)

    def given(self, *begins: int, recheck: dict[int, int] | None = None) -> list[SkillTest]:
        rechecked = recheck or {}
        return [
            SkillTest(day, f"CFA {day}", self.START + day * DAY, self.START + (day + 4) * DAY, rechecked.get(day))
            for day in begins
        ]

    def chosen(self, tests: list[SkillTest], starts: int, ends: int | None) -> tuple[int | None, int | None]:
        trial = Trial(starts_on=self.START + starts * DAY, ends_on=None if ends is None else self.START + ends * DAY)
        before, after = around(trial, tests)
        return before and before.id, after and after.id

    def test_the_last_one_begun_before_and_the_next_one_after(self) -> None:
        assert self.chosen(self.given(0, 10, 30, 50), 15, 25) == (10, 30)

    def test_the_re_check_of_the_one_before_goes_ahead_of_the_next(self) -> None:
        assert self.chosen(self.given(0, 10, 30, 50, recheck={50: 10, 30: 0}), 15, 25) == (10, 50)

    def test_a_test_that_was_over_before_the_trial_ended_is_not_after_it(self) -> None:
        assert self.chosen(self.given(0, 20, 40), 10, 30) == (0, 40)

    def test_while_it_goes_on_the_first_test_since_its_start_counts(self) -> None:
        assert self.chosen(self.given(0, 20, 40), 10, None) == (0, 20)

    def test_one_test_is_never_both(self) -> None:
        assert self.chosen(self.given(10), 10, 12) == (10, None)
        assert self.chosen(self.given(10), 5, 12) == (None, 10)
        assert self.chosen([], 5, 12) == (None, None)


class TestWhoSeesTheClass:
    def test_alone_colleagues_read_that_it_was_tried_and_the_note(self, team: World, card: StrategyCard) -> None:
        tried(team, card, team.alice, 0, Showing.ALONE)
        said = of_card(team.charlie, card)
        assert "A colleague , " in said and "They drew before they spoke." in said
        for secret in (team.alice.name, "Period 1", "Before", "went up"):
            assert secret not in said

    def test_blind_colleagues_read_whole_percents_and_a_band(self, team: World, card: StrategyCard) -> None:
        tried(team, card, team.alice, 0, Showing.BLIND)
        said = of_card(team.charlie, card)
        assert "went up by about" in said and "10-19 students took both tests." in said
        for secret in (team.alice.name, "Period 1", "moved up", "only one of them"):
            assert secret not in said

    def test_named_colleagues_read_whose_class_it_is(self, team: World, card: StrategyCard) -> None:
        tried(team, card, team.alice, 0, Showing.NAMED)
        said = of_card(team.charlie, card)
        assert f"{team.alice.name} with Period 1" in said and "14 students took both tests." in said
        assert "moved up" not in said  # single students are for their own teacher

    def test_a_consent_is_taken_back_at_once(self, team: World, card: StrategyCard) -> None:
        trial = tried(team, card, team.alice, 0, Showing.NAMED)
        client = sign_in(Client(), team.alice)
        form = {
            "taught": f"{team.sections[0].pk}-{team.team.pk}",
            "standard": team.ratios.pk,
            "starts_on": trial.starts_on,
            "shows": "alone",
            "note": "",
        }
        assert client.post(url("goals:change_trial", trial), form).status_code == 302
        said = of_card(team.charlie, card)
        assert team.alice.name not in said and "Before" not in said

    def test_a_small_class_is_hidden_from_colleagues_whatever_it_consents(
        self, team: World, card: StrategyCard
    ) -> None:
        with team.inside():
            type(team.harbor).objects.filter(pk=team.harbor.pk).update(smallest_group=15)
        tried(team, card, team.alice, 0, Showing.NAMED)
        said = of_card(team.charlie, card)
        assert "Hidden to protect students: fewer than 15 in this group." in said and "went up" not in said
        assert "went up" in of_card(team.alice, card)

    def test_another_team_learns_only_that_there_was_somebody(self, team: World, card: StrategyCard) -> None:
        with team.inside():
            StrategyCard.objects.filter(pk=card.pk).update(reach=Reach.DISTRICT)
        tried(team, card, team.alice, 0, Showing.NAMED)
        for person in (team.erin, team.pilar, team.dana):
            said = of_card(person, card)
            assert "Tried with 1 class of other teams." in said
            for secret in (team.alice.name, "Period", "Before", "They drew", "Unit 3"):
                assert secret not in said

    def test_whoever_left_the_team_sees_no_class_of_it(self, team: World, card: StrategyCard) -> None:
        with team.inside():
            StrategyCard.objects.filter(pk=card.pk).update(reach=Reach.SCHOOL)
            team.team.members.filter(staff=team.charlie.staff).update(ends_on=team.today - DAY)
        tried(team, card, team.alice, 0, Showing.NAMED)
        assert team.alice.name not in of_card(team.charlie, card)

    def test_trials_stand_newest_first_whatever_came_out(self, team: World, card: StrategyCard) -> None:
        tried(team, card, team.alice, 0, Showing.NAMED, ago=30)
        tried(team, card, team.charlie, 2, Showing.NAMED, ago=15)
        said = of_card(team.bob, card)
        assert said.index("Period 3") < said.index("Period 1")


class TestWritingItDown:
    def form(self, world: World, place: int = 0, **said: Any) -> dict[str, Any]:
        start = world.today - 20 * DAY
        facts = {"taught": f"{world.sections[place].pk}-{world.team.pk}", "standard": world.ratios.pk}
        return {**facts, "starts_on": start, "shows": "blind", "note": "It took two lessons.", **said}

    def test_from_the_card_to_the_card(self, team: World, card: StrategyCard) -> None:
        client = sign_in(Client(), team.alice)
        assert client.post(url("goals:new_trial", card), self.form(team)).status_code == 302
        said = of_card(team.alice, card)
        assert "You with Period 1" in said and "It took two lessons." in said
        with team.inside():
            assert AuditEntry.objects.get(verb="try_strategy").note == ""

    def test_a_class_that_one_does_not_teach_is_no_choice(self, team: World, card: StrategyCard) -> None:
        answer = sign_in(Client(), team.alice).post(url("goals:new_trial", card), self.form(team, place=1))
        assert answer.status_code == 422
        with team.inside():
            assert not Trial.objects.exists()

    def test_the_same_class_from_the_same_day_is_there_once(self, team: World, card: StrategyCard) -> None:
        client = sign_in(Client(), team.alice)
        client.post(url("goals:new_trial", card), self.form(team))
        answer = client.post(url("goals:new_trial", card), self.form(team))
        assert answer.status_code == 422 and "already down as tried" in answer.content.decode()

    def test_an_end_before_the_start_says_so(self, team: World, card: StrategyCard) -> None:
        early = team.today - 25 * DAY
        answer = sign_in(Client(), team.alice).post(url("goals:new_trial", card), self.form(team, ends_on=early))
        assert answer.status_code == 422 and "It ends before it starts." in answer.content.decode()

    def test_what_is_still_to_come_was_not_tried(self, team: World, card: StrategyCard) -> None:
        ahead = self.form(team) | {"starts_on": team.today + DAY, "ends_on": ""}
        answer = sign_in(Client(), team.alice).post(url("goals:new_trial", card), ahead)
        said = answer.content.decode()
        assert answer.status_code == 422 and "is still to come." in said and "It took two lessons." in said

    def test_another_s_trial_is_not_there(self, team: World, card: StrategyCard) -> None:
        trial = tried(team, card, team.alice, 0, Showing.NAMED)
        for name in ("change_trial", "delete_trial"):
            assert sign_in(Client(), team.bob).post(url(f"goals:{name}", trial), self.form(team)).status_code == 404

    def test_it_is_deleted_by_who_wrote_it(self, team: World, card: StrategyCard) -> None:
        trial = tried(team, card, team.alice, 0, Showing.NAMED)
        sign_in(Client(), team.alice).post(url("goals:delete_trial", trial))
        with team.inside():
            assert not Trial.objects.exists()

    def test_a_card_that_a_colleague_tried_is_withdrawn_and_not_deleted(self, team: World, card: StrategyCard) -> None:
        tried(team, card, team.alice, 0, Showing.ALONE)
        answer = sign_in(Client(), team.bob).post(url("goals:delete_strategy", card))
        assert answer.status_code == 409 and "A colleague has written down" in answer.content.decode()
        with team.inside():
            assert Trial.objects.count() == 1
