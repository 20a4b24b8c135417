"""A walk through every page a person can reach: links are followed from the home page, one page of each shape.

Pages that no link leads to, such as a form that came back with something to mend, are made on the way.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.markup_seen import Markup, Seen
from tests.browser.scores import CFA
from tests.browser.watching import NARROW, ROWS_ALIKE, WIDE, Visitors, follow, violations

# Why some addresses are not opened: files to download, and leaving the product.
NOT_PAGES = re.compile(r"\.(csv|xlsx|pdf|svg|png|ics)$|/download/$")
HEIGHT = 900
# CFAs of the demo besides the open one: one still being built, and one that has been given.
DRAFT = "Unit 5: Multi-step problems"
GIVEN = "Unit 3: Proportional relationships"


@dataclass(frozen=True)
class Walker:
    """Somebody who walks; ``name`` empty for a stranger. ``role`` names their pictures.

    The account pages are the same for everybody, so one walker opens them; ``most`` ends a walk that would show only
    what others have shown.
    """

    role: str
    name: str
    with_account: bool = False
    most: int = 200


WALKERS = (
    Walker("teacher", "Daniel Reyes", with_account=True),
    Walker("facilitator", "Maya Okafor"),
    Walker("principal", "Samuel Whitfield"),
    Walker("district-admin", "Ruth Castellano"),
    Walker("teacher-of-two-districts", "Rafael Duarte", most=4),
    Walker("other-district", "nora.blackwell@pine-ridge.example", most=4),
    Walker("stranger", ""),
)
STRANGER_STARTS = (
    "/account/login/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/signup/",
    "/join/harbor-valley/not-a-token/",
    "/letters/off/not-a-token/",
    "/d/harbor-valley/teams/",
)

# What a phone shows otherwise than a wide page: its own menus, tables as lists, parts that scroll.
OF_A_LAYOUT = (
    *("aria-hidden-focus", "button-name", "link-name", "label", "landmark-unique", "region", "target-size"),
    *("scrollable-region-focusable", "nested-interactive", "heading-order", "duplicate-id-aria", "empty-table-header"),
)


@dataclass(frozen=True)
class Look:
    """One way of looking at a page."""

    width: int
    scheme: str

    @property
    def rules(self) -> tuple[str, ...]:
        """All of axe's rules where the page is wide and light; else those that a phone's layout or colors can break."""
        if self.scheme == "dark":
            return ("color-contrast",)
        return () if self.width == WIDE else OF_A_LAYOUT


WIDE_AND_LIGHT, NARROW_AND_LIGHT, WIDE_AND_DARK = Look(WIDE, "light"), Look(NARROW, "light"), Look(WIDE, "dark")
LOOKS = (WIDE_AND_LIGHT, NARROW_AND_LIGHT, WIDE_AND_DARK, Look(NARROW, "dark"))
_shapes_seen: set[str] = set()


@dataclass(frozen=True)
class Stop:
    """A page of the walk, open at this moment in ``page``."""

    walker: Walker
    shape: str
    page: Page

    @property
    def file_name(self) -> str:
        words = re.sub(r"[^a-z0-9]+", "-", self.shape.lower()).strip("-") or "front-door"
        return f"{self.walker.role}-{words}"


def shape_of(url: str) -> str:
    """The address with its district and numbers left out: two teams' pages have one shape."""
    path = re.sub(r"^/d/[^/]+/", "/d/-/", urlsplit(url).path)
    return re.sub(r"/\d+(?=/|$)", "/0", path)


