"""Where stations' messages come in: proved, taken, answered. What cannot be taken is parked."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from controller.clock import Clock
from controller.domain.stations import Adoption
from controller.errors import Refused, SchoolbellError
from controller.services.stations.adoption import Adopting
from controller.services.stations.dead_letters import DeadLetters
from controller.services.stations.events import Delivery, StationEvents
from controller.services.stations.greeting import Greeting
from controller.services.stations.health import Health
from controller.services.stations.levelling import Levelling
from controller.services.stations.link import StationLink
from controller.services.stations.mode_telling import ModeTelling
from controller.services.stations.registry import Stations
from controller.services.stations.taps import Taps
from controller.storage.errors import StorageError
from firmware_bridge.protocol.errors import EnvelopeError
from firmware_bridge.protocol.v1 import topics
from firmware_bridge.protocol.v1.envelope import Header, open_sealed, peek
from firmware_bridge.protocol.v1.messages import (
    Authorise,
    Boot,
    EventAck,
    Heartbeat,
    LogPage,
    OrderAck,
    StationEvent,
    Status,
)
from firmware_bridge.protocol.v1.seen import Seen, is_fresh
from firmware_bridge.protocol.v1.vocabulary import Kind

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that its station has signed."""

    station_id: str
    key: bytes
    header: Header
    topic: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Takers:
    adopting: Adopting
    stations: Stations
    taps: Taps
    events: StationEvents
    greeting: Greeting
    levelling: Levelling
    modes: ModeTelling
    dead_letters: DeadLetters
    health: Health


class Gateway:
    """`received` and `link_changed` are called by the link, in its own thread, one at a time."""

    def __init__(self, clock: Clock, link: StationLink, takers: Takers) -> None:
        self._clock, self._link, self._to = clock, link, takers
        self._seen = Seen()
        self._takes: dict[Kind, Callable[[Heard, Any], None]] = {
            Kind.BOOT: self._boot,
            Kind.HEARTBEAT: self._heartbeat,
            Kind.STATUS: self._status,
            Kind.AUTHORISE: self._authorise,
            Kind.EVENT: self._event,
            Kind.ORDER_ACK: self._order_ack,
            Kind.LOG_PAGE: self._log_page,
        }

    def link_changed(self, up: bool, sentence: str) -> None:
        log.log(logging.INFO if up else logging.WARNING, "broker up=%s %s", up, sentence)
        self._to.health.broker(up)

    def received(self, topic: str, payload: bytes, retained: bool) -> None:
        """Whatever cannot be stored is not answered: the station keeps it and sends it again."""
        try:
            self._take_or_park(topic, payload, retained)
        except StorageError as error:
            log.error("message=not-taken topic=%r code=%s", topic, error.code)
            self._to.health.storage(error.sentence)
        except SchoolbellError as error:  # such as a policy that cannot be read, which the desk knows already
            log.error("message=not-answered topic=%r code=%s", topic, error.code)
        else:
            self._to.health.storage("")

    def _take_or_park(self, topic: str, payload: bytes, retained: bool) -> None:
        try:
            self._take(topic, payload, retained)
        except (EnvelopeError, Refused) as error:
            self._to.dead_letters.park(topic, payload, error.code, _plain(error.sentence))

    def _take(self, topic: str, payload: bytes, retained: bool) -> None:
        place = topics.parse(topic)
        if place.leaf == topics.STATE:
            self._to.stations.lifecycle(place.address.station, payload[:32].decode("ascii", "replace"))
            return
        header = peek(payload)
        _check_carriage(topic, header, retained)
        station_id = header.address.station
        adoption, key = self._to.adopting.standing(station_id)
        if adoption is not Adoption.ADOPTED or key is None:
            self._to.greeting.not_ours(header, adoption, key, payload)
            return
        heard = Heard(station_id, key, header, topic, payload)
        message = open_sealed(payload, key).message
        if header.kind is not Kind.EVENT and self._seen.again(header):
            return  # twice delivered, or a recording: it must not bring a stolen station back to life
        self._takes[header.kind](heard, message)

    def _boot(self, heard: Heard, boot: Boot) -> None:
        self._to.greeting.accept(heard.station_id, heard.key, heard.payload, boot)
        self._to.levelling.level(heard.station_id, now=True)
        self._to.modes.tell(heard.station_id, now=True)

    def _heartbeat(self, heard: Heard, beat: Heartbeat) -> None:
        self._to.stations.heartbeat(heard.station_id, beat)
        self._to.levelling.level(heard.station_id)
        self._to.modes.tell(heard.station_id)

    def _status(self, heard: Heard, status: Status) -> None:
        self._to.stations.status(heard.station_id, status)

    def _authorise(self, heard: Heard, ask: Authorise) -> None:
        """An answer opens a lock and spends a leave, so a recording of the question must not get one."""
        if not is_fresh(heard.header, self._clock.now()):
            raise Refused(
                "message.stale", f"The station {heard.station_id} asked about a tap at another time than now."
            )
        self._link.send(heard.station_id, heard.key, self._to.taps.answer(heard.station_id, ask))

    def _event(self, heard: Heard, event: StationEvent) -> None:
        """Known by its own number, and acknowledged each time that it comes."""
        self._to.events.take(Delivery(heard.station_id, event, heard.topic, heard.payload))
        self._link.send(heard.station_id, heard.key, EventAck(event.boot_id, event.seq))

    def _order_ack(self, heard: Heard, ack: OrderAck) -> None:
        if ack.result.refused:
            log.warning("station=%s refused an order: %s", heard.station_id, ack.result.word)
        self._to.stations.order_ack(heard.station_id, ack)
        self._to.modes.answered(heard.station_id, ack)

    def _log_page(self, heard: Heard, _: LogPage) -> None:
        raise Refused(
            "message.not-asked-for", f"The station {heard.station_id} sent its log, which nobody asked for."
        )


def _check_carriage(topic: str, header: Header, retained: bool) -> None:
    if retained:
        raise Refused(
            "message.retained", "A station's message was kept by the broker: it may be a recording."
        )
    if topic != topics.topic_for(header.address, header.kind):
        raise Refused("message.wrong-topic", f"A message of {header.address} came under another topic.")


def _plain(sentence: str) -> str:
    return f"{sentence[:1].upper()}{sentence[1:].rstrip('.')}."
