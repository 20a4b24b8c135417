"""What the server spends on the pages people open most, beside the page that says no more than that it lives.

python -m benchmarks.pages
"""

import sys
from http import HTTPStatus

from django.test import Client
from django.urls import reverse

from assessments.tasks import compute_report
from benchmarks.stack import common_team, enter_all, ms, running_product, table, timed, times
from tests.acceptance.ground import Ground


def addresses(ground: Ground) -> dict[str, str]:
    slug, cfa = ground.district.slug, ground.cfa.pk
    first = next(iter(ground.sections.values()))
    return {
        "home": reverse("goals:home", args=[slug]),
        "list of CFAs": reverse("assessments:cfas", args=[slug]),
        "a CFA": reverse("assessments:cfa", args=[slug, cfa]),
        "entry page, 30 × 20": reverse("assessments:section_entry", args=[slug, cfa, first.pk]),
        "upload page": reverse("assessments:upload", args=[slug, cfa]),
        "report page": reverse("assessments:report", args=[slug, cfa]),
        "report, the part that changes": reverse("assessments:report_live", args=[slug, cfa]),
    }


def main() -> int:
    with running_product():
        ground = common_team(sections=6, students=30, items=20)
        enter_all(ground)
        compute_report(district_id=ground.district.pk, assessment_id=ground.cfa.pk)
        client = Client()
        client.force_login(ground.facilitator.user)
        found = addresses(ground)
        have = client.get(found["report page"]).content.decode().partition('data-state="')[2].partition('"')[0]
        found["nothing new (a poll)"] = f"{found['report, the part that changes']}?have={have}"
        bare = timed(lambda: client.get("/healthz"))
        rows = [("", "median", "p95", "to healthz", "bytes"), ("healthz", ms(bare.median), ms(bare.p95), "1×", "")]
        for name, address in found.items():
            answer = client.get(address)
            assert answer.status_code in {HTTPStatus.OK, HTTPStatus.NO_CONTENT}, (address, answer.status_code)
            taken = timed(lambda address=address: client.get(address))
            size = f"{len(answer.content):,}"
            rows.append((name, ms(taken.median), ms(taken.p95), times(taken.median / bare.median), size))
    table("Pages of a team with 6 sections × 30 students × 20 items, in one process, 30 times each", rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
