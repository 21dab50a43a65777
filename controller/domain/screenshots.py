"""Screenshots: who may see one, and when it is deleted."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from controller.domain.accounts import Account, Role
from controller.domain.timetable import local


@dataclass(frozen=True, slots=True)
class Screenshot:
    """`user` is the login that the PC told, `pupil` the name of whoever the seating plan puts there.

    `case` is how safeguarding names the case that it is kept for; None while none is open.
    """

    id: str
    pc: str
    room: str
    lesson: str
    by_id: int
    by: str
    user: str | None
    pupil: str | None
    reason: str
    taken_at: datetime
    delete_at: datetime
    width: int
    height: int
    case: str | None

    @property
    def file(self) -> str:
        """The name of its file: no person's, since files travel, and plain letters only."""
        pc = "".join(char for char in self.pc if char.isascii() and (char.isalnum() or char == "-"))
        return f"{pc or 'screen'}-{local(self.taken_at):%Y-%m-%d-%H%M}.jpg"


def may_see(account: Account, by_id: int, taken_at: datetime, now: datetime) -> bool:
    """Safeguarding; and whoever made it, on the day of the lesson."""
    if account.role is Role.SAFEGUARDING:
        return True
    same_day = local(taken_at).date() == local(now).date()
    return account.role is Role.TEACHER and account.id == by_id and same_day


def due(case: str | None, delete_at: datetime, now: datetime) -> bool:
    return case is None and delete_at <= now


def end_of_day(now: datetime) -> datetime:
    return local(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
