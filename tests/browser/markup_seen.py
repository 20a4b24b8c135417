"""Which kinds of markup pages of one shape have shown, so that a page with nothing new in it need not be drawn again.

Most pages of one address differ from person to person in names and numbers alone. Fetching one and reading it costs
a tenth of drawing it and asking axe. A page is new where it has an element of a kind (its tag, classes, attributes,
label, whether it has words), a row of a length, an order of headings or a repeated id that none before it had, or a
word longer than any, as that may push a narrow page wide.
"""

import re
from collections import Counter, defaultdict
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

# Attributes whose value, and not only their presence, decides what an element is.
TELLING = ("class", "role", "type", "scope", "hidden", "disabled", "aria-label", "aria-current", "aria-expanded")
NAMED_BY_WORDS = {"a", "button", "label", "legend", "summary", "th", "h1", "h2", "h3", "h4", "option"}
NOT_WORDS = {"script", "style"}
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Markup(HTMLParser):
    """What a page is made of: ``kinds``, the ``links`` in it, and the length of its ``longest`` word."""

    def __init__(self, url: str, page: str) -> None:
        super().__init__()
        self.kinds: set[tuple[object, ...]] = set()
        self.links: list[str] = []
        self.longest = 0
        self._url = url
        self._open: list[str] = []
        self._cells = 0
        self._heading = ""
        self._has_words: dict[str, bool] = {}
        self._ids: Counter[str] = Counter()
        self.feed(page)
        self.close()
        self.kinds |= {("repeated id", name) for name, count in self._ids.items() if count > 1}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        above = self._open[-1] if self._open else ""
        telling = tuple((name, _without_numbers(given[name])) for name in TELLING if name in given)
        self.kinds.add((above, tag, tuple(sorted(given)), telling))
        if "id" in given:
            self._ids[given["id"] or ""] += 1
        if tag == "a" and given.get("href"):
            self.links.append(urldefrag(urljoin(self._url, given["href"])).url)
        if tag == "tr":
            self._cells = 0
        self._cells += tag in {"td", "th"}
        if re.fullmatch("h[1-6]", tag):
            self.kinds.add(("heading", self._heading, tag))
            self._heading = tag
        if tag in NAMED_BY_WORDS:
            self._has_words[tag] = False
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "tr":
            self.kinds.add(("row", self._cells))
        if tag in self._has_words:
            self.kinds.add(("words", tag, self._has_words.pop(tag)))
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not data.strip() or (self._open and self._open[-1] in NOT_WORDS):
            return
        self._has_words = dict.fromkeys(self._has_words, True)
        self.longest = max(self.longest, *(len(word) for word in data.split()))


def _without_numbers(value: str | None) -> str:
    return re.sub(r"\d+", "0", value or "")


class Seen:
    """What all pages of a shape, of everybody who walked before, were made of."""

    def __init__(self) -> None:
        self._kinds: dict[str, set[tuple[object, ...]]] = defaultdict(set)
        self._longest: Counter[str] = Counter()

    def knows(self, shape: str) -> bool:
        return shape in self._kinds

    def has_all_of(self, shape: str, page: Markup) -> bool:
        return page.kinds <= self._kinds[shape] and page.longest <= self._longest[shape]

    def add(self, shape: str, page: Markup) -> None:
        self._kinds[shape] |= page.kinds
        self._longest[shape] = max(self._longest[shape], page.longest)
