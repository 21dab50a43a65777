"""The programs that teachers may start on PCs: the school's own list, kept by the technician."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.errors import Refused
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.workstations import ProgramRow
from workstation_agent.protocol.acts import StartProgram
from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.fields import Fields, clean_text

MOST = 60
NAME = 40


@dataclass(frozen=True, slots=True)
class Program:
    """`id` is its entry in the PCs' own list of applications, such as `libreoffice-writer`."""

    id: str
    name: str

    @property
    def what(self) -> StartProgram:
        return StartProgram(self.id)


class Programs:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def all(self) -> Sequence[Program]:
        with self._database.read() as session:
            rows = session.scalars(select(ProgramRow).order_by(func.lower(ProgramRow.name)))
            return [Program(row.id, row.name) for row in rows]

    def named(self, program: str) -> Program:
        """Raises Refused for one that is not on the list."""
        with self._database.read() as session:
            row = session.get(ProgramRow, program)
        if row is None:
            raise Refused(
                "program.unknown", "That program is no longer on the school's list. Choose another."
            )
        return Program(row.id, row.name)

    def add(self, by: Account, program: str, name: str) -> None:
        """A new one, or another name for one that is there. Raises Refused."""
        program, name = _identifier(program.strip()), clean_text(name, NAME)
        if not name:
            raise Refused("program.no-name", "Write the name that teachers are to see.")
        with self._database.write() as session:
            if session.get(ProgramRow, program) is None and self._count(session) >= MOST:
                raise Refused(
                    "program.too-many", f"The list holds at most {MOST} programs. Take one off first."
                )
            session.merge(ProgramRow(id=program, name=name))
            fact = Fact("program.added", f"account:{by.username}", f"program:{program}", {"name": name})
            append(session, self._clock.now(), fact)

    def remove(self, by: Account, program: str) -> None:
        """Raises Refused."""
        with self._database.write() as session:
            row = session.get(ProgramRow, program)
            if row is None:
                raise Refused("program.unknown", "That program is not on the list any more.")
            session.delete(row)
            fact = Fact("program.removed", f"account:{by.username}", f"program:{program}", {"name": row.name})
            append(session, self._clock.now(), fact)

    @staticmethod
    def _count(session: Session) -> int:
        return session.scalar(select(func.count()).select_from(ProgramRow)) or 0


def _identifier(program: str) -> str:
    try:
        return Fields("program", {"id": program}).identifier("id")
    except ProtocolError as error:
        sentence = (
            "Write the program's entry as the PCs know it, such as libreoffice-writer: no folder, no spaces."
        )
        raise Refused("program.bad-id", sentence) from error
