"""Norms: from a sentence to everybody's yes, rated without names, reviewed twice a year."""

import datetime

import pytest
from django.db import connection
from django.test import Client

from plc.http.refusals import Refusal
from plc.schools.actions import end_role
from plc.schools.models import AuditEntry, Membership
from teams import actions
from teams.forms import MemberForm, NormForm, TeamForm
from teams.forms.drafting import EXAMPLES, is_negative
from teams.jobs import sweep_norms
from teams.models import Norm, NormPulse, NormRating, NormReview, NormState, NormVersion, TeamMember
from teams.queries import closed_pulses, norms_states, trends_of, version_in
from tests.cast import Person
from tests.world import DAY, World, sign_in, url

COMMITMENT = "We begin and end on time."
REASON = "I need a norm about phones."


def drafted(world: World, *sentences: str) -> NormVersion:
    draft = actions.begin_norms(actor=world.alice.staff, team=world.team)
    for sentence in sentences or (COMMITMENT,):
        actions.write_norm(actor=world.alice.staff, version=draft, commitment=sentence)
    return draft


def adopted(world: World, *sentences: str) -> NormVersion:
    version = drafted(world, *sentences)
    actions.propose_norms(actor=world.alice.staff, version=version)
    for person in (world.alice, world.bob, world.charlie):
        version = actions.answer_norms(actor=person.staff, version=version, is_yes=True)
    return version


def rate(world: World, *said: tuple[Person, int]) -> NormPulse | None:
    """The first norm of the adopted version, by each of these."""
    norm = Norm.objects.filter(version__state=NormState.ADOPTED).order_by("position")[0]
    pulse = None
    for person, rating in said:
        pulse = actions.rate_norms(actor=person.staff, team=world.team, ratings={norm.pk: rating})
    return pulse


def page(client: Client, person: Person, world: World) -> str:
    return sign_in(client, person).get(url("teams:norms", world.team)).content.decode()


class TestDrafting:
    def test_five_minutes_take_at_most_five_required_fields(self, world: World) -> None:
        """Forming a team and its first norm; what has a value already asks for nothing."""
        form = TeamForm.base_fields | NormForm.base_fields
        assert [name for name, field in form.items() if field.required] == [
            "name",
            "school",
            "school_year",
            "commitment",
        ]
        assert MemberForm.base_fields["part"].required is False

    def test_a_sentence_becomes_a_norm_in_the_browser(self, world: World, client: Client) -> None:
        sign_in(client, world.bob)
        begun = client.post(url("teams:begin_norms", world.team), follow=True)
        assert "What went badly once?" in begun.content.decode()
        address = url("teams:norm_draft", world.team)
        said = {"commitment": COMMITMENT, "experience": "We began late.", "heading": "time"}
        assert COMMITMENT in client.post(address, said, follow=True).content.decode()
        assert "This sentence is in the draft already." in client.post(address, said).content.decode()
        assert client.get(f"{address}?from=data").content.decode().count(EXAMPLES["data"].commitment) == 3
        with world.inside():
            (norm,) = Norm.objects.all()
        reworded = {"commitment": "We begin when the bell rings.", "heading": "time"}
        client.post(url("teams:norm", norm), reworded)
        proposed = client.post(url("teams:propose_norms", world.team), follow=True).content.decode()
        assert "0 of 3 agree" in proposed
        assert "We begin when the bell rings." in proposed
        assert client.get(url("teams:norm", norm)).status_code == 404

    def test_an_empty_draft_is_not_proposed_and_many_norms_are_remarked_upon(self, world: World, client: Client):
        with world.inside():
            draft = actions.begin_norms(actor=world.alice.staff, team=world.team)
            with pytest.raises(Refusal, match="no norm in the draft"):
                actions.propose_norms(actor=world.alice.staff, version=draft)
            drafted(world, *(f"We keep promise {number}." for number in range(8)))
        text = sign_in(client, world.bob).get(url("teams:norm_draft", world.team)).content.decode()
        assert "More than seven are hard to keep in mind." in text

    def test_norms_move_and_leave(self, world: World, client: Client) -> None:
        with world.inside():
            drafted(world, "We begin.", "We listen.", "We end.")
            last = Norm.objects.get(commitment="We end.")
        sign_in(client, world.bob)
        client.post(url("teams:move_norm", last), {"to": "up"})
        with world.inside():
            client.post(url("teams:remove_norm", Norm.objects.get(commitment="We begin.")))
            rows = list(Norm.objects.order_by("position").values_list("position", "commitment"))
        assert rows == [(1, "We end."), (2, "We listen.")]

    @pytest.mark.parametrize(
        ("sentence", "negative"),
        [("Don’t be late.", True), ("No phones.", True), ("We listen to the end.", False), (COMMITMENT, False)],
    )
    def test_what_is_not_done_is_heard(self, sentence: str, negative: bool) -> None:
        assert is_negative(sentence) == negative

    def test_every_example_says_what_is_done(self) -> None:
        assert [each.commitment for each in EXAMPLES.values() if is_negative(each.commitment)] == []


