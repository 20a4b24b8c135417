"""The main job as people do it: scores come in through the browser, and the team sees the comparison by itself."""

import re
from pathlib import Path

from playwright.sync_api import Frame, Page, expect

from tests.browser.scores import CFA, filled_template, open_cfa
from tests.browser.watching import Visitors, assert_accessible, email_of, follow, sign_in
from tests.live_stack import LiveStack, wait_until

RUN = re.compile(r"Report run (\d+)")


def shown_run(page: Page) -> int:
    """The number of the run whose figures stand on a report page; 0 when there are none yet."""
    said = [RUN.fullmatch(term.strip()) for term in page.locator(".report-head dt").all_inner_texts()]
    return next((int(found[1]) for found in said if found), 0)


def navigations(page: Page) -> list[str]:
    """Filled with the address of every navigation of the page from now on."""
    seen: list[str] = []

    def note(frame: Frame) -> None:
        if frame == page.main_frame:
            seen.append(frame.url)

    page.on("framenavigated", note)
    return seen


def newest_run(stack: LiveStack) -> int:
    """The number of the newest run, once nothing is on its way that a further save could join."""
    on_its_way = "select count(*) from assessments_reportrun where state in ('queued', 'running')"
    wait_until(lambda: stack.sql(on_its_way) == [(0,)], "earlier runs are done")
    ((newest,),) = stack.sql(
        "select coalesce(max(number), 0) from assessments_reportrun run"
        " join assessments_assessment cfa on cfa.id = run.assessment_id where cfa.title = %s",
        CFA,
    )
    return newest


def assert_one_teacher_is_named_as_the_reason(page: Page) -> None:
    """The first results are one teacher's: colleagues who compare blind wait for a second one's."""
    expect(page.locator(".said--lead")).to_have_text(re.compile("Only one teacher’s classes so far"))


def assert_figures_stand(page: Page) -> None:
    expect(page.locator(".said--lead")).to_have_text(re.compile(r"Our students earned \d+\s%\sof the points"))
    expect(page.locator(".standings tbody tr").first).to_be_visible()


class TestUpload:
    def test_scores_become_figures_for_the_teacher_and_a_new_report_for_a_colleague_without_a_reload(
        self, visitors: Visitors, stack: LiveStack, tmp_path: Path
    ) -> None:
        maya = visitors.person("Maya Okafor")
        open_cfa(maya)
        before = newest_run(stack)
        maya.goto(re.sub(r"(/cfas/\d+/).*", r"\1report/", maya.url))
        expect(maya.locator("[data-state]")).to_have_count(1)
        assert shown_run(maya) == before
        maya_went = navigations(maya)

        daniel = visitors.stranger()
        sign_in(daniel, email_of("Daniel Reyes"), stack.accounts[0].password)
        open_cfa(daniel)
        sheet = filled_template(daniel, tmp_path / "scores.csv", seed=11)
        assert 40 < sheet.students <= 50
        daniel.get_by_label("Scores file").set_input_files(tmp_path / "scores.csv")
        follow(daniel.get_by_role("button", name="See what would change"))
        expect(daniel.get_by_role("heading", level=1)).to_have_text("Check before anything is saved")
        expect(daniel.locator(".commit-bar strong")).to_have_text(
            re.compile(rf"Save \d+ scores for {sheet.students} students\.")
        )
        assert_accessible(daniel)
        assert newest_run(stack) == before

        with stack.frozen("worker"):
            follow(daniel.get_by_role("button", name=re.compile(r"^Save \d+ scores$")))
            expect(daniel.get_by_role("heading", level=1)).to_have_text(f"What {CFA} shows us")
            expect(daniel.locator("[data-run-state]")).to_contain_text("being computed")
            expect(maya.locator("[data-run-state]")).to_contain_text("being computed")
            daniel_went = navigations(daniel)
        for page in (daniel, maya):
            wait_until_run(page, before + 1)
            (assert_figures_stand if page is daniel else assert_one_teacher_is_named_as_the_reason)(page)
            expect(page.locator("[data-run-state]")).to_have_count(0)
            expect(page.locator("[data-live-said]")).to_have_text("The report has been updated.")
            assert_accessible(page)
        assert daniel_went == maya_went == []

    def test_it_is_taken_back_in_one_step(self, visitors: Visitors, stack: LiveStack, tmp_path: Path) -> None:
        page = visitors.person("Hannah Lindqvist")
        open_cfa(page)
        results = "select student_id, cells, status from assessments_result order by assessment_id, student_id"
        before = stack.sql(results)
        filled_template(page, tmp_path / "scores.csv", seed=21)
        page.get_by_label("Scores file").set_input_files(tmp_path / "scores.csv")
        follow(page.get_by_role("button", name="See what would change"))
        follow(page.get_by_role("button", name=re.compile(r"^Save \d+ scores$")))
        expect(page.get_by_role("heading", level=1)).to_have_text(f"What {CFA} shows us")
        assert stack.sql(results) != before
        follow(page.get_by_role("navigation", name="Where you are").get_by_role("link", name=CFA))
        follow(page.get_by_role("button", name="Take back").first)
        expect(page.locator("#messages")).to_contain_text("Taken back.")
        assert stack.sql(results) == before


