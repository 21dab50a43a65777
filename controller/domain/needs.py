"""A pupil's standing need: medical, an adjustment, a caring role. Only safeguarding ever reads of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from controller.domain.timetable import local
from controller.errors import Refused
from device_rules.vocabulary import Exemption

AT_MOST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Terms:
    """`reason` is for the journal alone. Ends after `ends_on`, or goes on and is looked at on `review_on`."""

    reason: str = ""
    ends_on: date | None = None
    review_on: date | None = None


UNTIL_ENDED = Terms()


@dataclass(frozen=True, slots=True)
class Need:
    id: int
    pupil: str
    pupil_name: str
    form: str
    kind: Exemption
    given_by: str
    since: datetime
    ends_at: datetime | None
    review_on: date | None

    def is_due(self, now: datetime) -> bool:
        """For its review."""
        return self.review_on is not None and local(now).date() >= self.review_on


def terms(reason: str, day: str, *, ends: bool, now: datetime) -> Terms:
    """As they are typed; `day` is written 2026-09-01. Raises Refused with what to mend."""
    if not reason.strip():
        raise Refused("need.needs-reason", "Say why: it is kept in the journal, and shown to nobody else.")
    on, today = _day(day), local(now).date()
    if not today <= on <= today + AT_MOST:
        raise Refused("need.bad-day", "Choose a day from today up to a year from now.")
    return Terms(reason.strip(), ends_on=on if ends else None, review_on=None if ends else on)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused("need.bad-day", "Choose the day on which it ends or is looked at again.") from error