class TestConsent:
    def test_the_last_yes_adopts_and_sets_two_reviews(self, world: World, client: Client) -> None:
        with world.inside():
            version = drafted(world)
            actions.propose_norms(actor=world.alice.staff, version=version)
            for person in (world.alice, world.bob):
                actions.answer_norms(actor=person.staff, version=version, is_yes=True)
            assert version_in(world.team, NormState.ADOPTED) is None
        address = url("teams:answer_norms", world.team, 1)
        answer = sign_in(client, world.charlie).post(address, {"answer": "yes"}, follow=True)
        assert "Everyone has agreed: these are your norms now." in answer.content.decode()
        with world.inside():
            due = list(NormReview.objects.order_by("due_on").values_list("due_on", flat=True))
            assert len(due) == 2
            assert world.today < due[0] < due[1] < world.year.ends_on
            assert norms_states([world.team], world.today)[world.team.pk].is_current

    def test_not_yet_needs_a_reason_the_team_reads_and_the_district_does_not(self, world: World, client: Client):
        with world.inside():
            actions.propose_norms(actor=world.alice.staff, version=drafted(world))
        sign_in(client, world.bob)
        address = url("teams:answer_norms", world.team, 1)
        assert "Say what you would need" in client.post(address, {"answer": "not_yet"}).content.decode()
        client.post(address, {"answer": "not_yet", "reason": REASON})
        assert REASON in page(client, world.alice, world)
        for leader in (world.pilar, world.dana):
            text = page(client, leader, world)
            assert REASON not in text and COMMITMENT not in text
            assert "is working on its norms" in text
        with world.inside():
            notes = AuditEntry.objects.filter(verb="answer_norms").values_list("note", flat=True)
            assert list(notes) == ["Grade 7 Math, version 1"]

    def test_whoever_leaves_is_waited_for_no_longer(self, world: World) -> None:
        with world.inside():
            version = drafted(world)
            actions.propose_norms(actor=world.alice.staff, version=version)
            for person in (world.alice, world.bob):
                actions.answer_norms(actor=person.staff, version=version, is_yes=True)
            charlie = TeamMember.objects.get(staff=world.charlie.staff)
            actions.remove_member(actor=world.alice.staff, member=charlie, ends_on=world.today)
            assert version_in(world.team, NormState.ADOPTED) == version

    def test_whoever_left_on_a_day_set_before_is_waited_for_no_longer(self, world: World, client: Client) -> None:
        with world.inside():
            version = drafted(world)
            actions.propose_norms(actor=world.alice.staff, version=version)
            for person in (world.alice, world.bob):
                actions.answer_norms(actor=person.staff, version=version, is_yes=True)
        sweep_norms()
        with world.inside():
            assert version_in(world.team, NormState.ADOPTED) is None, "Charlie has not answered"
            role = Membership.objects.get(staff=world.charlie.staff)
            end_role(actor=world.dana.staff, membership=role, ends_on=world.today)
        assert "has agreed: it holds within a quarter of an hour" in page(client, world.alice, world)
        sweep_norms()
        sweep_norms()
        with world.inside():
            assert version_in(world.team, NormState.ADOPTED) == version
            assert AuditEntry.objects.get(verb="adopt_norms").actor_id == world.alice.staff.pk
            assert NormReview.objects.count() == 2

    def test_a_team_of_one_agrees_with_itself(self, world: World, client: Client) -> None:
        with world.inside():
            TeamMember.objects.exclude(staff=world.alice.staff).filter(team=world.team).delete()
            actions.propose_norms(actor=world.alice.staff, version=drafted(world))
        assert "We wait for you." in page(client, world.alice, world)
        sweep_norms()
        with world.inside():
            assert version_in(world.team, NormState.ADOPTED) is None, "nobody has said yes yet"
        answer = client.post(url("teams:answer_norms", world.team, 1), {"answer": "yes"}, follow=True)
        assert "these are your norms now" in answer.content.decode()

    def test_a_change_is_another_version_and_the_old_one_holds_until_all_agree(self, world: World) -> None:
        with world.inside():
            first = adopted(world)
            second = actions.begin_norms(actor=world.bob.staff, team=world.team)
            norm = Norm.objects.get(version=second)
            assert norm.thread == Norm.objects.get(version=first).thread
            actions.write_norm(actor=world.bob.staff, version=second, norm=norm, commitment="We begin at 2:10.")
            actions.propose_norms(actor=world.bob.staff, version=second)
            with pytest.raises(Refusal, match="have been proposed"):
                actions.write_norm(actor=world.bob.staff, version=second, commitment="We listen.")
            assert version_in(world.team, NormState.ADOPTED) == first
            third = actions.begin_norms(actor=world.bob.staff, team=world.team)
            second.refresh_from_db()
            assert (third.number, second.state) == (3, NormState.WITHDRAWN)

    def test_who_comes_later_is_asked_too(self, world: World, client: Client) -> None:
        with world.inside():
            adopted(world)
            TeamMember.objects.filter(staff=world.bob.staff).delete()
            NormVersion.objects.get().answers.filter(staff=world.bob.staff).delete()
            actions.add_member(actor=world.alice.staff, team=world.team, staff=world.bob.staff, starts_on=world.today)
        home = sign_in(client, world.bob).get(url("teams:team", world.team)).content.decode()
        assert "Read the team’s norms and say yes" in home


