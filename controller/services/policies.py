"""The school's policies: bringing a version in, and switching one on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.policies import LONGEST_REASON, Switch, Version, is_name, pouch_gaps
from controller.domain.timetable import LONDON, local
from controller.errors import Refused
from controller.services.policy_shelf import PolicyShelf, PolicyUnusable, written
from controller.services.policy_switches import Order, history, order
from controller.services.rules import Rules
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.people import PupilRow
from controller.storage.tables.policies import PolicySwitchRow
from device_rules.loader import MAX_BYTES
from device_rules.model import Policy
from device_rules.phrases import of_years

FARTHEST = timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True)
class Asked:
    """A switch as somebody asks for it. `on` None is at once; `gaps_seen` accepts what `pouch_gaps` lists."""

    name: str
    version: str
    reason: str
    on: date | None = None
    gaps_seen: bool = False


class Policies:
    def __init__(self, database: Database, clock: Clock, rules: Rules) -> None:
        self._database, self._clock, self._rules = database, clock, rules

    @property
    def shelf(self) -> PolicyShelf:
        return self._rules.shelf

    def all(self) -> Sequence[Version]:
        return self.shelf.all()

    def history(self) -> Sequence[Switch]:
        """Also those that are planned and those that were called off; the last to start comes first."""
        with self._database.read() as session:
            return history(session)

    def deciding(self) -> Policy | None:
        """The one in force; None where it cannot be used, which another one must be able to mend."""
        try:
            return self._rules.policy
        except PolicyUnusable:
            return None

    def years(self) -> tuple[int, ...]:
        """The year groups that the school has pupils in."""
        with self._database.read() as session:
            return tuple(session.scalars(select(PupilRow.year).distinct().order_by(PupilRow.year)))

    def upload(self, by: Account, name: str, content: bytes) -> Policy:
        """Kept, not in force. Raises PolicyUnusable or Refused, and then nothing was kept."""
        if not is_name(name):
            sentence = "Give the policy a short name: lower-case words and digits, joined by hyphens."
            raise Refused("policy.name", sentence)
        text = _text(content)
        document = written(text, name, self.shelf.latest())
        policy = document.policy
        now = self._clock.now()
        with self._database.write() as session:
            if self.shelf.keep(session, document, now, by.id):
                facts = {"version": policy.version, "title": policy.title, "bytes": len(content)}
                fact = Fact("policy.uploaded", f"account:{by.username}", f"policy:{name}", facts)
                append(session, now, fact)
        return policy

    def switch(self, by: Account, asked: Asked) -> Switch:
        """Raises Refused with a sentence that says what to do."""
        policy = self.shelf.get(asked.name, asked.version)
        now = self._clock.now()
        start = self._start(asked.on, now)
        self._refuse(policy, asked, start)
        with self._database.write() as session:
            _refuse_twice(history(session), asked, start)
            self.shelf.keep_shipped(session, asked.name, asked.version, now)
            reason = asked.reason.strip()
            row = order(session, now, Order(policy, start, reason, by.id, f"account:{by.username}"))
            return next(one for one in history(session) if one.id == row.id)

    def call_off(self, by: Account, number: int) -> None:
        """Raises Refused once it has started: then another policy can be switched on instead."""
        now = self._clock.now()
        with self._database.write() as session:
            row = session.get(PolicySwitchRow, number)
            if row is None or row.called_off_at is not None or row.from_at <= now:
                raise Refused("policy.not-planned", "That switch is not planned any more.")
            row.called_off_at = now
            facts = {"switch": number, "version": row.version}
            fact = Fact("policy.switch-called-off", f"account:{by.username}", f"policy:{row.name}", facts)
            append(session, now, fact)

    def _start(self, on: date | None, now: datetime) -> datetime:
        if on is None or on == local(now).date():
            return now
        start = datetime.combine(on, time(), LONDON)
        if start < now:
            raise Refused("policy.past", "That day is over. Choose today or a later day.")
        if start > now + FARTHEST:
            raise Refused("policy.far", "That is more than two years away. Choose a nearer day.")
        return start

    def _refuse(self, policy: Policy, asked: Asked, start: datetime) -> None:
        _refuse_reason(asked.reason)
        _refuse_dates(policy, local(start).date())
        missing = [year for year in self.years() if year not in policy.years]
        if missing:
            sentence = (
                f"It has no {of_years(missing)}, and the school has pupils there: "
                f"their pouches could not be decided about. Add them to the document's key stages."
            )
            raise Refused("policy.years", sentence)
        now = self.deciding()
        if now and not asked.gaps_seen and pouch_gaps(now, policy, local(start).date(), self.years()):
            sentence = (
                "It leaves questions about pouches without an answer. Read them, and say that you have "
                "seen them; or add the rules that are missing."
            )
            raise Refused("policy.gaps", sentence)


def _text(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise PolicyUnusable("The document is over 1 MB, which no policy needs.")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise PolicyUnusable("The document is not text in UTF-8: save it as plain text.") from error


def _refuse_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("policy.reason", "Say why, so that it can be understood next year.")
    if len(reason) > LONGEST_REASON:
        raise Refused("policy.reason", f"Say why in at most {LONGEST_REASON} characters.")


def _refuse_dates(policy: Policy, on: date) -> None:
    if policy.until and policy.until < on:
        sentence = (
            f"It ended on {_day(policy.until)}, so it would decide nothing. Change `until` in the document."
        )
        raise Refused("policy.ended", sentence)
    if policy.effective > on:
        first = _day(policy.effective)
        sentence = f"It takes effect on {first}, and would decide nothing before. Switch it on from that day."
        raise Refused("policy.early", sentence)


def _refuse_twice(switches: Sequence[Switch], asked: Asked, start: datetime) -> None:
    """The one that decides at that moment already is not switched on again."""
    standing = [one for one in switches if one.called_off_at is None and one.from_at <= start]
    if standing and (standing[0].name, standing[0].version) == (asked.name, asked.version):
        raise Refused("policy.in-force", "That version decides then already.")


def _day(on: date) -> str:
    return f"{on.day} {on:%B} {on.year}"
