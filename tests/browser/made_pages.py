"""Pages that no link leads to: they come about by doing something, and the walk has them done by whoever may."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.scores import CFA
from tests.browser.watching import Visitors, follow

# CFAs of the demo besides the open one: one still being built, and one that has been given.
DRAFT = "Unit 5: Multi-step problems"
GIVEN = "Unit 3: Proportional relationships"


def _cfa_page(page: Page, visitors: Visitors) -> None:
    ((number,),) = visitors.stack.sql("select id from assessments_assessment where title = %s", CFA)
    page.goto(f"/d/harbor-valley/cfas/{number}/")


def _preview_with_problems(page: Page, visitors: Visitors) -> None:
    """A student nobody knows, a score above the most, a formula, and one good row."""
    _cfa_page(page, visitors)
    follow(page.get_by_role("link", name="Upload results"))
    rows = visitors.stack.sql(
        "select student.local_id from schools_student student"
        " join schools_enrollment seat on seat.student_id = student.id and seat.ends_on is null"
        " join schools_section section on section.id = seat.section_id"
        " where section.local_id = 'MATH7-02' order by student.id limit 3"
    )
    numbers = [row[0] for row in rows]
    lines = ["Student ID,17,18,19,20", f"{numbers[0]},1,1,2,2", f"{numbers[1]},1,=1+1,99,2", "no-such-one,1,1,1,1"]
    page.get_by_label("Scores file").set_input_files(
        {"name": "friday.csv", "mimeType": "text/csv", "buffer": "\r\n".join(lines).encode()}
    )
    follow(page.get_by_role("button", name="See what would change"))
    page.wait_for_url("**/uploads/*/")


def _columns_of_a_file(page: Page, visitors: Visitors) -> None:
    _preview_with_problems(page, visitors)
    follow(page.get_by_role("link", name="Check what each column means"))
    page.wait_for_url("**/columns/")


def _row_without_a_student(page: Page, visitors: Visitors) -> None:
    _preview_with_problems(page, visitors)
    follow(page.get_by_role("link", name="Choose the student for row 4"))
    page.wait_for_url("**/rows/4/")


def _refused_file(page: Page, visitors: Visitors) -> None:
    _cfa_page(page, visitors)
    follow(page.get_by_role("link", name="Upload results"))
    page.get_by_label("Scores file").set_input_files(
        {"name": "photo.csv", "mimeType": "text/csv", "buffer": b"\x89PNG\r\n\x1a\n\x00"}
    )
    with visitors.watch.expecting(422):
        follow(page.get_by_role("button", name="See what would change"))
        page.locator(".field__error").wait_for()


def _unreadable_cell(page: Page, visitors: Visitors) -> None:
    _cfa_page(page, visitors)
    follow(page.get_by_role("link", name="Enter scores of Period 5"))
    follow(page.get_by_role("link", name="The plain page"))
    page.locator("input.cell").first.fill("77")
    with visitors.watch.expecting(422):
        follow(page.get_by_role("button", name="Save scores"))
        page.get_by_role("alert").wait_for()


def _draft(page: Page, visitors: Visitors) -> None:
    """The builder's page of a CFA that is still a draft."""
    ((number,),) = visitors.stack.sql("select id from assessments_assessment where title = %s", DRAFT)
    page.goto(f"/d/harbor-valley/cfas/{number}/build/")


def _keys_in_order(page: Page, visitors: Visitors) -> None:
    """One that fits, and one that does not."""
    _draft(page, visitors)
    page.get_by_role("textbox", name="Keys, in order").fill("A Z")
    follow(page.get_by_role("button", name="Look at them"))
    page.get_by_text("1 key does not fit").wait_for()


def _standards_found(page: Page, visitors: Visitors) -> None:
    _draft(page, visitors)
    page.get_by_label("Find a standard").fill("problems")
    page.locator("[data-found] li").first.wait_for()


def _item_of_a_draft(page: Page, visitors: Visitors) -> None:
    _draft(page, visitors)
    follow(page.get_by_role("link", name="Edit item 1"))
    page.get_by_role("button", name="Save the item").wait_for()


def _item_to_mend(page: Page, visitors: Visitors) -> None:
    _item_of_a_draft(page, visitors)
    page.get_by_label("Key").fill("Z")
    with visitors.watch.expecting(422):
        follow(page.get_by_role("button", name="Save the item"))
        page.locator(".field__error").first.wait_for()


def _bank_to_take_from(page: Page, visitors: Visitors) -> None:
    _draft(page, visitors)
    follow(page.get_by_role("link", name="Take items from the bank"))
    page.get_by_role("button", name="Take the ticked items").wait_for()