class TestRatings:
    def test_nothing_is_shown_of_two_and_the_spread_of_three(self, world: World) -> None:
        with world.inside():
            version = adopted(world)
            rate(world, (world.alice, 4), (world.bob, 2))
            assert closed_pulses(world.team, world.today) == []
            actions.close_ratings(actor=world.alice.staff, team=world.team)
            (trend,) = trends_of(version, world.team, world.today)
            assert [spread.counts for spread in trend.spreads] == [None]
            NormPulse.objects.update(rated_on=world.today - DAY)
            pulse = rate(world, (world.alice, 4), (world.bob, 2), (world.charlie, 4))
            assert pulse is not None and pulse.closed_at is not None
            (trend,) = trends_of(version, world.team, world.today)
            assert [spread.counts for spread in trend.spreads] == [None, (0, 1, 0, 2)]

    def test_an_open_pulse_is_told_of_the_next_day_and_not_changed(self, world: World) -> None:
        with world.inside():
            version = adopted(world)
            rate(world, (world.alice, 4), (world.bob, 2))
            tomorrow = world.today + DAY
            assert len(closed_pulses(world.team, tomorrow)) == 1
            rate(world, (world.alice, 1))
            assert list(NormRating.objects.order_by("rating").values_list("rating", flat=True)) == [1, 2]
            actions.close_ratings(actor=world.bob.staff, team=world.team)
            with pytest.raises(Refusal, match="have been closed"):
                rate(world, (world.alice, 3))
            assert version.number == 1

    def test_no_row_and_no_line_of_history_says_who_rated(self, world: World) -> None:
        with world.inside():
            adopted(world)
            before = AuditEntry.objects.count()
            rate(world, (world.alice, 4))
            row = NormRating.objects.get()
            names = {field.name for field in NormRating._meta.get_fields()}
            assert names == {"id", "district", "pulse", "norm", "rater", "rating"}
            assert str(world.alice.staff.pk) != row.rater and len(row.rater) == 64
            NormPulse.objects.update(rated_on=world.today - DAY)
            rate(world, (world.alice, 4))
            assert NormRating.objects.values("rater").distinct().count() == 2
            assert AuditEntry.objects.count() == before

    def test_a_copy_of_the_table_does_not_say_who_rated_first(self, world: World) -> None:
        """Attendance says who left when; in the order of the ids, or of the rows, ratings could be laid beside it."""
        with world.inside():
            adopted(world, "We begin on time.", "We listen.", "We decide.")
            norms = list(Norm.objects.values_list("pk", flat=True))
            for person in (world.alice, world.bob):
                actions.rate_norms(actor=person.staff, team=world.team, ratings=dict.fromkeys(norms, 2))
            assert {row.pk.version for row in NormRating.objects.all()} == {4}, "random, and not of a clock"
            assert len(NormRating.objects.all()) == 6
            NormPulse.objects.update(rated_on=world.today - DAY)
        sweep_norms()
        with world.inside(), connection.cursor() as cursor:
            assert NormPulse.objects.get().closed_at is not None, "the day is over"
            cursor.execute("SELECT id FROM teams_normrating ORDER BY ctid")
            lying = [row[0] for row in cursor.fetchall()]
            assert lying == sorted(lying)
            assert len(lying) == 6

    def test_members_see_the_spread_and_leaders_the_norms_alone(self, world: World, client: Client) -> None:
        with world.inside():
            adopted(world)
            rate(world, (world.alice, 4), (world.bob, 2), (world.charlie, 4))
        text = page(client, world.bob, world)
        assert "How we keep them" in text and text.count("<circle") == 3
        for leader in (world.pilar, world.dana):
            text = page(client, leader, world)
            assert COMMITMENT in text and "Current" in text
            assert "How we keep them" not in text and "<circle" not in text
            assert sign_in(client, leader).get(url("teams:rate_norms", world.team)).status_code == 404

    def test_the_form_takes_part_of_the_norms(self, world: World, client: Client) -> None:
        with world.inside():
            adopted(world, COMMITMENT, "We listen.")
            first, second = Norm.objects.order_by("position").values_list("pk", flat=True)
        sign_in(client, world.bob)
        address = url("teams:rate_norms", world.team)
        assert "Nothing was rated." in client.post(address, {}).content.decode()
        assert client.post(address, {f"norm_{first}": "5"}).status_code == 200
        client.post(address, {f"norm_{second}": "2"})
        with world.inside():
            assert list(NormRating.objects.values_list("norm_id", "rating")) == [(second, 2)]


