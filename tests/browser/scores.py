"""Files a teacher would upload: the template of a CFA, filled."""

from pathlib import Path

from playwright.sync_api import Page, expect

from plc.embedded.browsing import Page as Markup
from plc.embedded.main_job import FilledSheet, filled, points_of_items
from tests.browser.watching import follow

CFA = "Unit 4: Percent problems"


def open_cfa(page: Page, title: str = CFA) -> None:
    follow(page.get_by_role("link", name="CFAs and reports").first)
    follow(page.get_by_role("link", name=title, exact=True).first)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def filled_template(page: Page, place: Path, *, seed: int) -> FilledSheet:
    """Download the template from the upload page of the CFA that is open here, and fill it."""
    points = points_of_items(Markup(page.url, page.content()))
    follow(page.get_by_role("link", name="Upload results"))
    with page.expect_download() as download:
        page.get_by_role("link", name="Template as CSV").click()
    download.value.save_as(place)
    sheet = filled(place.read_text(encoding="utf-8-sig"), points, seed)
    place.write_bytes(sheet.content)
    return sheet
