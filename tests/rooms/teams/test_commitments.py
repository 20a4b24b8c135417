"""What we stand for: who writes it, who is asked, what becomes of suggestions, and of answers to an old version."""

import pytest

from plc.schools.models import Notice
from teams.actions.commitments import begin_charter, write_statement
from teams.models import (
    Charter,
    CharterAnswer,
    CharterRemark,
    CharterState,
    CharterStatement,
    CharterVersion,
    RemarkState,
)
from teams.queries.commitments import Changed, tight_statements, what_changed
from tests.cast import Person
from tests.pages import page, post
from tests.world import DAY, World, url


def told(world: World, kind: str) -> set[int]:
    with world.inside():
        return set(Notice.objects.filter(kind=kind).values_list("staff_id", flat=True))


@pytest.fixture
def draft(world: World) -> CharterVersion:
    """Alder's vision, with two sentences, not proposed yet."""
    post(world.pilar, "teams:new_charter", kind="vision", school=str(world.alder.pk))
    with world.inside():
        version = CharterVersion.objects.select_related("charter").get()
    post(world.pilar, "teams:charter_draft", version.charter, text="Every student learns.", is_tight="tight")
    post(world.pilar, "teams:charter_draft", version.charter, text="Each team meets its way.", is_tight="loose")
    return version


@pytest.fixture
def proposed(world: World, draft: CharterVersion) -> CharterVersion:
    post(world.pilar, "teams:propose_charter", draft.charter)
    return draft


@pytest.fixture
def holding(world: World, proposed: CharterVersion) -> CharterVersion:
    post(world.alice, "teams:answer_charter", proposed.charter, 1, answer="yes")
    post(world.pilar, "teams:put_in_force", proposed.charter, 1, review_on=str(world.today + 200 * DAY))
    return proposed


def state_of(world: World, number: int = 1) -> str:
    with world.inside():
        return str(CharterVersion.objects.get(number=number).state)


def texts(world: World, number: int) -> list[str]:
    with world.inside():
        rows = CharterStatement.objects.filter(version__number=number).order_by("position")
        return list(rows.values_list("text", flat=True))


class TestWhoWrites:
    @pytest.mark.parametrize("who", ["alice", "quentin", "dana"])
    def test_a_schools_is_its_principals_alone(self, world: World, draft: CharterVersion, who: str) -> None:
        person: Person = getattr(world, who)
        post(person, "teams:new_charter", kind="mission", school=str(world.alder.pk), status=404)
        for name in ("charter_draft", "propose_charter", "begin_charter_draft", "charter_review"):
            post(person, f"teams:{name}", draft.charter, text="Mine", is_tight="tight", status=404)
        assert texts(world, 1) == ["Every student learns.", "Each team meets its way."]

    @pytest.mark.parametrize("who", ["alice", "pilar"])
    def test_the_districts_is_its_admins_alone(self, world: World, who: str) -> None:
        post(getattr(world, who), "teams:new_charter", kind="mission", status=404)
        post(world.dana, "teams:new_charter", kind="mission")
        with world.inside():
            assert Charter.objects.get().school_id is None

    def test_a_draft_is_nobody_elses(self, world: World, draft: CharterVersion) -> None:
        assert "Every student learns." not in page(world.alice, url("teams:charter", draft.charter))
        page(world.alice, url("teams:charter_version", draft.charter, 1), 404)
        page(world.pilar, url("teams:charter_version", draft.charter, 1), 404)

    @pytest.mark.parametrize("who", ["erin", "quentin", "dana"])
    def test_another_school_does_not_read_it(self, world: World, holding: CharterVersion, who: str) -> None:
        person: Person = getattr(world, who)
        page(person, url("teams:charter", holding.charter), 404)
        post(person, "teams:say_to_charter", holding.charter, 1, text="And we?", status=404)
        post(person, "teams:answer_charter", holding.charter, 1, answer="yes", status=404)
        assert "Alder" not in page(person, url("teams:charters"))

    def test_two_begin_one_document_at_once(self, world: World) -> None:
        with world.inside():
            first = begin_charter(actor=world.dana.staff, school=None, kind="mission")
            again = begin_charter(actor=world.moira.staff, school=None, kind="mission")
            assert first == again and CharterVersion.objects.count() == 1


