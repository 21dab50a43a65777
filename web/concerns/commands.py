"""What the page of concerns may ask for. The guard has checked that safeguarding asks."""

from controller.services.lab.pupils import Pupils
from web.concerns.payloads import ConcernClosed, ConcernNamed, NoticePublished
from web.sockets.door import Caller, Door

Answer = dict[str, object]


class ConcernCommands:
    def __init__(self, pupils: Pupils) -> None:
        self._concerns, self._notices = pupils.concerns, pupils.notices

    def attach(self, door: Door) -> None:
        door.on("concern.read", self.read)
        door.on("concern.take", self.take)
        door.on("concern.close", self.close)
        door.on("notice.publish", self.publish)

    def read(self, caller: Caller, asked: ConcernNamed) -> Answer:
        words = self._concerns.read(caller.account, asked.concern)
        return {
            "login": words.login,
            "pupil": words.pupil,
            "what": words.what,
            "about": words.about,
            "note": words.note,
        }

    def take(self, caller: Caller, asked: ConcernNamed) -> None:
        self._concerns.take_on(caller.account, asked.concern)

    def close(self, caller: Caller, asked: ConcernClosed) -> None:
        self._concerns.close(caller.account, asked.concern, asked.note)

    def publish(self, caller: Caller, asked: NoticePublished) -> Answer:
        return {"version": self._notices.publish(caller.account, asked.text)}
