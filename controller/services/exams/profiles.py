"""What a sitting's paper uses on PCs: sites, programs of the school's list, and a login. Journaled."""

from collections.abc import Callable, Iterable, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain import lists
from controller.domain.accounts import Account
from controller.domain.events import ExamChanged
from controller.domain.exams.pcs import Profile
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.exams.book import record
from controller.services.exams.floor import row_of
from controller.storage.database import Database
from controller.storage.tables.exam_pcs import ExamProfileRow
from controller.storage.tables.workstations import ProgramRow
from workstation_agent.protocol.limits import MAX_NAME, MAX_PATTERNS


class Profiles:
    def __init__(self, database: Database, clock: Clock, bus: EventBus) -> None:
        self._database, self._clock, self._bus = database, clock, bus

    def of(self, number: int) -> Profile:
        """An empty one where nothing is laid down: the PCs are then left as they are."""
        with self._database.read() as session:
            row = session.get(ExamProfileRow, number)
            return profile(row) if row else Profile()

    def choices(self) -> Mapping[str, str]:
        """The programs of the school's list that a PC could be kept to: their names by their ids."""
        with self._database.read() as session:
            rows = session.scalars(select(ProgramRow).order_by(func.lower(ProgramRow.name)))
            return {row.id: row.name for row in rows if _can_be_listed(row.id)}

    def put(
        self, by: Account, number: int, sites: Iterable[str], programs: Iterable[str], login: str
    ) -> Profile:
        """Until the sitting has ended: a missing site must be put right while it is on. Raises Refused.

        Sites are taken as people write them.
        """
        new = Profile(_sites(sites), _programs(programs), login.strip())
        if len(new.login) > MAX_NAME:
            raise Refused("exam-profile.login", f"A login has at most {MAX_NAME} letters.")
        with self._database.write() as session:
            row, now = row_of(session, number), self._clock.now()
            if row.ended_at is not None:
                raise Refused("sitting.ended", "That sitting has ended already.")
            _check_listed(session, new.programs)
            values = {"sites": "\n".join(new.sites), "programs": "\n".join(new.programs), "login": new.login}
            session.merge(ExamProfileRow(sitting_id=number, **values, set_at=now, set_by_id=by.id))
            facts = {"sites": new.sites, "programs": new.programs, "login": new.login}
            record(session, now, by, "exam-profile.set", number, facts)
        self._bus.publish(ExamChanged(number))
        return new


def profile(row: ExamProfileRow) -> Profile:
    return Profile(_lines(row.sites), _lines(row.programs), row.login)


def _can_be_listed(program: str) -> bool:
    try:
        return lists.app(program) == program
    except ValueError:
        return False


def _lines(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split("\n")))


def _sites(written: Iterable[str]) -> tuple[str, ...]:
    found = _read(written, lists.pattern)
    if len(found) > MAX_PATTERNS:
        raise Refused("exam-profile.site", f"At most {MAX_PATTERNS} sites fit on one list.")
    return found


def _programs(written: Iterable[str]) -> tuple[str, ...]:
    return _read(written, lists.app)


def _read(written: Iterable[str], read: Callable[[str], str]) -> tuple[str, ...]:
    try:
        return tuple(dict.fromkeys(read(one) for one in written if one.strip()))
    except ValueError as error:
        raise Refused("exam-profile.list", str(error)) from error


def _check_listed(session: Session, programs: tuple[str, ...]) -> None:
    known = set(session.scalars(select(ProgramRow.id)))
    if strange := [one for one in programs if one not in known]:
        raise Refused(
            "exam-profile.program",
            f"{strange[0]} is not on the school's list of programs. Ask the network manager to add it.",
        )