class TestWritingTogether:
    def test_sentences_change_places(self, world: World, draft: CharterVersion) -> None:
        with world.inside():
            second = CharterStatement.objects.get(position=2)
        post(world.pilar, "teams:settle_charter_statement", second, to="up")
        assert texts(world, 1) == ["Each team meets its way.", "Every student learns."]
        post(world.pilar, "teams:settle_charter_statement", second, to="up")
        post(world.pilar, "teams:settle_charter_statement", second, to="out")
        assert texts(world, 1) == ["Every student learns."]

    def test_what_another_editor_wrote_meanwhile_is_not_written_over(self, world: World, draft: CharterVersion) -> None:
        with world.inside():
            first = CharterStatement.objects.get(position=1)
            write_statement(
                actor=world.pilar.staff,
                version=draft,
                text="Every student learns, each year.",
                is_tight=True,
                statement=first,
                seen=first.text,
            )
        said = post(
            world.pilar,
            "teams:charter_statement",
            first,
            text="All learn.",
            is_tight="tight",
            seen="Every student learns.",
            status=422,
        )
        assert "It says now: Every student learns, each year." in said and "All learn." in said
        assert texts(world, 1)[0] == "Every student learns, each year."

    def test_what_is_proposed_is_not_changed(self, world: World, proposed: CharterVersion) -> None:
        with world.inside():
            first = CharterStatement.objects.get(position=1)
        post(world.pilar, "teams:charter_statement", first, text="Else", is_tight="tight", seen=first.text, status=404)
        post(world.pilar, "teams:settle_charter_statement", first, to="out", status=404)


class TestConsent:
    def test_everybody_who_works_there_is_asked(self, world: World, proposed: CharterVersion) -> None:
        asked = {person.staff.pk for person in (world.alice, world.bob, world.charlie)}
        assert told(world, "charter_proposed") == asked
        assert "your answer is asked for" in page(world.bob, url("schools:news"))
        assert "0 of 4 agree" in page(world.bob, url("teams:charter", proposed.charter))

    def test_it_does_not_pass_over_a_not_yet(self, world: World, proposed: CharterVersion) -> None:
        charter, day = proposed.charter, str(world.today + 200 * DAY)
        post(world.pilar, "teams:put_in_force", charter, 1, review_on=day, status=422)
        post(world.alice, "teams:answer_charter", charter, 1, answer="yes")
        post(world.bob, "teams:answer_charter", charter, 1, answer="not_yet", status=422)
        post(world.bob, "teams:answer_charter", charter, 1, answer="not_yet", reason="Time for it.")
        said = post(world.pilar, "teams:put_in_force", charter, 1, review_on=day, status=422)
        assert "1 of 4 would need something to say yes." in said
        post(world.pilar, "teams:put_in_force", charter, 1, review_on=str(world.today), note="Soon", status=422)
        post(world.pilar, "teams:put_in_force", charter, 1, review_on=day, note="Tuesdays are free from May.")
        read = page(world.charlie, url("teams:charter", charter))
        assert "1 of 4 had agreed" in read and "Tuesdays are free from May." in read

    def test_a_yes_is_to_the_version_that_was_read(self, world: World, proposed: CharterVersion) -> None:
        charter = proposed.charter
        post(world.alice, "teams:answer_charter", charter, 1, answer="yes")
        post(world.pilar, "teams:begin_charter_draft", charter)
        said = post(world.bob, "teams:answer_charter", charter, 1, answer="yes", status=422)
        assert "There is a later version of this by now." in said
        post(world.pilar, "teams:propose_charter", charter)
        with world.inside():
            assert not CharterAnswer.objects.filter(version__number=2).exists()
        post(world.pilar, "teams:put_in_force", charter, 1, review_on=str(world.today + DAY), status=422)
        assert state_of(world, 1) == CharterState.WITHDRAWN

    def test_the_version_before_is_replaced(self, world: World, holding: CharterVersion) -> None:
        charter = holding.charter
        post(world.pilar, "teams:begin_charter_draft", charter)
        post(world.pilar, "teams:charter_draft", charter, text="We keep on.", is_tight="tight")
        assert state_of(world, 1) == CharterState.IN_FORCE
        post(world.pilar, "teams:propose_charter", charter)
        post(world.bob, "teams:answer_charter", charter, 2, answer="yes")
        post(world.pilar, "teams:put_in_force", charter, 2, review_on=str(world.today + DAY))
        assert (state_of(world, 1), state_of(world, 2)) == (CharterState.REPLACED, CharterState.IN_FORCE)
        past = page(world.bob, url("teams:charter_history", charter))
        assert "New" in past and "We keep on." in past


