"""Judges each movement of a bolt when it happens: is there a reason that the staff, the policy or a key
gave?
"""

from collections import defaultdict
from collections.abc import Callable

from firmware_bridge.protocol.errors import EnvelopeError
from firmware_bridge.protocol.v1.envelope import Received, open_sealed
from firmware_bridge.protocol.v1.messages import (
    Authorise,
    AuthoriseReply,
    AuthorityPage,
    Boot,
    Heartbeat,
    OrderAck,
    SetMode,
    StationEvent,
    Status,
    Unlock,
)
from firmware_bridge.protocol.v1.tags import tag_hash
from firmware_bridge.protocol.v1.vocabulary import Effect, Mode, OrderResult, Reason
from tests.stateful import model
from tests.stateful.diary import Diary
from tests.stateful.model import Ask, Document, Exemption, Gate, Leave, Movement, Release
from tests.stateful.papers import Papers
from tests.stateful.school import ON_SITE, STRICT, UIDS, YEARS

WAIT = 2_000  # for an answer (§8)
SLACK = 5_100  # half of the longest wait for a boot-reply (§5, §11), and a little
OPENS_FOR = {
    Mode.NORMAL: {Reason.EXCEPTION, Reason.AUTHORISED, Reason.ORDER},
    Mode.RELEASE: {Reason.EXCEPTION, Reason.WINDOW, Reason.AUTHORISED, Reason.ORDER},
    Mode.EXAM: {Reason.EXCEPTION, Reason.ORDER},
    Mode.EVACUATE: {Reason.EVACUATE, Reason.ORDER},
    Mode.LOCKDOWN: set[Reason](),
    Mode.MAINTENANCE: {Reason.ORDER},
}
"""§8.2."""


class Oracle:
    """`wrong` fills with sentences about what must not have happened."""

    def __init__(self, tag_key: bytes) -> None:
        self.wrong: list[str] = []
        self.diary = Diary(self.wrong)
        self.gates: dict[str, Gate] = defaultdict(Gate)
        self.releases: list[Release] = []
        self.leaves: list[Leave] = []
        self.exemptions: list[Exemption] = []
        self.policies: list[tuple[int, str]] = [(0, STRICT)]
        self.papers = Papers()
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
            self.papers.answered(message.nonce)
        elif isinstance(message, Unlock):
            self._unlocks[received.header.msg_id] = station, received.header.expires_at_ms

    def heard_report(self, station: str, received: Received, at: int) -> None:
        message, gate = received.message, self.gates[station]
        if isinstance(message, Authorise):
            self._asks.setdefault(message.nonce, Ask(station, message.tag, at))
        elif isinstance(message, OrderAck):
            self._answered(station, gate, message)
        if isinstance(message, Boot | Heartbeat | Status | OrderAck):
            if message.authority_version < gate.newest:
                self.wrong.append(f"{station} went back to an older authority: {message}")
            gate.newest = max(gate.newest, message.authority_version)

    def _answered(self, station: str, gate: Gate, ack: OrderAck) -> None:
        gate.got[ack.order] -= 1
        if gate.got[ack.order] < 0:
            self.wrong.append(f"{station} answered more often than it got, or what was retained: {ack}")
        if ack.result is OrderResult.DONE and gate.confirm(ack.order):
            self.wrong.append(f"{station} obeyed an order twice: {ack}")

    # What is done

    def moved(self, movement: Movement) -> None:
        self.diary.moved(movement)
        sentence = self._judge(movement)
        if sentence:
            self.wrong.append(f"{movement.station} opened at {movement.at} {sentence}: {movement}")

    def _judge(self, movement: Movement) -> str:
        event = movement.event
        if event is None:
            return self._unwritten(movement)
        if event.reason not in self._justified:
            return f"for the reason {event.reason.word}"
        if event.reason is not Reason.ORDER and event.tag not in (None, self.tag(movement.uid)):
            return "for another pouch than the one at the reader"
        if not any(event.reason in OPENS_FOR[mode] for mode in self._modes(movement, event)):
            return f"for the reason {event.reason.word}, in a mode that does not open for it"
        return self._justified[event.reason](movement, event) or self._sitting(movement, event)

    def _sitting(self, movement: Movement, event: StationEvent) -> str:
        pupil, ask = self._pupils.get(event.tag or b"", ""), self._asks.get(event.nonce or b"")
        return self.papers.wrong(movement, event, pupil, ask is not None and self._needs(pupil, ask.at))

    def _needs(self, pupil: str, at: int) -> bool:
        return any(one.pupil == pupil and (one.ended or at) >= at for one in self.exemptions)

    def _unwritten(self, movement: Movement) -> str:
        """Only an evacuation opens before it is written down (§10), and only where flash fails."""
        if not movement.flash_failed:
            return "without a word in its flash"
        told = any(one.mode is Mode.EVACUATE for one in self.gates[movement.station].modes_maybe())
        return "" if movement.switched or told else "without a word in its flash, and no evacuation"

    def _modes(self, movement: Movement, event: StationEvent) -> set[Mode]:
        """Those that may be in force (§8.1); several where nobody knows whether the last order arrived."""
        if movement.switched:
            return {Mode.EVACUATE}
        clock, gate = event.station_clock_ms, self.gates[movement.station]
        spoken = [one.speaks(clock) for one in gate.modes_maybe()]
        modes = {one.mode for one in gate.modes_maybe() if one.speaks(clock)}
        if gate.confirmed >= 0 and all(spoken):
            return modes
        documents = self._documents(movement, event)
        own = {one.page.mode for one in documents if one.page.mode is not Mode.NORMAL}
        windows = {Mode.RELEASE for one in documents if one.in_window(clock)}
        return modes | (own or windows or {Mode.NORMAL})

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
            meant = any(one.pupil == self._pupils.get(event.tag or b"") for one in self.exemptions)
            if meant and given and given.tag == event.tag and given.effect is Effect.ALLOW:
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
        if self._needs(pupil, ask.at):
            return ""
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
        return "" if movement.switched else self._clock_wrong(movement, event)

    # What these have in common

    def _documents(self, movement: Movement, event: StationEvent) -> list[Document]:
        """Those of the version that it named, if that is the newest that it has had, while they are in
        force.
        """
        gate = self.gates[movement.station]
        if event.authority_version < gate.newest:
            return []
        return [
            one for one in gate.documents.of(event.authority_version) if one.in_force(event.station_clock_ms)
        ]

    def _clock_wrong(self, movement: Movement, event: StationEvent) -> str:
        right = any(abs(event.station_clock_ms - movement.at - error) <= SLACK for error in movement.errors)
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

    def tag(self, uid: bytes | None) -> bytes | None:
        return tag_hash(self._tag_key, uid) if uid else None


def opened(data: bytes, keys: list[bytes]) -> Received | None:
    """What an envelope holds, for whoever has one of the keys."""
    for key in keys:
        try:
            return open_sealed(data, key)
        except EnvelopeError:
            continue
    return None