def wait_until_run(page: Page, number: int) -> None:
    expect(page.locator(".report-head dt", has_text=f"Report run {number}")).to_have_count(1)


class TestWithoutScripts:
    def test_forms_and_a_refresh_do_the_main_job(self, visitors: Visitors, stack: LiveStack, tmp_path: Path) -> None:
        page = visitors.stranger(java_script_enabled=False)
        sign_in(page, email_of("Daniel Reyes"), stack.accounts[0].password)
        open_cfa(page)
        before = newest_run(stack)
        filled_template(page, tmp_path / "scores.csv", seed=31)
        page.get_by_label("Scores file").set_input_files(tmp_path / "scores.csv")
        follow(page.get_by_role("button", name="See what would change"))
        with stack.frozen("worker"):
            follow(page.get_by_role("button", name=re.compile(r"^Save \d+ scores$")))
            expect(page.locator("[data-run-state]")).to_contain_text("being computed")
            went = navigations(page)
            wait_until(lambda: stack.process("worker").status() == "stopped", "the worker is frozen")
        wait_until_run(page, before + 1)
        assert_figures_stand(page)
        assert went, "Without scripts the page asks again by itself: a refresh every two seconds."
        assert set(went) == {page.url}


class TestKeyboard:
    def test_from_signing_in_to_a_saved_upload_by_tab_and_enter(
        self, visitors: Visitors, stack: LiveStack, tmp_path: Path
    ) -> None:
        setup = visitors.person("Hannah Lindqvist")
        open_cfa(setup)
        before = newest_run(stack)
        filled_template(setup, tmp_path / "scores.csv", seed=41)
        upload_address = setup.url

        page = visitors.stranger()
        # From the start: a browser that is told only just before the key may still open a window of its own.
        page.on("filechooser", lambda _chooser: None)
        page.goto(upload_address)
        page.keyboard.press("Tab")
        assert focused(page) == "Skip to the page"
        tab_to(page, "Email")
        page.keyboard.type(email_of("Hannah Lindqvist"))
        tab_to(page, "Password")
        page.keyboard.type(stack.accounts[0].password)
        follow(page.locator(":focus"), "Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Upload results")

        page.keyboard.press("Tab")
        assert focused(page) == "Skip to the page"
        page.keyboard.press("Enter")
        expect(page.locator("#main"), "The skip link leads into the page.").to_be_focused()
        tab_to(page, "Scores file")
        with page.expect_file_chooser() as chooser:
            page.keyboard.press("Space")
        chooser.value.set_files(tmp_path / "scores.csv")
        tab_to(page, "See what would change")
        follow(page.locator(":focus"), "Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Check before anything is saved")
        tab_to(page, re.compile(r"Save \d+ scores"))
        follow(page.locator(":focus"), "Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(f"What {CFA} shows us")
        wait_until_run(page, before + 1)
        assert_figures_stand(page)


def tab_to(page: Page, name: str | re.Pattern[str], most: int = 80) -> None:
    """Press Tab until this control has the focus; every stop on the way must show that it has it."""
    page.wait_for_load_state("load")  # with all its styles
    for _ in range(most):
        page.keyboard.press("Tab")
        here = focused(page)
        assert shows_focus(page), f"{page.url}: nothing shows that “{here}” has the focus."
        if name == here or (isinstance(name, re.Pattern) and name.fullmatch(here)):
            return
    raise AssertionError(f"{page.url}: {most} presses of Tab do not reach {name}.")


NAME_OF_FOCUS = """
() => {
  const at = document.activeElement;
  const name = at.labels?.[0]?.innerText ?? at.getAttribute("aria-label") ?? at.innerText;
  return (name || at.tagName).trim().split("\\n")[0];
}
"""
FOCUS_IS_SHOWN = """
() => {
  const isRinged = (element) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    return (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
  };
  const at = document.activeElement;
  const label = at.closest("label");
  return isRinged(at) || (label !== null && isRinged(label));
}
"""


def focused(page: Page) -> str:
    """The name of what has the focus: its label, its words, else its tag."""
    return page.evaluate(NAME_OF_FOCUS)


def shows_focus(page: Page) -> bool:
    """An outline or a shadow around the focused control, or around the label that dresses it."""
    return page.evaluate(FOCUS_IS_SHOWN)
