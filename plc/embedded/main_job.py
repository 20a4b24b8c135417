"""`bin/demo --check`: the main job once, over HTTP, as a teacher would do it in a browser."""

import csv
import io
import random
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from plc.embedded.browsing import Page, Unexpected, Visitor
from plc.embedded.stack import DemoAccount

REPORT_SECONDS = 60.0
POLL_SECONDS = 0.1
CFA_ADDRESS = re.compile(r"/d/[\w-]+/cfas/(?P<id>\d+)/")
RUN_TERM = re.compile(r"Report run (\d+)")
# A check that is repeated must have something to save: the same draw again would change nothing.
MOST_DRAWS = 5


@dataclass(frozen=True)
class FilledSheet:
    content: bytes
    students: int
    items: int


def run_main_job(base_url: str, accounts: Sequence[DemoAccount]) -> int:
    """Sign in, fill the template, upload, confirm, wait for the report; 0 when its figures have been printed."""
    teacher = next(account for account in accounts if account.role == "teacher")
    try:
        _do(Visitor(base_url), teacher)
    except Unexpected as reason:
        print(f"\nThe main job did not run to its end. {reason}", file=sys.stderr)
        return 1
    return 0


def _do(visitor: Visitor, teacher: DemoAccount) -> None:
    print(f"\nThe main job, as {teacher.name}:")
    began = time.monotonic()
    home = sign_in(visitor, teacher)
    place = waiting_cfa(home)
    cfa = visitor.open(place)
    before = run_number(visitor.open(f"{place}report/"))
    _tell(f"signed in, found “{_words(cfa.heading)}”", began)

    began = time.monotonic()
    template = visitor.read(f"{place}template.csv")[2].decode("utf-8-sig")
    preview, sheet = upload_something_new(visitor, place, template, points_of_items(cfa))
    _tell(f"uploaded {sheet.students} students × {sheet.items} items, saw what would change", began)

    began = time.monotonic()
    apply = preview.form_to("/apply")
    if apply is None:
        raise Unexpected("The preview offers nothing to save.")
    report = wait_for_report(visitor, visitor.send(preview, apply), f"{place}report/", newer_than=before)
    _tell(f"confirmed; report run {run_number(report)} is computed and on the page", began)

    print(f"\n  {_words(report.lead)}")
    for term, figure in report.facts.items():
        print(f"  {_words(term):<22} {_words(figure)}")


def sign_in(visitor: Visitor, account: DemoAccount) -> Page:
    door = visitor.open("/account/login/")
    form = door.form_to("/account/login/")
    if form is None:
        raise Unexpected("The sign-in page has no form.")
    home = visitor.send(door, form, login=account.email, password=account.password)
    if "/d/" not in home.url:
        raise Unexpected(f"{account.email} could not sign in: {_words(home.errors or home.heading)}")
    return home


def waiting_cfa(home: Page) -> str:
    """The address of the CFA this teacher is asked for, else of the team's current one."""
    found = [match for link in home.links if (match := CFA_ADDRESS.match(link))]
    asked = [match for match in found if "/sections/" in match.string]
    if not found:
        raise Unexpected("The home page names no CFA.")
    return (asked or found)[0][0]


def points_of_items(cfa: Page) -> dict[str, int]:
    """Whole points of each item, from the table of the paper on the CFA's page."""
    at = next((index for index, row in enumerate(cfa.rows) if [_words(cell) for cell in row[:1]] == ["Item"]), None)
    if at is None:
        raise Unexpected("The CFA's page does not show its items.")
    column = [_words(cell) for cell in cfa.rows[at]].index("Points")
    return {_words(row[0]): int(float(row[column])) for row in cfa.rows[at + 1 :] if len(row) > column}


def upload_something_new(
    visitor: Visitor, place: str, template: str, points: dict[str, int]
) -> tuple[Page, FilledSheet]:
    """Upload seeded scores that differ from what is saved; the preview, and what was in the file."""
    for seed in range(MOST_DRAWS):
        sheet = filled(template, points, seed)
        choose = visitor.open(f"{place}upload/")
        form = next((form for form in choose.forms if not form.action and form.hidden), None)
        if form is None:
            raise Unexpected("The upload page has no form.")
        preview = visitor.send_file(choose, form, name="scores.csv", content=sheet.content)
        if preview.form_to("/apply"):
            return preview, sheet
        discard = preview.form_to("/discard")
        if preview.errors or discard is None:
            raise Unexpected(f"The preview offers nothing to save: {_words(preview.errors)}")
        visitor.send(preview, discard)
    raise Unexpected("Every draw of scores is saved already.")


def filled(template: str, points: dict[str, int], seed: int) -> FilledSheet:
    """The template with points drawn for each student: some find the paper easy, some items are hard."""
    draw = random.Random(seed)  # noqa: S311 - scores, not secrets
    rows = list(csv.DictReader(io.StringIO(template)))
    if not rows:
        raise Unexpected("The template names no student.")
    hardness = {label: draw.uniform(-0.25, 0.25) for label in points}
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        chance = draw.uniform(0.35, 0.9)
        for label, most in points.items():
            likely = min(0.97, max(0.03, chance - hardness[label]))
            row[label] = str(sum(draw.random() < likely for _ in range(most)))
        writer.writerow(row)
    return FilledSheet(out.getvalue().encode(), len(rows), len(points))


def wait_for_report(visitor: Visitor, page: Page, place: str, *, newer_than: int) -> Page:
    """The report page once it shows a finished run later than the one before."""
    deadline = time.monotonic() + REPORT_SECONDS
    while "data-pending" in page.attributes or run_number(page) <= newer_than:
        if page.form_to("/report/again"):
            raise Unexpected("The report could not be computed; its page says so.")
        if time.monotonic() > deadline:
            raise Unexpected(f"No report after {REPORT_SECONDS:.0f} s. Is the worker running?")
        time.sleep(POLL_SECONDS)
        page = visitor.open(place)
    return page


def run_number(report: Page) -> int:
    """The number of the run a report page shows; 0 where there is none yet."""
    found = [match for term in report.facts if (match := RUN_TERM.match(_words(term)))]
    return int(found[0][1]) if found else 0


def _words(text: str) -> str:
    """Text as read: white space of the HTML collapsed, no-break spaces kept."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


def _tell(what: str, began: float) -> None:
    print(f"  {what:<72} {time.monotonic() - began:5.2f} s", flush=True)
