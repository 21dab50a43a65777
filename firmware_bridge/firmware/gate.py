"""Which orders are obeyed (docs/protocol.md §7): each refused one is counted, and answered if it was truly
ours.
"""

from .envelope import Malformed, parse
from .words import AUTHORISE_REPLY, BOOT_REPLY, EVENT_ACK, GET_LOG, SET_KEY, SET_MODE, UNLOCK, Boot, Result

OPEN_KEY = bytes(32)
MAX_TTL_MS, FUTURE_MS = 60_000, 30_000
REMEMBERED = 64
ONCE = (UNLOCK, SET_MODE, GET_LOG, SET_KEY)  # a page has its version and a reply its nonce


class Gate:
    def __init__(self, identity, clock):
        self.identity, self._clock = identity, clock
        self._since = None  # the controller's time when it accepted this boot
        self._seen = []  # [message id, when it expires], oldest first
        self.refused = {}

    def accepted_at(self, unix_ms):
        """Orders sent before this are not obeyed; None again when the controller lets the station go.

        A later reply may move it back, for a controller whose clock was wrong, and never on.
        """
        self._since = min(self._since, unix_ms) if self._since and unix_ms else unix_ms

    def admit(self, data, retained):
        """(Result, order): DONE for an order to obey. The order is None unless it was proved to be ours."""
        result, order = self._check(data, retained)
        if result != Result.DONE:
            self.count(result)
        return result, order

    def count(self, result):
        self.refused[result] = self.refused.get(result, 0) + 1

    def _check(self, data, retained):
        if retained:
            return Result.RETAINED, None
        try:
            order = parse(data)
        except Malformed:
            return Result.MALFORMED, None
        if order.site != self.identity.site or order.station != self.identity.station:
            return Result.WRONG_STATION, None
        if order.kind < BOOT_REPLY or order.kind > SET_KEY:
            return Result.UNSUPPORTED, None
        if not order.prove(self.identity.keys()):
            return self._check_unsigned(order)
        if order.kind == BOOT_REPLY:
            return Result.DONE, order  # its nonce says whether it is fresh
        return self._check_time(order), order

    def _check_unsigned(self, order):
        """A controller that does not know our key yet may say only that we wait."""
        pending = order.kind == BOOT_REPLY and order.body.get(1) == Boot.PENDING
        if pending and self._since is None and order.prove((OPEN_KEY,)):
            return Result.DONE, order
        return Result.UNSIGNED, None

    def _check_time(self, order):
        if self._since is None:
            return Result.NOT_ACCEPTED
        now = self._clock.now()
        if order.expires_at <= now or order.sent_at < self._since:
            return Result.EXPIRED
        if order.sent_at > now + FUTURE_MS or order.expires_at > order.sent_at + MAX_TTL_MS:
            return Result.FUTURE
        return self._check_once(order, now) if order.kind in ONCE else Result.DONE

    def _check_once(self, order, now):
        """The last ones are remembered past their end as well: a clock may be put back."""
        if any(known == order.msg_id for known, _ in self._seen):
            return Result.REPEATED
        if len(self._seen) >= REMEMBERED:
            ended = [one for one in self._seen if one[1] <= now]
            if not ended:
                return Result.BUSY
            self._seen.remove(ended[0])
        self._seen.append([order.msg_id, order.expires_at])
        return Result.DONE


def is_question(kind):
    """Whether the controller waits for an order-ack of it."""
    return kind not in (BOOT_REPLY, AUTHORISE_REPLY, EVENT_ACK)
