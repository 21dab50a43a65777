"""Takes a device from a pupil: for a rule that is quoted, by whom it lets, until a day that is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.domain import custody_due
from controller.domain.accounts import Account, Role, holds_post
from controller.domain.custody import of_device
from controller.domain.custody_due import Due
from controller.domain.custody_words import (
    ORDINARY,
    QUIET,
    RECEPTION,
    SAFEGUARDING,
    WHAT,
    Kind,
    State,
    Why,
    reference,
)
from controller.domain.timetable import local
from controller.errors import Refused
from controller.services.custody.changing import Book, Change
from controller.services.custody.rulings import Asked, Ruling, Rulings
from controller.storage import words
from controller.storage.journal import Fact, append
from controller.storage.tables.custody import CustodyDeviceRow
from controller.storage.tables.people import AccountRow, PupilRow
from device_rules.vocabulary import Authoriser, Device, Length, Place

MAY_OVERRIDE = frozenset({Authoriser.HEAD, Authoriser.DSL, Authoriser.DEPUTY_DSL})
KEEP = "keep"
MAY_USE = "This pupil may use a phone. Leave it with them, or ask the safeguarding lead."


@dataclass(frozen=True, slots=True)
class Override:
    """By a person who may decide against a need, and has said why: for the journal alone."""

    by: Account
    reason: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """`goes` is `desk:reception`, or `keep` with the `kept_in` place. `due_at` is the date that was shown.

    `attested`, for what goes to safeguarding: nobody has looked at it.
    """

    pupil: str
    device: Device
    why: Why
    place: Place
    where: str
    goes: str = RECEPTION
    kept_in: str = ""
    described: str = ""
    chosen: Length | None = None
    due_at: datetime | None = None
    another: bool = False
    attested: bool = False
    override: Override | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What taking it would mean, for each reason. `may_use`: the pupil has leave, and nobody says why."""

    pupil: str
    name: str
    form: str
    may_use: bool
    rulings: Mapping[Why, Ruling]
    dues: Mapping[Why, Due | None] = field(default_factory=dict)


class Taking:
    def __init__(self, book: Book, rulings: Rulings) -> None:
        self._book, self._rulings = book, rulings

    def proposal(self, pupil_id: str, device: Device, place: Place, chosen: Length | None = None) -> Proposal:
        """Raises Refused for an unknown pupil."""
        with self._book.database.read() as session:
            pupil = _pupil(session, pupil_id)
            may_use = self._rulings.has_need(session, pupil)
        whys = (Why.USED, Why.SEEN, Why.PHOTOGRAPHED, Why.SHARED, Why.HARM)
        found = {why: self._rulings.of(Asked(pupil.year, device, place), why) for why in whys}
        dues = {why: self._due(ruling, chosen) for why, ruling in found.items() if ruling.is_breach}
        return Proposal(pupil.id, f"{pupil.given} {pupil.family}", pupil.form, may_use, found, dues)

    def take(self, by: Account, wanted: Wanted) -> int:
        """Its number in the book. Raises Refused with what to do instead."""
        with self._book.database.write() as session:
            pupil = _pupil(session, wanted.pupil)
            ruling = self._rulings.of(Asked(pupil.year, wanted.device, wanted.place), wanted.why)
            over_need = self._over_need(session, pupil, by, wanted.override)
            self._check(session, by, wanted, ruling)
            due = self._due(ruling, wanted.chosen)
            _check_shown(due, wanted.due_at)
            row = _row(by, wanted, ruling, due, self._book.clock.now())
            row.over_need = over_need
            session.add(row)
            session.flush()
            self._written(Change(session, row, by, row.taken_at), wanted, ruling)
        self._book.told(row.number)
        return row.number

    def _written(self, change: Change, wanted: Wanted, ruling: Ruling) -> None:
        row, name = change.row, change.by.display_name
        change.record("taken", reason="" if wanted.why in QUIET else ruling.quoted)
        if row.offered_to:
            to = "safeguarding" if row.offered_to == SAFEGUARDING else "the school office"
            looked = "never looked at" if wanted.attested else ""
            change.record(f"offered to {to}", reason=looked, handed_by=name)
        facts = {
            "pupil": row.pupil_id,
            "what": row.what,
            "why": row.why,
            "rule": row.rule,
            "policy": row.policy,
            "policy_version": row.policy_version,
            "due": row.due_at.isoformat() if row.due_at else "",
            "over_need": row.over_need,
            "attested": wanted.attested,
        }
        change.journal("taken", **facts)
        if row.over_need and wanted.override:
            why = words.put(change.session, change.now, of_device(row.number), wanted.override.reason.strip())
            said = {"device": row.number, "reason": why}
            who = f"account:{wanted.override.by.username}"
            append(
                change.session, change.now, Fact("custody.need-overridden", who, of_device(row.number), said)
            )

    def _due(self, ruling: Ruling, chosen: Length | None) -> Due | None:
        if ruling.why is Why.HARM:
            return None
        timetable, now = self._rulings.rules.timetable(), self._book.clock.now()
        return custody_due.due(timetable, now, ruling.kept_for, chosen)

    def _over_need(self, session: Session, pupil: PupilRow, by: Account, override: Override | None) -> bool:
        """Whether a need was overridden: only a named person does it, who says why. Raises Refused."""
        if not self._rulings.has_need(session, pupil):
            return False
        if override is None:
            raise Refused("custody.may-use", MAY_USE)
        if not may_override(override.by):
            raise Refused(
                "custody.override-not-yours",
                f"{override.by.display_name} may not decide that: ask the safeguarding lead or the head.",
            )
        if not override.reason.strip():
            raise Refused("custody.needs-reason", "Say why it is taken all the same: it is journaled.")
        return True

    def _check(self, session: Session, by: Account, wanted: Wanted, ruling: Ruling) -> None:
        if not ruling.is_breach:
            raise Refused("custody.no-breach", f"There is nothing to take it for. {ruling.quoted}")
        if not holds_post(by, ruling.takers):
            raise Refused("custody.not-yours", f"The policy lets only {ruling.who} take it. {ruling.source}")
        if wanted.why is Why.HARM and not wanted.attested:
            raise Refused("custody.not-attested", "Confirm first that nobody has looked at what is on it.")
        if wanted.goes == KEEP and not wanted.kept_in.strip():
            raise Refused("custody.no-place", "Say where you keep it, such as “desk drawer, Room 9B”.")
        if not wanted.another and (held := _held(session, wanted)):
            raise Refused("custody.held-already", held)


