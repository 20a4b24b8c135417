"""Scores typed without a network, in a tab that is closed, by two people at once, over a lost session: none is lost."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.own_cfa import OwnItem, cfa_with, saved_cells
from tests.browser.test_grid import cell, open_grid, students_of, texts
from tests.browser.watching import Visitors, assert_accessible, follow, sign_in
from tests.live_stack import LiveStack, wait_until

ITEMS: tuple[OwnItem, ...] = ((300, "", ""),) * 4
KEPT = """async () => {
  const { keptPages, waitingPlaces } = await import("/static/js/grid/kept.js");
  const counts = [...(await waitingPlaces()).values()];
  return { edits: counts.reduce((sum, each) => sum + each, 0), pages: (await keptPages()).length };
}"""

KEEP_A_PAGE = """async () => {
  const { keepPage } = await import("/static/js/grid/kept.js");
  await keepPage({ path: "/d/harbor-valley/", place: "somebody", html: "names" });
}"""

# What would add to the disk takes its whole transaction down, as when the browser's quota is used up.
DISK_IS_FULL = """() => {
  for (const way of ["add", "put"]) IDBObjectStore.prototype[way] = function () { this.transaction.abort(); };
}"""
ON_THE_DISK = """() => new Promise((resolve) => {
  indexedDB.open("plc-grid").onsuccess = ({ target }) => {
    target.result.transaction("batches").objectStore("batches").getAll().onsuccess = (event) =>
      resolve(event.target.result.flatMap((batch) => batch.edits).length);
  };
})"""

# As private windows of some browsers answer.
NOTHING_IS_KEPT = """IDBFactory.prototype.open = () => {
  throw new DOMException("The database does not allow mutations.", "InvalidStateError");
};"""


@pytest.fixture(scope="module")
def cfa(stack: LiveStack) -> Iterator[int]:
    yield cfa_with(stack, "Grid without a network", ITEMS)


IS_READY_FOR_OFFLINE = """async () => {
  const loaded = performance.getEntriesByType("resource").map((each) => each.name.split("?")[0]);
  const needed = loaded.filter((name) => name.endsWith(".js") || name.endsWith(".css"));
  const kept = await Promise.all(needed.map((name) => caches.match(name, { ignoreSearch: true, ignoreVary: true })));
  return Boolean(navigator.serviceWorker.controller) && needed.length > 20 && kept.every(Boolean);
}"""


def is_ready_for_offline(page: Page) -> bool:
    """The worker looks after the page, and has all of its scripts and styles."""
    return page.evaluate(IS_READY_FOR_OFFLINE)


def waits_on_this_device(page: Page, edits: int, pages: int) -> None:
    """So many edits and so many pages to open without a network, once what is under way is written down or removed."""
    wait_until(lambda: page.evaluate(KEPT) == {"edits": edits, "pages": pages}, f"{edits} edits and {pages} pages wait")


def state(page: Page, words: str) -> None:
    expect(page.locator("#save-state")).to_contain_text(re.compile(words))


def test_what_is_typed_without_a_network_outlives_the_tab_and_arrives_when_there_is_one_again(
    visitors: Visitors, stack: LiveStack, cfa: int
) -> None:
    page = visitors.person("Maya Okafor")
    open_grid(page, cfa, 2)
    address, (first, second, third, *_) = page.url, students_of(page)
    # What somebody else left on this device goes when the next person opens a grid.
    page.evaluate(KEEP_A_PAGE)
    open_grid(page, cfa, 2)
    wait_until(lambda: is_ready_for_offline(page), "the worker is there and has what the page needs")
    cell(page, 0, 1).click()
    page.keyboard.type("12")
    state(page, "Saved at")
    waits_on_this_device(page, edits=0, pages=0)

    with visitors.watch.without_network(page.context):
        page.keyboard.type("30")
        state(page, "No connection: 2 changes are kept on this device")
        page.keyboard.type("2")
        expect(cell(page, 1, 1)).to_have_text("2")
        state(page, "3 changes")
        waits_on_this_device(page, edits=3, pages=1)
        page.close()

        # Opened again without a network: what was saved, what waits, and entry goes on.
        again = page.context.new_page()
        again.goto(address)
        state(again, "No connection: 3 changes are kept on this device")
        assert texts(again, 0) == ["1", "2", "3", "0"]
        assert texts(again, 1)[0] == "2"
        cell(again, 2, 4).click()
        again.keyboard.type("3")
        state(again, "4 changes")
        again.close()
    # A page that is being closed sends once more what it holds, and Chromium's cut ends with the page: some of it may
    # have arrived already. Sent again it changes nothing.

    online = page.context.new_page()
    online.goto(address)
    state(online, "Saved at")
    assert saved_cells(stack, cfa) == {
        first: [100, 200, 300, 0],
        second: [200, -1, -1, -1],
        third: [-1, -1, -1, 300],
    }
    waits_on_this_device(online, edits=0, pages=0)
    expect(cell(online, 2, 4)).to_have_text("3")


def test_two_colleagues_differ_in_one_cell_and_history_keeps_both(
    visitors: Visitors, stack: LiveStack, cfa: int
) -> None:
    maya, theo = visitors.person("Maya Okafor"), visitors.person("Theo Marchetti")
    for page in (maya, theo):
        open_grid(page, cfa, 6)
    student = students_of(maya)[0]
    cell(maya, 1, 1).click()
    maya.keyboard.type("1")
    expect(cell(theo, 1, 1)).to_have_text("1")

    with visitors.watch.without_network(theo.context):
        cell(theo, 0, 2).click()
        theo.keyboard.type("3")
        state(theo, "No connection: 1 change is kept")
        cell(maya, 0, 2).click()
        maya.keyboard.type("2")
        wait_until(lambda: saved_cells(stack, cfa).get(student, [0, 0])[1] == 200, "the first value is saved")
    for page in (theo, maya):
        expect(page.locator("#grid")).to_contain_text(re.compile("Nothing is lost"))
    assert saved_cells(stack, cfa)[student][1] == 200
    theo.get_by_role("button", name="Take 3").first.click()
    expect(cell(maya, 0, 2)).to_have_text("3")
    for page in (theo, maya):
        expect(page.locator("#grid .cell-note")).to_have_count(0)
    assert stack.sql(
        "select saved, offered, kept from assessments_entryconflict where student_id = %s and assessment_id = %s",
        *(student, cfa),
    ) == [("2", "3", "3")]
    history = stack.sql(
        "select cells_after[2] from assessments_resultchange paper join assessments_change change"
        " on change.id = paper.change_id where change.assessment_id = %s and student_id = %s order by data_version",
        *(cfa, student),
    )
    assert history == [(200,), (300,)]


def test_a_lost_session_keeps_what_was_typed_and_signing_out_says_so(
    visitors: Visitors, stack: LiveStack, cfa: int
) -> None:
    page = visitors.stranger()
    password = stack.accounts[0].password
    sign_in(page, "maya.okafor@harbor-valley.example", password)
    open_grid(page, cfa, 3)
    student = students_of(page)[0]
    page.context.clear_cookies(name="sessionid")
    cell(page, 0, 1).click()
    page.keyboard.type("2")
    state(page, "Signed out: 1 change is kept on this device")

    # A colleague who signs in here does not send it, and is told of it before signing out.
    with visitors.watch.expecting(409):
        other = page.context.new_page()
        sign_in(other, "theo.marchetti@harbor-valley.example", password)
        expect(page.locator("#save-state")).to_contain_text("Signed out: 1 change is kept")
        other.evaluate(KEEP_A_PAGE)
        _sign_out(other)
        assert saved_cells(stack, cfa).get(student) is None

        sign_in(other, "maya.okafor@harbor-valley.example", password)
        state(page, "Saved at")
    assert saved_cells(stack, cfa)[student] == [200, -1, -1, -1]
    waits_on_this_device(other, edits=0, pages=0)


def test_a_browser_that_keeps_nothing_still_takes_scores_and_says_what_a_closed_tab_would_lose(
    visitors: Visitors, stack: LiveStack, cfa: int
) -> None:
    page = visitors.person("Maya Okafor")
    page.add_init_script(NOTHING_IS_KEPT)
    open_grid(page, cfa, 4)
    expect(page.locator("#nothing-kept")).to_contain_text("a score not yet sent would be lost")
    student = students_of(page)[0]
    cell(page, 0, 1).click()
    page.keyboard.type("12")
    state(page, "Saved at")
    assert saved_cells(stack, cfa)[student] == [100, 200, -1, -1]
    with visitors.watch.without_network(page.context):
        page.keyboard.type("3")
        state(page, "No connection: 1 change is only in this tab")
    state(page, "Saved at")
    assert saved_cells(stack, cfa)[student] == [100, 200, 300, -1]


def test_a_device_that_fills_up_says_so_and_loses_nothing_that_is_typed_after(
    visitors: Visitors, stack: LiveStack, cfa: int
) -> None:
    # Far from the district, whose clock the page speaks all the same.
    page = visitors.person("Maya Okafor", timezone_id="Pacific/Auckland")
    page.clock.set_fixed_time("2026-03-02T18:05:00Z")
    open_grid(page, cfa, 1)
    first, second, *_ = students_of(page)
    notice = page.locator("#nothing-kept")
    with visitors.watch.without_network(page.context):
        cell(page, 0, 1).click()
        page.keyboard.type("12")
        state(page, "No connection: 2 changes are kept on this device")
        expect(notice).to_be_hidden()
        page.evaluate(DISK_IS_FULL)
        page.keyboard.type("3")
        expect(notice).to_be_visible()
        page.keyboard.type("01")
        state(page, "No connection: 5 changes are only in this tab")
        assert page.evaluate(ON_THE_DISK) == 2
    state(page, r"Saved at 1:05\sPM")
    saved = saved_cells(stack, cfa)
    assert (saved[first], saved[second]) == ([100, 200, 300, 0], [100, -1, -1, -1])
    assert page.evaluate(ON_THE_DISK) == 0


def _sign_out(page: Page) -> None:
    """By the menu of the person, with an edit of somebody waiting on the device."""
    page.locator(".topbar details.menu summary").first.click()
    follow(page.get_by_role("button", name="Sign out"))
    expect(page.get_by_role("alert")).to_contain_text("1 score typed on this device is not saved yet.")
    assert_accessible(page)
    waits_on_this_device(page, edits=1, pages=1)
    follow(page.get_by_role("button", name="Sign out"))
    page.wait_for_url(lambda url: "logout" not in url)
    waits_on_this_device(page, edits=1, pages=0)
