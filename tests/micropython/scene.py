"""A station on a rig and the controller's side of the talk, for the scenario list."""

from datetime import UTC, datetime, timedelta

from firmware_bridge.protocol.v1 import canonical
from firmware_bridge.protocol.v1.authority import Authority
from firmware_bridge.protocol.v1.envelope import Address, open_sealed, seal
from firmware_bridge.protocol.v1.fields import from_body
from firmware_bridge.protocol.v1.messages import Boot, BootReply, EventAck, SetMode, StationEvent
from firmware_bridge.protocol.v1.pairing import seal_tag_key
from firmware_bridge.protocol.v1.tags import tag_hash
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import BootStatus, What
from tests.micropython.driver import RigStation, Runner, Seen

START = datetime(2026, 11, 20, 15, 10, tzinfo=UTC)
HERE = Address("northgate", "gate-1")
KEY, TAG_KEY = bytes(range(32)), bytes(range(32, 64))
UID, OTHER_UID = bytes.fromhex("04a1b2c3"), bytes.fromhex("04a1b2c4d5e6f7")
TAG, OTHER_TAG = tag_hash(TAG_KEY, UID), tag_hash(TAG_KEY, OTHER_UID)

SCENARIOS = []


def scenario(run):
    """Puts it on the list that every interpreter must play."""
    SCENARIOS.append(run)
    return run


class Scene:
    """`now` is the controller's time; the station's clock runs with it. `transcript` is all that it did."""

    def __init__(self, runner: Runner, name: str) -> None:
        self.key = KEY
        self.rig = RigStation(runner, name, seed=name)
        self.now = self._powered_at = START
        self._ids, self._heard, self.transcript = 0, [], []
        self.note(self.rig.make(HERE.site, HERE.station, KEY))
        self.power_on()

    def note(self, seen: Seen) -> Seen:
        self._heard += seen.envelopes
        self.transcript.append(seen)
        return seen

    @property
    def last(self) -> Seen:
        return self.transcript[-1]

    @property
    def openings(self) -> int:
        return self.last.openings

    @property
    def showed(self):
        return [words for seen in self.transcript for words in seen.shown]

    def power_on(self):
        self._powered_at = self.now
        self.rig.power_on()
        return self.note(self.rig.tick(0))

    def advance(self, **how):
        self.now += timedelta(**how)
        return self.note(self.rig.tick((self.now - self._powered_at) // timedelta(milliseconds=1)))

    def link(self, up):
        self.rig.link(up)
        return self.note(self.rig.tick())

    def tap(self, uid=UID):
        return self.note(self.rig.tap(uid))

    def sealed(self, message, *, key=None, address=HERE, sent=None, ttl_s=10, msg_id=None):
        self._ids += 1
        msg_id = msg_id or self._ids.to_bytes(8, "big")
        return seal(
            message,
            address,
            key or self.key,
            now=sent or self.now,
            ttl=timedelta(seconds=ttl_s),
            msg_id=msg_id,
        )

    def order(self, message, *, retained=False, **how):
        return self.note(self.rig.receive(self.sealed(message, **how), retained=retained))

    def said(self, kind):
        """The messages of one dataclass since the last look of any kind."""
        heard, self._heard = self._heard, []
        messages = [open_sealed(envelope, self.key).message for envelope in heard]
        return [one for one in messages if isinstance(one, kind)]

    def accept(self):
        boot = self.said(Boot)[-1]
        sealed = seal_tag_key(self.key, TAG_KEY, boot)
        self.order(BootReply(BootStatus.ACCEPTED, boot.nonce, to_ms(self.now), 15, 10, sealed))
        return self

    def give(self, version=1, minutes=60, **how):
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

    def set_mode(self, mode, minutes=10):
        return self.order(SetMode(mode, to_ms(self.now + timedelta(minutes=minutes)), "drill"))

    def acknowledge(self, events):
        for event in events:
            self.order(EventAck(event.boot_id, event.seq))

    def stored(self):
        return [from_body(StationEvent, canonical.loads(content)) for content in self.rig.events()]

    def pouches(self):
        return [(one.what, one.reason) for one in self.stored() if one.what <= What.TAMPERED]
