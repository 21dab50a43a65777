"""When the station speaks, and what it says of itself (docs/protocol.md §5)."""

from . import cbor, words
from .outbox import Outbox
from .words import Mode

FIRMWARE = "1.0.0"
CAPACITY = 2000
BOOT_MS = (2_000, 10_000)  # between boot messages that nobody answers: first, longest
RELEASE_BEAT_MS = 5_000
RESYNC_MS, RESYNC_ON_LINK_MS = 3_600_000, 600_000
STATUS_MS = 1_000
BEATS_A_STATUS = 2  # nobody acknowledges a status, so one that was lost must not be the last word


class Voice:
    """INVARIANT: before the controller has accepted this boot, only boot messages and order-acks are sent."""

    def __init__(self, station):
        self._station, self._parts = station, station.parts
        self._outbox = Outbox(station.store)
        self.accepted, self.nonce = False, None
        self._linked, self._booting = False, True
        self._boot_at, self._boot_wait, self._boot_sent = 0, BOOT_MS[0], 0
        self._beat_at, self._beat_ms, self._beats = None, 15_000, 0
        self._status_due, self._status_at = False, None

    def online(self):
        return self.accepted and self._parts.link.up

    def tick(self):
        self._watch_link()
        if not self._linked:
            return
        now = self._parts.timer()
        if not self._booting and self._station.clock.age() > RESYNC_MS:
            self.boot_soon()
        if self._booting and now >= self._boot_at:
            self._send_boot(now)
        if self.accepted:
            self._beat()
            self._tell_status(now)
            self._send_events(now)

    def boot_soon(self):
        """Ask the controller for the time and the keys again; what was accepted stays so meanwhile."""
        self._booting, self._boot_at, self._boot_wait = True, self._parts.timer(), BOOT_MS[0]

    def ask_the_time(self):
        """After an order from another time: perhaps our clock is wrong. At most once a minute."""
        if not self._booting and self._station.clock.age() > 60_000:
            self.boot_soon()

    def boot_in(self, wait_ms):
        self._boot_at, self.nonce = self._parts.timer() + wait_ms, None

    def awaits(self, nonce):
        """Not when the next boot message is due: half of the time it took would be a bad guess."""
        return nonce == self.nonce and self._parts.timer() < self._boot_at

    def round_trip(self):
        """Milliseconds since the boot message that was just answered."""
        return self._parts.ticks() - self._boot_sent

    def welcome(self, beat_ms):
        """The controller has taken this boot on."""
        if not self.accepted:
            self._outbox.reset()
        self.accepted, self.nonce, self._booting = True, None, False
        self._beat_at, self._beat_ms = None, beat_ms
        self.state_changed()

    def dismiss(self):
        """The controller does not want this station."""
        self.accepted, self._booting = False, True
        self.state_changed()

    def acknowledge(self, boot_id, seq):
        self._outbox.acknowledge(boot_id, seq)

    def status_changed(self):
        self._status_due = True

    def state_changed(self):
        """The lifecycle word may be another now."""
        calm = "ready" if self.accepted else "init"
        self._parts.link.state("alert" if self._station.in_trouble() else calm)
        self.status_changed()

    def _watch_link(self):
        if self._parts.link.up == self._linked:
            return
        self._linked = self._parts.link.up
        if not self._linked:
            return
        self._outbox.reset()
        self._beat_at = None
        self.state_changed()
        if not self.accepted or self._station.clock.age() > RESYNC_ON_LINK_MS:
            self.boot_soon()

    def _send_events(self, now):
        try:
            self._outbox.pump(now, lambda event: self._station.send(words.EVENT, cbor.loads(event)))
        except OSError:
            self._station.ledger.failed()  # they stay in flash, and are sent once it can be read

    def _send_boot(self, now):
        self.nonce, self._boot_sent = self._parts.random(8), self._parts.ticks()
        self._boot_at = now + self._boot_wait
        self._boot_wait = min(self._boot_wait * 2, BOOT_MS[1])
        station = self._station
        version, short = station.in_force()
        body = {
            1: station.boot_id,
            2: self.nonce,
            3: FIRMWARE,
            4: self._parts.model,
            5: CAPACITY,
            6: version,
            7: short,
            8: station.clock.quality(),
            9: station.store.waiting,
        }
        station.send(words.BOOT, body)

    def _beat(self):
        station, now = self._station, self._parts.ticks()
        every = min(self._beat_ms, RELEASE_BEAT_MS) if station.mode == Mode.RELEASE else self._beat_ms
        if self._beat_at is not None and now < self._beat_at + every:
            return
        version, short = station.in_force()
        body = {
            1: station.boot_id,
            2: version,
            3: short,
            4: station.mode,
            5: station.clock.quality(),
            6: station.store.waiting,
            7: station.clock.uptime(),
            8: sum(station.gate.refused.values()),
        }
        if station.send(words.HEARTBEAT, body):
            self._beat_at, self._beats = now, self._beats + 1
            self._status_due = self._status_due or self._beats % BEATS_A_STATUS == 0

    def _tell_status(self, now):
        soon = self._status_at is not None and now - self._status_at < STATUS_MS
        if self._status_due and not soon and self._send_status():
            self._status_due, self._status_at = False, now

    def _send_status(self):
        station = self._station
        refused = station.gate.refused
        version, short = station.in_force()
        body = {
            1: station.boot_id,
            2: self._parts.lock.state(),
            3: station.mode,
            4: version,
            5: short,
            6: station.clock.quality(),
            7: station.store.waiting,
            8: [[result, refused[result]] for result in sorted(refused)],
            9: station.jams,
            10: station.tampered(),
            11: station.ledger.full,
            12: station.store.broken,
            13: self._parts.supply.millivolts(),
            14: self._parts.supply.battery(),
            15: station.ledger.unrecorded,
        }
        return station.send(words.STATUS, body)
