"""What the host, the bridge and the station itself read of a station link."""

import hmac
from collections.abc import Callable

from firmware_bridge.firmware import authority, cbor, envelope, frames
from firmware_bridge.firmware.identity import Identity
from firmware_bridge.firmware.store import Store
from firmware_bridge.protocol import framing
from firmware_bridge.protocol.errors import EnvelopeError, PairingCodeError
from firmware_bridge.protocol.v1 import canonical, topics
from firmware_bridge.protocol.v1.envelope import open_sealed, peek
from firmware_bridge.protocol.v1.pairing import key_from_code, pairing_code
from firmware_bridge.protocol.v1.vocabulary import What
from tests.firmware_bridge import ports
from tests.firmware_bridge.firmware.bench import Bench, MemoryFlash
from tests.fuzz.goldens import CBOR, ENVELOPES, FRAMES, KEY, PAYLOADS
from tests.fuzz.target import Target

CHUNK = 61


def _signed(payload: bytes) -> bytes:
    return cbor.dumps([payload, hmac.digest(KEY, payload, "sha256")])


def _host_frames(data: bytes) -> None:
    """In pieces, as a line gives them; and whatever came, the frame after the next is found."""
    deframer = framing.Deframer()
    for at in range(0, len(data), CHUNK):
        deframer.feed(data[at : at + CHUNK])
    assert deframer.feed(framing.frame(b"lost") + framing.frame(b"found"))[-1] == b"found"


def _station_frames(data: bytes) -> None:
    deframer = frames.Deframer()
    for at in range(0, len(data), CHUNK):
        deframer.feed(data[at : at + CHUNK])
    assert deframer.feed(frames.frame(b"lost") + frames.frame(b"found"))[-1] == b"found"


def _text(parse: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda data: parse(data.decode(errors="replace"))


def _bridge(data: bytes) -> None:
    """One content of a serial line; a bridge says what is wrong with it and goes on."""
    bench = ports.Bench()
    port, line = bench.port()
    line.say(data)
    bench.pump()
    before = port.counts.from_station
    line.say(ENVELOPES[0])
    assert port.counts.from_station == before + 1


def _station(data: bytes) -> None:
    """An order that nobody proved: it opens nothing, and the station goes on."""
    bench = Bench().accept()
    bench.station.receive(data)
    bench.station.receive(data, True)
    bench.station.tick()
    assert bench.lock.openings == 0
    assert sum(bench.station.gate.refused.values()) == 2


def _proved(data: bytes) -> None:
    """A payload that is truly signed, of a broken controller: whatever it opens is written down."""
    bench = Bench()
    bench.key = KEY
    bench.station.known_as(Identity("northgate", "gate-1", KEY))
    bench.accept()
    bench.station.receive(_signed(data))
    bench.station.tick()
    assert bench.lock.openings <= sum(one.what is What.RELEASED for one in bench.stored())


def _store(data: bytes) -> None:
    """A flash that says anything: what can be read is kept, and the next event is."""
    flash = MemoryFlash()
    flash.files["events"] = data
    store = Store(flash)
    before = store.waiting
    store.append(cbor.dumps({1: bytes(8), 2: 1, 4: 6, 5: 0, 12: 0}))
    assert Store(flash).waiting == before + 1


def _authority(data: bytes) -> None:
    flash = MemoryFlash()
    flash.files["authority"] = data
    found = authority.load(flash)
    assert found is None or found.digest == data[:32]


def _flash(data: bytes) -> None:
    """Small files that a station reads when power comes on, all of them spoilt."""
    bench = Bench()
    bench.flash.files.update({"mode": data, "tag-key": data})
    bench.power_on()
    bench.station.tick()


def _kept_authority() -> bytes:
    bench = Bench().accept()
    bench.give(tags=[bytes([one]) * 8 for one in range(1, 4)])
    return bytes(bench.flash.files["authority"])


def _events() -> bytes:
    bench = Bench().accept()
    for _ in range(3):
        bench.tap()
    return bytes(bench.flash.files["events"])


MODES = tuple(frames.frame(cbor.dumps(one)) for one in ([1, 2**40], [4, 2**40, bytes(8)], [4, b"", 1], 0))
CODE = pairing_code(KEY).encode()
TOPICS = tuple(f"{topics.ROOT}/northgate/gate-1/{leaf}".encode() for leaf in topics.LEAVES.values())

TARGETS = (
    Target("host-cbor", canonical.loads, (EnvelopeError,), CBOR),
    Target("host-envelope", peek, (EnvelopeError,), ENVELOPES),
    Target("host-sealed", lambda data: open_sealed(data, KEY), (EnvelopeError,), ENVELOPES),
    Target("host-payload", lambda data: open_sealed(_signed(data), KEY), (EnvelopeError,), PAYLOADS),
    Target("host-frames", _host_frames, (), FRAMES),
    Target("host-topic", _text(topics.parse), (EnvelopeError,), TOPICS),
    Target("host-pairing-code", _text(key_from_code), (PairingCodeError,), (CODE, CODE.lower())),
    Target("bridge-line", _bridge, (), (*ENVELOPES, b"\x65ready")),
    Target("station-cbor", cbor.loads, (cbor.BadCbor,), CBOR),
    Target("station-envelope", envelope.parse, (envelope.Malformed,), ENVELOPES),
    Target("station-frames", _station_frames, (), FRAMES),
    Target("station-order", _station, (), ENVELOPES),
    Target("station-proved-order", _proved, (), PAYLOADS),
    Target("station-store", _store, (), (_events(), *FRAMES)),
    Target("station-authority", _authority, (), (_kept_authority(),)),
    Target("station-files", _flash, (), MODES),
)
