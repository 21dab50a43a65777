"""The named scenarios. docs/simulators.md has the same table."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from controller.clock import ScaledClock
from controller.errors import SchoolbellError
from simulators.broker_process import BrokerKind
from simulators.release import BELL
from simulators.scenarios.events import double_send, lost_start, offline_id, two_message_ids
from simulators.scenarios.stage import Check, Stage
from simulators.scenarios.statuses import status_not_queued
from simulators.site import Site, SiteSpec, site_directory

Play = Callable[[Stage], Iterator[Check]]


@dataclass(frozen=True, slots=True)
class Scenario:
    """`seen` is where the bug was met in the field."""

    name: str
    seen: str
    about: str
    play: Play


SCENARIOS = {
    one.name: one
    for one in (
        Scenario(
            "offline-id", "open-ocpp#24, libocpp#495", "what is begun offline has the id -1", offline_id
        ),
        Scenario("lost-start", "MicroOcpp#454", "a reset loses the record of the start", lost_start),
        Scenario("double-send", "libocpp#907", "after a reboot a record is sent twice", double_send),
        Scenario("two-message-ids", "MicroOcpp#237", "one start comes in two messages", two_message_ids),
        Scenario(
            "status-not-queued", "ocpp-rpc#29", "old states are queued, and told late", status_not_queued
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Played:
    """A scenario with what must hold. `harmless` if all of it did."""

    name: str
    checks: tuple[Check, ...]

    @property
    def harmless(self) -> bool:
        return all(check.holds for check in self.checks)

    def text(self) -> str:
        """A line for each thing that must hold."""
        lines = (f"  {'yes' if check.holds else 'NO ':3}  {check.what}" for check in self.checks)
        return "\n".join([f"{self.name}: {'no harm' if self.harmless else 'HARM'}", *lines])


def table() -> str:
    return "\n".join(f"{one.name:18} {one.about} ({one.seen})" for one in SCENARIOS.values())


def play(stage: Stage, name: str) -> Played:
    return Played(name, tuple(SCENARIOS[name].play(stage)))


def run(names: Sequence[str], broker: BrokerKind, say: Callable[[str], None]) -> list[Played]:
    """On a school of their own. Raises SchoolbellError for a name that there is not."""
    for name in names:
        if name not in SCENARIOS:
            known = ", ".join(SCENARIOS)
            raise SchoolbellError("scenario.unknown", f"There is no scenario `{name}`: choose of {known}.")
    with site_directory(None) as where:
        say("Preparing Northgate School …")
        site = Site(where, SiteSpec(ScaledClock(BELL, time.time()), 3, broker), say)
        with site.running(), Stage(site).released() as stage:
            return [play(stage, name) for name in names]
