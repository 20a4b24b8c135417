"""A walk through every page a person can reach: links are followed from the home page, one page of each shape.

Pages that no link leads to, such as a form that came back with something to mend, are made on the way.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.made_pages import MADE
from tests.browser.markup_seen import Markup, Seen
from tests.browser.watching import NARROW, ROWS_ALIKE, WIDE, Visitors, violations

# Why some addresses are not opened: files to download, and leaving the product.
NOT_PAGES = re.compile(r"\.(csv|xlsx|pdf|svg|png|ics)$|/download/$")
HEIGHT = 900


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
