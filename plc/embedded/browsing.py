"""A browser without pictures or scripts: cookies, forms and the few parts of a page that a check reads."""

import http.cookiejar
import secrets
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser


class Unexpected(Exception):  # noqa: N818  (reads as a sentence where it is raised)
    """A page was not what it should have been; the message is a sentence."""


@dataclass
class Form:
    """Where a form goes and what it carries without anybody typing."""

    action: str
    hidden: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """One answer, taken apart."""

    def __init__(self, url: str, html: str) -> None:
        super().__init__()
        self.url = url
        self.html = html
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.heading = ""
        self.lead = ""
        self.errors = ""
        self.facts: dict[str, str] = {}
        self.rows: list[list[str]] = []
        self.attributes: set[str] = set()
        self._open: list[tuple[str, str]] = []
        self._term = ""
        self.feed(html)

    def form_to(self, end: str) -> Form | None:
        """The form whose address ends so."""
        return next((form for form in self.forms if form.action.endswith(end)), None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.attributes |= given.keys()
        if tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "form":
            self.forms.append(Form(given.get("action", "")))
        elif tag == "input" and given.get("type") == "hidden" and self.forms:
            self.forms[-1].hidden[given.get("name", "")] = given.get("value", "")
        elif tag == "dt":
            self._term = ""
        elif tag == "tr":
            self.rows.append([])
        elif tag in {"th", "td"} and self.rows:
            self.rows[-1].append("")
        if tag not in {"input", "meta", "link", "br", "img", "hr", "use", "path"}:
            self._open.append((tag, given.get("class", "")))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            continue

    def handle_data(self, data: str) -> None:
        within = {tag for tag, _ in self._open}
        classes = {name for _, names in self._open for name in names.split()}
        if "h1" in within:
            self.heading += data
        if "said--lead" in classes:
            self.lead += data
        if "field__error" in classes or "problems" in classes:
            self.errors += data
        if "dt" in within:
            self._term += data
        elif "dd" in within:
            self.facts[self._term] = self.facts.get(self._term, "") + data
        if within & {"th", "td"} and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


class Visitor:
    """Somebody with a browser at one address."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def read(self, url: str, content: bytes | None = None, kind: str = "") -> tuple[str, int, bytes]:
        """Final address, status and body; a refusal is an answer too."""
        request = urllib.request.Request(urllib.parse.urljoin(self.base_url, url), data=content)  # noqa: S310
        if kind:
            request.add_header("Content-Type", kind)
        try:
            with self._opener.open(request, timeout=30) as response:
                return response.url, response.status, response.read()
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.url, refusal.code, refusal.read()
        except OSError as error:
            raise Unexpected(f"{request.full_url} does not answer: {error}") from error

    def open(self, url: str) -> Page:
        return self._page(url, *self.read(url))

    def send(self, page: Page, form: Form, **typed: str) -> Page:
        """Fill in a form of this page and send it."""
        target = urllib.parse.urljoin(page.url, form.action)
        body = urllib.parse.urlencode(form.hidden | typed).encode()
        return self._page(target, *self.read(target, body, "application/x-www-form-urlencoded"))

    def send_file(self, page: Page, form: Form, *, name: str, content: bytes) -> Page:
        """Send a form with one file in its field “file”."""
        target = urllib.parse.urljoin(page.url, form.action)
        boundary = secrets.token_hex(16)
        disposition = 'Content-Disposition: form-data; name="{}"'
        parts = [f"{disposition.format(key)}\r\n\r\n{value}".encode() for key, value in form.hidden.items()]
        head = f'{disposition.format("file")}; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'
        parts.append(head.encode() + content)
        body = b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), part) for part in parts)
        body += b"--%s--\r\n" % boundary.encode()
        return self._page(target, *self.read(target, body, f"multipart/form-data; boundary={boundary}"))

    def _page(self, asked: str, url: str, status: int, body: bytes) -> Page:
        page = Page(url, body.decode(errors="replace"))
        if status >= 400:
            said = " ".join((page.errors or page.heading).split())
            raise Unexpected(f"{asked} answered {status}: {said or 'no reason given'}")
        return page
