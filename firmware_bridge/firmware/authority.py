"""What the station may do by itself (docs/protocol.md §9): looked up in memory, kept in flash, known by its
digest.
"""

import hashlib

from . import cbor
from .runs import PIECE, Run
from .words import Effect

TAG, EXCEPTION = 8, 24  # bytes of a record: a tag; a tag, its grant (7), effect (1), end (7) and uses (1)
_FILE = "authority"
_DIGEST = 32
_HEAD_MOST = 512  # 16 windows and all the rest
_RUN_MOST = 16_000  # 2,000 tags


class Authority:
    """`tags`, `exceptions` and `early` are Runs. `early_from`, from when the early tags may open, may be
    None.
    """

    def __init__(
        self, version, valid_from, valid_until, mode, windows, tags, exceptions, early_from=None, early=None
    ):
        self.version, self.mode = version, mode
        self._from, self._until, self._windows = valid_from, valid_until, windows
        self.tags, self.exceptions = tags, exceptions
        self._early_from, self.early = early_from, early or Run(TAG, ())
        self.digest = self._digest()
        self.suspended = False  # while the controller has turned us away

    def in_force(self, now):
        """False whenever the time is not known."""
        return not self.suspended and now > 0 and self._from <= now < self._until

    def in_window(self, now):
        return self._in_full(now) or self.is_early(now)

    def lists(self, tag, now):
        """Before the window, in the time of the early tags, no other tag is listed."""
        return (self.early if self.is_early(now) else self.tags).has(tag)

    def _in_full(self, now):
        return any(start <= now < end for start, end in self._windows)

    def is_early(self, now):
        """From `early_from` up to the first window after it; never, where there is none, nor in another."""
        first = self._early_from
        if first is None or now < first or self._in_full(now):
            return False
        after = [start for start, _ in self._windows if start > first]
        return bool(after) and now < min(after)

    def exception(self, tag, now, used):
        """(whether it is a hold, its grant) for a tag, a hold before an allow; grant 0 if there is none.

        `used` says how often each grant was used at this station.
        """
        found = 0
        for record in self.exceptions.find(tag):
            grant, _, effect, until, uses = unpacked(record)
            if now >= until:
                continue
            if effect == Effect.HOLD:
                return True, grant
            if uses == 0 or used.get(grant, 0) < uses:
                found = grant
        return False, found

    def keep(self, flash):
        """Raises OSError, and then the one that was kept before is kept still."""
        head = [self.version, self._from, self._until, self.mode, self._windows]
        head = head + [self.tags.length(), self.exceptions.length()]
        if self._early_from is not None:
            head = head + [self._early_from, self.early.length()]
        head = cbor.dumps(head)
        start = self.digest + len(head).to_bytes(2, "big") + head
        flash.replace(_FILE, [start] + self.tags.pieces + self.exceptions.pieces + self.early.pieces)

    def _digest(self):
        whole = hashlib.sha256()
        for piece in self._document():
            whole.update(piece)
        return whole.digest()

    def _document(self):
        """The pieces of its canonical CBOR, of which there is never more than one in memory."""
        has_early = self._early_from is not None
        yield cbor.head(cbor.MAP, 9 if has_early else 7)
        head = (1, self.version), (5, self._from), (6, self._until), (7, self.mode), (8, self._windows)
        for key, value in head:
            yield cbor.dumps(key) + cbor.dumps(value)
        yield cbor.dumps(9) + cbor.head(cbor.BYTES, self.tags.length())
        for piece in self.tags.pieces:
            yield piece
        yield cbor.dumps(10) + cbor.head(cbor.ARRAY, self.exceptions.length() // EXCEPTION)
        for record in self.exceptions.records():
            yield cbor.dumps(unpacked(record))
        if has_early:
            yield cbor.dumps(14) + cbor.dumps(self._early_from)
            yield cbor.dumps(15) + cbor.head(cbor.BYTES, self.early.length())
            for piece in self.early.pieces:
                yield piece


def packed(exception):
    grant, tag, effect, until, uses = exception
    return tag + grant.to_bytes(7, "big") + bytes((effect,)) + until.to_bytes(7, "big") + bytes((uses,))


def unpacked(record):
    """[grant, tag, effect, until, uses], as on the wire."""
    return [_number(record[8:15]), record[:8], record[15], _number(record[16:23]), record[23]]


def load(flash):
    """The authority kept in flash; None if there is none, or it is not whole. Raises OSError."""
    start = flash.read(_FILE, 0, _DIGEST + 2 + _HEAD_MOST)
    at = _DIGEST + 2 + _number(start[_DIGEST : _DIGEST + 2])
    try:
        head = cbor.loads(start[_DIGEST + 2 : at])
        tags, exceptions, early_from, early = (head[5:] + [None, 0])[:4]
        if max(tags, exceptions, early) > _RUN_MOST:
            return None
        runs = Run(TAG, _pieces(flash, at, tags)), Run(EXCEPTION, _pieces(flash, at + tags, exceptions))
        sooner = Run(TAG, _pieces(flash, at + tags + exceptions, early))
        authority = Authority(*head[:5], *runs, early_from, sooner)
    except (ValueError, TypeError, IndexError):
        return None
    return authority if authority.digest == start[:_DIGEST] else None


def _pieces(flash, at, length):
    step = PIECE // EXCEPTION * EXCEPTION  # whole records of either kind
    for place in range(at, at + length, step):
        yield flash.read(_FILE, place, min(step, at + length - place))


def _number(raw):
    return int.from_bytes(raw, "big")
