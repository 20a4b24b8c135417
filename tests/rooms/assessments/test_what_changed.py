"""What changed since the run before: what happened, in words, and no more than each reader may know."""

import datetime
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from assessments.actions import add_items, begin_version, use_version
from assessments.actions.decisions import counted_as, fixed_key
from assessments.models import Assessment, ItemScoring, ReportRun, Result
from assessments.queries.changes import what_changed
from assessments.tasks import compute_report
from assessments.what_changed import PaperCounts, WhatChanged, said
from teams.models import Disclosure, Team
from tests.rooms.assessments.building import question
from tests.rooms.assessments.drawn import reader
from tests.rooms.assessments.papers import FULL, HALF, paper, result_of, save
from tests.rooms.assessments.test_corrections import answered, cfa, item, made, scored, undone
from tests.world import World, sign_in, url

__all__ = ["scored"]
DAY = datetime.timedelta(days=1)


def run(world: World) -> ReportRun:
    compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
    with world.inside():
        return ReportRun.objects.filter(assessment=world.cfa).latest("number")


def between(world: World, first: ReportRun, second: ReportRun, *own: int) -> WhatChanged:
    with world.inside():
        return what_changed(cfa(world), first, second, [world.sections[place].pk for place in own])


@pytest.mark.django_db
class TestCounting:
    def test_a_reason_with_its_own_full_stop_gets_no_second_one(self, scored: World) -> None:
        first = run(scored)
        with scored.inside():
            begin_version(actor=scored.alice.staff, assessment=scored.cfa)
            add_items(actor=scored.alice.staff, assessment=scored.cfa, words=question(scored.ratios), count=1)
            use_version(actor=scored.alice.staff, assessment=scored.cfa, today=scored.today, reason="It had no graph.")
        changed = between(scored, first, run(scored))
        assert changed.versions == ("The items were changed to version 2: It had no graph.",)

    def test_new_changed_and_late_papers_are_counted_once_each(self, scored: World) -> None:
        first = run(scored)
        with scored.inside():
            Assessment.objects.update(closes_on=scored.today - DAY)
            Result.objects.update(scored_on=scored.today - DAY)
            world = replace(scored, cfa=cfa(scored))
            save(world, answered(world, 2, 0, "BDA"))
            save(world, answered(world, 2, 0, "BDB", based_on=result_of(world.students[2][0]).row_version))
            save(world, paper(world, 1, 1, HALF, based_on=result_of(world.students[1][1]).row_version))
        changed = between(world, first, run(world), 1)
        assert changed.papers == PaperCounts(new=1, changed=1, late=1)
        assert changed.own == PaperCounts(changed=1)

    def test_a_correction_says_itself_and_is_not_counted_as_papers(self, scored: World) -> None:
        first = run(scored)
        with scored.inside():
            correction = made(scored, fixed_key(item(scored, 0), "C"))
        second = run(scored)
        changed = between(scored, first, second)
        assert changed.papers == PaperCounts()
        assert changed.corrections == ("Corrected: Item 1, key: B → C (3 papers scored anew).",)
        with scored.inside():
            undone(scored, correction)
        changed = between(scored, second, run(scored))
        assert changed.corrections == ("Taken back: Item 1, key: C → B (3 papers scored anew).",)

    def test_second_attempts_are_said_apart(self, scored: World) -> None:
        first = run(scored)
        with scored.inside():
            save(scored, answered(scored, 0, 0, "CCC", attempt=2))
        changed = between(scored, first, run(scored))
        assert (changed.papers, changed.second_attempts) == (PaperCounts(), 1)


@pytest.mark.django_db
class TestWhoReadsWhat:
    @pytest.fixture
    def pages(self, scored: World, client: Client) -> Any:
        """Bob's class has a new paper and item 2 is dropped, between the two runs."""
        run(scored)
        with scored.inside():
            save(scored, paper(scored, 2, 0, FULL))
            made(scored, counted_as(item(scored, 1), ItemScoring.DROPPED), reason="Two right answers")
        run(scored)

        def page(name: str) -> str:
            sign_in(client, getattr(scored, name))
            return "".join(
                client.get(url(f"assessments:{part}", scored.cfa)).content.decode()
                for part in ("report", "report_items")
            )

        return page

    def test_members_read_what_was_decided_and_what_is_theirs(self, pages: Any) -> None:
        for name, own in (
            ("bob", "None of these are from your classes"),
            ("charlie", "1 of these is from your classes"),
        ):
            page = pages(name)
            assert "What changed since report run 1" in page
            assert f"1 paper is new. {own}." in page
            assert "Corrected: Item 2, points: counted as scored → not counted." in page
            assert "Not counted:" in page
            assert "Two right answers" in page

    def test_a_principal_reads_counts_only(self, scored: World, pages: Any) -> None:
        with scored.inside():
            ReportRun.objects.update(published_at=timezone.now())
        page = pages("pilar")
        assert "1 paper is new.</li>" in page
        assert "1 correction was made to how items count.</li>" in page
        for secret in ("Corrected:", "your classes", "Two right answers", "report/1/", "Period"):
            assert secret not in page.partition("What changed since")[2].partition("</section>")[0]
        assert "Two right answers" not in page

    @pytest.mark.parametrize("disclosure", list(Disclosure))
    def test_nobody_learns_whose_class_it_was(self, scored: World, pages: Any, disclosure: str) -> None:
        with scored.inside():
            Team.objects.update(disclosure=disclosure)
        part = pages("bob").partition("What changed since")[2].partition("</section>")[0]
        assert part
        for name in ("Charlie", "Period", "Class "):
            assert name not in part

    def test_an_earlier_report_says_what_has_changed_since(self, scored: World, pages: Any, client: Client) -> None:
        sign_in(client, scored.alice)
        page = client.get(url("assessments:report", scored.cfa, 1)).content.decode()
        assert "What has changed since this report" in page
        assert "Corrected: Item 2, points" in page


class TestWords:
    def test_nothing_is_said_of_nothing(self) -> None:
        assert said(WhatChanged(PaperCounts(), PaperCounts(), 0, 0, (), ()), reader(0)) == ()

    def test_everything_in_its_order(self) -> None:
        changed = WhatChanged(
            papers=PaperCounts(new=2, changed=1, gone=1, late=2),
            own=PaperCounts(new=2),
            second_attempts=3,
            uploads_taken_back=1,
            corrections=("Corrected: x.",),
            versions=("The items were changed to version 2.",),
        )
        assert said(changed, reader(0)) == (
            "2 papers are new; 1 paper has other scores; 1 paper was taken away; 2 of these came after the window. "
            "2 of these are from your classes.",
            "3 second attempts were entered; the comparison stays with the first.",
            "1 upload was taken back.",
            "Corrected: x.",
            "The items were changed to version 2.",
        )
        assert said(changed, reader(sees_sections=False))[-2:] == (
            "1 correction was made to how items count.",
            "The items were changed.",
        )