def _version_in_preparation(page: Page, visitors: Visitors) -> None:
    """Begun, looked at, and left as it is by whoever walks next: nothing saved changes."""
    ((number,),) = visitors.stack.sql("select id from assessments_assessment where title = %s", GIVEN)
    page.goto(f"/d/harbor-valley/cfas/{number}/build/")
    if page.get_by_role("button", name="Change the items").count():
        follow(page.get_by_role("button", name="Change the items"))
        follow(page.get_by_role("button", name="Take item 12 out"))
    page.goto(f"/d/harbor-valley/cfas/{number}/versions/")
    page.get_by_role("button", name="Use it for all classes").wait_for()


def _draft_of_norms(page: Page, visitors: Visitors) -> None:
    """Begun from the norms that hold, and left as it is."""
    ((number,),) = visitors.stack.sql("select id from teams_team where name = %s", "Grade 7 Math")
    page.goto(f"/d/harbor-valley/teams/{number}/norms/")
    if page.get_by_role("button", name="Change them").count():
        follow(page.get_by_role("button", name="Change them"))
    page.goto(f"/d/harbor-valley/teams/{number}/norms/draft/")
    page.get_by_role("button", name="Put it in the draft").wait_for()


def _norm_of_a_draft(page: Page, visitors: Visitors) -> None:
    _draft_of_norms(page, visitors)
    follow(page.get_by_role("link", name="We end on time"))
    page.get_by_role("button", name="Save the norm").wait_for()


# What Maya Okafor wrote herself; a link opens somebody else's before.
OWN_CARD = (
    "select min(card.id) from goals_strategycard card"
    " join schools_staffmember person on person.id = card.author_id where person.name = 'Maya Okafor'"
)
OWN_TRIAL = (
    "select min(trial.id) from goals_trial trial"
    " join schools_staffmember person on person.id = trial.teacher_id where person.name = 'Maya Okafor'"
)


def _own(found: str, address: str) -> Callable[[Page, Visitors], None]:
    def make(page: Page, visitors: Visitors) -> None:
        ((number,),) = visitors.stack.sql(found)
        page.goto(f"/d/harbor-valley/strategies/{address.format(number)}")

    return make


def _invitation_to_mend(page: Page, visitors: Visitors) -> None:
    page.goto("/d/harbor-valley/invitations/")
    page.get_by_label("Name").fill("Lena Vogel")
    page.get_by_label("Work email").fill("lena.vogel@harbor-valley.example")
    page.get_by_label("Role").select_option("Teacher")
    follow(page.get_by_role("button", name="Send the invitation"))
    page.locator(".field__error, [role=alert]").first.wait_for()


def _missing_page(page: Page, visitors: Visitors) -> None:
    with visitors.watch.expecting(404):
        page.goto("/d/harbor-valley/teams/999999/")


def _wrong_password(page: Page, visitors: Visitors) -> None:
    page.goto("/account/login/")
    page.get_by_label("Email").fill("daniel.reyes@harbor-valley.example")
    page.get_by_label("Password").fill("not the password")
    follow(page.get_by_role("button", name="Sign in", exact=True))
    page.locator(".field__error, [role=alert]").first.wait_for()


MADE: dict[str, dict[str, Callable[[Page, Visitors], None]]] = {
    "teacher": {
        "upload preview with problems": _preview_with_problems,
        "upload columns": _columns_of_a_file,
        "upload row": _row_without_a_student,
        "upload refused": _refused_file,
        "entry to mend": _unreadable_cell,
        "missing page": _missing_page,
    },
    "facilitator": {
        "builder of a draft": _draft,
        "standards found": _standards_found,
        "item of a draft": _item_of_a_draft,
        "item to mend": _item_to_mend,
        "keys in order": _keys_in_order,
        "bank to take from": _bank_to_take_from,
        "version in preparation": _version_in_preparation,
        "draft of norms": _draft_of_norms,
        "norm of a draft": _norm_of_a_draft,
        "own card": _own(OWN_CARD, "{}/"),
        "own card to change": _own(OWN_CARD, "{}/change/"),
        "own card to share": _own(OWN_CARD, "{}/share/"),
        "file for an own card": _own(OWN_CARD, "{}/files/"),
        "own trial": _own(OWN_TRIAL, "trials/{}/"),
    },
    "district-admin": {"invitation to mend": _invitation_to_mend},
    "stranger": {"wrong password": _wrong_password},
}
