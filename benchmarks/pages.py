"""What the server spends on the pages people open most, beside the page that says no more than that it lives.

Of a report's parts "computing" is the processor time of the web process alone, which other work moves least.

python -m benchmarks.pages
"""

import gzip
import posixpath
import re
import sys
import time
from http import HTTPStatus
from pathlib import Path

from django.contrib.staticfiles import finders
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


REPORT_PARTS = ("report", "report_skills", "report_items", "report_class", "report_groups", "report_how")


def report_rows() -> list[tuple[str, ...]]:
    """The report of 8 sections × 30 students × 40 items × 5 standards, part by part, and what each weighs."""
    ground = common_team(sections=8, students=30, items=40, standards=5, slug="reported")
    enter_all(ground)
    compute_report(district_id=ground.district.pk, assessment_id=ground.cfa.pk)
    client = Client()
    client.force_login(ground.facilitator.user)
    rows = [("", "median", "p95", "computing", "page, compressed", "with all it loads")]
    for part in REPORT_PARTS:
        address = reverse(f"assessments:{part}", args=[ground.district.slug, ground.cfa.pk])
        page = client.get(address).content.decode()
        taken = timed(lambda address=address: client.get(address))
        alone, whole = weight(page)
        computed = timed(lambda address=address: client.get(address), clock=time.process_time)
        spent = ms(taken.median), ms(taken.p95), ms(computed.median)
        rows.append((part.replace("_", " "), *spent, f"{alone:,.0f} kB", f"{whole:,.0f} kB"))
    file = reverse("assessments:report_file", args=[ground.district.slug, ground.cfa.pk, "hand-out.pdf"])
    taken = timed(lambda: client.get(file), 10)
    size = f"{len(client.get(file).content) / 1000:,.0f} kB"
    rows.append(("hand-out (PDF)", ms(taken.median), ms(taken.p95), "", size, ""))
    return rows


def weight(page: str) -> tuple[float, float]:
    """Kilobytes of the page alone, and with its styles, scripts, icons and fonts, each as it goes over the wire."""
    alone = packed(page.encode())
    found = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page))
    waiting, whole, seen = [address.removeprefix("/static/") for address in found], alone, set()
    while waiting:
        path = waiting.pop()
        file = finders.find(path)
        if path in seen or file is None:
            continue
        seen.add(path)
        content = Path(file).read_bytes()
        whole += len(content) / 1000 if path.endswith(".woff2") else packed(content)
        if path.endswith((".js", ".css")):
            for other in re.findall(r"""(?:from |import |url\()["']?(\.{1,2}/[^"')]+)""", content.decode()):
                if "latin-ext" not in other:  # fetched only where such a letter stands
                    waiting.append(posixpath.normpath(posixpath.join(posixpath.dirname(path), other)))
    return alone, whole


def packed(content: bytes) -> float:
    return len(gzip.compress(content, 6)) / 1000


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
    with running_product():
        parts = report_rows()
    table("Pages of a team with 6 sections × 30 students × 20 items, in one process, 30 times each", rows)
    table("The report of 8 sections × 30 students × 40 items × 5 standards; bars: 60 ms and 200 kB", parts)
    return 0


if __name__ == "__main__":
    sys.exit(main())