class TestWhatPeopleSay:
    def suggest(self, world: World, version: CharterVersion) -> CharterRemark:
        post(world.bob, "teams:say_to_charter", version.charter, 1, position="1", wording="All of them learn.")
        with world.inside():
            return CharterRemark.objects.get()

    def test_a_suggestion_goes_into_a_draft(self, world: World, holding: CharterVersion) -> None:
        remark = self.suggest(world, holding)
        assert told(world, "charter_remarked") == {world.pilar.staff.pk}
        post(world.alice, "teams:answer_charter_remark", remark, how="accept", status=404)
        post(world.dana, "teams:answer_charter_remark", remark, how="accept", status=404)
        post(world.pilar, "teams:answer_charter_remark", remark, how="accept")
        assert texts(world, 1)[0] == "Every student learns." and texts(world, 2)[0] == "All of them learn."
        assert told(world, "charter_answered") == {world.bob.staff.pk}
        post(world.pilar, "teams:answer_charter_remark", remark, how="decline", answer="No.", status=404)

    def test_one_is_declined_with_a_sentence(self, world: World, holding: CharterVersion) -> None:
        remark = self.suggest(world, holding)
        post(world.pilar, "teams:answer_charter_remark", remark, how="decline")
        with world.inside():
            assert CharterRemark.objects.get().state == RemarkState.OPEN
        post(world.pilar, "teams:answer_charter_remark", remark, how="decline", answer="“Every” is what we mean.")
        assert "“Every” is what we mean." in page(world.bob, url("teams:charter", holding.charter))

    def test_it_is_not_written_over_what_an_editor_put_there_since(self, world: World, holding: CharterVersion) -> None:
        remark = self.suggest(world, holding)
        post(world.pilar, "teams:begin_charter_draft", holding.charter)
        with world.inside():
            row = CharterStatement.objects.get(version__number=2, position=1)
        words = {"text": "Every student learns, here.", "is_tight": "tight", "seen": row.text}
        post(world.pilar, "teams:charter_statement", row, **words)
        post(world.pilar, "teams:answer_charter_remark", remark, how="accept")
        assert texts(world, 2)[0] == "Every student learns, here."

    def test_its_author_takes_it_back(self, world: World, holding: CharterVersion) -> None:
        remark = self.suggest(world, holding)
        post(world.alice, "teams:take_back_charter_remark", remark, status=404)
        post(world.bob, "teams:take_back_charter_remark", remark)
        with world.inside():
            assert not CharterRemark.objects.exists()

    @pytest.mark.parametrize("sent", [{}, {"wording": "Else."}, {"position": "1", "wording": "Every student learns."}])
    def test_saying_nothing_is_refused(self, world: World, holding: CharterVersion, sent: dict[str, str]) -> None:
        post(world.bob, "teams:say_to_charter", holding.charter, 1, status=422, **sent)
        post(world.bob, "teams:say_to_charter", holding.charter, 1, position="9", text="What?", status=422)


class TestReview:
    def test_it_is_kept_or_begun_anew(self, world: World, holding: CharterVersion) -> None:
        charter = holding.charter
        post(world.pilar, "teams:charter_review", charter, outcome="keep", status=422)
        post(world.pilar, "teams:charter_review", charter, outcome="keep", review_on=str(world.today + DAY))
        assert "Up for review on" in page(world.pilar, url("teams:charter", charter))
        assert "Review due" in page(world.pilar, url("teams:charters"))
        assert "Review due" not in page(world.alice, url("teams:charters"))
        post(world.pilar, "teams:charter_review", charter, outcome="change", note="It was a poster.")
        assert state_of(world, 2) == CharterState.DRAFT
        assert "It was a poster." in page(world.alice, url("teams:charter_history", charter))


class TestWhereDecisionsAreMade:
    def test_teams_read_what_is_tight_and_in_force(self, world: World, holding: CharterVersion) -> None:
        read = page(world.alice, url("teams:norms", world.team))
        assert "Every student learns." in read and "Each team meets its way." not in read
        assert "Every student learns." not in page(world.dana, url("teams:norms", world.team))
        with world.inside():
            assert [row.text for row in tight_statements(world.alder.pk)] == ["Every student learns."]
            assert tight_statements(world.birch.pk) == tight_statements(None) == []

    def test_what_is_only_proposed_binds_nobody(self, world: World, proposed: CharterVersion) -> None:
        assert "Every student learns." not in page(world.alice, url("teams:norms", world.team))


def test_what_changed_follows_sentences_and_not_places() -> None:
    kept, gone = CharterStatement(text="A", is_tight=True), CharterStatement(text="B", is_tight=True)
    reworded = CharterStatement(text="A, always", is_tight=False, thread=kept.thread)
    new = CharterStatement(text="C", is_tight=True)
    assert what_changed([gone, kept], [new, reworded]) == [
        Changed("", "C", "New"),
        Changed("A", "A, always", "Reworded"),
        Changed("", "A, always", "Now loose: each team decides how"),
        Changed("B", "", "Taken out"),
    ]
    assert what_changed([gone, kept], [kept, gone]) == []
