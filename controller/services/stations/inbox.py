"""Messages that wait to be taken: those of one station in their order, those of several in turn."""

import threading
from collections import Counter, OrderedDict, deque
from dataclasses import dataclass

SHARE = 256
"""Messages of one sender that may wait. A station has 16 events under way, and repeats them every 5 s."""
SENDERS = 512


@dataclass(frozen=True, slots=True)
class Post:
    """As the broker handed it over; nothing of it is proved."""

    topic: str
    payload: bytes
    retained: bool


class Inbox:
    """Shared between the thread that hears and the thread that takes.

    A sender that floods us fills its own share only, and is served no more often than the others. What finds
    no room is counted and forgotten: nobody told its station that we have it, so that it comes again.
    """

    def __init__(self, share: int = SHARE, senders: int = SENDERS) -> None:
        self._share, self._senders = share, senders
        self._waiting: OrderedDict[str, deque[Post]] = OrderedDict()
        self._forgotten: Counter[str] = Counter()
        self._lock = threading.Lock()

    def __bool__(self) -> bool:
        """Whether anything waits."""
        return bool(self._waiting)

    def put(self, sender: str, post: Post) -> None:
        with self._lock:
            if sender not in self._waiting and len(self._waiting) < self._senders:
                self._waiting[sender] = deque()
            queue = self._waiting.get(sender)
            if queue is None or len(queue) >= self._share:
                self._forgotten["others" if queue is None else sender] += 1
            else:
                queue.append(post)

    def take(self, limit: int) -> list[Post]:
        """At most `limit`, one of each sender in turn; empty when nothing waits."""
        with self._lock:
            return [self._next() for _ in range(min(limit, sum(map(len, self._waiting.values()))))]

    def forgotten(self) -> dict[str, int]:
        """How many messages of each sender found no room since this was last asked."""
        with self._lock:
            counted, self._forgotten = self._forgotten, Counter()
        return dict(counted)

    def _next(self) -> Post:
        sender, queue = self._waiting.popitem(last=False)
        post = queue.popleft()
        if queue:
            self._waiting[sender] = queue
        return post
