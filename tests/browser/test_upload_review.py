"""A scanner's export, one student of which nobody knows by that ID: from the file to the report, and the next file."""

import csv
import io
import re

from playwright.sync_api import Page, expect

from tests.browser.scores import CFA, open_cfa
from tests.browser.watching import Visitors, assert_accessible, follow
from tests.live_stack import LiveStack

ITEMS = 20
STUDENTS = (
    "select student.local_id, student.given_name, student.family_name from schools_student student"
    " join schools_enrollment seat on seat.student_id = student.id and seat.ends_on is null"
    " join schools_section section on section.id = seat.section_id"
    " where section.local_id = 'MATH7-02' order by student.id limit 6"
)


def zipgrade_file(students: list[tuple[str, str, str]], wrong: int) -> bytes:
    """The full data format: everybody has every item right but the first ``wrong`` ones."""
    head = ["QuizName", "QuizClass", "FirstName", "LastName", "StudentID", "CustomID", "Earned Points"]
    head += ["Possible Points", "PercentCorrect", "QuizCreated", "DataExported", "Key Version"]
    parts = [f"{part}{n}" for n in range(1, ITEMS + 1) for part in ("Stu", "PriKey", "Points", "Mark")]
    lines = io.StringIO(newline="")
    sheet = csv.writer(lines)
    sheet.writerow([*head, *parts])
    for local_id, given, family in students:
        marks = [part for n in range(ITEMS) for part in (("C", "B", "0", "X") if n < wrong else ("B", "B", "1", "C"))]
        row = ["Unit 4", "", given, family, local_id, "", str(ITEMS - wrong), str(ITEMS)]
        sheet.writerow([*row, "", "10/8/2026 0:00", "10/9/2026 0:00", "A", *marks])
    return lines.getvalue().encode()


def send(page: Page, name: str, content: bytes) -> None:
    open_cfa(page)
    follow(page.get_by_role("link", name="Upload results"))
    page.get_by_label("Scores file").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    follow(page.get_by_role("button", name="See what would change"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before anything is saved")


def save(page: Page) -> None:
    follow(page.get_by_role("button", name=re.compile(r"^Save \d+ scores$")))
    expect(page.get_by_role("heading", level=1)).to_have_text(f"What {CFA} shows us")


def test_one_student_is_said_once_and_known_from_then_on(visitors: Visitors, stack: LiveStack) -> None:
    page = visitors.person("Maya Okafor")
    known = stack.sql(STUDENTS)
    _, given, family = known[2]
    scanned = [*known[:2], ("zg-77", given, family), *known[3:]]

    send(page, "zipgrade.csv", zipgrade_file(scanned, wrong=2))
    expect(page.get_by_text("This looks like ZipGrade, full data.")).to_be_visible()
    expect(page.get_by_role("heading", name="1 row without a student")).to_be_visible()
    assert_accessible(page)
    follow(page.get_by_role("link", name="Someone else for row 4"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Whose is row 4?")
    page.get_by_label("Name or ID").fill(family)
    follow(page.get_by_role("button", name="Search"))
    assert_accessible(page)
    page.get_by_label(re.compile("Remember “zg-77”")).check()
    follow(page.get_by_role("button", name=f"It is {family}, {given}"))
    expect(page.get_by_text("Remembered: “zg-77”")).to_be_visible()
    expect(page.get_by_role("heading", name="What you have said")).to_be_visible()
    expect(page.locator(".commit-bar strong")).to_contain_text("for 6 students.")
    save(page)
    saved = "select result.cells from assessments_result result join schools_student student"
    saved += " on student.id = result.student_id where student.local_id = %s and result.cells[1] = 0"
    assert len(stack.sql(saved, known[2][0])) == 1

    send(page, "zipgrade-again.csv", zipgrade_file(scanned, wrong=1))
    expect(page.get_by_role("heading", name="1 row without a student")).to_have_count(0)
    expect(page.get_by_role("heading", name=re.compile(r"changes to what is saved"))).to_be_visible()
    follow(page.get_by_role("link", name="Check what each column means"))
    expect(page.get_by_role("heading", level=1)).to_have_text("What each column means")
    assert_accessible(page)
    page.get_by_label("Call them").fill("Our scanner")
    follow(page.get_by_role("button", name="See what would change"))
    expect(page.get_by_text("Read as you confirmed on")).to_be_visible()
    follow(page.get_by_role("button", name="Cancel, keep everything as it is"))
    open_cfa(page)
    follow(page.get_by_role("link", name="Upload results"))
    follow(page.get_by_role("link", name="Files and IDs your team knows"))
    expect(page.get_by_role("row", name=re.compile("Our scanner"))).to_be_visible()
    assert_accessible(page)
    follow(page.get_by_role("button", name="Forget zg-77"))
    expect(page.get_by_text("Rows with this ID are held for you again.")).to_be_visible()
    follow(page.get_by_role("button", name="Forget Our scanner"))

    open_cfa(page)
    follow(page.get_by_role("link", name="All of them"))
    follow(page.get_by_role("row", name=re.compile("zipgrade.csv")).get_by_role("button", name="Take back"))
    expect(page.locator("#messages")).to_contain_text("Taken back.")
    assert stack.sql(saved, known[2][0]) == []
