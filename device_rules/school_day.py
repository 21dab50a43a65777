"""Which part of the school day a moment falls in, where the policy's own day makes that clear."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from device_rules.vocabulary import During

LONDON = ZoneInfo("Europe/London")
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Session:
    """Wall-clock times in Europe/London, on Mondays to Fridays; `until` is the first moment after it."""

    start: time
    until: time
    during: During | None


def midnight(day: date) -> datetime:
    """The moment (UTC) at which a day begins in London."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


def period_at(sessions: Sequence[Session], at: datetime) -> During | None:
    """None when the policy gives no school day, at weekends, in gaps between its sessions, and in
    a session of which it does not say what it is for."""
    if not sessions:
        return None
    local = at.astimezone(LONDON)
    if local.weekday() >= SATURDAY:
        return None
    now = local.time()
    if now < sessions[0].start:
        return During.BEFORE_SCHOOL
    if now >= sessions[-1].until:
        return During.AFTER_SCHOOL
    return next((session.during for session in sessions if session.start <= now < session.until), None)
