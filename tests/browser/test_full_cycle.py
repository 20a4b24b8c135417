"""A whole cycle of two teachers in two browsers: from a team that has nothing yet to a closed cycle with evidence."""

import re

from playwright.sync_api import Page, expect

from tests.browser.watching import Visitors, assert_accessible, follow
from tests.live_stack import LiveStack, wait_until

TEAM, TITLE, COURSE = "Grade 7 Science", "Unit 2: Forces", "SCI7"
STANDARD, SKILL, WORDS = "MS-PS2-2", "Force, mass and motion", "I can plan a test of how a force changes a motion."
FACILITATOR, TEACHER = "sofia.dangelo@harbor-valley.example", "mei-ling.chu@harbor-valley.example"
ITEMS, KEY = 4, "B"
CARD, PLANNED = "Pull it twice, draw it once", "Two lessons with carts and spring scales in every class."
LEARNED = "They look at the force and forget the mass."


def test_from_focus_to_reflection(visitors: Visitors, stack: LiveStack) -> None:
    sofia, meiling = visitors.person(FACILITATOR), visitors.person(TEACHER)
    begin(sofia)
    cycle = sofia.url
    choose_the_target(sofia)
    meiling.goto(cycle)
    follow(meiling.get_by_role("button", name="We agreed on this"))
    stands_at(meiling, 2, "Set a SMART goal")
    go_on_without(meiling, "No results yet that a goal could start from")
    build_the_cfa(stack, sofia, cycle)
    plan_and_teach(meiling, cycle)

    enter_results(stack, sofia, meiling, cycle, proficient_in=4)
    meet(sofia, meiling, cycle)
    set_the_goal(meiling, cycle)
    respond(meiling, sofia, cycle)
    make_the_recheck(stack, sofia, cycle)
    enter_results(stack, sofia, meiling, cycle, proficient_in=2)

    stands_at(meiling, 10, "Look back together")
    follow(meiling.get_by_role("link", name="Look back and close the cycle"))
    write_the_card(meiling)
    look_back(sofia, cycle)
    for page in (sofia, meiling):
        page.goto(cycle)
        expect(page.get_by_role("main")).to_contain_text(LEARNED)
        expect(page.get_by_role("link", name=CARD)).to_be_visible()
        expect(page.locator(".stepper [data-state='done']")).to_have_count(9)
    ((y, n),) = stack.sql(
        "select evidence.y, evidence.n from goals_evidencepoint evidence join goals_cycle cycle"
        " on cycle.goal_id = evidence.goal_id where cycle.title = %s and cycle.closed_on is not null",
        TITLE,
    )
    sofia.get_by_role("link", name="The evidence, day by day").click()
    expect(sofia.get_by_role("row", name=re.compile("re-check"))).to_contain_text(f"{y} of {n}")


def stands_at(page: Page, step: int, headline: str) -> None:
    expect(page.get_by_role("heading", name=headline, exact=True)).to_be_visible()
    expect(page.locator("main")).to_contain_text(f"Now: step {step}")


def begin(page: Page) -> None:
    follow(page.get_by_role("link", name="Begin one in Grade 7 Science"))
    expect(page.get_by_role("heading", name="Start your first cycle")).to_be_visible()
    assert_accessible(page)
    follow(page.get_by_role("link", name="Start a cycle"))
    page.get_by_label("What is this cycle about?").fill(TITLE)
    follow(page.get_by_role("button", name="Start the cycle"))
    stands_at(page, 1, "Choose what students shall learn")


def choose_the_target(page: Page) -> None:
    follow(page.get_by_role("link", name="Choose the targets"))
    page.get_by_label("Look for a standard").fill("force mass")
    follow(page.get_by_role("button", name="Look", exact=True))
    page.get_by_label(re.compile(STANDARD)).check()
    follow(page.get_by_role("button", name="Save the targets"))
    assert_accessible(page)
    page.get_by_label("In words a student understands").fill(WORDS)
    page.get_by_label("Proficient means").fill("70 percent of the points.")
    follow(page.get_by_role("button", name="Save the targets"))
    expect(page.get_by_role("complementary").first).to_contain_text(WORDS)


def go_on_without(page: Page, reason: str) -> None:
    page.get_by_text("Go on without this step").click()
    page.get_by_label("Why do we go on without it?").fill(reason)
    follow(page.get_by_role("button", name="Go on without it"))
    expect(page.locator("main")).to_contain_text(reason)