def may_override(account: Account) -> bool:
    return account.role is Role.SAFEGUARDING or holds_post(account, MAY_OVERRIDE)


def _pupil(session: Session, pupil_id: str) -> PupilRow:
    pupil = session.get(PupilRow, pupil_id)
    if pupil is None:
        raise Refused("pupil.unknown", "That pupil is not in the school's list: search again.")
    return pupil


def _held(session: Session, wanted: Wanted) -> str:
    """A sentence about one of the same kind that was taken today already, by two people at once perhaps."""
    query = (
        select(CustodyDeviceRow, AccountRow.display_name)
        .join(AccountRow, AccountRow.id == CustodyDeviceRow.taken_by_id)
        .where(CustodyDeviceRow.pupil_id == wanted.pupil, CustodyDeviceRow.what == wanted.device.value)
        .where(CustodyDeviceRow.state.in_([state.value for state in ORDINARY]))
        .order_by(CustodyDeviceRow.number.desc())
    )
    found = session.execute(query).first()
    if found is None:
        return ""
    row, who = found
    at = local(row.taken_at)
    return (
        f"{who} took a {WHAT[wanted.device].lower()} of this pupil on {at:%A} at {at:%H:%M}, and it is held "
        f"({reference(row.number)}). If this is another one, say so and confirm again."
    )


def _check_shown(due: Due | None, shown: datetime | None) -> None:
    """What was confirmed is what is written: the bell may have gone while the page was open."""
    if (due.at if due else None) != shown:
        raise Refused(
            "custody.due-changed",
            "The date has changed since it was shown: look at it and confirm again.",
        )


def _row(by: Account, wanted: Wanted, ruling: Ruling, due: Due | None, now: datetime) -> CustodyDeviceRow:
    to = SAFEGUARDING if wanted.why is Why.HARM else ("" if wanted.goes == KEEP else RECEPTION)
    return CustodyDeviceRow(
        kind=Kind.CONFISCATED.value,
        pupil_id=wanted.pupil,
        what=wanted.device.value,
        described=wanted.described.strip(),
        why=wanted.why.value,
        rule=ruling.quoted,
        policy=ruling.policy,
        policy_version=ruling.version,
        taken_by_id=by.id,
        taken_at=now,
        taken_place=wanted.where,
        state=(State.IN_TRANSIT if to else State.HELD).value,
        place=wanted.kept_in.strip() if wanted.goes == KEEP and not to else f"with {by.display_name}",
        holder_id=by.id,
        release_to=ruling.release_to,
        due_at=due.at if due else None,
        due_why=due.why if due else "Safeguarding decides.",
        offered_by_id=by.id if to else None,
        offered_to=to,
        offered_at=now if to else None,
    )
