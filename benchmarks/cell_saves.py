"""What one saved cell costs the server: fifty teachers typing; as many as it takes beside a bare view; a paste.

python -m benchmarks.cell_saves [seconds]
"""

import http.client
import itertools
import json
import os
import random
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
from celery import current_app
from django.urls import reverse

from benchmarks.stack import Times, ms, signed_in, table, times
from tests.acceptance.ground import Ground, PaperItem, Seats, make_ground
from tests.live_stack import LiveStack
from tests.pointing import pointed_at

TEACHERS, IN_A_TEAM, STUDENTS, ITEMS = 50, 5, 30, 20
EVERY_SECONDS = 2.0
SATURATED_SECONDS, SLICE_SECONDS = 36.0, 1.0
ROUNDS, IN_A_ROUND = 12, 20
PASTES = 15
COOKIES = urllib.request.HTTPCookieProcessor


@contextmanager
def product_with_nothing() -> Iterator[LiveStack]:
    """The running product with one more address, behind the same sign-in, that says nothing."""
    live = LiveStack(durable=True)
    environment = live.stack.environment
    live.stack.environment = lambda **given: {  # type: ignore[method-assign]
        **environment(**given),
        "DJANGO_SETTINGS_MODULE": "bare_settings",
        "PLC_LOG_LEVEL": "INFO",  # the log says how long each request took
        "PYTHONPATH": str(Path(__file__).with_name("bare")),
    }
    with live, pointed_at(live.stack.postgres.app_url()):
        current_app.conf.broker_url = current_app.conf.broker_write_url = live.stack.broker.url
        yield live


class BrowserConnection(http.client.HTTPConnection):
    """Sends a request's head and its small body in one piece, as Chromium does; ``http.client`` sends two."""

    _buffer: list[bytes]

    def _send_output(self, message_body: bytes | None = None, encode_chunked: bool = False) -> None:
        head, self._buffer = [*self._buffer, b"", b""], []
        self.send(b"\r\n".join(head) + (message_body or b""))