def walk(walker: Walker, visitors: Visitors, shown: Seen | None = None) -> Iterator[Stop]:
    """Every reachable page of this person, each while it is open.

    With ``shown`` a page made of nothing but what others have shown is read for its links and not opened.
    """
    page = visitors.person(walker.name) if walker.name else visitors.stranger()
    seen: set[str] = set()
    waiting = [page.url] if walker.name else [visitors.stack.base_url + start for start in STRANGER_STARTS]
    while waiting and len(seen) < walker.most:
        url = waiting.pop(0)
        if shape_of(url) in seen or not _is_for(walker, url):
            continue
        seen.add(shape_of(url))
        if shown and (links := _links_of_what_is_known(page, url, shown)) is not None:
            waiting += [link for link in links if link.startswith(visitors.stack.base_url)]
            continue
        with visitors.watch.expecting(404), visitors.watch.expecting(403):
            answer = page.goto(url)
        links = _links(page)
        if shown and answer:
            shown.add(shape_of(url), Markup(url, answer.text()))
        yield Stop(walker, shape_of(url), page)
        waiting += [link for link in links if link.startswith(visitors.stack.base_url)]
    for name, make in MADE.get(walker.role, {}).items():
        make(page, visitors)
        yield Stop(walker, name, page)


def _links_of_what_is_known(page: Page, url: str, shown: Seen) -> list[str] | None:
    """The links of a page that shows nothing new, asked for without drawing it; None where it is to be opened."""
    if not shown.knows(shape_of(url)):
        return None
    answer = page.context.request.get(url)
    if not answer.ok or shape_of(answer.url) != shape_of(url):
        return None
    markup = Markup(url, answer.text())
    return markup.links if shown.has_all_of(shape_of(url), markup) else None


def _is_for(walker: Walker, url: str) -> bool:
    if NOT_PAGES.search(urlsplit(url).path):
        return False
    return not walker.name or walker.with_account or not urlsplit(url).path.startswith("/account/")


def _links(page: Page) -> list[str]:
    return page.eval_on_selector_all("a[href]", "found => found.map(each => each.href.split('#')[0])")


def looked_at(stop: Stop, looks: Iterable[Look] = LOOKS) -> Iterator[Look]:
    """The page in each of these ways of looking, without loading it again."""
    now = WIDE_AND_LIGHT
    for look in looks:
        _turn(stop.page, now, look)
        now = look
        yield look
    _turn(stop.page, now, WIDE_AND_LIGHT)


def _turn(page: Page, now: Look, to: Look) -> None:
    """Only what differs: each change is drawn anew."""
    if now.width != to.width:
        page.set_viewport_size({"width": to.width, "height": HEIGHT})
    if now.scheme != to.scheme:
        page.emulate_media(color_scheme="dark" if to.scheme == "dark" else "light")


def faults_of(stop: Stop) -> list[str]:
    """What is wrong with the page in any way of looking: it scrolls sideways, or axe has something to say.

    The first page of its shape is asked about everything, wide, narrow and in the dark. Everybody else's has other
    forms and tables in it, in the same colors, which take axe the longest: it is asked about names, order and parts.
    """
    is_new = stop.shape not in _shapes_seen
    _shapes_seen.add(stop.shape)
    found = []
    for look in looked_at(stop, (WIDE_AND_LIGHT, NARROW_AND_LIGHT)):
        too_wide = stop.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if too_wide > 0:
            found.append(f"{_where(stop, look)}: the page is {too_wide} px too wide")
    # Axe looks at the place of everything, also of what it is not asked about; the page is left after this.
    stop.page.evaluate("alike => document.querySelectorAll(alike).forEach(row => row.remove())", ROWS_ALIKE)
    for look in looked_at(stop, (NARROW_AND_LIGHT, WIDE_AND_LIGHT, WIDE_AND_DARK) if is_new else (WIDE_AND_LIGHT,)):
        rules = look.rules if is_new else OF_A_LAYOUT
        found += [f"{_where(stop, look)}: {violation}" for violation in violations(stop.page, *rules)]
    return found


def _where(stop: Stop, look: Look) -> str:
    return f"{stop.walker.role} {stop.shape} at {look.width} px, {look.scheme}"


# --- Pages that only come about by doing something


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
