"""Where stations' messages come in: proved, taken, answered. What cannot be taken is parked."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from controller.clock import Clock
from controller.domain.stations import Adoption
from controller.errors import Refused, SchoolbellError
from controller.services.stations.adoption import Adopting
from controller.services.stations.dead_letters import FAILED, DeadLetters, Spoilt
from controller.services.stations.events import Delivery, StationEvents
from controller.services.stations.greeting import Greeting
from controller.services.stations.health import Health
from controller.services.stations.inbox import Post
from controller.services.stations.keys import Keys
from controller.services.stations.levelling import Levelling
from controller.services.stations.link import StationLink
from controller.services.stations.logs import StationLogs
from controller.services.stations.mode_telling import ModeTelling
from controller.services.stations.registry import Stations
from controller.services.stations.taps import Taps
from controller.storage.errors import StorageError
from firmware_bridge.protocol.errors import EnvelopeError
from firmware_bridge.protocol.v1 import topics
from firmware_bridge.protocol.v1.envelope import Header, peek
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
from firmware_bridge.protocol.v1.seen import Seen, is_current, is_fresh
from firmware_bridge.protocol.v1.vocabulary import Kind

log = logging.getLogger(__name__)

REPORTS = (Kind.HEARTBEAT, Kind.STATUS)
TELL_HOW_IT_IS = (*REPORTS, Kind.ORDER_ACK)
NOTHING = EventAck(bytes(8), 1)  # of no boot that there is


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that its station has signed."""

    station_id: str
    key: bytes = field(repr=False)
    header: Header
    post: Post
    message: Any


@dataclass(frozen=True, slots=True)
class Takers:
    adopting: Adopting
    stations: Stations
    taps: Taps
    events: StationEvents
    greeting: Greeting
    levelling: Levelling
    modes: ModeTelling
    keys: Keys
    logs: StationLogs
    dead_letters: DeadLetters
    health: Health


class Gateway:
    """`take` is called by the intake, one batch at a time; `link_changed` by the link, in its own thread."""

    def __init__(self, clock: Clock, link: StationLink, takers: Takers) -> None:
        self._clock, self._link, self._to = clock, link, takers
        self._seen, self._since = Seen(), clock.now()
        self._takes: dict[Kind, Callable[[Heard, Any], None]] = {
            Kind.BOOT: self._boot,
            Kind.HEARTBEAT: self._heartbeat,
            Kind.STATUS: self._status,
            Kind.AUTHORISE: self._authorise,
            Kind.ORDER_ACK: self._order_ack,
            Kind.LOG_PAGE: self._log_page,
        }

    def link_changed(self, up: bool, sentence: str) -> None:
        log.log(logging.INFO if up else logging.WARNING, "broker up=%s %s", up, sentence)
        self._to.health.broker(up)

    def take(self, posts: Sequence[Post]) -> None:
        """Whatever cannot be stored is not answered: the station keeps it and sends it again."""
        try:
            self._take(posts)
        except StorageError as error:
            log.error("messages=not-taken count=%d code=%s", len(posts), error.code)
            self._to.health.storage(error.sentence)
        else:
            self._to.health.storage("")

    def _take(self, posts: Sequence[Post]) -> None:
        spoilt: list[Spoilt] = []
        heard = self._read(posts, spoilt)
        self._events([one for one in heard if isinstance(one.message, StationEvent)])
        for one in _newest_reports(heard):
            with _costing_only_itself(one.post, spoilt):
                self._takes[one.header.kind](one, one.message)
        if spoilt:
            self._to.dead_letters.park_all(spoilt)

    def _read(self, posts: Sequence[Post], spoilt: list[Spoilt]) -> list[Heard]:
        """What is proved to come from our stations. A lifecycle word proves nothing, and is only shown."""
        states, messages = _apart(posts, spoilt)
        for station_id, word in states.items():
            self._to.stations.lifecycle(station_id, word)
        standings = self._to.adopting.standings(header.address.station for header, _ in messages)
        heard = []
        for header, post in messages:
            with _costing_only_itself(post, spoilt):
                if one := self._proved(header, post, *standings[header.address.station]):
                    heard.append(one)
                    standings[one.station_id] = Adoption.ADOPTED, one.key  # which may just have changed
        return heard

    def _proved(self, header: Header, post: Post, adoption: Adoption, key: bytes | None) -> Heard | None:
        _check_carriage(post, header)
        if adoption is not Adoption.ADOPTED or key is None:
            self._to.greeting.not_ours(header, adoption, key, post.payload)
            return None
        key, message = self._to.keys.open(header.address.station, key, post.payload)
        heard = Heard(header.address.station, key, header, post, message)
        return None if self._is_recording(heard) else heard

    def _is_recording(self, heard: Heard) -> bool:
        """Twice delivered, or played again: it must not bring a stolen station back to life.

        What was heard before this start is not remembered, so what says how a station is must be newer. One
        whose clock differs is told something from our time, at which it boots again and sets it.
        """
        if heard.header.kind is not Kind.EVENT and self._seen.again(heard.header):
            return True
        if heard.header.kind not in TELL_HOW_IT_IS:
            return False
        now = self._clock.now()
        self._since = min(self._since, now)  # the clock was put back
        if is_current(heard.header, now, self._since):
            return False
        log.info("station=%s message=from-another-time kind=%s", heard.station_id, heard.header.kind.name)
        self._link.send(heard.station_id, heard.key, NOTHING)
        return True

    def _events(self, heard: Sequence[Heard]) -> None:
        """Each is known by its own number, and acknowledged each time that it comes."""
        if not heard:
            return
        deliveries = [
            Delivery(one.station_id, one.message, one.post.topic, one.post.payload) for one in heard
        ]
        self._to.events.take(deliveries)
        for one in heard:
            self._link.send(one.station_id, one.key, EventAck(one.message.boot_id, one.message.seq))

    def _boot(self, heard: Heard, boot: Boot) -> None:
        self._to.greeting.accept(heard.station_id, heard.key, heard.post.payload, boot)
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

    def _order_ack(self, heard: Heard, ack: OrderAck) -> None:
        if ack.result.refused:
            log.warning("station=%s refused an order: %s", heard.station_id, ack.result.word)
        self._to.stations.order_ack(heard.station_id, ack)
        self._to.levelling.answered(heard.station_id, ack)
        self._to.modes.answered(heard.station_id, ack)
        self._to.logs.answered(heard.station_id, ack)

    def _log_page(self, heard: Heard, page: LogPage) -> None:
        if not self._to.logs.took(heard.station_id, page):
            raise Refused(
                "message.not-asked-for",
                f"The station {heard.station_id} sent its log, which nobody asked for.",
            )


