"""The report page must never come to rest on "being computed"."""

import pytest
from django.test import Client

from assessments import queries
from assessments.models import Assessment, ReportRun
from assessments.tasks import compute_report
from tests.world import World, enter_results, sign_in, url


@pytest.mark.django_db
def test_a_page_read_while_its_run_ends_asks_again(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter_results(world)
    sign_in(client, world.bob)

    def pending_then_done(assessment: Assessment) -> ReportRun | None:
        """The worker finishes just after the page has read what is on its way."""
        found = usual(assessment)
        compute_report(district_id=world.harbor.pk, assessment_id=world.cfa.pk)
        return found

    usual = queries.pending_run
    monkeypatch.setattr(queries, "pending_run", pending_then_done)
    page = client.get(url("assessments:report", world.cfa)).content.decode()
    assert "data-pending" in page
    monkeypatch.undo()
    have = page.partition('data-state="')[2].partition('"')[0]
    answer = client.get(url("assessments:report_live", world.cfa), {"have": have})
    assert answer.status_code == 200
    assert "data-pending" not in answer.content.decode()
