"""Hands that pupils raise. They live in memory and with each PC, which says it again after a lost connection.

The journal has that a hand was raised and lowered at a PC, and not by whom.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from threading import RLock

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import HandsChanged
from controller.domain.hands import Hand, in_order, places
from controller.domain.lessons import Lesson
from controller.services.bus import EventBus
from controller.services.lab.pace import Pace
from controller.storage.database import Database
from controller.storage.journal import Fact, append

RAISES, WITHIN_S = 8, 60.0


class Hands:
    def __init__(self, database: Database, clock: Clock, link: Clock, bus: EventBus) -> None:
        self._database, self._clock, self._bus = database, clock, bus
        self._pace = Pace(link, RAISES, WITHIN_S)
        self._up: dict[str, Hand] = {}
        self._lock = RLock()

    def queue(self, room: str) -> Sequence[Hand]:
        """In the order of raising."""
        with self._lock:
            return in_order(hand for hand in self._up.values() if hand.room == room)

    def up(self) -> list[str]:
        """The PCs whose hand is up, in any room."""
        with self._lock:
            return list(self._up)

    def place(self, workstation: str) -> int:
        """From 1; 0 when no hand is up there."""
        with self._lock:
            hand = self._up.get(workstation)
            return places(self.queue(hand.room))[workstation] if hand else 0

    def put_up(self, workstation: str, user: str, lesson: Lesson, waiting_s: float) -> bool:
        """False when it was raised before this lesson, or this PC raises too often."""
        now = self._clock.now()
        since = now - timedelta(seconds=waiting_s)
        if since < lesson.starts_at or not self._pace.allows(workstation):
            return False
        hand = Hand(workstation, lesson.room, str(lesson.id), user, since)
        with self._lock:
            if workstation in self._up:
                return True
            self._up[workstation] = hand
        self._note("hand.raised", f"workstation:{workstation}", hand, now, {})
        self._bus.publish(HandsChanged(hand.room))
        return True

    def put_down(self, workstations: Collection[str], why: str, actor: str) -> list[Hand]:
        """Those of them that were up."""
        now = self._clock.now()
        with self._lock:
            down = [self._up.pop(one) for one in workstations if one in self._up]
        for hand in down:
            self._note("hand.lowered", actor, hand, now, {"why": why})
        self._bus.publish(*(HandsChanged(room) for room in sorted({hand.room for hand in down})))
        return down

    def answer(self, by: Account, workstations: Collection[str]) -> list[Hand]:
        return self.put_down(workstations, "answered", f"account:{by.username}")

    def of_other_lessons(self, room: str, lesson: str) -> list[str]:
        """The PCs of a room whose hand was raised in another lesson than this."""
        with self._lock:
            return [hand.workstation for hand in self.queue(room) if hand.lesson != lesson]

    def _note(self, kind: str, actor: str, hand: Hand, at: datetime, data: dict[str, object]) -> None:
        data = {"lesson": hand.lesson, **data}
        with self._database.write() as session:
            append(session, at, Fact(kind, actor, f"workstation:{hand.workstation}", data))
