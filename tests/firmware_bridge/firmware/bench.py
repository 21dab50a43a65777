"""A station on the workbench: the real firmware, memory for flash, a clock that stands still, and a
controller's key.
"""

import random
from datetime import UTC, datetime, timedelta

from firmware_bridge.firmware import identity
from firmware_bridge.firmware.hardware import Parts
from firmware_bridge.firmware.station import Station
from firmware_bridge.protocol.v1 import canonical
from firmware_bridge.protocol.v1.authority import Authority
from firmware_bridge.protocol.v1.envelope import OPEN_KEY, Address, open_sealed, seal
from firmware_bridge.protocol.v1.fields import from_body
from firmware_bridge.protocol.v1.messages import Boot, BootReply, EventAck, StationEvent
from firmware_bridge.protocol.v1.pairing import seal_tag_key
from firmware_bridge.protocol.v1.tags import tag_hash
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import BootStatus, What
from simulators.station_hardware import SimulatedLock, SimulatedReader, SimulatedSignals

START = datetime(2026, 11, 20, 15, 10, tzinfo=UTC)
HERE = Address("northgate", "gate-1")
TAG_KEY = bytes(range(32))
UID, OTHER_UID = bytes.fromhex("04a1b2c3"), bytes.fromhex("04a1b2c4")
TAG, OTHER_TAG = tag_hash(TAG_KEY, UID), tag_hash(TAG_KEY, OTHER_UID)


class PowerCut(BaseException):
    """Not an Exception: no firmware may catch it."""


class MemoryFlash:
    """`cut_after` bytes more and the power goes, with all that was written up to there kept.

    `broken`: nothing can be written. `unreadable`: nothing can be read either. `doubtful`: what is written is
    there, and is said to have failed.
    """

    def __init__(self):
        self.files, self.cut_after, self.broken, self.unreadable = {}, None, False, False
        self.doubtful = False

    def size(self, name):
        return len(self.files.get(name, b""))

    def read(self, name, at, count):
        if self.unreadable:
            raise OSError("flash cannot be read")
        return self.files.get(name, b"")[at : at + count]

    def append(self, name, data, durable):
        if self.broken:
            raise OSError("flash failed")
        written = self._powered(data)
        self.files[name] = self.files.get(name, b"") + written
        if len(written) < len(data):
            raise PowerCut
        if self.doubtful:
            raise OSError("flash did not confirm")

    def replace(self, name, pieces):
        if self.broken:
            raise OSError("flash failed")
        data = b"".join(pieces)
        if len(self._powered(data)) < len(data):
            raise PowerCut  # the new file was never renamed over the old
        self.files[name] = data

    def _powered(self, data):
        if self.cut_after is None:
            return data
        written = data[: self.cut_after]
        self.cut_after -= len(written)
        return written


class BenchSwitch:
    def __init__(self):
        self.turned = False

    def evacuate(self):
        return self.turned


class BenchSupply:
    def __init__(self):
        self.mv, self.off_mains = 5000, False

    def millivolts(self):
        return self.mv

    def battery(self):
        return self.off_mains


class BenchLink:
    def __init__(self):
        self.up, self.sent, self.states, self.waiting = True, [], [], []

    def send(self, kind, data):
        if self.up:
            self.sent.append(data)
        return self.up

    def state(self, word):
        self.states.append(word)

    def poll(self):
        waiting, self.waiting = self.waiting, []
        return waiting


class Bench:
    """`now` is the controller's time; `ticks` the station's, which runs with it from 0 at each power-on."""

    def __init__(self, flash=None, seed=1):
        self.flash = flash or MemoryFlash()
        self.random = random.Random(seed)
        self.now, self.ids = START, 0
        self.lock, self.switch, self.supply = SimulatedLock(), BenchSwitch(), BenchSupply()
        if identity.load(self.flash) is None:
            identity.make(self.flash, HERE.site, HERE.station, self.random.randbytes)
        self.key = identity.load(self.flash).key
        self.power_on()

    def power_on(self):
        self.powered_at = self.now
        self.link, self.reader, self.signals = BenchLink(), SimulatedReader(), SimulatedSignals()
        parts = Parts(
            self.flash,
            self.lock,
            self.signals,
            self.link,
            self.reader,
            self.ticks,
            self.ticks,
            self.random.randbytes,
            "bench",
            self.switch,
            self.supply,
        )
        self.station = Station(parts)
        self.station.start()

    def ticks(self):
        return (self.now - self.powered_at) // timedelta(milliseconds=1)

    def advance(self, **how):
        self.now += timedelta(**how)
        self.station.tick()

    def said(self, kind=None):
        """Messages sent since the last look, opened with the station's key; of one dataclass, if asked."""
        found = [open_sealed(data, self.key).message for data in self.link.sent]
        self.link.sent.clear()
        return [one for one in found if kind is None or isinstance(one, kind)]

    def order(self, message, retained=False, **how):
        self.station.receive(self.sealed(message, **how), retained)
        self.station.tick()

    def sealed(self, message, *, key=None, address=HERE, sent=None, ttl=10, msg_id=None):
        self.ids += 1
        msg_id = msg_id or self.ids.to_bytes(8, "big")
        ttl = timedelta(seconds=ttl)
        return seal(message, address, key or self.key, now=sent or self.now, ttl=ttl, msg_id=msg_id)

    def accept(self):
        """The boot that a controller grants."""
        self.station.tick()
        boot = self.said(Boot)[-1]
        sealed = seal_tag_key(self.key, TAG_KEY, boot)
        self.order(BootReply(BootStatus.ACCEPTED, boot.nonce, to_ms(self.now), 15, 10, sealed))
        return self

    def answer_boot(self, status, retry_s=30):
        boot = self.said(Boot)[-1]
        key = OPEN_KEY if status == BootStatus.PENDING else self.key
        self.order(BootReply(status, boot.nonce, to_ms(self.now), retry_s=retry_s), key=key)

    def give(self, version=1, minutes=60, **how):
        """An authority from now on."""
        authority = Authority.build(
            **{
                "version": version,
                "valid_from": self.now,
                "valid_until": self.now + timedelta(minutes=minutes),
                **how,
            }
        )
        for page in authority.pages():
            self.order(page)
        return authority

    def turn(self, on=True):
        self.switch.turned = on
        self.station.tick()

    def tap(self, uid=UID):
        self.station.tap(uid)
        self.station.tick()

    def stored(self):
        """Every event in flash, acknowledged or not."""
        return [event_of(content) for _, content in self.station.store.unacknowledged(0)]

    def pouches(self):
        return [(one.what, one.reason) for one in self.stored() if one.what <= What.TAMPERED]

    def modes(self):
        """Each change of mode that is in flash."""
        return [(one.mode, one.reason) for one in self.stored() if one.what == What.MODE_CHANGED]

    def acknowledge(self, events):
        for event in events:
            self.order(EventAck(event.boot_id, event.seq))


def event_of(content):
    return from_body(StationEvent, canonical.loads(content))


def minutes(count):
    return START + timedelta(minutes=count)
