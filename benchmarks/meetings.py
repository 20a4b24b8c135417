"""Twenty live meetings of six people: how soon a facilitator's step is on the others' pages, and what a poll costs.

python -m benchmarks.meetings [seconds]
"""

import datetime
import http.client
import os
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from django.urls import reverse

from benchmarks.cell_saves import COOKIES, Busy, at_once, computing, product_with_nothing
from benchmarks.stack import Times, ms, signed_in, table, times
from plc.schools.access import today_in
from plc.tenancy import tenant
from teams.actions.live import join_meeting, start_meeting
from teams.actions.meetings import MeetingFacts, plan_meeting
from teams.models import Meeting
from teams.protocol_texts import DATA_MEETING
from tests.acceptance.ground import Ground, PaperItem, Seats, make_ground
from tests.live_stack import LiveStack

MEETINGS, PEOPLE = 20, 6
INTERVAL = 0.8  # as static/js/meeting/main.js waits
STEP_EVERY = 6.0
QUIET_SECONDS = 10.0
VERSION = re.compile(rb'data-version="(\d+)"')


@dataclass
class Steps:
    """When the facilitator of one meeting asked for each version. Nobody else changes it, so versions go up by one."""

    asked_at: dict[int, float] = field(default_factory=dict)


@dataclass
class Person:
    """One page of one person in one meeting, with a connection of its own that stays open."""

    live: LiveStack
    slug: str
    cookies: dict[str, str]
    meeting: Meeting
    steps: Steps
    is_facilitator: bool
    version: int = 0
    latencies: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    polls: int = 0

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(self.live.base_url).netloc, timeout=30)
        self.headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-CSRFToken": self.cookies.get("csrftoken", ""),
            "X-Requested-With": "live",
            "Referer": self.live.base_url,
        }
        args = [self.slug, self.meeting.pk]
        self.part, self.step_address = reverse("teams:live_part", args=args), reverse("teams:live_step", args=args)
        self.nothing_address = f"/d/{self.slug}/nothing"

    def ask(self, method: str, address: str, body: str | None = None) -> bytes:
        headers = self.headers | ({"Content-Type": "application/x-www-form-urlencoded"} if body else {})
        try:
            self.connection.request(method, address, body, headers)
            answer = self.connection.getresponse()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            self.connection.request(method, address, body, headers)
            answer = self.connection.getresponse()
        content = answer.read()
        if answer.status not in {HTTPStatus.OK, HTTPStatus.NO_CONTENT}:
            self.faults.append(f"{method} {answer.status}")
        return content

    def nothing(self) -> None:
        self.ask("GET", self.nothing_address)

    def poll(self) -> None:
        content = self.ask("GET", f"{self.part}?since={self.version}&at=1")
        self.polls += 1
        self._seen(content)

    def redraw(self) -> None:
        """A poll that finds something new: the whole part."""
        self.ask("GET", f"{self.part}?since=0&at=1")

    def step(self) -> None:
        """Two more minutes: a change that all others' pages show."""
        self.steps.asked_at[self.version + 1] = time.monotonic()
        self._seen(self.ask("POST", self.step_address, urlencode({"do": "more", "seen": 1})))

    def _seen(self, content: bytes) -> None:
        found = VERSION.search(content)
        if found is None:
            return
        now, before, self.version = time.monotonic(), self.version, int(found[1])
        if before and not self.is_facilitator:
            asked = [at for number, at in self.steps.asked_at.items() if before < number <= self.version]
            self.latencies += [(now - at) * 1000 for at in asked]


def team() -> Ground:
    return make_ground(
        slug="measured",
        items=[PaperItem("1", "1", ("S1",))],
        seats=[Seats(f"Period {n + 1}", "Alder", (f"{100_001 + n}",)) for n in range(PEOPLE)],
        teachers=[f"Teacher{n}" for n in range(PEOPLE)],
    )


def open_meetings(ground: Ground) -> list[Meeting]:
    """All led by the first teacher, with everybody there."""
    people = [person.staff for person in ground.teachers]
    with tenant(ground.district.pk):
        today, found = today_in(ground.district), []
        for number in range(MEETINGS):
            facts = MeetingFacts(f"Meeting {number}", today, datetime.time(12))
            meeting = plan_meeting(actor=people[0], team=ground.team, protocol=DATA_MEETING, facts=facts)
            found.append(start_meeting(actor=people[0], meeting=meeting))
            for staff in people:
                join_meeting(actor=staff, meeting=meeting, is_guest=False)
    return found


