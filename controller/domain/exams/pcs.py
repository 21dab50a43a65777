"""PCs of an exam room: what a paper uses, how each PC stands, and what counts as a departure from it.

A departure is what was seen of a machine. It says nothing of why, and accuses nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fnmatch import fnmatchcase
from hashlib import sha256

from controller.domain.exams.room_log import IncidentKind
from controller.domain.seats import Known
from controller.domain.timetable import local
from workstation_agent.protocol import troubles
from workstation_agent.protocol.restrictions import Exam

OVERRUN = timedelta(hours=2)
"""How much longer than planned a PC holds on, should nobody end the sitting."""
LONGEST_ID = 64


@dataclass(frozen=True, slots=True)
class Profile:
    """`login` is a pattern that the name of the login must fit, such as `exam*`; empty for any."""

    sites: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    login: str = ""

    @property
    def uses_pcs(self) -> bool:
        return bool(self.sites or self.programs)

    @property
    def limits(self) -> Exam:
        return Exam(self.sites, self.programs)


class PcState(StrEnum):
    """`WAITS`: the sitting has not started, and the PC is there."""

    WAITS = "waits"
    NOT_YET = "not-yet"
    IN_FORCE = "in-force"
    DEPARTED = "departed"
    NOT_SEEN = "not-seen"


class DepartureKind(StrEnum):
    GONE = "gone"
    NOT_IN_FORCE = "not-in-force"
    LOGIN = "login"
    STORAGE = "storage"
    PROGRAM = "program"
    AGENT = "agent"


LASTING = frozenset({DepartureKind.GONE, DepartureKind.NOT_IN_FORCE, DepartureKind.LOGIN})
"""They go on until they are over; the others are over as soon as they are told."""
OF_TROUBLE: Mapping[str, DepartureKind] = {
    troubles.STORAGE_PLUGGED: DepartureKind.STORAGE,
    troubles.PROGRAM_CLOSED: DepartureKind.PROGRAM,
    troubles.WORKER_RESTARTED: DepartureKind.AGENT,
    troubles.AGENT_RESTARTED: DepartureKind.AGENT,
    troubles.DISPLAY_LOST: DepartureKind.AGENT,
}
WORDS: Mapping[DepartureKind, str] = {
    DepartureKind.GONE: "{pc} fell silent. It keeps to the exam by itself for as long as it runs.",
    DepartureKind.NOT_IN_FORCE: "{pc} says that it does not keep to the exam now.",
    DepartureKind.LOGIN: "Somebody is logged in at {pc} as {detail}, which is not the exam's login.",
    DepartureKind.STORAGE: "Removable storage was plugged in at {pc}, and cut off.",
    DepartureKind.PROGRAM: "A program that the paper does not use was started at {pc}, and closed: {detail}.",
    DepartureKind.AGENT: "A part of the agent of {pc} was ended, and started again.",
}
LOGGED_AS: Mapping[DepartureKind, IncidentKind] = {
    DepartureKind.GONE: IncidentKind.EQUIPMENT,
    DepartureKind.AGENT: IncidentKind.EQUIPMENT,
}
"""The kind of incident that it is written down as; the others are `other`."""


def words(kind: DepartureKind, pc: str, detail: str = "") -> str:
    return WORDS[kind].format(pc=pc, detail=detail)


def logged_words(said: str, at: datetime, over_at: datetime | None) -> str:
    """As an entry of the log has it: what lasted, with its end."""
    return f"{said} Over at {local(over_at):%H:%M:%S}." if over_at and over_at != at else said


def login_fits(pattern: str, user: str | None) -> bool:
    """With nobody logged in nothing is wrong."""
    return not pattern or user is None or fnmatchcase(user.casefold(), pattern.casefold())


def lease_id(sitting: int, workstation: str) -> str:
    """Always the same, so that a server which was put back from a copy can end what it forgot it began."""
    plain = f"exam-{sitting}.{workstation}"
    digest = sha256(workstation.encode()).hexdigest()
    return plain if len(plain) <= LONGEST_ID else f"exam-{sitting}.{digest[:40]}"


def departures(lease: str, login: str, known: Known) -> Mapping[DepartureKind, str]:
    """What lasts, with a detail, at a PC that kept to the exam once and has said something of itself."""
    found = {} if lease in known.in_force else {DepartureKind.NOT_IN_FORCE: ""}
    if known.user is not None and not login_fits(login, known.user):
        found[DepartureKind.LOGIN] = known.user
    return found


def until(finishes_at: datetime, now: datetime, time_of_day: str) -> str:
    """`until 12:30`, as long as that is to come."""
    return f"until {time_of_day}" if finishes_at > now else "that nobody has ended yet"
