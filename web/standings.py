"""Asks the school what is somebody's to command, by their role."""

from collections.abc import Callable, Mapping

from controller.clock import Clock
from controller.domain.accounts import Account, Role
from controller.domain.checks import may_check
from controller.services.exams.sittings import Sittings
from controller.services.lab.lessons import Lessons
from controller.services.lab.seats import Seats
from controller.services.lab.visits import Visits
from controller.services.stations.registry import Stations
from web.standing import NOTHING, Standing

Ask = Callable[[Account], Standing]


class SchoolStandings:
    """A role that is not in the table commands nothing."""

    def __init__(self, by_role: Mapping[Role, Ask]) -> None:
        self._by_role = by_role

    def of(self, account: Account) -> Standing:
        ask = self._by_role.get(account.role)
        return ask(account) if ask else NOTHING


def own_lesson(lessons: Lessons, seats: Seats, visits: Visits, clock: Clock) -> Ask:
    def ask(account: Account) -> Standing:
        visited = {one.lesson: seats.ids(one.room) for one in visits.of(account.id)}
        now, today = clock.now(), lessons.today_for(account.id)
        checks = frozenset(str(one.id) for one in today if may_check(one, now))
        lesson = next((one for one in today if one.starts_at <= now < one.ends_at), None)
        if lesson is None:
            return Standing(visits=visited, checks=checks)
        return Standing(str(lesson.id), lesson.room, seats.ids(lesson.room), visits=visited, checks=checks)

    return ask


def every_station(stations: Stations) -> Ask:
    return lambda _: Standing(stations=stations.ids())


def todays_sittings(sittings: Sittings) -> Ask:
    return lambda _: Standing(sittings=sittings.todays())