def taking_part(seconds: float, *, with_steps: bool) -> Callable[[Person], None]:
    """Polls as the page does: the next one a while after the last one's answer."""

    def work(person: Person) -> None:
        by_chance = random.Random(id(person))
        end = time.monotonic() + seconds
        time.sleep(by_chance.random() * INTERVAL)
        next_step = time.monotonic() + by_chance.random() * STEP_EVERY + 2 * INTERVAL
        while time.monotonic() < end:
            if with_steps and person.is_facilitator and time.monotonic() >= next_step:
                person.step()
                next_step += STEP_EVERY
            else:
                person.poll()
            time.sleep(INTERVAL)

    return work


def main(seconds: float = 30.0) -> int:
    with product_with_nothing() as live:
        ground = team()
        cookies = [_cookies(live, ground, number) for number in range(PEOPLE)]
        people = [
            Person(live, ground.district.slug, cookies[number], meeting, steps, number == 0)
            for meeting in open_meetings(ground)
            for steps in [Steps()]
            for number in range(PEOPLE)
        ]
        at_once(people, Person.poll)
        quiet = Busy(live, ("web server", "PostgreSQL"))
        before = sum(person.polls for person in people)
        at_once(people, taking_part(QUIET_SECONDS, with_steps=False))
        polled = sum(person.polls for person in people) - before
        each_poll = {part: spent / polled * 1000 for part, spent in quiet.seconds().items()}
        before = sum(person.polls for person in people)
        busy = Busy(live, ("web server", "PostgreSQL"))
        at_once(people, taking_part(seconds, with_steps=True))
        cores, polls = busy.cores(), sum(person.polls for person in people) - before
        one = people[1]
        spent = computing(live, one, (Person.nothing, Person.poll, Person.redraw))
    reached = Times(tuple(latency for person in people for latency in person.latencies))
    faults = Counter(fault for person in people for fault in person.faults)
    table(
        f"{MEETINGS} live meetings × {PEOPLE} people, a poll every {INTERVAL:g} s, a step every {STEP_EVERY:g} s",
        [
            ("", "median", "p95", "count"),
            ("from the click to another page", ms(reached.median), ms(reached.p95), str(len(reached.values))),
            ("  to half the time between two polls", times(reached.median / (INTERVAL * 500)), "", ""),
        ],
    )
    print(f"  {polls / seconds:,.0f} polls a second; cores busy:", ", ".join(f"{a} {b:.2f}" for a, b in cores.items()))
    table(
        "Computing for one request of one person, web server and PostgreSQL together",
        [
            (name, ms(each), times(each / spent[0]))
            for name, each in zip(("a view that says nothing", "a poll", "a poll that redraws"), spent, strict=True)
        ],
    )
    poll_ms = each_poll["web server"]
    print(
        f"  of {polled:,} polls in {QUIET_SECONDS:g} s without a step, each:",
        ", ".join(f"{a} {ms(b)}" for a, b in each_poll.items()),
    )
    bars = [
        ("a step on the others' pages, median at most 1,000 ms", ms(reached.median), reached.median <= 1000),
        ("a poll that finds nothing new, at most 5 ms of a web worker", ms(poll_ms), poll_ms <= 5),
        ("errors: none", str(dict(faults) or "none"), not faults),
    ]
    table(
        f"Bars (load of the machine at the end {os.getloadavg()[0]:.1f})",
        [(*bar[:2], "held" if bar[2] else "MISSED") for bar in bars],
    )
    return 0 if all(is_held for *_, is_held in bars) else 1


def _cookies(live: LiveStack, ground: Ground, number: int) -> dict[str, str]:
    visitor = signed_in(live, ground, number)
    jar = next(each.cookiejar for each in visitor._opener.handlers if isinstance(each, COOKIES))
    return {cookie.name: cookie.value or "" for cookie in jar}


if __name__ == "__main__":
    sys.exit(main(*map(float, sys.argv[1:2])))
