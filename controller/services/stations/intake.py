"""Takes what stations say in a thread of its own, many messages in one transaction, the urgent ones first.

The link's thread only puts messages down. A batch is what waits at that moment, and nothing waits for it to
fill: one message alone is taken at once, and the more that wait, the fewer commits each of them costs.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence

from controller.services.stations.inbox import Inbox, Post
from firmware_bridge.protocol.v1.topics import LEAVES
from firmware_bridge.protocol.v1.vocabulary import Kind

log = logging.getLogger(__name__)

MANY, FEW = 64, 16
"""Events in a batch, and while stations ask: a question waits for one batch at most."""
ASKING_S = 1.0  # a question is seldom alone
REPORTS = 512
REPORTS_EVERY_S = 0.5
"""What stations report of themselves is written down together: a chatty one costs no writes of its own."""
ANSWERS = (LEAVES[Kind.ORDER_ACK], LEAVES[Kind.LOG_PAGE])
"""Somebody waits for these; they bring forward what their station reported before, since the order counts."""
TURN_S, TURNS = 0.001, 10
STOPS_WITHIN_S = 2.0

Take = Callable[[Sequence[Post]], None]


class Intake:
    """`take` is called with one batch at a time, by this thread only."""

    def __init__(self, take: Take, timer: Callable[[], float] = time.monotonic) -> None:
        self._take, self._timer = take, timer
        self._urgent, self._events, self._reports = Inbox(), Inbox(), Inbox()
        self._lanes = {
            LEAVES[Kind.AUTHORISE]: self._urgent,
            LEAVES[Kind.BOOT]: self._urgent,
            LEAVES[Kind.EVENT]: self._events,
        }
        self._heard, self._asked_at, self._reports_at = 0, -ASKING_S, 0.0
        self._bell = threading.Event()
        self._stop_at: float | None = None
        self._thread: threading.Thread | None = None

    def received(self, topic: str, payload: bytes, retained: bool) -> None:
        """Called by the link, in its thread; returns at once."""
        *_, sender, leaf = ("", "", *topic.split("/"))
        lane = self._lanes.get(leaf, self._reports)
        lane.put(sender, Post(topic, payload, retained))
        self._heard += 1
        if leaf in ANSWERS:
            self._reports_at = 0.0
        if lane is not self._reports or leaf in ANSWERS:
            self._bell.set()

    def start(self) -> None:
        if self._thread:
            raise RuntimeError("the intake is started once")
        self._thread = threading.Thread(target=self._run, name="intake", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """What waits is still taken, for a moment. What is not will be said again by its station."""
        self._stop_at = self._timer() + STOPS_WITHIN_S
        self._bell.set()
        if self._thread:
            self._thread.join(timeout=2 * STOPS_WITHIN_S)

    def pump(self) -> bool:
        """Takes all that waits, in the caller's thread, where none was started; false if nothing did."""
        taken = False
        while self._step(reports=True):
            taken = True
        return taken

    def _run(self) -> None:
        stopping = False
        while not stopping:
            self._bell.wait(REPORTS_EVERY_S)
            self._bell.clear()
            stopping = self._stop_at is not None  # seen before the last look at what waits
            while self._step(reports=self._timer() >= self._reports_at) and not self._too_late():
                self._give_way()

    def _give_way(self) -> None:
        """Until the link has put down all that the broker sent: there may be a question behind many events.

        With gevent nothing else runs, and nothing is read, but while this thread sleeps.
        """
        for _ in range(TURNS):
            before = self._heard
            time.sleep(TURN_S)
            if self._heard == before or self._urgent:
                return

    def _too_late(self) -> bool:
        return self._stop_at is not None and self._timer() >= self._stop_at

    def _step(self, *, reports: bool) -> bool:
        """A batch of what stations wait for, one of events and, if due, the reports; false if none waited."""
        now = self._timer()
        asked = self._batch(self._urgent, FEW)
        if asked:
            self._asked_at = now
        taken = self._batch(self._events, FEW if now < self._asked_at + ASKING_S else MANY)
        if reports:
            self._reports_at = now + REPORTS_EVERY_S
            taken |= self._batch(self._reports, REPORTS)
        return asked or taken

    def _batch(self, lane: Inbox, limit: int) -> bool:
        for sender, count in lane.forgotten().items():
            log.warning("station=%r says too much at once messages=forgotten count=%d", sender[:40], count)
        batch = lane.take(limit)
        try:
            if batch:
                self._take(batch)
        except Exception:  # the next batch is another one, and this thread is the only one
            log.exception("messages=not-taken count=%d", len(batch))
        return bool(batch)
