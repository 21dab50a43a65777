"""What the station may do by itself (docs/protocol.md §9): taken in pages, proved by its digest, kept in
flash.
"""

from . import cbor
from .envelope import Malformed, field, is_bytes, is_list, is_uint
from .frames import frame
from .identity import read_record
from .sums import sha256
from .words import Effect, Mode, Result

MAX_EXCEPTIONS, MAX_WINDOWS, MAX_PAGES = 200, 16, 20
TAGS_PER_PAGE, EXCEPTIONS_PER_PAGE = 100, 40
TAG = 8
NO_DIGEST = bytes(32)

_VERSION, _PAGE, _PAGES, _DIGEST = 1, 2, 3, 4
_FROM, _UNTIL, _MODE, _WINDOWS, _TAGS, _EXCEPTIONS = 5, 6, 7, 8, 9, 10
_HEAD = (_VERSION, _FROM, _UNTIL, _MODE, _WINDOWS)
_FILE = "authority"


class Authority:
    def __init__(self, document):
        self.version, self.mode = document[_VERSION], document[_MODE]
        self._from, self._until = document[_FROM], document[_UNTIL]
        self._windows, self._tags, self._exceptions = (
            document[_WINDOWS],
            document[_TAGS],
            document[_EXCEPTIONS],
        )
        self.digest = sha256(cbor.dumps(document))

    def in_force(self, now):
        """False whenever the time is not known."""
        return now > 0 and self._from <= now < self._until

    def in_window(self, now):
        return any(start <= now < end for start, end in self._windows)

    def lists(self, tag):
        low, high = 0, len(self._tags) // TAG
        while low < high:
            middle = (low + high) // 2
            found = self._tags[middle * TAG : middle * TAG + TAG]
            if found == tag:
                return True
            if found < tag:
                low = middle + 1
            else:
                high = middle
        return False

    def exception(self, tag, now, used):
        """The (effect, grant) in force for a tag, a hold before an allow; None if there is none.

        `used` says how often each grant was used at this station.
        """
        found = None
        for grant, whose, effect, until, uses in self._exceptions:
            if whose != tag or now >= until:
                continue
            if effect == Effect.HOLD:
                return effect, grant
            if uses == 0 or used.get(grant, 0) < uses:
                found = effect, grant
        return found


def load(flash):
    """The authority kept in flash, or None."""
    content = read_record(flash, _FILE)
    return Authority(cbor.read(content)) if content else None


class Pages:
    """Collects the pages of one version; a page of another version starts again."""

    def __init__(self, flash):
        self._flash = flash
        self._digest, self._head, self._parts = NO_DIGEST, None, {}

    def take(self, body, held):
        """(Result, Authority or None): the authority once its last page is there and its digest is right.

        Raises Malformed. `held` is the version in force, 0 for none.
        """
        _check(body)
        if body[_VERSION] <= held:
            return Result.STALE, None
        head = {key: body[key] for key in _HEAD}
        if body[_DIGEST] != self._digest or head != self._head:
            self._digest, self._head, self._parts = body[_DIGEST], head, {}
        self._parts[body[_PAGE]] = body[_TAGS], body[_EXCEPTIONS]
        if len(self._parts) < body[_PAGES]:
            return Result.WAITING, None
        return self._finish()

    def _finish(self):
        document, digest = self._whole(), self._digest
        self._digest, self._head, self._parts = NO_DIGEST, None, {}
        if len(document[_EXCEPTIONS]) > MAX_EXCEPTIONS:
            raise Malformed("too many")
        authority = Authority(document)
        if authority.digest != digest:
            return Result.WRONG_DIGEST, None
        self._flash.replace(_FILE, [frame(cbor.dumps(document))])
        return Result.DONE, authority

    def _whole(self):
        document = dict(self._head)
        numbers = sorted(self._parts)
        document[_TAGS] = b"".join(self._parts[number][0] for number in numbers)
        document[_EXCEPTIONS] = [one for number in numbers for one in self._parts[number][1]]
        return document


def _check(body):
    field(body, _VERSION, is_uint)
    field(body, _DIGEST, is_bytes, 32)
    for key in (_FROM, _UNTIL):
        field(body, key, is_uint)
    field(body, _MODE, is_uint, Mode.LAST)
    pages = field(body, _PAGES, is_uint, MAX_PAGES)
    if field(body, _PAGE, is_uint) >= pages or len(field(body, _TAGS, is_bytes)) % TAG:
        raise Malformed("page")
    _check_lists(body)


def _check_lists(body):
    windows, exceptions = field(body, _WINDOWS, is_list), field(body, _EXCEPTIONS, is_list)
    if (
        len(windows) > MAX_WINDOWS
        or len(exceptions) > EXCEPTIONS_PER_PAGE
        or len(body[_TAGS]) > TAGS_PER_PAGE * TAG
    ):
        raise Malformed("too many")
    if not all(is_list(one, 2) and is_uint(one[0]) and is_uint(one[1]) for one in windows):
        raise Malformed("window")
    if not all(is_list(one, 5) and _is_exception(one) for one in exceptions):
        raise Malformed("exception")


def _is_exception(one):
    grant, tag, effect, until, uses = one
    return (
        is_uint(grant)
        and is_bytes(tag, TAG)
        and effect in (Effect.ALLOW, Effect.HOLD)
        and is_uint(until)
        and is_uint(uses, 255)
    )
