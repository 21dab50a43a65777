"""The station: one step at a time, no threads, all hardware behind `Parts`.

`start` once, then `step` for ever; a driver may instead call `receive`, `tap` and `tick` itself.
"""

from . import authority, cbor, identity
from .clock import Clock
from .envelope import seal
from .frames import frame
from .gate import Gate
from .orders import Orders
from .rules import mode_now
from .store import Store, StoreFull
from .taps import Taps
from .voice import Voice
from .words import Lock, Mode, Reason, What

_OVERRIDE = "mode"


class Station:
    def __init__(self, parts):
        """Raises ValueError if the flash holds no identity."""
        self.parts = parts
        self.identity = identity.load(parts.flash)
        if self.identity is None:
            raise ValueError("this flash holds no station identity; make one first")
        self.tag_key = identity.load_tag_key(parts.flash)
        self.clock = Clock(parts.ticks)
        self.store = Store(parts.flash)
        self.gate = Gate(self.identity, self.clock)
        self.authority = authority.load(parts.flash)
        self.boot_id, self.seq = parts.random(8), 0
        self.mode, self.jams, self.store_full = Mode.NORMAL, 0, False
        self.voice, self.taps, self.orders = Voice(self), Taps(self), Orders(self)
        self._override = self._load_override()
        self._lock_state, self._tampered = parts.lock.state(), False

    def start(self):
        self.record(What.BOOTED, Reason.NONE)
        self.parts.signals.show("wait", "starting")

    def step(self):
        for data, retained in self.parts.link.poll():
            self.receive(data, retained)
        uid = self.parts.reader.read()
        if uid:
            self.tap(uid)
        self.tick()

    def receive(self, data, retained=False):
        self.orders.receive(data, retained)

    def tap(self, uid):
        self.refresh_mode()
        self.taps.tap(uid)

    def tick(self):
        self.refresh_mode()
        self._watch_lock()
        self.taps.tick()
        self.voice.tick()

    def record(self, what, reason, tag=None, nonce=None, order=None, grant=0):
        """Writes an event to flash; False if it could not be written, and then nothing may be opened."""
        self.seq += 1  # used up even by a failure: nobody can say how much of it reached the flash
        body = {
            1: self.boot_id,
            2: self.seq,
            3: self.parts.random(16),
            4: what,
            5: reason,
            6: self.mode,
            7: not self.voice.online(),
            8: self.clock.now(),
            9: self.clock.quality(),
            10: self.clock.uptime(),
            11: self.in_force()[0],
            12: grant,
        }
        for key, value in ((13, tag), (14, nonce), (15, order)):
            if value is not None:
                body[key] = value
        return self._keep(cbor.dumps(body))

    def send(self, kind, body):
        """False if the link did not take it."""
        sealed = seal(self.identity.key, self.identity, kind, self.parts.random(8), self.clock.now(), body)
        return self.parts.link.send(kind, sealed)

    def in_force(self):
        """The version and short hash that reports carry."""
        if self.authority is None:
            return 0, bytes(8)
        return self.authority.version, self.authority.digest[:8]

    def known_as(self, identity):
        self.identity = self.gate.identity = identity

    def set_override(self, mode, until):
        """`until` 0 ends it. Raises OSError if it cannot be kept, and then it is not in force."""
        self.parts.flash.replace(_OVERRIDE, [frame(cbor.dumps([mode, until]))])
        self._override = (mode, until) if until else None
        self.refresh_mode()

    def refresh_mode(self):
        mode, reason = mode_now(self._override, self.authority, self.clock.now())
        if mode == self.mode:
            return
        self.mode = mode
        self.record(What.MODE_CHANGED, reason or Reason.ENDED)
        self.voice.status_changed()
        if mode != Mode.LOCKDOWN:
            self.parts.signals.show("evacuate" if mode == Mode.EVACUATE else "ready", "")

    def in_trouble(self):
        return self.store_full or self._tampered or self._lock_state == Lock.JAMMED

    def tampered(self):
        return self._tampered

    def _keep(self, event):
        try:
            self.store.append(event)
            full = False
        except (StoreFull, OSError):
            full = True
        if full != self.store_full:
            self.store_full = full
            self.voice.state_changed()
        return not full

    def _load_override(self):
        content = identity.read_record(self.parts.flash, _OVERRIDE)
        mode, until = cbor.loads(content) if content else (0, 0)
        return (mode, until) if until else None

    def _watch_lock(self):
        state, tampered = self.parts.lock.state(), self.parts.lock.tampered()
        if state == self._lock_state and tampered == self._tampered:
            return
        forced = tampered and not self._tampered
        self._lock_state, self._tampered = state, tampered
        if forced:
            self.record(What.TAMPERED, Reason.NONE)
        self.voice.state_changed()
