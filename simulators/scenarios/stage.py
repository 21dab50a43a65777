"""Where a scenario is played: a running school with its release on, and what is known of each pouch."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from controller.domain.accounts import Role
from controller.domain.school import Pouch
from controller.storage.tables.custody import CustodyRow
from controller.storage.tables.stations import StationEventRow
from firmware_bridge.protocol.v1.messages import StationEvent
from firmware_bridge.protocol.v1.vocabulary import Mode, What
from simulators.site import Site
from simulators.station import SimulatedStation
from simulators.waiting import wait_for

MQTT, SERIAL = "north-1", "office-1"
BOTH = (MQTT, SERIAL)


@dataclass(frozen=True, slots=True)
class Check:
    """What must hold, as a sentence, and whether it did."""

    what: str
    holds: bool


class Stage:
    def __init__(self, site: Site) -> None:
        self.site = site
        self._coming = iter(site.school.pouches)

    @contextmanager
    def released(self) -> Iterator["Stage"]:
        """Every station releases by its own authority."""
        with self.site.page(Role.RECEPTION) as self._page:
            page = self._page
            page.follow("reception")
            answer = page.command("reception.start-release", when="now", reason="a simulation")
            self.site.wait_mode(Mode.RELEASE)
            yield self
            page.command("reception.end-release", release=answer["release"])

    def controller_listens(self) -> bool:
        """By what reception is shown."""
        return not self._page.newest["troubles"]["sentences"]

    @contextmanager
    def unplugged(self, names: Iterable[str]) -> Iterator[None]:
        """Out of the network."""
        plugs = [self.site.plugs[name] for name in names]
        for plug in plugs:
            plug.in_ = False
        yield
        for plug in plugs:
            plug.in_ = True

    def station(self, name: str) -> SimulatedStation:
        return self.site.stations[name]

    def next_pouch(self) -> Pouch:
        return next(self._coming)

    def open(self, name: str) -> Pouch:
        """The next pouch, once its bolt has moved."""
        pouch = self.next_pouch()
        self.station(name).tap(pouch.tag_uid)
        wait_for(lambda: self.bolts(pouch), f"{name} to open a pouch", 10)
        return pouch

    def bolts(self, pouch: Pouch) -> int:
        return sum(one.uid == pouch.tag_uid for one in self.site.witness.openings)

    def taken(self, pouch: Pouch) -> list[StationEventRow]:
        """Its openings, as the controller has them."""
        return [row for row in self.site.books.releases() if row.pouch_id == pouch.id]

    def parked(self) -> int:
        """Messages that the controller could not take."""
        return self.site.books.dead_letters().total()

    def written(self, name: str) -> list[StationEvent]:
        """The openings in a station's flash."""
        return [event for event in self.station(name).events if event.what is What.RELEASED]

    def once(self, pouch: Pouch) -> bool:
        """Bolt, event, custody and journal agree on one opening, under one id."""
        books, item = self.site.books, f"pouch:{pouch.id}"
        events = [row.event_id for row in self.taken(pouch)]
        links = [row for row in books.rows(CustodyRow) if (row.item, row.what) == (item, "released")]
        facts = [row for row in books.facts("pouch.released") if row.subject == item]
        return self.bolts(pouch) == 1 == len(facts) and events == [row.event_id for row in links]
