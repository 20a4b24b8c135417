"""What the content policy would refuse in a page: scripts, styles and handlers that stand in the markup itself."""

from html.parser import HTMLParser

# Data for a script, which no browser runs.
DATA_TYPES = {"application/json", "application/ld+json"}


class _Inline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style":
            self.found.append("<style>")
        if tag == "script" and "src" not in given and given.get("type") not in DATA_TYPES:
            self.found.append("<script>")
        for name, value in attrs:
            if name == "style" or (name.startswith("on") and len(name) > 2):
                self.found.append(f"{name} on <{tag}>")
            if (value or "").strip().lower().startswith("javascript:"):
                self.found.append(f"javascript: in {name} of <{tag}>")


def inline_parts(page: str) -> list[str]:
    parser = _Inline()
    parser.feed(page)
    parser.close()
    return parser.found
