"""How often one PC may do something, so that a broken or malicious one cannot fill a queue or the disk."""

from collections import defaultdict, deque
from threading import Lock

from controller.clock import Clock


class Pace:
    """At most `most` times in any `within_s` seconds, for each key. `link` is a real clock."""

    def __init__(self, link: Clock, most: int, within_s: float) -> None:
        self._link, self._most, self._within_s = link, most, within_s
        self._times: dict[str, deque[float]] = defaultdict(deque)
        self._lock = Lock()

    def allows(self, key: str) -> bool:
        """Counts this time if so."""
        now_s = self._link.monotonic()
        with self._lock:
            times = self._times[key]
            while times and now_s - times[0] >= self._within_s:
                times.popleft()
            if len(times) >= self._most:
                return False
            times.append(now_s)
            return True
