"""What people have tried on norms, ratings and visits, each as the person who would try it."""

from typing import Any

import pytest
from django.test import Client

from plc.schools.models import AuditEntry, Membership, Role
from teams.actions import begin_norms, close_ratings, rate_norms
from teams.actions.visits import open_door
from teams.models import Norm, Team, TeamMember
from tests.contracts.of_teams import adopted, page, post, words
from tests.world import DAY, World, sign_in, url


class TestRatings:
    def test_one_who_has_rated_and_left_does_not_close_it_for_those_who_stay(self, world: World) -> None:
        with world.inside():
            norm = Norm.objects.get(version=adopted(world))
            rate_norms(actor=world.charlie.staff, team=world.team, ratings={norm.pk: 1})
            TeamMember.objects.filter(staff=world.charlie.staff).update(ends_on=world.today)
            pulse = rate_norms(actor=world.alice.staff, team=world.team, ratings={norm.pk: 4})
            assert pulse.closed_at is None
            assert rate_norms(actor=world.bob.staff, team=world.team, ratings={norm.pk: 4}).closed_at is not None

    def test_nothing_moves_after_the_close(self, world: World) -> None:
        with world.inside():
            norm = Norm.objects.get(version=adopted(world))
            for person in (world.alice, world.bob):
                rate_norms(actor=person.staff, team=world.team, ratings={norm.pk: 4})
        post(world.alice, "teams:close_ratings", world.team)
        before = words(page(world.alice, "teams:norms", world.team))
        answer = post(world.charlie, "teams:rate_norms", world.team, **{f"norm_{norm.pk}": "1"})
        assert "have been closed" in answer.content.decode()
        assert words(page(world.alice, "teams:norms", world.team)) == before

    def test_history_names_the_close_and_nobody_who_rated(self, world: World) -> None:
        with world.inside():
            norm = Norm.objects.get(version=adopted(world))
            known = AuditEntry.objects.count()
            rate_norms(actor=world.bob.staff, team=world.team, ratings={norm.pk: 4})
            assert AuditEntry.objects.count() == known
            close_ratings(actor=world.alice.staff, team=world.team)
            assert AuditEntry.objects.latest("pk").verb == "close_ratings"


class TestVisits:
    def test_a_door_closes_with_the_membership_of_who_opened_it(self, world: World) -> None:
        with world.inside():
            door = open_door(
                actor=world.bob.staff, team=world.team, focus="How do they draw it?", place="", happens_at=None
            )
            TeamMember.objects.filter(staff=world.bob.staff).update(ends_on=world.today)
        assert "How do they draw it?" not in page(world.alice, "teams:visits", world.team)
        assert post(world.alice, "teams:take_visit", door).status_code == 404

    def test_whoever_leads_a_school_has_no_visits_in_a_team_across_schools(self, world: World) -> None:
        """Pilar leads Alder, where Alice teaches, and teaches a little herself."""
        with world.inside():
            since = {"starts_on": world.today - DAY}
            across = Team.objects.create(name="Art", kind="across", school=None, school_year=world.year)
            Membership.objects.create(
                staff=world.pilar.staff, user=world.pilar.user, school=world.alder, role=Role.TEACHER, **since
            )
            for person in (world.pilar, world.alice, world.erin):
                TeamMember.objects.create(team=across, staff=person.staff, **since)
            open_door(actor=world.alice.staff, team=across, focus="How do they draw it?", place="", happens_at=None)
        page(world.pilar, "teams:visits", across, status=404)
        assert "How do they draw it?" in page(world.erin, "teams:visits", across)
        asked = post(world.alice, "teams:ask_visit", across, host=world.pilar.staff.pk, focus="Why?")
        assert asked.status_code == 422
        page(world.pilar, "teams:team_survey", across, status=404)


class TestOddWords:
    @pytest.mark.parametrize(
        "words",
        [
            "\x00",
            "a" * 10_000,
            "<script>alert(1)</script>",
            "\u202eesrever",
            "👩\u200d🏫" * 30,
            " \u200b ",
            "\ud7ff\ufffe",
        ],
    )
    def test_every_form_of_a_team_bears_them(self, world: World, words: str) -> None:
        with world.inside():
            begin_norms(actor=world.alice.staff, team=world.team)
        day = world.today.isoformat()
        forms: dict[str, dict[str, Any]] = {
            "teams:norm_draft": {"commitment": words, "experience": words, "heading": words},
            "teams:norm_protocol": {"cue": words, "steps": words, "who": words},
            "teams:offer_visit": {"focus": words, "place": words},
            "teams:new_request": {"kind": "time", "what": words, "why": words},
            "teams:new_planning_time": {"weekday": words, "starts_at": words, "ends_at": words, "place": words},
            "teams:feedback_of": {"about": "norms", "which": words, "text": words},
            "teams:new_role_term": {"staff": words, "role": "custom", "custom_name": words, "starts_on": day},
            "teams:invite_guest": {"staff": world.pilar.staff.pk, "occasion": words, "starts_on": day},
            "teams:disclosure": dict.fromkeys(("disclosure", "below_rest", "principal_sees", "headline"), words),
        }
        for name, sent in forms.items():
            assert post(world.alice, name, world.team, **sent).status_code < 500, name
        for name in ("team", "people", "norms", "norm_draft", "visits", "support", "feedback_of"):
            assert (
                "<script>alert"
                not in sign_in(Client(), world.alice).get(url(f"teams:{name}", world.team)).content.decode()
            )
