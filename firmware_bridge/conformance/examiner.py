"""The controller that tries a station: it brings it to rest before each clause, and sees what it does."""

import hmac
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from firmware_bridge.conformance.carriers import Carrier
from firmware_bridge.conformance.clauses import Failed, NotRun
from firmware_bridge.conformance.hands import Deed, Hands, Look
from firmware_bridge.conformance.talk import REACTION_S, Answer, Talk
from firmware_bridge.protocol.v1 import canonical
from firmware_bridge.protocol.v1.authority import Authority
from firmware_bridge.protocol.v1.fields import from_body
from firmware_bridge.protocol.v1.messages import (
    Authorise,
    AuthoriseReply,
    Boot,
    GetLog,
    Heartbeat,
    LogPage,
    Message,
    OrderAck,
    SetMode,
    StationEvent,
    Status,
    TagException,
)
from firmware_bridge.protocol.v1.vocabulary import Effect, Mode, OrderResult, What

MEET_S = 25.0  # a station says boot at least every 10 s until it is accepted, and one may be lost
ANSWER_S = 2.0
DECIDED_TRIES = 10
QUIET_S, QUIET_TRIES = 1.3, 8  # a station that has a link sends a heartbeat each second
TAIL = 16
HOUR_S = 3600.0


class Examiner(Talk):
    def __init__(self, carrier: Carrier, hands: Hands, key: bytes, tag_key: bytes) -> None:
        self.own_key = key
        self.spare_key = hmac.digest(key, b"conformance", "sha256")  # made of it, so that no run can lose it
        super().__init__(carrier, (key, self.spare_key), tag_key)
        self.hands = hands
        self.long_s = 0.0  # how long a run may last for what shows only with time
        self.version, self.digest = 0, bytes(32)
        self.power_ons: list[bytes] = []
        self.provoked: Counter[OrderResult] = (
            Counter()
        )  # refusals since power came on, which it must have counted
        self._tags: dict[Deed, bytes] = {}
        self._grant = int(carrier.now())  # a grant's number is never used for another, nor in another run
        self._quiet, self._cut = False, False
        self._accepted_from = 0
        self._unaccepted_from: int | None = None

    # Beginning

    def meet(self) -> Boot:
        """The station's boot; it may have to be switched off and on for it. Raises Failed."""
        with suppress(Failed):
            return self._met(MEET_S / 3)
        if self.hands.do(Deed.POWER_OFF):
            self.hands.do(Deed.POWER_ON)
        with suppress(Failed):
            return self._met(MEET_S)
        raise Failed(
            "no boot message came that this pairing code proves: check the cable or broker, the code, "
            "and that no other controller answers this station; then switch it off and on"
        )

    def settle(self) -> None:
        """Accepted, at rest in an authority that allows nothing, no question open. Raises Failed."""
        self.greeting, self.acking, self.heartbeat_s = self.accepted, True, 1
        self.mend_link()
        self._unaccepted_from = None
        self.until(lambda: self._level() or None, "the station to be accepted", MEET_S)
        self.acknowledge()
        self._end_question()
        self.done(SetMode(Mode.NORMAL, 0, "rest"))
        if not self._quiet:
            self.give(self.authority())
            self._quiet = True
        newest = self.recorded()[-1:]
        self.until(lambda: all(map(self.knows, newest)) or None, "the newest event of its log")

    # Orders

    def order(self, message: Message) -> OrderAck:
        return self.ack_of(self.say(message))

    def ack_of(self, msg_id: bytes, mark: int = 0) -> OrderAck:
        return self.expect(OrderAck, mark, "its order-ack", lambda one: one.order == msg_id)

    def done(self, message: Message) -> bytes:
        """The msg_id of an order that was obeyed. Raises Failed."""
        msg_id = self.say(message)
        result = self.ack_of(msg_id).result
        if result is not OrderResult.DONE:
            raise Failed(f"it answered `{result.word}` to a sound {message.kind.word}")
        return msg_id

    def refused(self, cause: OrderResult, send: Callable[[], bytes], *, answered: bool = True) -> str:
        """`send` gives the msg_id of an order that must be refused, and must open nothing. Raises Failed."""
        mark = self.mark()
        with self.stays_shut():
            msg_id = send()
            result = self.ack_of(msg_id, mark).result if answered else cause
            if result is not cause:
                raise Failed(f"it answered `{result.word}`, not `{cause.word}`")
        if not answered and any(one.order == msg_id for one in self.since(mark, OrderAck)):
            raise Failed("it answered what nobody had proved to be ours")
        self.provoked[cause] += 1
        return f"answered `{cause.word}`" if answered else "it opened nothing and answered nothing"

    def count(self, cause: OrderResult) -> int:
        """Refused for this in this boot, as the newest status says."""
        status, boot = self.newest(Status), self.newest(Boot)
        if status is None or boot is None or status.boot_id != boot.boot_id:
            return 0
        return next((one.count for one in status.refused if one.result is cause), 0)

    # Authorities

    def authority(
        self,
        *,
        tags: Iterable[bytes] = (),
        exceptions: Iterable[TagException] = (),
        windows: Iterable[tuple[float, float]] = (),
        mode: Mode = Mode.NORMAL,
        valid_s: float = HOUR_S,
        early: Iterable[bytes] = (),
        early_s: float = 0.0,
    ) -> Authority:
        """The next version. Windows, its end, and when `early` tags may open are in seconds from now."""
        self.version += 1
        now = self.now()
        return Authority.build(
            version=self.version,
            valid_from=now - timedelta(hours=1),
            valid_until=now + timedelta(seconds=valid_s),
            mode=mode,
            windows=[(now + timedelta(seconds=one), now + timedelta(seconds=two)) for one, two in windows],
            tags=tags,
            exceptions=exceptions,
            early_from=now + timedelta(seconds=early_s),
            early=early,
        )

    def give(self, authority: Authority) -> None:
        """Raises Failed if it is not taken."""
        result = [self.order(page).result for page in authority.pages()][-1]
        if result is not OrderResult.DONE:
            raise Failed(f"it answered `{result.word}` to the last page of a sound authority")
        self.holds(authority)

    def holds(self, authority: Authority) -> None:
        """From now on this is what the station should report."""
        self.digest, self._quiet = authority.digest, False

    def exception(
        self, tag: bytes, effect: Effect, *, seconds: float = HOUR_S, uses: int = 0
    ) -> TagException:
        self._grant += 1
        return TagException(self._grant, tag, effect, self.now_ms() + round(seconds * 1000), uses)

    # Pouches

    def tap(self, tag: Deed) -> int:
        """The mark before it."""
        mark = self.mark()
        if not self.hands.do(tag):
            raise NotRun("needs hands that hold a tag to the reader")
        return mark

    def tap_unheard(self, tag: Deed) -> int:
        """As `tap`, of a station that cannot tell us of it yet, but may show that it has decided."""
        self._look(Look.SHOWN)
        mark = self.tap(tag)
        self.hands.finished()
        for _ in range(DECIDED_TRIES):
            self.wait(0.2)
            if self._look(Look.SHOWN):
                break
        return mark

    def tag(self, deed: Deed) -> bytes:
        """The keyed hash of a tag, learned by having it held to the reader once while nothing is allowed."""
        if deed not in self._tags:
            self._tags[deed] = self.denied(self.asked(self.tap(deed))).tag
        return self._tags[deed]

    def asked(self, mark: int) -> Authorise:
        return self.expect(Authorise, mark, "an authorise", within=self.hands.patience_s)

    def denied(self, question: Authorise) -> Authorise:
        self.say(AuthoriseReply(question.nonce, False, "conformance"))
        self.ended(question.nonce)
        return question

    def ended(self, nonce: bytes, within: float = REACTION_S) -> StationEvent:
        """The event that ends a question."""
        return self.expect(StationEvent, 0, "the event that ends it", lambda one: one.nonce == nonce, within)

    def event(
        self,
        mark: int,
        *whats: What,
        where: Callable[[StationEvent], bool] = lambda _: True,
        within: float = REACTION_S,
    ) -> StationEvent:
        """A `fresh` one."""
        wanted = " or ".join(one.word for one in whats)
        return self.until(
            lambda: next((one for one in self.fresh(mark) if one.what in whats and where(one)), None),
            f"a {wanted} event",
            within,
        )

    def fresh(self, mark: int) -> list[StationEvent]:
        """Events of this boot since the mark that are not copies of what was heard before."""
        boot, found = self.newest(Boot), self.heard[mark:]
        events = [one.message for one in found if isinstance(one.message, StationEvent) and not one.copy]
        return [one for one in events if boot and one.boot_id == boot.boot_id]

    def outcome(self, mark: int) -> str:
        """What became of a tap: `asked`, or such as `released window`. A question is answered with no."""
        first = self.until(lambda: self._first_outcome(mark), "what became of the tap", self.hands.patience_s)
        if isinstance(first, StationEvent):
            return f"{first.what.word} {first.reason.word}"
        self.denied(self.asked(mark))
        return "asked"

    @contextmanager
    def stays_shut(self) -> Iterator[None]:
        """Raises Failed if the lock was opened within, as the station's own log or the hands say."""
        self._look()
        boot_id, seq = self._last()
        try:
            yield
        except Failed:
            self._see_shut(boot_id, seq)
            raise
        self._see_shut(boot_id, seq)

    def recorded(self) -> list[StationEvent]:
        """The newest 16 events of the station's own log; by then all that was told before has been done."""
        total = self.log_page(0, 1).total
        page = self.log_page(max(0, total - TAIL), TAIL)
        return [from_body(StationEvent, canonical.loads(record)) for record in page.records]

    def log_page(self, first: int, limit: int) -> LogPage:
        msg_id = self.done(GetLog(first, limit))
        return self.expect(LogPage, 0, "a log-page", lambda one: one.order == msg_id)

    # Power and link

    def power_cycle(self, greeting: Answer | None = None) -> int:
        """The mark before the power came back."""
        if not self.hands.do(Deed.POWER_OFF):
            raise NotRun("needs hands that switch the power off and on")
        return self.power_on(greeting)

    def power_on(self, greeting: Answer | None = None) -> int:
        self.wait(0.2)  # what was under way arrives before
        self.greeting, mark = greeting or self.accepted, self.mark()
        self._accepted_from = mark
        self.provoked.clear()
        self._unaccepted_from = mark if greeting else None
        self.hands.do(Deed.POWER_ON)
        self.power_ons.append(self.booted(mark).boot_id)
        return mark

    def unaccepted(self) -> int:
        """The mark before the power came on for a boot that nobody has accepted yet."""
        if self._unaccepted_from is None:
            self.power_cycle(self.nothing)
        assert self._unaccepted_from is not None
        return self._unaccepted_from

    def forget_boot(self) -> None:
        """The next that needs a boot that nobody has accepted has one of its own."""
        self._unaccepted_from = None

    def booted(self, mark: int, more: int = 0) -> Boot:
        """The boot message since the mark after `more` others."""
        within = max(MEET_S, self.hands.patience_s)
        return self.until(lambda: next(iter(self.since(mark, Boot)[more:]), None), "a boot message", within)

    def accept_from_here(self) -> int:
        """The mark from which on a heartbeat says that the station is accepted."""
        self._accepted_from, self._unaccepted_from = self.mark(), None
        return self._accepted_from

    def beat(self) -> Heartbeat:
        """A new heartbeat, of an accepted station with a link."""
        return self.expect(Heartbeat, self.mark(), "a heartbeat", within=MEET_S)

    def cut_link(self) -> None:
        if not (self.carrier.link(False) or self.hands.do(Deed.LINK_OFF)):
            raise NotRun("needs hands that cut the station's link")
        self._cut = True
        for _ in range(QUIET_TRIES):
            mark = self.mark()
            self.wait(QUIET_S)
            if not self.since(mark, Heartbeat):
                return
        raise Failed("its link was cut, and it goes on sending heartbeats")

    def mend_link(self) -> None:
        if self._cut and not self.carrier.link(True):
            self.hands.do(Deed.LINK_ON)
        self._cut = False

    # Inside

    def _met(self, seconds: float) -> Boot:
        boot = self.expect(Boot, 0, "a boot message", within=seconds)
        self.version = boot.authority_version
        self.power_ons.append(boot.boot_id)
        return boot

    def _level(self) -> bool:
        """Only an accepted station sends heartbeats."""
        return bool(self.since(self._accepted_from, Heartbeat))

    def _end_question(self) -> None:
        question = self.newest(Authorise)
        if question:
            with suppress(Failed):  # it has been left open by a station that the clause has failed already
                self.ended(question.nonce, ANSWER_S + 1)

    def _first_outcome(self, mark: int) -> Authorise | StationEvent | None:
        found: list[Authorise | StationEvent] = list(self.since(mark, Authorise))
        found[:0] = [one for one in self.fresh(mark) if one.what in (What.RELEASED, What.REFUSED)]
        return found[0] if found else None

    def _look(self, look: Look = Look.OPENED) -> bool | None:
        return self.hands.look(look) if self.hands.tireless else None

    def _last(self) -> tuple[bytes, int]:
        """The boot_id, and the newest number of it."""
        boot = self.newest(Boot)
        boot_id = boot.boot_id if boot else b""
        return boot_id, max((one.seq for one in self.recorded() if one.boot_id == boot_id), default=0)

    def _see_shut(self, boot_id: bytes, seq: int) -> None:
        for event in self.recorded():
            if event.what is What.RELEASED and event.boot_id == boot_id and event.seq > seq:
                raise Failed(f"it opened (released, {event.reason.word})")
        if self._look():
            raise Failed("the lock opened, and its log does not say so")
