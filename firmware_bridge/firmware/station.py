"""The station: one step at a time, no threads, all hardware behind `Parts`.

`start` once, then `step` for ever; a driver may instead call `receive`, `tap` and `tick` itself.
"""

from . import authority, cbor, identity
from .clock import Clock
from .envelope import is_bytes, is_list, is_uint, seal
from .frames import frame
from .gate import Gate
from .ledger import Ledger
from .modes import SIGNAL, mode_now
from .orders import Orders
from .store import Store
from .taps import Taps
from .voice import Voice
from .words import Lock, Mode, Reason, What

_ORDERED = "mode"


class Station:
    def __init__(self, parts):
        """Raises ValueError if the flash holds no identity, OSError if it cannot be read: see bare.Bare."""
        self.parts = parts
        self.identity = identity.load(parts.flash)
        if self.identity is None:
            raise ValueError("this flash holds no station identity; make one first")
        self.tag_key = identity.load_tag_key(parts.flash)
        self.clock = Clock(parts.ticks)
        self.store = Store(parts.flash)
        self.gate = Gate(self.identity, self.clock)
        self.authority = authority.load(parts.flash)
        self.boot_id = parts.random(8)
        self.mode, self.jams, self._switched = Mode.NORMAL, 0, False
        self.ledger = Ledger(self)
        self.voice, self.taps, self.orders = Voice(self), Taps(self), Orders(self)
        self._ordered = self._load_ordered()
        self._lock_state, self._tampered, self._battery = parts.lock.state(), False, False

    def start(self):
        self.ledger.record(What.BOOTED, Reason.NONE)
        self.refresh_mode()
        self.show("wait", "starting")

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
        self._watch()
        self.taps.tick()
        self.ledger.tick()
        self.voice.tick()

    def show(self, word, text=""):
        """INVARIANT: nothing lights up or sounds in a lockdown, and an evacuation stays loud."""
        if self.mode != Mode.LOCKDOWN:
            self.parts.signals.show(SIGNAL.get(self.mode, word), text)

    def send(self, kind, body):
        """False if the link did not take it."""
        sealed = seal(self.identity.key, self.identity, kind, self.parts.random(8), self.clock.now(), body)
        return self.parts.link.send(kind, sealed)

    def in_force(self):
        """The version and short hash that reports carry."""
        if self.authority is None:
            return 0, bytes(8)
        return self.authority.version, self.authority.digest[:8]

    def known_as(self, mine):
        self.identity = self.gate.identity = mine

    def set_mode(self, mode, until, order):
        """As was ordered; `until` 0 ends it. Raises OSError if it cannot be kept: then it is not in force."""
        try:
            self.parts.flash.replace(_ORDERED, [frame(cbor.dumps([mode, until, order]))])
        except OSError:
            if mode not in SIGNAL or not until:  # an evacuation and a lockdown cannot wait for flash
                raise
        self._ordered = (mode, until, order) if until else None
        self.refresh_mode()

    def refresh_mode(self):
        switched = self.parts.switch.evacuate()
        mode, source, order = mode_now(switched, self._ordered, self.authority, self.clock.now())
        if mode == self.mode and switched == self._switched:
            return
        self.mode, self._switched = mode, switched
        self.parts.signals.show(SIGNAL.get(mode, "ready"), "")  # first: a light must not wait for flash
        self.ledger.record(What.MODE_CHANGED, source, order=order)
        self.taps.mode_changed()
        self.voice.status_changed()

    def in_trouble(self):
        return self.ledger.full or self._tampered or self._lock_state == Lock.JAMMED

    def tampered(self):
        return self._tampered

    def _load_ordered(self):
        """None also for what another version of the firmware has left there."""
        try:
            ordered = cbor.loads(identity.read_record(self.parts.flash, _ORDERED) or b"")
        except cbor.BadCbor:
            return None
        if not is_list(ordered, 3) or not is_uint(ordered[0], Mode.LAST) or not is_bytes(ordered[2], 8):
            return None
        return tuple(ordered) if is_uint(ordered[1]) and ordered[1] else None

    def _watch(self):
        self._watch_supply()
        state, tampered = self.parts.lock.state(), self.parts.lock.tampered()
        if state == self._lock_state and tampered == self._tampered:
            return
        forced = tampered and not self._tampered
        self._lock_state, self._tampered = state, tampered
        if forced:
            self.ledger.record(What.TAMPERED, Reason.NONE)
        self.voice.state_changed()

    def _watch_supply(self):
        battery = self.parts.supply.battery()
        if battery != self._battery:
            self._battery = battery
            self.voice.status_changed()
