"""The demonstration: a controller, a broker and Northgate School, on one machine."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from controller.bootstrap import build
from controller.clock import ScaledClock
from controller.config import Settings
from controller.errors import SchoolbellError
from controller.ports import check_port_is_free, free_port
from controller.secrets import prepare_data_dir
from controller.stopping import StopSignal
from simulators.broker import EmbeddedBroker
from simulators.datadir import DataDirLock
from simulators.demo_clock import demo_clock
from simulators.demo_pouches import stock_pouches
from simulators.northgate_exams import plan_mocks
from simulators.northgate_policy import adopt_policy
from simulators.past_weeks import live_through
from simulators.programs import controller_and_bridges, page_answers, pupils_and_pcs
from simulators.provision import Login, left_off, provision
from simulators.supervisor import Supervisor

PAGE_TIMEOUT_S = 60.0
LOOK_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class Options:
    """`speed` is that of the school's clock; `start` is a school time, or None for where it left off."""

    port: int
    seats: int
    stations: int
    speed: float
    start: datetime | None
    data_dir: Path
    as_json: bool


class Demo:
    def __init__(self, options: Options) -> None:
        self._options = options
        self._supervisor = Supervisor(_say)

    def run(self) -> None:
        """Returns after Ctrl-C. Raises SchoolbellError when it cannot start."""
        options = self._options
        prepare_data_dir(options.data_dir)
        lock = DataDirLock(options.data_dir)
        check_port_is_free("127.0.0.1", options.port, "--port")
        lock.take()
        broker = EmbeddedBroker(free_port(), _say)
        try:
            with StopSignal() as stop:
                self._run(broker, stop)
        finally:
            self._supervisor.stop()
            broker.stop()
            lock.release()

    def _run(self, broker: EmbeddedBroker, stop: StopSignal) -> None:
        options = self._options
        _say(f"Preparing Northgate School in {options.data_dir} …")
        settings = Settings(data_dir=options.data_dir, port=options.port, broker_url=broker.url)
        before = left_off(settings)
        clock = demo_clock(before, options.start, options.speed)
        settings = settings.model_copy(update={"clock": clock.spec})
        if before is None:
            self._live_through(settings, clock)
        made = provision(settings, options.seats, options.stations)
        stock_pouches(settings)
        self._lay_down(settings)
        broker.start()
        for program in (*controller_and_bridges(settings, made), pupils_and_pcs(settings, made)):
            self._supervisor.start(program)
        if not self._page_answers(settings.address, stop):
            return
        self._announce(settings, made.logins)
        while not stop.wait(LOOK_EVERY_S):
            if not self._supervisor.look_after():
                raise SchoolbellError("demo.gave-up", "The demo cannot go on; the lines above say why.")
        _say("Stopping …")

    def _live_through(self, settings: Settings, clock: ScaledClock) -> None:
        """Once for a data directory: what reports count needs weeks to count it in."""
        options = self._options
        days = live_through(settings, clock.now(), options.seats, options.stations)
        _say(f"Made up the {days} school days before: checks, releases, leave and drills are simulated.")

    def _lay_down(self, settings: Settings) -> None:
        services = build(settings)
        try:
            adopt_policy(services)
            plan_mocks(services)
        finally:
            services.close()

    def _page_answers(self, url: str, stop: StopSignal) -> bool:
        """False when stopped before it does. Raises SchoolbellError when it never does."""
        for _ in range(int(PAGE_TIMEOUT_S / LOOK_EVERY_S)):
            if page_answers(url) or stop.wait(LOOK_EVERY_S):
                return not stop.stopped
            if not self._supervisor.look_after():
                break
        logs = self._options.data_dir / "logs"
        raise SchoolbellError(
            "demo.no-page", f"The controller did not answer at {url}. Its log is in {logs}."
        )

    def _announce(self, settings: Settings, logins: Mapping[str, Login]) -> None:
        url, broker = settings.address, settings.broker_url
        if self._options.as_json:
            roles = {
                role: {"username": login.username, "password": login.password}
                for role, login in logins.items()
            }
            line = json.dumps({"url": url, "broker": broker, "logins": roles})
            print(line, flush=True)  # noqa: T201  the command's answer
            return
        lines = [f"  {role:14} {login.username:14} {login.password}" for role, login in logins.items()]
        _say(f"\nSchoolbell is at {url}\n\n  role           username       password\n" + "\n".join(lines))
        _say(f"\nOne more station: schoolbell simulate station gate-9 --broker {broker}")
        _say("Press Ctrl-C to stop everything.")


def _say(sentence: str) -> None:
    """To standard error, so that --json alone is on standard output."""
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201  a command that talks to its user
