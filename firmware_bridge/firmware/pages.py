"""An authority as it comes in: in pages, whole or as what changes the one held (docs/protocol.md §9)."""

from .authority import EXCEPTION, TAG, Authority, packed
from .envelope import Malformed, field, is_bytes, is_count, is_list, is_uint, optional
from .runs import Run
from .words import Effect, Mode, Result

MAX_TAGS, MAX_EXCEPTIONS, MAX_WINDOWS, MAX_EARLY = 2000, 200, 16, 400
MAX_PAGES, MAX_CHANGE_PAGES = 20, 4
TAGS_PER_PAGE, EXCEPTIONS_PER_PAGE, EARLY_PER_PAGE = 100, 40, 40

_VERSION, _PAGE, _PAGES, _DIGEST = 1, 2, 3, 4
_FROM, _UNTIL, _MODE, _WINDOWS, _TAGS, _EXCEPTIONS = 5, 6, 7, 8, 9, 10
_BASE, _REMOVED, _REMOVED_GRANTS, _EARLY_FROM, _EARLY = 11, 12, 13, 14, 15
_HEAD = (_VERSION, _DIGEST, _PAGES, _FROM, _UNTIL, _MODE, _WINDOWS, _EARLY_FROM, _BASE)


class Page:
    """What one page says of tags and exceptions, in the form in which it is kept."""

    def __init__(self, body):
        self.tags = body[_TAGS]
        self.exceptions = b"".join(packed(one) for one in body[_EXCEPTIONS])
        self.removed, self.removed_grants = body.get(_REMOVED, b""), body.get(_REMOVED_GRANTS, ())
        self.early = body.get(_EARLY, b"")


class Pages:
    """Collects the pages of one version; a page with another head starts again."""

    def __init__(self):
        self._head, self._parts = None, {}

    def take(self, body, held):
        """(Result, Authority or None): the authority once its last page is there and its digest is right.

        Raises Malformed. `held` is the authority in force, or None.
        """
        _check(body)
        if held and body[_VERSION] <= held.version:
            return Result.STALE, None
        base = body.get(_BASE)
        if base and (held is None or base != held.version):
            return Result.WRONG_BASE, None
        head = [body.get(key) for key in _HEAD]
        if head != self._head:
            self._head, self._parts = head, {}
        self._parts[body[_PAGE]] = Page(body)
        if len(self._parts) < body[_PAGES]:
            return Result.WAITING, None
        return self._finish(held if base else None)

    def _finish(self, base):
        head, pages = self._head, [self._parts[number] for number in sorted(self._parts)]
        self._head, self._parts = None, {}
        version, digest, _, valid_from, valid_until, mode, windows, early_from, _ = head
        tags = Run(TAG, [one.tags for one in pages])
        exceptions = Run(EXCEPTION, [one.exceptions for one in pages])
        if base:
            tags, exceptions = _changed(base, pages, tags, exceptions)
        early = Run(TAG, [one.early for one in pages])
        _check_whole(tags, exceptions, early)
        head = version, valid_from, valid_until, mode, windows
        authority = Authority(*head, tags, exceptions, early_from, early)
        return (Result.DONE, authority) if authority.digest == digest else (Result.WRONG_DIGEST, None)


def _changed(base, pages, tags, exceptions):
    removed = Run(TAG, [one.removed for one in pages])
    grants = [grant.to_bytes(7, "big") for one in pages for grant in one.removed_grants]
    return (
        base.tags.changed(removed.has, list(tags.records())),
        base.exceptions.changed(lambda record: record[8:15] in grants, list(exceptions.records())),
    )


def _check_whole(tags, exceptions, early):
    if tags.length() > MAX_TAGS * TAG or exceptions.length() > MAX_EXCEPTIONS * EXCEPTION:
        raise Malformed("too many")
    if early.length() > MAX_EARLY * TAG:
        raise Malformed("too many early")
    if not tags.ascending() or not exceptions.ascending() or not early.ascending():
        raise Malformed("out of order")


def _check(body):
    field(body, _VERSION, is_count)
    field(body, _DIGEST, is_bytes, 32)
    for key in (_FROM, _UNTIL):
        field(body, key, is_uint)
    field(body, _MODE, is_uint, Mode.LAST)
    optional(body, _BASE, is_count)
    pages = field(body, _PAGES, is_count, MAX_CHANGE_PAGES if _BASE in body else MAX_PAGES)
    if field(body, _PAGE, is_uint) >= pages:
        raise Malformed("page")
    optional(body, _EARLY_FROM, is_uint)
    for key, most in ((_TAGS, TAGS_PER_PAGE), (_REMOVED, TAGS_PER_PAGE), (_EARLY, EARLY_PER_PAGE)):
        _check_tags(body, key, most)
    _check_list(body, _WINDOWS, MAX_WINDOWS, _is_window)
    _check_list(body, _EXCEPTIONS, EXCEPTIONS_PER_PAGE, _is_exception)
    _check_list(body, _REMOVED_GRANTS, EXCEPTIONS_PER_PAGE, is_count)


def _check_tags(body, key, most):
    tags = field(body, key, is_bytes) if key == _TAGS else optional(body, key, is_bytes)
    if tags and (len(tags) % TAG or len(tags) > most * TAG):
        raise Malformed("tags")


def _check_list(body, key, most, sound):
    items = optional(body, key, is_list) if key == _REMOVED_GRANTS else field(body, key, is_list)
    if items and (len(items) > most or not all(sound(one) for one in items)):
        raise Malformed("field %d" % key)


def _is_window(one):
    return is_list(one, 2) and is_uint(one[0]) and is_uint(one[1])


def _is_exception(one):
    if not is_list(one, 5):
        return False
    grant, tag, effect, until, uses = one
    return (
        is_count(grant)
        and is_bytes(tag, TAG)
        and effect in (Effect.ALLOW, Effect.HOLD)
        and is_uint(until)
        and is_uint(uses, 255)
    )
