"""Tells the pages that check a class how it stands, so that two tablets and a station agree."""

from collections.abc import Iterable
from functools import partial

from controller.domain.checks import Checked, Sheet
from controller.domain.events import CheckChanged
from controller.domain.timetable import LessonId
from controller.services.checks.build import Checks
from web.outbox import Outbox
from web.sockets.door import Caller

Json = dict[str, object]


class CheckFeed:
    def __init__(self, checks: Checks, outbox: Outbox) -> None:
        self._checks, self._outbox = checks, outbox

    def follow(self, _: Caller, topic: str) -> Iterable[tuple[str, object]]:
        return [("check", self._snapshot(topic.partition(":")[2]))]

    def changed(self, event: CheckChanged) -> None:
        self._outbox.tell_soon(f"check:{event.lesson}", "check", partial(self._snapshot, event.lesson))

    def _snapshot(self, lesson: str) -> Json:
        found = self._checks.lessons.get(LessonId.parse(lesson))
        if found is None:  # the timetable was taken in anew meanwhile
            return {"lesson": lesson, "pupils": [], "station": None, "last_at": None}
        return shown(self._checks.classes.sheet(found))


def shown(sheet: Sheet) -> Json:
    station = sheet.station
    return {
        "lesson": str(sheet.lesson.id),
        "pupils": [_pupil(one) for one in sheet.pupils],
        "station": {"id": station.id, "name": station.name} if station else None,
        "last_at": sheet.last_at.isoformat() if sheet.last_at else None,
    }


def _pupil(one: Checked) -> Json:
    return {
        "id": one.pupil,
        "name": one.name,
        "mark": one.mark.value,
        "evidence": one.evidence.value if one.evidence else None,
        "row": one.row,
        "column": one.column,
    }
