"""`schoolbell bench exam`: 240 candidates through four gates, each page's times, and the evidence."""

import os
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from controller.clock import ScaledClock
from controller.domain.accounts import Role
from controller.errors import SchoolbellError
from simulators.benches.exam_pcs import PcTimes, measure_pcs
from simulators.exams.laying_down import lay_down
from simulators.exams.script import Timed, timed
from simulators.exams.stage import EARLY, ROLES
from simulators.exams.writing import Morning, write
from simulators.northgate import northgate
from simulators.site import Site, SiteSpec
from simulators.staff_page import StaffPage
from simulators.waiting import wait_for

LOADS_EVERY_S = 0.25
SEEN_WITHIN_S = 20.0
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Options:
    """One paper in `rooms` rooms, so that every page has the most to do. `pcs` 0: none are measured."""

    candidates: int = 240
    rooms: int = 4
    minutes: int = 60
    speed: float = 15.0
    pcs: int = 120


@dataclass(frozen=True, slots=True)
class Times:
    """In ms."""

    count: int
    p50_ms: float
    p95_ms: float
    worst_ms: float


@dataclass(frozen=True, slots=True)
class ExamBench:
    """`answered` is a passage until the tablet has its answer; `told` until the page of the room shows it.

    `pages` are page loads by their names; `evidence_s` is for a bundle of `evidence_kb`.
    """

    cores: int
    candidates: int
    gates: int
    minutes: float
    real_s: float
    answered: Times
    told: Times
    never_told: int
    pages: dict[str, Times]
    evidence_s: float
    evidence_kb: int
    pcs: PcTimes | None


def measure(options: Options, say: Say = lambda _: None) -> ExamBench:
    with TemporaryDirectory(prefix="schoolbell-bench-") as made, ExitStack() as stack:
        clock = ScaledClock(EARLY, time.time(), options.speed)
        site = Site(Path(made), SiteSpec(clock, roles=ROLES), say)
        stack.enter_context(site.running())
        found = _Run(site, options, stack, say).measure()
    pcs = measure_pcs(options.pcs, say) if options.pcs else None
    return ExamBench(**found, pcs=pcs)


class _Run:
    def __init__(self, site: Site, options: Options, stack: ExitStack, say: Say) -> None:
        morning = Morning(options.candidates, options.rooms, options.minutes, papers=1)
        self._script, self._site, self._say = write(morning, northgate(1).pupils), site, say
        self._laid = laid = lay_down(site, self._script)
        (self._number,) = laid.sittings.values()
        self._officer = stack.enter_context(site.page(Role.EXAMS_OFFICER))
        url = site.settings.address
        logins = laid.logins.items()
        self._tablets = {
            room: stack.enter_context(StaffPage(url, one.username, one.password)) for room, one in logins
        }
        self._laptops = {
            room: stack.enter_context(StaffPage(url, one.username, one.password)) for room, one in logins
        }
        self._sent: dict[str, float] = {}
        self._seen: dict[str, float] = {}
        self._answers: list[float] = []
        self._loads: dict[str, list[float]] = {}
        self._over = threading.Event()

    def measure(self) -> dict[str, Any]:
        for room, page in self._laptops.items():
            page.told = self._shown
            page.follow(f"exam:{self._number}/{room}")
        gate = self._script.phases[0]
        steps = timed(gate, self._laid.due - timedelta(seconds=self._script.gate_s))
        self._say(f"{len(self._script.sitters)} candidates through {len(self._tablets)} gates …")
        began = time.monotonic()
        loading = threading.Thread(target=self._load, daemon=True)
        loading.start()
        with ThreadPoolExecutor(len(self._tablets)) as pool:
            for going in [pool.submit(self._queue, room, steps) for room in self._tablets]:
                going.result()
        took = time.monotonic() - began
        self._over.set()
        loading.join()
        evidence_s, kb = self._evidence()
        missing = self._sent.keys() - self._seen.keys()
        return {
            "cores": os.cpu_count() or 1,
            "candidates": len(self._sent),
            "gates": len(self._tablets),
            "minutes": round(took * self._site.clock.speed / 60, 1),
            "real_s": round(took, 1),
            "answered": _times(self._answers),
            "told": _times([self._seen[one] - self._sent[one] for one in self._sent if one in self._seen]),
            "never_told": len(missing),
            "pages": {name: _times(loads) for name, loads in self._loads.items()},
            "evidence_s": evidence_s,
            "evidence_kb": kb,
        }

    def _queue(self, room: str, steps: Sequence[Timed]) -> None:
        page = self._tablets[room]
        for one in (step for step in steps if step.step.who == room):
            time.sleep(max(0.0, self._site.clock.real(one.at) - time.time()))
            facts = dict(one.step.facts)
            if one.step.command != "exam.take-back":
                facts |= {"key": one.key, "at": one.at.isoformat()}
            began = time.monotonic()
            if one.step.command == "exam.pass":
                self._sent[str(facts["candidate"])] = began
            page.command(one.step.command, sitting=self._number, **facts)
            self._answers.append(time.monotonic() - began)
        last = self._sent.keys() & {one.number for one in self._script.sitters.values() if one.room == room}
        try:
            wait_for(lambda: last <= self._seen.keys(), "the pages", SEEN_WITHIN_S)
        except SchoolbellError:
            self._say(f"The page of {room} was not told of everybody.")

    def _shown(self, event: str, payload: Any) -> None:
        """In the page's thread. Whoever was written down wrongly first counts by the last of their lines."""
        if event != "exam":
            return
        now = time.monotonic()
        for place in payload["places"]:
            if place["passage"] and place["number"] not in self._seen:
                self._seen[place["number"]] = now

    def _load(self) -> None:
        room = next(iter(self._tablets))
        pages = {
            "the list": (self._officer, "/sittings"),
            "the plan": (self._officer, f"/sittings/{self._number}/plan"),
            "the gate": (self._tablets[room], f"/sittings/{self._number}/rooms/{room}/gate"),
            "the room": (self._tablets[room], f"/sittings/{self._number}/rooms/{room}"),
            "the clock": (self._tablets[room], f"/sittings/{self._number}/rooms/{room}/clock"),
        }
        while not self._over.is_set():
            for name, (page, path) in pages.items():
                began = time.monotonic()
                status, _ = page.get(path)
                self._loads.setdefault(name, []).append(time.monotonic() - began)
                if status != 200:
                    raise SchoolbellError("bench.no-page", f"{path} answered {status}.")
                self._over.wait(LOADS_EVERY_S)

    def _evidence(self) -> tuple[float, int]:
        """The sitting is run to its end first, though in no time."""
        self._officer.command("exam.start", sitting=self._number, override="a benchmark")
        self._officer.command("exam.end", sitting=self._number)
        self._officer.get("/sittings")
        began = time.monotonic()
        status, content = self._officer.post(f"/sittings/{self._number}/evidence", {}, source="/sittings")
        if status != 200:
            raise SchoolbellError("bench.no-evidence", f"The evidence was not made: {status}.")
        return round(time.monotonic() - began, 2), round(len(content) / 1000)


def _times(seconds: Sequence[float]) -> Times:
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    p50, p95, worst = (round(1000 * one, 1) for one in (cuts[49], cuts[94], max(seconds)))
    return Times(len(seconds), p50, p95, worst)
