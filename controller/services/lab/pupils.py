"""The pupil's side of every PC: takes what pupils say, and tells each PC what its pupil may know.

A pupil is whoever the PC says is logged in; what is said is kept with the PC that said it.
"""

from collections.abc import Callable
from threading import RLock

from controller.domain.accounts import Account
from controller.domain.events import HandsChanged, NoticeChanged
from controller.domain.hands import Hand as UpHand
from controller.domain.lessons import Lesson
from controller.services.bus import EventBus
from controller.services.lab.concerns import Concerns
from controller.services.lab.hands import Hands
from controller.services.lab.hidings import Hidings
from controller.services.lab.lessons import Lessons
from controller.services.lab.notices import Notices
from controller.services.lab.presence import Here, Line, Presence
from workstation_agent.protocol.pupil import (
    Accepted,
    AskNotice,
    Concern,
    Hand,
    Hide,
    Kept,
    Notice,
    PupilState,
)

BY_TIME = "controller:ticker"
Refresh = Callable[[str], None]
"""Pictures of this workstation begin afresh: what was shown of it before is forgotten."""


class Pupils:
    def __init__(
        self,
        bus: EventBus,
        presence: Presence,
        lessons: Lessons,
        notices: Notices,
        hands: Hands,
        concerns: Concerns,
        hidings: Hidings,
        refresh: Refresh,
    ) -> None:
        self._presence, self._lessons = presence, lessons
        self.notices, self.hands, self.concerns, self.hidings = notices, hands, concerns, hidings
        self._refresh = refresh
        self._told: dict[str, tuple[Line, PupilState]] = {}
        self._rooms: dict[str, Lesson | None] = {}
        self._lock = RLock()
        bus.subscribe(NoticeChanged, lambda _: self._tell_all())
        bus.subscribe(HandsChanged, lambda event: self._tell_room(event.room))

    def reported(self, workstation: str) -> None:
        """A PC has said who is logged in: another pupil's hand is not this one's."""
        here = self._presence.of(workstation)
        if here is None:
            return
        before = self._told.get(workstation)
        if before and before[1].user != here.known.user:
            self.hands.put_down([workstation], "the pupil logged off", f"workstation:{workstation}")
        self._tell(here)

    def take_hand(self, workstation: str, hand: Hand) -> None:
        here = self._presence.of(workstation)
        if here is None:
            return
        if not hand.up:
            self.hands.put_down([workstation], "by the pupil", f"workstation:{workstation}")
        elif here.known.user and (lesson := self._lessons.in_room(here.workstation.room)):
            self.hands.put_up(workstation, here.known.user, lesson, hand.waiting_s)
        self._tell(here, again=True)

    def take_accepted(self, workstation: str, accepted: Accepted) -> None:
        """The PC hears first that it counts, and then that it may forget it."""
        if self.notices.accept(workstation, accepted):
            self._tell_here(workstation)
            self._presence.send(workstation, Kept(accepted.id, accepted.part))

    def take_concern(self, workstation: str, concern: Concern) -> None:
        if self.concerns.take(workstation, concern):
            self._presence.send(workstation, Kept(concern.id, concern.part))

    def take_hide(self, workstation: str, said: Hide) -> None:
        here = self._presence.of(workstation)
        if here is None:
            return
        room = here.workstation.room
        if self.hidings.take(workstation, room, self._lessons.in_room(room), said):
            self._refresh(workstation)
        self._presence.send(workstation, Kept(said.id, said.part))

    def ask_notice(self, workstation: str, asked: AskNotice) -> None:
        if text := self.notices.text_of(asked.version):
            self._presence.send(workstation, Notice(asked.version, text))

    def answer(self, by: Account, workstations: list[str]) -> list[UpHand]:
        return self.hands.answer(by, workstations)

    def show_screens(self, by: Account, workstations: list[str]) -> list[str]:
        return self._again(self.hidings.end(by, workstations))

    def tick(self) -> None:
        """Hands fall at the lesson's end, and with a PC that is lost: it says it again when it is back."""
        self._again(self.hidings.tick())
        self.hidings.forget()
        rooms = {here.workstation.room for here in self._presence.all()}
        for room in rooms:
            lesson = self._lessons.in_room(room)
            before, self._rooms[room] = self._rooms.get(room), lesson
            over = self.hands.of_other_lessons(room, str(lesson.id) if lesson else "")
            self.hands.put_down(over, "the lesson ended", BY_TIME)
            if before != lesson:
                self._tell_room(room)
        lost = [one for one in self.hands.up() if self._presence.of(one) is None]
        self.hands.put_down(lost, "the PC was lost", BY_TIME)

    def _again(self, shown: list[str]) -> list[str]:
        for workstation in shown:
            self._refresh(workstation)
        return shown

    def _tell_all(self) -> None:
        for here in self._presence.all():
            self._tell(here)

    def _tell_room(self, room: str) -> None:
        for here in self._presence.all(room):
            self._tell(here)

    def _tell_here(self, workstation: str) -> None:
        if here := self._presence.of(workstation):
            self._tell(here)

    def _tell(self, here: Here, *, again: bool = False) -> None:
        """Only what is new to this connection, unless `again`. One after the other: the last word is true."""
        workstation, user = here.workstation.id, here.known.user
        with self._lock:
            if not user:
                self._told.pop(workstation, None)
                return
            state = self._state(here, user)
            if not again and self._told.get(workstation) == (here.line, state):
                return
            self._told[workstation] = here.line, state
            self._presence.send(workstation, state)

    def _state(self, here: Here, user: str) -> PupilState:
        lesson = self._lesson(here.workstation.room)
        return PupilState(
            user=user,
            teacher=lesson.teacher if lesson else "",
            notice=self.notices.in_force(),
            accepted=self.notices.accepted_by(user),
            place=self.hands.place(here.workstation.id),
        )

    def _lesson(self, room: str) -> Lesson | None:
        """As the last tick knew it: a whole room that comes back asks for it at once."""
        if room not in self._rooms:
            self._rooms[room] = self._lessons.in_room(room)
        return self._rooms[room]