def build_the_cfa(stack: LiveStack, page: Page, cycle: str) -> None:
    """For days that are over, so that the re-check of today comes later."""
    page.goto(cycle)
    stands_at(page, 3, "Build the CFA")
    follow(page.get_by_role("link", name="Build the CFA"))
    for label, ago in (("First day of testing", 9), ("Last day of testing", 5)):
        page.get_by_label(label).fill(days_ago(stack, ago))
    follow(page.get_by_role("button", name="Begin it"))
    expect(page.locator(".targets")).to_contain_text(SKILL)
    page.get_by_label("What it asks for").fill("A cart and a spring scale")
    page.get_by_label("Key").first.fill(KEY)
    page.get_by_label("How many like this").fill(str(ITEMS))
    page.get_by_role("button", name="Add to the paper").click()
    expect(page.locator(".items tbody tr")).to_have_count(ITEMS)
    follow(page.get_by_role("button", name="Lock it"))
    expect(page.locator("#messages")).to_contain_text("is locked")


def plan_and_teach(page: Page, cycle: str) -> None:
    page.goto(cycle)
    stands_at(page, 5, "Plan shared strategies, and teach")
    follow(page.get_by_role("link", name="Write the plan"))
    page.get_by_label("What will we all do?").fill("Carts first, words second.")
    follow(page.get_by_role("button", name="Save the plan"))
    follow(page.get_by_role("button", name="We taught it"))
    stands_at(page, 6, "Give the CFA and enter results")
    assert_accessible(page)


def enter_results(stack: LiveStack, sofia: Page, meiling: Page, cycle: str, *, proficient_in: int) -> None:
    """Mei-Ling pastes her class, the facilitator everybody else's; every so many-th student has all items right."""
    meiling.goto(cycle)
    paste(meiling, table(stack, "Mei-Ling Chu", True, proficient_in))
    sofia.goto(cycle)
    paste(sofia, table(stack, "Mei-Ling Chu", False, proficient_in))
    due = (
        "select count(*) from assessments_reportrun run join assessments_assessment cfa on cfa.id = run.assessment_id"
        " where cfa.title like %s and run.state <> 'done'"
    )
    wait_until(lambda: stack.sql(due, f"{TITLE}%") == [(0,)], "the report is there")
    for page in (meiling, sofia):
        page.goto(cycle)


def table(stack: LiveStack, teacher: str, is_own: bool, proficient_in: int) -> str:
    """The class of one teacher, or all the others of the course."""
    students = stack.sql(
        "select distinct student.local_id, staff.name from schools_student student"
        " join schools_enrollment seat on seat.student_id = student.id and seat.ends_on is null"
        " join schools_section section on section.id = seat.section_id"
        " join schools_course course on course.id = section.course_id"
        " join schools_sectionstaff lead on lead.section_id = section.id and lead.is_lead"
        " join schools_staffmember staff on staff.id = lead.staff_id"
        " join schools_district district on district.id = student.district_id"
        " where course.code = %s and district.slug = 'harbor-valley' order by student.local_id",
        COURSE,
    )
    rows = [number for number, name in students if (name == teacher) == is_own]
    lines = ["\t".join(["Student ID", *(str(place) for place in range(1, ITEMS + 1))])]
    for place, number in enumerate(rows):
        right = ITEMS if place % proficient_in == 0 else 1
        lines.append("\t".join([number, *[KEY] * right, *["A"] * (ITEMS - right)]))
    return "\n".join(lines)


def paste(page: Page, rows: str) -> None:
    follow(page.get_by_role("link", name="Upload a sheet"))
    page.get_by_text("Paste a table in place of a file").click()
    page.get_by_label("Or paste a table").fill(rows)
    follow(page.get_by_role("button", name="See what would change"))
    follow(page.get_by_role("button", name=re.compile(r"^Save \d+ scores$")))