@dataclass
class Teacher:
    """A signed-in browser that keeps one connection open and types in one class."""

    live: LiveStack
    ground: Ground
    number: int
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        visitor = signed_in(self.live, self.ground, self.number)
        jar = next(each.cookiejar for each in visitor._opener.handlers if isinstance(each, COOKIES))
        cookies = {cookie.name: cookie.value or "" for cookie in jar}
        self.headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": cookies["csrftoken"],
            "Content-Type": "application/json",
            "Host": urlsplit(self.live.base_url).netloc,
            "Referer": self.live.base_url,
        }
        place = urlsplit(self.live.base_url)
        self.connection = BrowserConnection(place.hostname or "", place.port)
        self.random = random.Random(self.number)
        slug, cfa = self.ground.district.slug, self.ground.cfa.pk
        self.papers_address = reverse("assessments:api_papers", args=[slug, cfa])
        self.nothing_address = f"/d/{slug}/nothing"
        section = list(self.ground.sections.values())[self.number % len(self.ground.sections)]
        self.section_id = section.pk
        self.papers = json.loads(self.ask("GET", f"{self.papers_address}?section={section.pk}"))

    def ask(self, method: str, address: str, body: Any = None) -> bytes:
        sent = json.dumps(body) if body is not None else None
        try:
            self.connection.request(method, address, sent, self.headers)
            answer = self.connection.getresponse()
        except (OSError, http.client.HTTPException):
            # A connection that the server closed while it was idle: as a browser does, once more on a new one.
            self.connection.close()
            self.connection.request(method, address, sent, self.headers)
            answer = self.connection.getresponse()
        content = answer.read()
        if answer.status not in {HTTPStatus.OK, HTTPStatus.NO_CONTENT}:
            self.faults.append(f"{method} {answer.status}")
        return content

    def nothing(self) -> None:
        self.ask("GET", self.nothing_address)

    def nothing_said(self) -> None:
        """What ``save_one`` sends, to the view that says nothing."""
        self.ask("POST", self.nothing_address, self.batch([self.cell()]))

    def save_one(self) -> None:
        self.save([self.cell()])

    def cell(self) -> tuple[dict[str, Any], dict[str, Any]]:
        return self.random.choice(self.papers["students"]), self.random.choice(self.papers["items"])

    def paste(self) -> None:
        self.save(list(itertools.product(self.papers["students"], self.papers["items"])))

    def save(self, cells: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
        sent = self.batch(cells)
        for edit in sent["edits"]:
            self.texts[edit["student"], edit["item"]] = edit["now"]
        answer = json.loads(self.ask("POST", self.papers_address, sent))
        self.papers["data_version"] = answer["data_version"]
        self.faults += [each["state"] for each in answer["results"] if each["state"] != "saved"]

    def batch(self, cells: list[tuple[dict[str, Any], dict[str, Any]]]) -> dict[str, Any]:
        edits: list[dict[str, Any]] = []
        for student, item in cells:
            was = self.texts.get((student["id"], item["id"]), "")
            now = "1" if was != "1" else "0"
            where = {"student": student["id"], "section": student["section"], "item": item["id"]}
            edits.append({"edit": f"{len(edits)}", **where, "was": was, "now": now, "resolves": None})
        return {"version": self.papers["version"], "attempt": 1, "since": self.papers["data_version"], "edits": edits}

    def look(self) -> None:
        asked = f"{self.papers_address}?section={self.section_id}&since={self.papers['data_version']}"
        if content := self.ask("GET", asked):
            self.papers["data_version"] = json.loads(content)["data_version"]


def server_times(live: LiveStack, method: str, since: int) -> Times:
    """What the server says it spent on the papers' address, from its own log after this place."""
    with live.home.log("web-server").open(encoding="utf-8") as log:
        log.seek(since)
        lines = [json.loads(line) for line in log if line.startswith("{")]
    return Times(
        tuple(
            line["ms"] for line in lines if line.get("method") == method and str(line.get("route")).endswith("/papers")
        )
    )


def at_once(teachers: list[Teacher], work: Callable[[Teacher], None]) -> None:
    threads = [threading.Thread(target=work, args=[teacher]) for teacher in teachers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def typing(seconds: float) -> Callable[[Teacher], None]:
    def work(teacher: Teacher) -> None:
        end = time.monotonic() + seconds
        time.sleep(teacher.random.random() * EVERY_SECONDS)
        while time.monotonic() < end:
            began = time.monotonic()
            teacher.save_one()
            teacher.look()
            time.sleep(max(0.0, EVERY_SECONDS - (time.monotonic() - began)))

    return work


def throughput(teachers: list[Teacher], asks: Sequence[Callable[[Teacher], None]]) -> tuple[float, ...]:
    """Requests of each kind a second while every teacher asks again as soon as there is an answer.

    The kinds take turns in short slices, so that whatever else the machine does slows one as much as the other.
    """
    counts: Counter[int] = Counter()
    began = time.monotonic()

    def work(teacher: Teacher) -> None:
        while (passed := time.monotonic() - began) < SATURATED_SECONDS:
            turn = int(passed / SLICE_SECONDS) % len(asks)
            asks[turn](teacher)
            counts[turn] += 1

    at_once(teachers, work)
    return tuple(counts[turn] / SATURATED_SECONDS * len(asks) for turn in range(len(asks)))


@dataclass
class Busy:
    """Cores that the parts of the product keep busy since this was made."""

    live: LiveStack
    parts: tuple[str, ...] = ("web server", "PostgreSQL", "worker", "broker")

    def __post_init__(self) -> None:
        self.began, self.spent = time.monotonic(), self._spent()

    def seconds(self) -> dict[str, float]:
        return {part: spent - self.spent[part] for part, spent in self._spent().items()}

    def cores(self) -> dict[str, float]:
        passed = time.monotonic() - self.began
        return {part: spent / passed for part, spent in self.seconds().items()}

    def _spent(self) -> dict[str, float]:
        return {part: sum(map(_seconds, self._processes(part))) for part in self.parts}

    def _processes(self, part: str) -> list[psutil.Process]:
        main = self.live.process(part)
        return [main, *main.children(recursive=True)]


def _seconds(process: psutil.Process) -> float:
    try:
        spent = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return spent.user + spent.system


def computing(live: LiveStack, teacher: Teacher, asks: Sequence[Callable[[Teacher], None]]) -> tuple[float, ...]:
    """Milliseconds of a core that web server and PostgreSQL spend on one request of each kind, one after the other.

    Unlike a clock this hardly minds what else the machine does. The kinds take turns here too. What the worker asks
    PostgreSQL for the reports of these saves is in it.
    """
    spent = [0.0] * len(asks)
    for _ in range(ROUNDS):
        for turn, ask in enumerate(asks):
            busy = Busy(live, ("web server", "PostgreSQL"))
            for _ in range(IN_A_ROUND):
                ask(teacher)
            spent[turn] += sum(busy.seconds().values())
    return tuple(each / (ROUNDS * IN_A_ROUND) * 1000 for each in spent)


def pasted(teacher: Teacher) -> float:
    began = time.perf_counter()
    teacher.paste()
    return (time.perf_counter() - began) * 1000


def team(number: int) -> Ground:
    """One of the teams of the fifty, in a district of its own."""
    return make_ground(
        slug=f"measured-{number}",
        items=[PaperItem(str(number + 1), "1", (f"S{number % 5 + 1}",)) for number in range(ITEMS)],
        seats=[
            Seats(f"Period {s + 1}", "Alder", tuple(f"{s * STUDENTS + n + 100_001}" for n in range(STUDENTS)))
            for s in range(IN_A_TEAM)
        ],
        teachers=[f"Teacher{number}-{each}" for each in range(IN_A_TEAM)],
    )


def main(seconds: float = 30.0) -> int:
    with product_with_nothing() as live:
        teams = [team(number) for number in range(TEACHERS // IN_A_TEAM)]
        teachers = [Teacher(live, ground, number) for ground in teams for number in range(IN_A_TEAM)]
        at_once(teachers, Teacher.save_one)
        since = live.home.log("web-server").stat().st_size
        at_once(teachers, typing(seconds))
        typed, looked = server_times(live, "POST", since), server_times(live, "GET", since)
        few = teachers[::IN_A_TEAM][:4]
        busy = Busy(live)
        nothing, nothing_said, saves = throughput(few, (Teacher.nothing, Teacher.nothing_said, Teacher.save_one))
        cores = busy.cores()
        spent = computing(live, few[0], (Teacher.nothing_said, Teacher.nothing, Teacher.look, Teacher.save_one))
        paste = Times(tuple(pasted(teachers[1]) for _ in range(PASTES)))
        faults = [fault for teacher in teachers for fault in teacher.faults]
    ratio = saves / nothing_said  # the same request, answered with nothing
    table(
        f"{TEACHERS} teachers in teams of {IN_A_TEAM}, each saving a cell and looking every {EVERY_SECONDS:g} s",
        [
            ("", "median", "p95", "count"),
            ("save of one cell, server", ms(typed.median), ms(typed.p95), str(len(typed.values))),
            ("look at what changed, server", ms(looked.median), ms(looked.p95), str(len(looked.values))),
            (f"paste of {STUDENTS} × {ITEMS}, saved and confirmed", ms(paste.median), ms(paste.p95), str(PASTES)),
        ],
    )
    table(
        f"Saturated, four at a time, in turn {SLICE_SECONDS:g} s of each",
        [
            ("the same request to a view that says nothing", f"{nothing_said:,.0f} a second", "1.00×"),
            ("a GET of that view", f"{nothing:,.0f} a second", times(nothing / nothing_said)),
            ("save of one cell", f"{saves:,.0f} a second", f"{ratio:.2f}×"),
        ],
    )
    print("  cores busy meanwhile:", ", ".join(f"{part} {share:.2f}" for part, share in cores.items()))
    table(
        "Computing for one request, web server and PostgreSQL together",
        [
            (name, ms(each), times(each / spent[0]))
            for name, each in zip(("a save to nothing", "a GET of nothing", "a look", "a save"), spent, strict=True)
        ],
    )
    bars = [
        ("save of one cell, server, p95 at most 40 ms", ms(typed.p95), typed.p95 <= 40),
        ("errors: none", str(dict(Counter(faults)) or "none"), not faults),
        ("throughput to a view that says nothing, at least 0.5×", times(ratio), ratio >= 0.5),
        ("paste, saved and confirmed, median at most 500 ms", ms(paste.median), paste.median <= 500),
    ]
    load = os.getloadavg()[0]
    table(
        f"Bars (load of the machine at the end {load:.1f})",
        [(*bar[:2], "held" if bar[2] else "MISSED") for bar in bars],
    )
    return 0 if all(is_held for *_, is_held in bars) else 1


if __name__ == "__main__":
    sys.exit(main(*map(float, sys.argv[1:2])))
