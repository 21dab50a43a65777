"""Judges each movement of a bolt when it happens: is there a reason that the staff, the policy or a key gave?"""

from collections import defaultdict
from collections.abc import Callable

from firmware_bridge.protocol.errors import EnvelopeError
from firmware_bridge.protocol.v1 import canonical
from firmware_bridge.protocol.v1.envelope import Received, open_sealed
from firmware_bridge.protocol.v1.fields import from_body
from firmware_bridge.protocol.v1.messages import (
    Authorise,
    AuthoriseReply,
    AuthorityPage,
    OrderAck,
    SetMode,
    StationEvent,
    Unlock,
)
from firmware_bridge.protocol.v1.tags import tag_hash
from firmware_bridge.protocol.v1.vocabulary import Effect, Mode, OrderResult, Reason, What
from tests.stateful import model
from tests.stateful.diary import Diary
from tests.stateful.model import Ask, Document, Gate, Leave, Movement, Release
from tests.stateful.school import ON_SITE, STRICT, UIDS, YEARS

WAIT = 2_000  # for an answer (§8)
SLACK = 5_100  # half of the longest wait for a boot-reply (§5, §11), and a little
SHUT = (Mode.LOCKDOWN, Mode.MAINTENANCE)


class Oracle:
    """`wrong` fills with sentences about what must not have happened."""

    def __init__(self, tag_key: bytes) -> None:
        self.wrong: list[str] = []
        self.diary = Diary(self.wrong)
        self.gates: dict[str, Gate] = defaultdict(Gate)
        self.releases: list[Release] = []
        self.leaves: list[Leave] = []
        self.policies: list[tuple[int, str]] = [(0, STRICT)]
        self._pupils = {tag_hash(tag_key, uid): pupil for pupil, uid in UIDS.items()}
        self._tag_key = tag_key
        self._asks: dict[bytes, Ask] = {}
        self._answers: dict[bytes, AuthoriseReply] = {}
        self._unlocks: dict[bytes, tuple[str, int]] = {}
        self._used: set[bytes] = set()
        self._justified: dict[Reason, Callable[[Movement, StationEvent], str]] = {
            Reason.WINDOW: self._by_window,
            Reason.EXCEPTION: self._by_exception,
            Reason.AUTHORISED: self._by_answer,
            Reason.ORDER: self._by_order,
            Reason.EVACUATE: self._by_evacuation,
        }

    # What is said

    def heard_order(self, station: str, received: Received, at: int) -> None:
        message, gate = received.message, self.gates[station]
        if isinstance(message, AuthorityPage):
            gate.documents.take(message)
        elif isinstance(message, SetMode):
            gate.modes.append(model.SetMode(received.header.msg_id, message.mode, message.until_ms, at))
        elif isinstance(message, AuthoriseReply):
            self._answers.setdefault(message.nonce, message)
        elif isinstance(message, Unlock):
            self._unlocks[received.header.msg_id] = station, received.header.expires_at_ms

    def heard_report(self, station: str, received: Received, at: int) -> None:
        message, gate = received.message, self.gates[station]
        if isinstance(message, Authorise):
            self._asks.setdefault(message.nonce, Ask(station, message.tag, at))
        elif isinstance(message, OrderAck) and message.result is OrderResult.DONE:
            gate.confirm(message.order)
            gate.newest = max(gate.newest, message.authority_version)

    # What is done

    def moved(self, movement: Movement) -> None:
        self.diary.moved(movement)
        sentence = self._judge(movement)
        if sentence:
            self.wrong.append(f"{movement.station} opened at {movement.at} {sentence}: {movement}")

    def _judge(self, movement: Movement) -> str:
        event = movement.event
        if event is None:
            return "" if movement.switched else "without a word in its flash"
        if event.reason not in self._justified:
            return f"for the reason {event.reason.word}"
        if event.reason is not Reason.ORDER and event.tag != self._tag(movement.uid):
            return "for another pouch than the one at the reader"
        return self._shut(movement, event) or self._justified[event.reason](movement, event)

    def _shut(self, movement: Movement, event: StationEvent) -> str:
        """In a lockdown or maintenance nothing opens but by the key switch."""
        maybe = self.gates[movement.station].modes_maybe()
        known = self.gates[movement.station].confirmed >= 0
        shut = known and all(one.mode in SHUT and event.station_clock_ms < one.until for one in maybe)
        return "though it was told to stay shut" if shut and event.station_clock_ms and not movement.switched else ""

    def _by_window(self, movement: Movement, event: StationEvent) -> str:
        clock = event.station_clock_ms
        for one in self._documents(movement, event):
            listed = event.tag in one.tags and one.in_window(clock) and not one.holds(event.tag, clock)
            ordered = all((w.start_ms, w.end_ms) in self._windows() for w in one.page.windows)
            if listed and ordered:
                return self._clock_wrong(movement, event)
        return "outside any window of the authority that it named"

    def _by_exception(self, movement: Movement, event: StationEvent) -> str:
        for one in self._documents(movement, event):
            given = one.exceptions.get(event.grant)
            if given and given.tag == event.tag and given.effect is Effect.ALLOW:
                return self._exception_over(movement, event, given.until_ms, given.uses)
        return "by an exception that nobody gave"

    def _exception_over(self, movement: Movement, event: StationEvent, until: int, uses: int) -> str:
        if event.station_clock_ms >= until:
            return "by an exception that had ended"
        if uses and self.diary.uses(movement.station, event.grant) > uses:
            return "by an exception that was used up"
        return self._clock_wrong(movement, event)

    def _by_answer(self, movement: Movement, event: StationEvent) -> str:
        ask, answer = self._asks.get(event.nonce or b""), self._answers.get(event.nonce or b"")
        if ask is None or answer is None or not answer.allow:
            return "without an answer that allowed it"
        if (ask.station, ask.tag) != (movement.station, event.tag):
            return "by an answer about another pouch"
        if movement.at - ask.at > WAIT:
            return "by an answer that came too late"
        return self._once(event.nonce or b"") or self._allowed(ask, answer, movement)

    def _allowed(self, ask: Ask, answer: AuthoriseReply, movement: Movement) -> str:
        pupil, moments = self._pupils.get(ask.tag, ""), [ask.at + e for e in movement.errors]
        if answer.grant:
            return self._by_leave(answer.grant, pupil, ask, moments)
        policy = [name for at, name in self.policies if at <= ask.at][-1]
        if YEARS.get(pupil) in ON_SITE[policy] or (pupil and self._released(ask.at, moments)):
            return ""
        return "by an answer that no rule and no person had allowed"

    def _by_leave(self, number: int, pupil: str, ask: Ask, moments: list[int]) -> str:
        for leave in self.leaves:
            if leave.pupil == pupil and leave.number in (None, number):
                if leave.cancelled is not None and leave.cancelled <= ask.at:
                    return "by a leave that was cancelled"
                if any(leave.given <= moment < leave.until for moment in moments):
                    return self._once(b"leave %d" % number)
        return "by a leave that nobody gave, or that was over"

    def _by_order(self, movement: Movement, event: StationEvent) -> str:
        station, expires = self._unlocks.get(event.order or b"", ("", 0))
        if station != movement.station or event.station_clock_ms >= expires:
            return "by an order that nobody gave, or that was over"
        return self._once(event.order or b"") or self._clock_wrong(movement, event)

    def _by_evacuation(self, movement: Movement, event: StationEvent) -> str:
        clock = event.station_clock_ms
        told = any(
            one.mode is Mode.EVACUATE and 0 < clock < one.until
            for one in self.gates[movement.station].modes_maybe()
        )
        ordered = any(one.page.mode is Mode.EVACUATE for one in self._documents(movement, event))
        if movement.switched:
            return ""
        return self._clock_wrong(movement, event) if told or ordered else "though nobody had ordered to evacuate"

    # What these have in common

    def _documents(self, movement: Movement, event: StationEvent) -> list[Document]:
        """Those of the version that it named, if that is the newest that it has had, while they are in force."""
        gate = self.gates[movement.station]
        if event.authority_version < gate.newest:
            return []
        return [one for one in gate.documents.of(event.authority_version) if one.in_force(event.station_clock_ms)]

    def _clock_wrong(self, movement: Movement, event: StationEvent) -> str:
        right = any(
            abs(event.station_clock_ms - movement.at - error) <= SLACK for error in movement.errors
        )
        return "" if right else "by a clock that nobody had set so"

    def _windows(self) -> set[tuple[int, int]]:
        return {(one.starts, one.ends) for one in self.releases}

    def _released(self, at: int, moments: list[int]) -> bool:
        return any(
            one.starts <= moment < one.ends and (one.ended is None or at <= one.ended)
            for one in self.releases
            for moment in moments
        )

    def _once(self, what: bytes) -> str:
        if what in self._used:
            return "a second time for one permission"
        self._used.add(what)
        return ""

    def _tag(self, uid: bytes | None) -> bytes | None:
        return tag_hash(self._tag_key, uid) if uid else None


def opened(data: bytes, keys: list[bytes]) -> Received | None:
    """What an envelope holds, for whoever has one of the keys."""
    for key in keys:
        try:
            return open_sealed(data, key)
        except EnvelopeError:
            continue
    return None


