"""One serial port of a bridge: what the station at it says, and what it is told (docs/protocol.md §2.2)."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from firmware_bridge.event_queue import QueueError
from firmware_bridge.protocol.framing import BROKER_DOWN, BROKER_UP, MAX_CONTENT
from firmware_bridge.protocol.v1 import canonical
from firmware_bridge.protocol.v1.envelope import Address, EnvelopeError, Header, peek
from firmware_bridge.protocol.v1.vocabulary import Lifecycle
from firmware_bridge.transport.broker import BrokerUrlError
from firmware_bridge.transport.link import LinkHandler
from firmware_bridge.uplink import Uplink, Uplinks

NOTICE_S = 5.0
SILENT_S = 360.0  # longer than the longest time between two heartbeats (300 s)


class Line(Protocol):
    @property
    def up(self) -> bool: ...

    @property
    def broken(self) -> int: ...

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def send(self, content: bytes) -> bool: ...


class MakeLine(Protocol):
    def __call__(
        self,
        port: str,
        /,
        *,
        on_content: Callable[[bytes], None],
        on_line: LinkHandler,
        on_idle: Callable[[], None],
    ) -> Line: ...


@dataclass(slots=True)
class Counts:
    """Since the bridge started. `refused` were no envelopes of this station, or retained by the broker;
    `turned_away` are events for which there was no room, which the station says again.
    """

    from_station: int = 0
    to_station: int = 0
    refused: int = 0
    turned_away: int = 0


@dataclass(frozen=True, slots=True)
class PortReport:
    """How things stand at a port. `station` is empty until one has spoken; `broker_up` None until then."""

    port: str
    station: str
    port_open: bool
    broker_up: bool | None
    waiting: int
    broken: int
    counts: Counts

    def __str__(self) -> str:
        """For a person."""
        broker = {None: "no broker", True: "broker up", False: "broker down"}[self.broker_up]
        counts = self.counts
        kept = f", {self.waiting} events kept here" if self.waiting else ""
        lost = f", {counts.turned_away} turned away" if counts.turned_away else ""
        who = self.station or f"no station yet at {self.port}"
        return (
            f"{who}: port {'open' if self.port_open else 'closed'}, {broker}, "
            f"{counts.from_station} from it, {counts.to_station} to it, "
            f"{counts.refused} refused, {self.broken} broken{kept}{lost}"
        )


class StationPort:
    """One station at a time: another that begins to speak takes its place. With `site` None any will do."""

    def __init__(
        self,
        port: str,
        uplinks: Uplinks,
        make_line: MakeLine,
        *,
        site: str | None,
        say: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.counts = Counts()
        self.address: Address | None = None
        self._port, self._uplinks, self._site, self._say, self._clock = port, uplinks, site, say, clock
        self._line = make_line(
            port, on_content=self._from_line, on_line=self._line_changed, on_idle=self._idle
        )
        self._uplink: Uplink | None = None
        self._word = Lifecycle.INIT
        self._noticed_at, self._heard_at = float("-inf"), clock()
        self._last_refusal = ""

    def start(self) -> None:
        self._line.start()

    def stop(self) -> None:
        self._line.send(BROKER_DOWN)
        self._line.stop()
        self._leave(Lifecycle.DISCONNECTED)

    @property
    def _live(self) -> Uplink | None:
        """None also once the station has spoken at another port, which took the uplink over."""
        return None if self._uplink is None or self._uplink.closed else self._uplink

    @property
    def report(self) -> PortReport:
        uplink = self._live
        return PortReport(
            port=self._port,
            station=str(self.address or ""),
            port_open=self._line.up,
            broker_up=uplink.up if uplink else None,
            waiting=self._uplinks.waiting(self.address) if self.address else 0,
            broken=self._line.broken,
            counts=self.counts,
        )

    # From the station

    def _from_line(self, content: bytes) -> None:
        self._heard_at = self._clock()
        try:
            word = _lifecycle(content)
            if word is None:
                self._relay(peek(content), content)
            else:
                self._word = word
                if self._live:
                    self._live.say(word)
        except EnvelopeError as error:
            self._refuse(error.sentence)

    def _relay(self, header: Header, content: bytes) -> None:
        if header.kind.to_station:
            return self._refuse(
                "the station sent an order, which only a controller may; is the line echoing?"
            )
        if self._site not in (None, header.address.site):
            return self._refuse(
                f"the station belongs to site {header.address.site}, and this bridge to {self._site}"
            )
        if header.address != self.address:
            self._leave(Lifecycle.DISCONNECTED)
            self.address = header.address
            self._say(f"station {header.address} speaks at {self._port}")
        if self._live is None:
            self._meet()
        if self._live is not None:
            self._pass_on(self._live, header, content)

    def _pass_on(self, uplink: Uplink, header: Header, content: bytes) -> None:
        self.counts.from_station += 1
        try:
            taken = uplink.pass_on(header.kind, content)
            sentence = "the queue is full, so new events stay at the station until the broker returns"
        except QueueError as error:
            taken, sentence = False, str(error)
        if not taken:
            self.counts.turned_away += 1
            self._complain(sentence)

    def _meet(self) -> None:
        assert self.address
        try:
            self._uplink = self._uplinks.attach(self.address, self)
        except BrokerUrlError as error:
            return self._refuse(str(error))
        self._uplink.say(self._word)

    # To the station; in the thread of the uplink

    def take_order(self, _topic: str, payload: bytes, retained: bool) -> None:
        if retained or len(payload) > MAX_CONTENT:
            return self._refuse(
                "the broker handed out an order that was retained or too long; no station may have it"
            )
        if self._line.send(payload):
            self.counts.to_station += 1

    def link_changed(self, up: bool, sentence: str) -> None:
        if up:
            self._heard_at = self._clock()
        self._last_refusal = ""  # what goes wrong from now on is news
        self._say(sentence)
        self._notice()

    # Comings and goings

    def _line_changed(self, up: bool, sentence: str) -> None:
        self._say(sentence)
        if up:
            self._heard_at = self._clock()
            self._line.send(BROKER_DOWN)  # so that the station takes what follows for a new link
            self._notice()
        else:
            self._leave(Lifecycle.LOST)
            self._word = Lifecycle.INIT

    def _idle(self) -> None:
        if self._clock() - self._noticed_at >= NOTICE_S:
            self._notice()
        if self._live and self._live.up and self._clock() - self._heard_at > SILENT_S:
            self._say(f"station {self.address} has said nothing for {SILENT_S / 60:g} minutes")
            self._leave(Lifecycle.LOST)

    def _notice(self) -> None:
        self._noticed_at = self._clock()
        self._line.send(BROKER_UP if self._live is None or self._live.up else BROKER_DOWN)

    def _leave(self, word: Lifecycle) -> None:
        if self._uplink is not None:
            self._uplinks.detach(self._uplink, word)
            self._uplink = None

    def _refuse(self, sentence: str) -> None:
        self.counts.refused += 1
        self._complain(sentence)

    def _complain(self, sentence: str) -> None:
        if sentence != self._last_refusal:
            self._last_refusal = sentence
            self._say(sentence)


def _lifecycle(content: bytes) -> Lifecycle | None:
    """The word of a notice; None for anything else. Raises EnvelopeError."""
    value = canonical.loads(content)
    return Lifecycle(value) if value in tuple(Lifecycle) else None
