"""Numbers what happens and writes it down (docs/protocol.md §10)."""

from . import cbor
from .store import StoreFull
from .words import Mode, What

LATE = 64  # events kept in memory that the flash would not take
RETRY_MS = 1_000
_EVENT_ID, _WHAT, _REASON, _GRANT, _TAG, _NONCE, _ORDER, _ABOUT = 3, 4, 5, 12, 13, 14, 15, 16


class Ledger:
    """INVARIANT: nothing is written after a release before it is known what became of it, or written that
    nobody knows.
    """

    def __init__(self, station):
        self._station, self._store = station, station.store
        self._seq, self._retry_at = 0, 0
        self._unsure = self._store.unsure  # the body of a release that may not have opened, or None
        self._doubt = None  # and the event that says so, until flash takes it
        self._late = []  # CBOR that flash did not take: changes of mode, all of an evacuation; oldest first
        self.full, self.unrecorded = False, 0

    def record(self, what, reason, **how):
        """True once it is in flash. `how`: tag, nonce, order, grant."""
        jam = what == What.JAMMED  # which says what became of the release just before, and is next to it
        caught_up = not self._late if jam else self._catch_up()
        body = self._body(what, reason, **how)
        if caught_up and self._write(body):
            return True
        if what == What.MODE_CHANGED or self._station.mode == Mode.EVACUATE:
            self._keep(body)
            self._unsure = None if jam and caught_up else self._unsure
        return False

    def moved(self):
        """The lock did what the last record says."""
        if not self._late:
            self._unsure = None
            self._mark()

    def failed(self):
        """The flash cannot even be read."""
        self._fill(True)

    def tick(self):
        """Tries again to write what must not be forgotten."""
        now = self._station.parts.timer()
        if (self._late or self._unsure) and now >= self._retry_at:
            self._retry_at = now + RETRY_MS
            self._catch_up()

    def _catch_up(self):
        if self._unsure and not self._say_unconfirmed():
            return False
        if not self._late:
            return True
        while self._late and (self._append(self._late[0]) or self._store.lingers):
            self._late.pop(0)
        self._mark()  # what an evacuation opened is known
        return not self._late

    def _say_unconfirmed(self):
        self._doubt = self._doubt or cbor.dumps(self._unconfirmed())
        if not (self._append(self._doubt) or self._store.lingers):
            return False
        self._unsure = self._doubt = None
        return True

    def _mark(self):
        try:
            self._store.moved()
        except OSError:
            pass  # then the next boot says that it does not know, which is true of it

    def _unconfirmed(self):
        was = self._unsure
        body = self._body(What.UNCONFIRMED, was[_REASON], was.get(_TAG), was.get(_NONCE), was.get(_ORDER))
        body[_GRANT], body[_ABOUT] = was[_GRANT], was[_EVENT_ID]
        return body

    def _keep(self, body):
        if len(self._late) < LATE:
            self._late.append(cbor.dumps(body))
        elif body[_WHAT] == What.RELEASED:
            self.unrecorded += 1

    def _body(self, what, reason, tag=None, nonce=None, order=None, grant=0):
        station = self._station
        self._seq += 1  # used up even by a failure: nobody can say how much of it reached the flash
        body = {
            1: station.boot_id,
            2: self._seq,
            3: station.parts.random(16),
            4: what,
            5: reason,
            6: station.mode,
            7: not station.voice.online(),
            8: station.clock.now(),
            9: station.clock.quality(),
            10: station.clock.uptime(),
            11: station.in_force()[0],
            12: grant,
        }
        for key, value in ((_TAG, tag), (_NONCE, nonce), (_ORDER, order)):
            if value is not None:
                body[key] = value
        return body

    def _write(self, body):
        """What flash took and did not confirm is there, but no release may rest on it."""
        written, release = self._append(cbor.dumps(body)), body[_WHAT] == What.RELEASED
        if written or self._store.lingers:
            self._unsure = body if release else None
        return written or (self._store.lingers and (not release or self._station.mode == Mode.EVACUATE))

    def _append(self, event):
        try:
            self._store.lingers = False
            self._store.append(event)
            full = False
        except (StoreFull, OSError):
            full = True
        self._fill(full)
        return not full

    def _fill(self, full):
        if full != self.full:
            self.full = full
            self._station.voice.state_changed()
