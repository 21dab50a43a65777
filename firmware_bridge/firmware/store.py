"""The event store: an append-only file of frames that survives power loss at any byte (docs/protocol.md §10).

A record is a letter and its content: `E` an event's CBOR, `A` "everything before this place is acknowledged",
`G` how often a grant was used (kept when the file is rewritten without the events that said so), `M` "what
the event before says of the lock is what it did".
"""

from . import cbor
from .frames import END, frame, unframe
from .words import Reason, What

LIMIT = 256 * 1024
LONGEST = 400  # no record of ours is longer
SPOILT = b"\xff" + END  # no frame ends with this
ROOM = 2 * len(SPOILT) + 8  # left by an event for what it says of the lock
GRANTS = 512  # how many used grants are remembered; their numbers rise
_FILE = "events"
_EVENT, _ACKED, _USED, _MOVED = b"E", b"A", b"G", b"M"
_WHAT, _REASON, _GRANT = 4, 5, 12


class StoreFull(Exception):
    """Nothing can be forgotten and nothing more fits: what cannot be stored must not happen."""


class Store:
    def __init__(self, flash, limit=LIMIT):
        self._flash, self._limit = flash, limit
        self._torn = False
        self.broken, self.rewrites = 0, 0
        self.used = {}
        self.lingers = False  # whether the last event that could not be written is there all the same
        self.unsure = None  # the body of a release, if it came last and nobody wrote what the lock did
        self._open()

    def append(self, event):
        """The event's CBOR is in flash when this returns. Raises StoreFull or OSError, and then it may not
        be.
        """
        record = frame(_EVENT + event)
        if not self._fits(record, ROOM) and self.acked_to:
            self._rewrite()
        if not self._fits(record, ROOM):
            raise StoreFull("event store")
        before = self._flash.size(_FILE)
        try:
            self._write(record, True)
        except OSError:
            self.lingers = self._flash.size(_FILE) >= before + len(record)
            self._count(event, self.lingers)
            raise
        self._count(event, True)

    def _count(self, event, there):
        if there:
            self.waiting += 1
            self._note_use(event)

    def moved(self):
        """The lock did what the last event says. Lost with the power, nobody knows whether it did."""
        self._write(frame(_MOVED), False)

    def unacknowledged(self, at=None):
        """(place after it, event's CBOR) for each event from `at` on, oldest first."""
        for end, letter, content in self._records(self.acked_to if at is None else at):
            if letter == _EVENT:
                yield end, content

    def acknowledge(self, end, count):
        """`count` events up to the place `end` need not be sent again. Lost with the power, they are sent
        again.
        """
        self.acked_to = end
        self.waiting -= count
        record = frame(_ACKED + cbor.dumps(end))
        if self._fits(record):
            self._write(record, False)
        else:
            self._rewrite()

    def log(self, first, limit):
        """(records, total): events still kept, acknowledged or not, from number `first`."""
        total, found = 0, []
        for _, content in self.unacknowledged(0):
            if first <= total and len(found) < limit:
                found.append(content)
            total += 1
        return found, total

    def _fits(self, record, room=0):
        return self._flash.size(_FILE) + len(SPOILT) + len(record) + room <= self._limit

    def _open(self):
        size = self._flash.size(_FILE)
        self._torn = size > 0 and self._flash.read(_FILE, size - 1, 1) != END
        self.acked_to, self.broken, last = 0, 0, None
        for _, letter, content in self._records(0):
            if letter == _EVENT:
                self._note_use(content)
                last = content
            elif letter == _ACKED:
                self.acked_to = cbor.loads(content)
            elif letter == _MOVED:
                last = None
            elif letter == _USED:
                grant, uses = cbor.loads(content)
                self.used[grant] = self.used.get(grant, 0) + uses
            else:
                self.broken += 1
        self.waiting = sum(1 for _ in self.unacknowledged())
        body = cbor.loads(last) if last else {}
        self.unsure = body if body.get(_WHAT) == What.RELEASED else None

    def _records(self, at):
        """(place after it, letter, content) of each whole frame; letter None for a broken one."""
        part = bytearray()
        while True:
            chunk = self._flash.read(_FILE, at, 256)
            if not chunk:
                return  # what is left over was torn by a power cut
            start = 0
            end = chunk.find(END)
            while end >= 0:
                part.extend(chunk[start:end])
                if part:
                    yield self._record(at + end + 1, part)
                part = bytearray()
                start = end + 1
                end = chunk.find(END, start)
            part.extend(chunk[start : start + LONGEST - len(part)] if len(part) < LONGEST else b"")
            at += len(chunk)

    def _record(self, end, part):
        content = unframe(bytes(part))
        return (end, content[:1], content[1:]) if content else (end, None, None)

    def _write(self, record, durable):
        """A record that was torn before this one never counts, even if only its last byte was missing."""
        if self._torn:
            record = SPOILT + record
        self._torn = True
        self._flash.append(_FILE, record, durable)
        self._torn = False

    def _note_use(self, event):
        _count_use(self.used, event)
        if len(self.used) > GRANTS:
            del self.used[min(self.used)]

    def _rewrite(self):
        """Forgets what was acknowledged; what was used up stays used up."""
        self._flash.replace(_FILE, self._kept())
        self.rewrites += 1
        self.acked_to, self._torn = 0, False

    def _kept(self):
        kept = {}
        for _, content in self.unacknowledged():
            _count_use(kept, content)
            yield frame(_EVENT + content)
        yield frame(_MOVED)  # made for the next event, so the last one was done with
        for grant in sorted(self.used):
            uses = self.used[grant] - kept.get(grant, 0)
            if uses > 0:
                yield frame(_USED + cbor.dumps([grant, uses]))


def _count_use(uses, event):
    body = cbor.loads(event)
    grant = body.get(_GRANT)
    if grant and body.get(_WHAT) == What.RELEASED and body.get(_REASON) == Reason.EXCEPTION:
        uses[grant] = uses.get(grant, 0) + 1
