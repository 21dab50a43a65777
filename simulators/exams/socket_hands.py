"""Works the pages of an exam morning without a browser: over the socket, as their scripts do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from controller.errors import SchoolbellError
from simulators.exams.script import Script, Timed
from simulators.exams.tablet import Tablet
from simulators.staff_page import StaffPage
from simulators.waiting import wait_for

BACK_S = 90.0  # real seconds within which a killed server is there again
SEEN_S = 20.0
TOO_FEW = frozenset({"short", "alone", "nobody"})


@dataclass(frozen=True, slots=True)
class Pages:
    """`rooms` by their id."""

    officer: StaffPage
    reception: StaffPage
    admin: StaffPage
    rooms: Mapping[str, StaffPage]


class SocketHands:
    """`sittings` are the numbers of the sittings by the papers' codes."""

    at_once = True

    def __init__(self, script: Script, pages: Pages, sittings: Mapping[str, int]) -> None:
        self._script, self._pages, self._sittings = script, pages, sittings
        self._tablets = {
            room: Tablet(page, sittings[script.places[room].paper.code]) for room, page in pages.rooms.items()
        }
        self._orders: dict[str, int] = {}

    @property
    def troubles(self) -> list[str]:
        return [f"{room}: {said}" for room, tablet in self._tablets.items() for said in tablet.refused]

    @property
    def resent(self) -> int:
        return sum(tablet.resent for tablet in self._tablets.values())

    def write(self, line: Timed) -> None:
        self._tablets[line.step.who].write(line)

    def as_written(self, lines: list[Timed]) -> list[Timed]:
        """They write at the times of the script."""
        return lines

    def catch_up(self, room: str) -> None:
        """With its newest lines before that once more."""
        self._tablets[room].doubt()
        wait_for(self._tablets[room].flush, f"the lines of {room}", BACK_S)

    def start(self, code: str) -> str:
        try:
            self._pages.officer.command("exam.start", sitting=self._sittings[code])
        except SchoolbellError as error:
            return error.sentence
        return ""

    def end(self, code: str) -> None:
        self._pages.officer.command("exam.end", sitting=self._sittings[code])

    def start_release(self) -> None:
        answer = self._pages.reception.command(
            "reception.start-release", when="now", reason="the others go home"
        )
        self._orders["release"] = int(answer["release"])

    def end_release(self) -> None:
        try:
            self._pages.reception.command("reception.end-release", release=self._orders.pop("release"))
        except SchoolbellError as error:
            if error.code != "release.over":
                raise

    def alarm(self) -> None:
        answer = self._pages.admin.command("emergency.order", mode="evacuate", drill=True, reason="a drill")
        self._orders["alarm"] = int(answer["order"])

    def all_clear(self) -> None:
        self._pages.admin.command("emergency.end", order=self._orders.pop("alarm"))

    def sees_ratio(self, room: str, too_few: bool) -> bool:
        page = self._pages.rooms[room]
        return _seen(lambda: (page.newest["exam"]["ratio"]["watch"] in TOO_FEW) == too_few, SEEN_S)

    def sees_pc(self, room: str, state: str) -> bool:
        page = self._pages.rooms[room]
        return _seen(lambda: [pc["state"] for pc in page.newest["exam-pcs"]["pcs"]] == [state], BACK_S)

    def sets_aside(self, room: str) -> None:
        page, sitting = self._pages.rooms[room], self._sittings[self._script.places[room].paper.code]
        for one in page.newest["exam-pcs"]["departures"]:
            if not one["settled_by"]:
                page.command("exam.set-aside-departure", sitting=sitting, departure=one["id"])

    def evidence(self, code: str) -> bytes:
        number = self._sittings[code]
        status, content = self._pages.officer.post(f"/sittings/{number}/evidence", {}, source="/sittings")
        if status != 200:
            raise SchoolbellError("simulation.no-evidence", f"There was no evidence of {code}: {status}.")
        return content


def _seen(truth: Callable[[], object], within_s: float) -> bool:
    try:
        wait_for(truth, "the page to say so", within_s)
    except SchoolbellError:
        return False
    return True
