"""Whatever happens, a pouch never opens without authority, and each opening was stored before it."""

from contextlib import suppress
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from firmware_bridge.firmware import cbor, envelope, frames
from firmware_bridge.firmware.sums import hmac256
from firmware_bridge.protocol.v1.authority import Authority
from firmware_bridge.protocol.v1.messages import (
    Authorise,
    AuthoriseReply,
    SetMode,
    StationEvent,
    TagException,
)
from firmware_bridge.protocol.v1.tags import tag_hash
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import Effect, Mode, Reason, What
from tests.firmware_bridge.firmware.bench import HERE, OTHER_UID, TAG_KEY, UID, Bench, PowerCut
from tests.firmware_bridge.seeds import seeded

UIDS = [UID, OTHER_UID, b"uid3"]
TAGS = [tag_hash(TAG_KEY, uid) for uid in UIDS]


class Watchman:
    """Stands at the lock: knows what the controller ever allowed, and nothing of how the firmware decides."""

    def __init__(self, bench):
        self.bench, self.faults = bench, []
        self.authorities, self.overrides, self.answers = [], [], []
        bench.lock.open = self.open
        self.opened, self.moved, self.cut = 0, set(), False

    def open(self):
        event = self.bench.stored()[-1]
        if self.cut:
            raise PowerCut
        self.opened += 1
        self.moved.add(event.event_id)
        if self.bench.station.mode in (Mode.LOCKDOWN, Mode.MAINTENANCE):
            self.faults.append("opened in a mode that opens nothing")
        if event.what != What.RELEASED:
            self.faults.append("opened before it was stored")
        elif not self.allowed(event):
            self.faults.append(f"opened without authority: {event}")
        return True

    def allowed(self, event):
        if event.reason == Reason.AUTHORISED:
            return event.nonce in self.answers
        now = self.bench.now
        if self.bench.switch.turned:
            return True
        if any(mode == Mode.EVACUATE and now < until for mode, until in self.overrides):
            return True
        return any(self.covers(authority, event, now) for authority in self.authorities)

    def covers(self, authority, event, now):
        ms = to_ms(now)
        if not authority.valid_from_ms <= ms < authority.valid_until_ms:
            return False
        open_now = any(one.start_ms <= ms < one.end_ms for one in authority.windows) or any(
            mode == Mode.RELEASE and now < until for mode, until in self.overrides
        )
        held = any(
            one.tag == event.tag and one.effect == Effect.HOLD and ms < one.until_ms
            for one in authority.exceptions
        )
        excepted = any(
            one.tag == event.tag
            and one.effect == Effect.ALLOW
            and one.grant == event.grant
            and ms < one.until_ms
            for one in authority.exceptions
        )
        return not held and (excepted or (open_now and event.tag in authority.tags))


class StationMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.bench = Bench()
        self.watchman = Watchman(self.bench)
        self.version, self.grant, self.taken, self.captured = 0, 0, {}, []
        self.bench.accept()

    @rule(which=st.integers(0, 2))
    def tap(self, which):
        self.bench.tap(UIDS[which])

    @rule(seconds=st.sampled_from([0.5, 2, 60, 300, 600]))
    def wait(self, seconds):
        self.bench.advance(seconds=seconds)

    @rule(
        tags=st.sets(st.sampled_from(TAGS), min_size=2),
        start=st.integers(-5, 5),
        minutes=st.sampled_from([2, 9, 20]),
        valid=st.sampled_from([1, 5, 20]),
        effect=st.sampled_from(Effect),
        whose=st.sampled_from(TAGS),
    )
    def give_authority(self, tags, start, minutes, valid, effect, whose):
        self.version += 1
        self.grant += 1
        begin = self.bench.now + timedelta(minutes=start)
        authority = Authority.build(
            version=self.version,
            valid_from=self.bench.now,
            valid_until=self.bench.now + timedelta(minutes=valid),
            windows=[(begin, begin + timedelta(minutes=minutes))],
            tags=tags,
            exceptions=[
                TagException(self.grant, whose, effect, to_ms(begin + timedelta(minutes=minutes)), 1)
            ],
        )
        self.watchman.authorities.append(authority)
        for page in authority.pages():
            self.send(page)

    @rule(mode=st.sampled_from(Mode), minutes=st.sampled_from([1, 4, 20]))
    def set_mode(self, mode, minutes):
        until = self.bench.now + timedelta(minutes=minutes)
        self.watchman.overrides.append((mode, until))
        self.send(SetMode(mode, to_ms(until)))

    def send(self, message):
        data = self.bench.sealed(message)
        self.captured.append(data)
        if self.bench.link.up:
            self.bench.station.receive(data)

    @rule(
        which=st.integers(0, 2),
        later=st.sampled_from([0, 1, 2, 3]),
        allow=st.booleans(),
        stolen=st.booleans(),
    )
    def tap_and_be_answered(self, which, later, allow, stolen):
        self.bench.said()
        self.bench.tap(UIDS[which])
        for question in self.bench.said(Authorise):
            self.bench.advance(seconds=later)
            self.answer(question.nonce, allow and later < 2, stolen)

    def answer(self, nonce, allow, stolen):
        """A stolen answer is signed and says yes, to a question that was never asked."""
        if allow and not stolen:
            self.watchman.answers.append(nonce)
        self.send(AuthoriseReply(bytes(8) if stolen else nonce, allow or stolen))

    @precondition(lambda self: self.captured)
    @rule(data=st.data(), retained=st.booleans())
    def replay_an_old_order(self, data, retained):
        """A thief repeats what was once valid: nothing new may come of it."""
        old = data.draw(st.sampled_from(self.captured))
        before = self.watchman.opened
        self.bench.station.receive(old, retained)
        if retained:
            assert self.watchman.opened == before

    @rule(noise=st.binary(max_size=60))
    def noise(self, noise):
        self.bench.station.receive(noise)

    @rule(up=st.booleans())
    def link(self, up):
        self.bench.link.up = up
        self.bench.advance(seconds=1)

    @rule(after=st.integers(0, 250))
    def power_cut(self, after):
        self.bench.flash.cut_after = after
        with suppress(PowerCut):
            for uid in UIDS:
                self.bench.tap(uid)
        self.bench.flash.cut_after = None
        self.bench.power_on()
        self.bench.accept()

    @rule(which=st.integers(0, 2))
    def power_cut_at_the_lock(self, which):
        self.watchman.cut = True
        with suppress(PowerCut):
            self.bench.tap(UIDS[which])
        self.watchman.cut = False
        self.bench.power_on()
        self.bench.accept()

    @rule(on=st.booleans())
    def turn_the_key_switch(self, on):
        self.bench.turn(on)

    @rule()
    def controller_takes_events(self):
        for event in self.bench.said(StationEvent):
            self.taken.setdefault((event.boot_id, event.seq), event)
            self.bench.acknowledge([event])

    @invariant()
    def nothing_opened_without_authority(self):
        assert not self.watchman.faults

    @invariant()
    def a_release_that_did_not_move_the_lock_is_in_doubt(self):
        stored = self.bench.stored()
        doubted = {one.about for one in stored if one.what == What.UNCONFIRMED}
        said = {one.event_id for one in stored if one.what == What.RELEASED}
        assert said - self.watchman.moved <= doubted

    @invariant()
    def each_event_has_a_number_of_its_own(self):
        keys = [(one.boot_id, one.seq) for one in self.bench.stored()]
        assert len(keys) == len(set(keys))

    def teardown(self):
        """In the end the controller has every event that is in flash."""
        self.bench.link.up = True
        for _ in range(60):
            self.bench.advance(seconds=6)
            self.controller_takes_events()
        assert self.bench.station.store.waiting == 0
        assert {(one.boot_id, one.seq) for one in self.bench.stored()} <= set(self.taken)


TestStation = StationMachine.TestCase
TestStation.settings = settings(max_examples=60, stateful_step_count=50, deadline=None, derandomize=True)


@seeded
@given(st.binary(max_size=300))
def test_the_stations_parsers_survive_noise(noise):
    for parse, refusal in ((cbor.loads, cbor.BadCbor), (envelope.parse, envelope.Malformed)):
        with suppress(refusal):
            parse(noise)


@seeded
@given(st.lists(st.binary(max_size=5000), max_size=10))
def test_a_deframer_holds_no_more_than_one_frame_and_always_finds_the_next(pieces):
    deframer = frames.Deframer()
    for piece in pieces:
        deframer.feed(piece)
        assert len(deframer._part) <= frames.LONGEST
    found = deframer.feed(b"\0" + frames.frame(b"found"))
    assert found[-1] == b"found"


@seeded
@given(st.data())
def test_a_signed_order_of_any_shape_is_survived(data):
    """Only a broken controller would send these, and even it must not stop a station."""
    simple = st.one_of(st.integers(0, 2**53), st.binary(max_size=40), st.text(max_size=10), st.booleans())
    values = st.recursive(simple, lambda inner: st.lists(inner, max_size=4), max_leaves=10)
    body = data.draw(st.dictionaries(st.integers(0, 16), values, max_size=12))
    kind = data.draw(st.integers(30, 45))
    bench = Bench().accept()
    opened = bench.lock.openings
    now = to_ms(bench.now)
    payload = cbor.dumps([1, kind, HERE.site, HERE.station, bytes(8), now, now + 10_000, body])
    bench.station.receive(cbor.dumps([payload, hmac256(bench.key, payload)]))
    bench.station.tick()
    assert bench.lock.openings == opened or kind == 36