def _apart(posts: Sequence[Post], spoilt: list[Spoilt]) -> tuple[dict[str, str], list[tuple[Header, Post]]]:
    """The last lifecycle word of each station, and the messages that can be read."""
    states: dict[str, str] = {}
    messages = []
    for post in posts:
        with _costing_only_itself(post, spoilt):
            place = topics.parse(post.topic)
            if place.leaf == topics.STATE:
                states[place.address.station] = post.payload[:32].decode("ascii", "replace")
            else:
                messages.append((peek(post.payload), post))
    return states, messages


def _newest_reports(heard: Sequence[Heard]) -> list[Heard]:
    """All but events; of what a station reports of itself the newest of each kind, which outdates others."""
    last = {(one.station_id, one.header.kind): one for one in heard}
    others = (one for one in heard if one.header.kind is not Kind.EVENT)
    return [
        one
        for one in others
        if one.header.kind not in REPORTS or last[one.station_id, one.header.kind] is one
    ]


@contextmanager
def _costing_only_itself(post: Post, spoilt: list[Spoilt]) -> Iterator[None]:
    """What one message runs into, the others of its batch must not feel; but StorageError is raised."""
    try:
        yield
    except (EnvelopeError, Refused) as error:
        spoilt.append(Spoilt(post.topic, post.payload, error.code, _plain(error.sentence)))
    except StorageError:
        raise
    except SchoolbellError as error:  # such as a policy that cannot be read, which the desk knows already
        log.error("message=not-answered topic=%r code=%s", post.topic, error.code)
    except Exception:
        log.exception("message=failed topic=%r", post.topic)
        spoilt.append(Spoilt(post.topic, post.payload, "message.failed", FAILED))


def _check_carriage(post: Post, header: Header) -> None:
    if post.retained:
        raise Refused(
            "message.retained", "A station's message was kept by the broker: it may be a recording."
        )
    if post.topic != topics.topic_for(header.address, header.kind):
        raise Refused("message.wrong-topic", f"A message of {header.address} came under another topic.")


def _plain(sentence: str) -> str:
    return f"{sentence[:1].upper()}{sentence[1:].rstrip('.')}."