class TestReviews:
    def test_a_review_is_asked_for_and_a_change_opens_the_draft(self, world: World, client: Client) -> None:
        with world.inside():
            adopted(world)
            review = NormReview.objects.order_by("due_on")[0]
            NormReview.objects.filter(pk=review.pk).update(due_on=world.today - DAY)
        sign_in(client, world.bob)
        assert "Review the norms together" in client.get(url("teams:team", world.team)).content.decode()
        assert "Review due" in page(client, world.pilar, world)
        sign_in(client, world.bob)
        moved = client.post(url("teams:move_review", review), {"due_on": str(world.today + 5 * DAY)}, follow=True)
        assert "The review is due on" in moved.content.decode()
        late = client.post(url("teams:move_review", review), {"due_on": str(world.today - DAY)}).content.decode()
        assert "between today and the end of the school year" in late
        held = client.post(url("teams:review", review), {"outcome": "change", "note": "Too many."}, follow=True)
        assert "Draft of our norms" in held.content.decode()
        assert client.get(url("teams:review", review)).status_code == 404
        with world.inside():
            assert NormReview.objects.get(pk=review.pk).held_on == world.today
            assert norms_states([world.team], world.today)[world.team.pk].is_current

    def test_the_decision_on_names_belongs_to_the_norms_of_its_day(self, world: World, client: Client) -> None:
        with world.inside():
            adopted(world)
            said = {"below_rest": "own", "principal_sees": "totals", "headline": "mean", "min_diff": 10}
            actions.decide_sharing(actor=world.alice.staff, team=world.team, disclosure="named", **said)
        assert "under version 1 of the norms" in page(client, world.bob, world)


def test_a_team_of_a_year_that_is_over_is_read_and_not_changed(world: World, client: Client) -> None:
    with world.inside():
        version = adopted(world)
        ended = world.today - datetime.timedelta(days=2)
        world.year.ends_on = ended
        world.year.save()
        with pytest.raises(Refusal, match="It can be read, not changed"):
            actions.answer_norms(actor=world.alice.staff, version=version, is_yes=True)
    sign_in(client, world.alice)
    home = client.get(url("teams:team", world.team)).content.decode()
    assert "This team’s year is over." in home
    assert COMMITMENT in client.get(url("teams:norms", world.team)).content.decode()
    for name in ("norm_draft", "rate_norms", "disclosure"):
        assert client.get(url(f"teams:{name}", world.team)).status_code == 404
    for name in ("new_member", "new_role_term", "begin_norms", "invite_guest", "propose_norms"):
        assert client.post(url(f"teams:{name}", world.team)).status_code == 404