def meet(sofia: Page, meiling: Page, cycle: str) -> None:
    stands_at(sofia, 7, "Meet over the report")
    follow(sofia.get_by_role("link", name="Plan the data meeting"))
    expect(sofia.get_by_label("CFA to look at").locator("option:checked")).to_have_text(TITLE)
    follow(sofia.get_by_role("button", name="Plan it"))
    expect(sofia.get_by_role("heading", level=1)).to_have_text("Data meeting")
    for page in (sofia, meiling):
        page.goto(cycle)
        follow(page.get_by_role("link", name="Open the meeting"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Data meeting")
        page.goto(f"{page.url}live/")
    sofia.get_by_role("button", name="Start the meeting").click()
    for onwards, stage in (
        ("Next: Here is what", "Here is what"),
        ("Go on without", "So what"),
        ("Go on without", "Compare practice"),
        ("Next: Now what", "Now what"),
    ):
        sofia.get_by_role("button", name=onwards).click()
        expect(sofia.locator(".meeting-bar h2")).to_have_text(stage)
    meiling.get_by_label("What we decided").fill("Reteach with carts")
    meiling.get_by_role("button", name="Record it").click()
    expect(sofia.get_by_role("row", name=re.compile("Reteach with carts"))).to_be_visible()
    sofia.get_by_text("End early").click()
    sofia.get_by_role("button", name="End the meeting now").click()
    for page in (sofia, meiling):  # each leaves the meeting by itself, and would cut off where its person goes next
        expect(page.get_by_role("link", name="Read the minutes")).to_be_visible()


def set_the_goal(page: Page, cycle: str) -> None:
    """Skipped for want of results; now there are some, and what is done is no longer skipped."""
    page.goto(cycle)
    follow(page.locator(".stepper").get_by_role("link", name="Goal"))
    follow(page.get_by_role("link", name="Set the goal"))
    follow(page.get_by_role("link", name="Set a new goal"))
    start = page.get_by_label(re.compile("^Measurable"))
    start.select_option(start.locator("option").filter(has_text=SKILL).first.get_attribute("value"))
    page.get_by_label(re.compile("^Specific")).fill(WORDS)
    page.get_by_label(re.compile("^Achievable: how")).fill("60")
    page.get_by_label("What will we do?").fill("Carts in every class.")
    follow(page.get_by_role("button", name="Set the goal"))
    stands_at(page, 8, "Do something for the students who need it")
    expect(page.locator(".stepper li").nth(1)).to_have_attribute("data-state", "done")


def respond(meiling: Page, sofia: Page, cycle: str) -> None:
    follow(meiling.get_by_role("link", name=f"Plan for {SKILL}"))
    meiling.get_by_label("What will you do?").fill(PLANNED)
    meiling.get_by_label("Who sees to it?").select_option(label="Sofia D'Angelo")
    follow(meiling.get_by_role("button", name="Save the plan"))
    sofia.goto(cycle)
    expect(sofia.locator("main")).to_contain_text("0 of 1 done")
    follow(sofia.get_by_role("link", name="Open the response plans"))
    plan = sofia.locator("article").filter(has_text=PLANNED)
    follow(plan.get_by_role("button", name=re.compile("^It is done")))


def make_the_recheck(stack: LiveStack, page: Page, cycle: str) -> None:
    page.goto(cycle)
    stands_at(page, 9, "Ask the same targets again, with fresh items")
    follow(page.get_by_role("link", name="Make the re-check"))
    for label in ("First day of testing", "Last day of testing"):
        page.get_by_label(label).fill(days_ago(stack, 0))
    follow(page.get_by_role("button", name="Begin the re-check"))
    page.get_by_role("textbox", name="Keys, in order").fill(" ".join([KEY] * ITEMS))
    follow(page.get_by_role("button", name="Look at them"))
    follow(page.get_by_role("button", name=f"Save {ITEMS} keys"))
    follow(page.get_by_role("button", name="Lock it"))
    expect(page.locator("#messages")).to_contain_text("is locked")


def days_ago(stack: LiveStack, days: int) -> str:
    """By the district's clock."""
    ((day,),) = stack.sql("select (now() at time zone 'America/New_York')::date - %s", days)
    return str(day)


def write_the_card(page: Page) -> None:
    follow(page.get_by_role("link", name=f"Write a card on {SKILL}"))
    page.get_by_label("Title").fill(CARD)
    page.get_by_label("What did you do?").fill("Pull one cart, then two. Draw both.")
    page.get_by_label("Share it with my team now").check()
    follow(page.get_by_role("button", name="Save the card"))
    expect(page.get_by_role("heading", level=1)).to_have_text(CARD)


def look_back(page: Page, cycle: str) -> None:
    page.goto(f"{cycle}reflect/")
    expect(page.locator("main")).to_contain_text(re.compile(r"Now \d+ of \d+, by .*re-check"))
    assert_accessible(page)
    page.get_by_label("What did we learn?").fill(LEARNED)
    follow(page.get_by_role("button", name="Close the cycle"))
    expect(page.locator("#messages")).to_contain_text("is closed, with what you learned")
