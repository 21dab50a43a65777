"""Who sits at which lab PC, by the timetable."""

from collections.abc import Mapping
from datetime import datetime

from controller.domain.school import Pupil, School
from controller.domain.timetable import Timetable, local


class SeatedPupils:
    def __init__(self, school: School) -> None:
        self._timetable = Timetable(school.periods)
        self._lessons = {(s.weekday, s.period, s.room): s.class_id for s in school.timetable}
        self._names = {pupil.id: login_name(pupil) for pupil in school.pupils}
        self._rooms = {workstation.id: workstation.room for workstation in school.workstations}
        self._seats = {(s.class_id, s.workstation): s.pupil for s in school.seating}

    def at(self, moment: datetime) -> Mapping[str, str | None]:
        """The login name at each workstation, None where nobody sits."""
        period = self._timetable.period_at(moment)
        weekday = local(moment).weekday()
        return {
            workstation: self._user(workstation, weekday, room, period.name if period else "")
            for workstation, room in self._rooms.items()
        }

    def _user(self, workstation: str, weekday: int, room: str, period: str) -> str | None:
        class_id = self._lessons.get((weekday, period, room), "")
        pupil = self._seats.get((class_id, workstation))
        return self._names[pupil] if pupil else None


def login_name(pupil: Pupil) -> str:
    """As schools make them: `25akhan0417`, year of joining, initial, family name, number."""
    family = "".join(char for char in pupil.family.lower() if char.isalpha())
    return f"{32 - pupil.year}{pupil.given[0].lower()}{family}{pupil.id[1:]}"
