"""A link without a broker, and a station that says what a test wants said, sealed as a real one does."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar

import pytest
from sqlalchemy import select

from controller.bootstrap import Services
from controller.clock import ManualClock
from controller.domain.accounts import Account, Role
from controller.domain.school import Pouch
from controller.storage.tables.people import AccountRow
from controller.storage.tables.records import JournalRow
from firmware_bridge.protocol.errors import EnvelopeError
from firmware_bridge.protocol.v1 import topics
from firmware_bridge.protocol.v1.envelope import Address, new_msg_id, open_sealed, peek, seal
from firmware_bridge.protocol.v1.messages import (
    Authorise,
    AuthoriseReply,
    AuthorityPage,
    Boot,
    EventAck,
    Heartbeat,
    Message,
    OrderAck,
    SetMode,
    StationEvent,
)
from firmware_bridge.protocol.v1.pairing import pairing_code
from firmware_bridge.protocol.v1.tags import tag_hash
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import ClockQuality, Mode, OrderResult, Reason, What
from simulators.northgate import northgate

M = TypeVar("M")
SITE = "northgate"


class Wire:
    """What the controller publishes is kept in order; `deliver` is what the broker would hand over.

    `taken` returns when the controller has dealt with all of that.
    """

    def __init__(self, taken: Callable[[], object]) -> None:
        self.up, self.taken = True, taken
        self.filters: list[str] = []
        self.published: list[tuple[str, bytes]] = []

    def make(
        self, on_message: Callable[[str, bytes, bool], None], on_link: Callable[[bool, str], None]
    ) -> "Wire":
        self._on_message, self.link_changed = on_message, on_link
        return self

    def deliver(self, topic: str, payload: bytes, retained: bool) -> None:
        self._on_message(topic, payload, retained)
        self.taken()

    def start(self) -> None:
        self.link_changed(True, "connected")

    def stop(self) -> None:
        self.up = False

    def subscribe(self, *filters: str) -> None:
        self.filters += filters

    def publish(self, topic: str, payload: bytes, *, retained: bool = False) -> bool:
        assert not retained
        if self.up:
            self.published.append((topic, payload))
        return self.up


@dataclass
class TalkingStation:
    """`held` is the authority version and short hash that it reports."""

    id: str
    wire: Wire
    clock: ManualClock
    tag_key: bytes
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    boot_id: bytes = field(default_factory=lambda: secrets.token_bytes(8))
    held: tuple[int, bytes] = (0, bytes(8))
    seq: int = 0
    mode: Mode = Mode.NORMAL

    @property
    def address(self) -> Address:
        return Address(SITE, self.id)

    @property
    def code(self) -> str:
        return pairing_code(self.key)

    def say(self, message: Message, *, key: bytes | None = None, at: datetime | None = None) -> bytes:
        now = at or self.clock.now()
        data = seal(message, self.address, key or self.key, now=now, msg_id=new_msg_id())
        self.wire.deliver(topics.topic_for(self.address, message.kind), data, False)
        return data

    def boot(self) -> Boot:
        version, digest = self.held
        boot = Boot(
            self.boot_id, secrets.token_bytes(8), "1.0", "sim", 2000, version, digest, ClockQuality.NONE, 0
        )
        self.say(boot)
        return boot

    def beat(self, waiting: int = 0) -> None:
        version, digest = self.held
        quality = ClockQuality.TRUSTED
        self.say(Heartbeat(self.boot_id, version, digest, self.mode, quality, waiting, 1000, 0))

    def take_authority(self) -> None:
        """Reports the newest authority it was sent as the one in force."""
        page = self.told(AuthorityPage)[-1]
        self.held = page.version, page.digest[:8]
        self.beat()

    def tag(self, uid: bytes) -> bytes:
        return tag_hash(self.tag_key, uid)

    def ask(self, uid: bytes, nonce: bytes | None = None) -> AuthoriseReply | None:
        nonce = nonce or secrets.token_bytes(8)
        ask = Authorise(
            self.boot_id, nonce, self.tag(uid), Mode.NORMAL, self.held[0], to_ms(self.clock.now())
        )
        self.say(ask)
        return next((one for one in self.told(AuthoriseReply) if one.nonce == nonce), None)

    def event(self, what: What, reason: Reason, uid: bytes | None = None, **changes: Any) -> StationEvent:
        self.seq += 1
        given = {
            "boot_id": self.boot_id,
            "seq": self.seq,
            "event_id": secrets.token_bytes(16),
            "what": what,
            "reason": reason,
            "mode": Mode.NORMAL,
            "offline": False,
            "station_clock_ms": to_ms(self.clock.now()),
            "clock_quality": ClockQuality.TRUSTED,
            "uptime_ms": 1000,
            "authority_version": self.held[0],
            "tag": self.tag(uid) if uid else None,
        }
        return StationEvent(**given | changes)

    def release(self, uid: bytes, reason: Reason = Reason.WINDOW, **changes: Any) -> StationEvent:
        event = self.event(What.RELEASED, reason, uid, **changes)
        self.say(event)
        return event

    def told(self, shape: type[M]) -> list[M]:
        """Every message of that shape which was sent to it and which its key opens, oldest first."""
        mine = [data for topic, data in self.wire.published if topic == topics.orders(self.address)]
        return [message for message in map(self._open, mine) if isinstance(message, shape)]

    def orders(self, shape: type[M]) -> list[tuple[bytes, M]]:
        """As `told`, each with its message id."""
        mine = [data for topic, data in self.wire.published if topic == topics.orders(self.address)]
        found = [(peek(data).msg_id, self._open(data)) for data in mine]
        return [(msg_id, message) for msg_id, message in found if isinstance(message, shape)]

    def answer(self, msg_id: bytes, result: OrderResult = OrderResult.DONE) -> None:
        self.say(OrderAck(msg_id, result, self.mode, *self.held))

    def obey(self) -> None:
        """Takes the newest set-mode: writes it down, reports it and answers."""
        msg_id, order = self.orders(SetMode)[-1]
        self.mode = order.mode
        reason = Reason.ORDER if order.until_ms else Reason.ENDED
        self.say(self.event(What.MODE_CHANGED, reason, mode=self.mode, order=msg_id))
        self.answer(msg_id)

    def turn_switch(self, on: bool, at: datetime | None = None) -> None:
        self.mode = Mode.EVACUATE if on else Mode.NORMAL
        clock_ms = to_ms(at or self.clock.now())
        self.say(self.event(What.MODE_CHANGED, Reason.KEY_SWITCH, mode=self.mode, station_clock_ms=clock_ms))

    def acknowledged(self, event: StationEvent) -> int:
        return self.told(EventAck).count(EventAck(event.boot_id, event.seq))

    def _open(self, data: bytes) -> Message | None:
        try:
            return open_sealed(data, self.key).message
        except EnvelopeError:
            return None


@cache
def _pouches() -> tuple[Pouch, ...]:
    return northgate().pouches


class FrontDesk:
    """Northgate's reception with its link up, and three stations that nobody has adopted yet."""

    def __init__(self, school: Services, clock: ManualClock) -> None:
        self.school, self.clock, self.reception = school, clock, school.reception
        self.wire = Wire(self.reception.intake.pump)
        self.heard: list[object] = []
        self.uids = {pouch.id: pouch.tag_uid for pouch in _pouches()}
        self.pupils = {pouch.pupil: pouch.tag_uid for pouch in _pouches()}
        self.reception.start(SITE, self.wire.make, school.bus, school.ticker)
        self.north, self.south, self.office = (
            self.station(one) for one in ("north-1", "south-1", "office-1")
        )

    def station(self, name: str) -> TalkingStation:
        return TalkingStation(name, self.wire, self.clock, self.school.tag_key)

    def account(self, role: Role = Role.RECEPTION) -> Account:
        """Not by the service of accounts, which takes its time as it must: it can check passwords."""
        with self.school.database.read() as session:
            row = session.scalars(select(AccountRow).where(AccountRow.role == role.value)).first()
        assert row
        return Account(row.id, row.username, row.display_name, role)

    def adopt(self, *stations: TalkingStation) -> None:
        """Adopted, accepted, and holding the authority in order."""
        for station in stations:
            station.boot()
            self.reception.adopting.adopt(self.account(Role.ADMIN), station.id, station.code)
            station.boot()
            station.take_authority()

    def later(self, by: timedelta | float) -> None:
        self.clock.advance(by)
        self.school.ticker.tick()

    def journal(self, subject: str) -> list[str]:
        """The kinds of all facts about `subject`, in order."""
        with self.school.database.read() as session:
            query = select(JournalRow.kind).where(JournalRow.subject == subject).order_by(JournalRow.id)
            return list(session.scalars(query))

    def hears(self, kind: type) -> list[Any]:
        """Everything of that kind which is published from now on."""
        heard: list[Any] = []
        self.school.bus.subscribe(kind, heard.append)
        return heard


@pytest.fixture
def desk(school: Services, clock: ManualClock) -> FrontDesk:
    return FrontDesk(school, clock)


@pytest.fixture(scope="module")
def common_desk(common_school: Services) -> FrontDesk:
    """As `desk`, one for all the tests of a module that are refused and change nothing."""
    return FrontDesk(common_school, common_school.clock)
