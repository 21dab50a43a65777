"""A controller's guard against station messages that somebody recorded and sends again."""

from collections import OrderedDict
from datetime import datetime, timedelta

from firmware_bridge.protocol.v1.envelope import Header
from firmware_bridge.protocol.v1.times import to_ms

TOLERANCE = timedelta(minutes=5)


class Seen:
    """Remembers the last message ids, all stations together. Not shared between threads."""

    def __init__(self, capacity: int = 10_000) -> None:
        self._ids: OrderedDict[tuple[str, bytes], None] = OrderedDict()
        self._capacity = capacity

    def again(self, header: Header) -> bool:
        """True for a message id that this station used before: QoS 1 may deliver twice, so may a thief."""
        key = str(header.address), header.msg_id
        if key in self._ids:
            return True
        self._ids[key] = None
        if len(self._ids) > self._capacity:
            self._ids.popitem(last=False)
        return False


def is_current(header: Header, now: datetime, since: datetime) -> bool:
    """Whether it was sent since `since`, and within 5 minutes of `now`, by a station that knows the time."""
    return header.sent_at_ms >= max(1, to_ms(since)) and is_fresh(header, now)


def is_fresh(header: Header, now: datetime) -> bool:
    """Whether it was sent within 5 minutes of `now`. A station without the time takes no answer."""
    return abs(to_ms(now) - header.sent_at_ms) <= TOLERANCE // timedelta(milliseconds=1)
