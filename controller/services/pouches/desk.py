"""What reception does with one pouch: issue, re-issue, lost, found, damaged, retired, condition, owner."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import PouchChanged
from controller.domain.pouch_register import (
    CONDITION_WORDS,
    Condition,
    Owner,
    PouchStatus,
    check_move,
    check_number,
    with_article,
)
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.pouches import changing, fees
from controller.services.pouches.changing import AT_THE_DESK, Author, Change, named
from controller.services.pouches.tags import TagReader, added, free, why_not_free
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.modes import TwiceSeenRow
from controller.storage.tables.people import PupilRow
from controller.storage.tables.pouches import PouchRow

ONE_LOOK = timedelta(minutes=1)
KINDS = {
    PouchStatus.LOST: ("lost", "Reported lost"),
    PouchStatus.DAMAGED: ("damaged", "Taken out of use as damaged"),
    PouchStatus.RETIRED: ("retired", "Retired"),
}


@dataclass(frozen=True, slots=True)
class Becoming:
    """What a pouch is to become, and why. `charge`: its pupil is to pay the replacement fee."""

    status: PouchStatus
    condition: Condition | None = None
    note: str = ""
    charge: bool = False


class PouchDesk:
    """Each raises Refused, with one sentence that says what to do, and changes nothing then."""

    def __init__(self, database: Database, clock: Clock, bus: EventBus, tags: TagReader) -> None:
        self._database, self._clock, self._bus, self._tags = database, clock, bus, tags

    def issue(self, by: Account, pupil_id: str, tag: str, owner: Owner) -> str:
        """A spare or new pouch for a pupil who has none. Its number."""

        def act(session: Session, author: Author) -> str:
            pupil = changing.pupil_known(session, pupil_id)
            check_has_none(session, pupil)
            row = free(session, author, self._tags.pouch(session, tag), owner, AT_THE_DESK)
            issue(session, author, row, pupil)
            return row.id

        return self._do(by, act)

    def replace(
        self, by: Account, number: str, revision: int, tag: str, becoming: Becoming, owner: Owner
    ) -> str:
        """Another pouch for the pupil who has (or last had) this one. The new one's number."""

        def act(session: Session, author: Author) -> str:
            old = changing.as_seen(session, number, revision)
            pupil = changing.pupil_known(session, old.pupil_id or old.last_pupil_id or "")
            if old.pupil_id is None:
                check_has_none(session, pupil)
            found = self._tags.pouch(session, tag)
            if isinstance(found, PouchRow) and found.id == old.id:
                raise Refused("pouch.same", f"That is pouch {old.id} itself: scan the new one.")
            if becoming.status.value != old.status:
                _become(session, author, old, becoming)
            elif becoming.charge:
                fees.charge(session, author, old, pupil.id)
            row = free(session, author, found, owner, AT_THE_DESK)
            issue(session, author, row, pupil, f" in place of {old.id}")
            return row.id

        return self._do(by, act)

    def become(self, by: Account, number: str, revision: int, becoming: Becoming) -> str:
        def act(session: Session, author: Author) -> str:
            row = changing.as_seen(session, number, revision)
            if becoming.status is PouchStatus.IN_USE:
                _give_back(session, author, row, becoming)
            else:
                _become(session, author, row, becoming)
            return row.id

        return self._do(by, act)

    def note_condition(self, by: Account, number: str, condition: Condition, note: str = "") -> str:
        """As it was seen just now; the same by two people, or by one who pressed twice, is one sighting."""

        def act(session: Session, author: Author) -> str:
            row = changing.known(session, number)
            just_now = row.condition_at is not None and author.now - row.condition_at < ONE_LOOK
            if row.condition == condition.value and just_now and not note:
                return row.id
            changing.set_condition(session, author, row, condition)
            change = Change("condition", f"Condition noted: {with_article(CONDITION_WORDS[condition])}", note)
            changing.record(session, author, row, change)
            return row.id

        return self._do(by, act)

    def set_owner(self, by: Account, number: str, revision: int, owner: Owner) -> str:
        def act(session: Session, author: Author) -> str:
            row = changing.as_seen(session, number, revision)
            if row.owner == owner.value:
                raise Refused("pouch.is-already", f"Pouch {row.id} is the {owner.value}'s already.")
            changing.set_owner(row, owner)
            changing.record(session, author, row, Change("owner", f"Now owned by the {owner.value}"))
            return row.id

        return self._do(by, act)

    def add(self, by: Account, tag: str, number: str, owner: Owner) -> str:
        """A pouch that the register does not have, for the spare pool."""

        def act(session: Session, author: Author) -> str:
            wanted = check_number(number) if number.strip() else ""
            found = self._tags.pouch(session, tag)
            if isinstance(found, PouchRow):
                raise Refused("pouch.not-free", why_not_added(session, found))
            return added(session, author, found, owner, wanted).id

        return self._do(by, act)

    def keep_one(self, by: Account, number: str, revision: int) -> str:
        """Of a pupil's two pouches this is the one; the others go back into the spare pool."""

        def act(session: Session, author: Author) -> str:
            row = changing.as_seen(session, number, revision)
            others = [one for one in in_use_of(session, row.pupil_id or "") if one.id != row.id]
            if not others:
                raise Refused("pouch.only-one", "That pupil has one pouch now: somebody has mended it.")
            for other in others:
                words = f"Taken back into the spare pool: {row.id} is the pupil's pouch"
                changing.take(session, author, other, PouchStatus.SPARE, Change("taken-back", words))
            return row.id

        return self._do(by, act)

    def _do(self, by: Account, act: Callable[[Session, Author], str]) -> str:
        with self._database.write() as session:
            number = act(session, Author(by, self._clock.now()))
        self._bus.publish(PouchChanged(number))
        return number


def issue(session: Session, author: Author, row: PouchRow, pupil: PupilRow, more: str = "") -> None:
    change = Change("issued", f"Issued to {named(pupil)}{more}")
    changing.give(session, author, row, pupil, change)


def check_has_none(session: Session, pupil: PupilRow) -> None:
    has = in_use_of(session, pupil.id)
    if has:
        raise Refused(
            "pouch.has-one",
            f"{named(pupil)} has pouch {has[0].id} already: replace that one instead.",
        )


def in_use_of(session: Session, pupil_id: str) -> list[PouchRow]:
    query = select(PouchRow).where(PouchRow.pupil_id == pupil_id).order_by(PouchRow.id)
    return list(session.scalars(query))


def why_not_added(session: Session, row: PouchRow) -> str:
    if row.status == PouchStatus.SPARE.value:
        return f"That is pouch {row.id}, which is in the spare pool already."
    return why_not_free(session, row)


def _become(session: Session, author: Author, row: PouchRow, becoming: Becoming) -> None:
    now, then = PouchStatus(row.status), becoming.status
    check_move(row.id, now, then)
    pupil_id = row.pupil_id or row.last_pupil_id
    if becoming.condition is not None:
        changing.set_condition(session, author, row, becoming.condition)
    changing.take(session, author, row, then, _change(now, becoming))
    if then is not PouchStatus.SPARE:
        _settle_copies(session, author, row)
    if becoming.charge:
        fees.charge(session, author, row, pupil_id)


def _settle_copies(session: Session, author: Author, row: PouchRow) -> None:
    """Its tag opens nothing any more, so a copy of it is none to look for."""
    seen = TwiceSeenRow
    for one in session.scalars(select(seen).where(seen.pouch_id == row.id, seen.dismissed_at.is_(None))):
        one.dismissed_at = author.now
        facts: dict[str, object] = {"number": one.id, "why": f"pouch {row.status}"}
        append(session, author.now, Fact("tag.dismissed", author.actor, f"tag:{one.tag.hex()}", facts))


def _change(now: PouchStatus, becoming: Becoming) -> Change:
    if becoming.status is PouchStatus.SPARE:
        return Change(*_TO_SPARE[now], becoming.note)
    kind, words = KINDS[becoming.status]
    condition = becoming.condition
    if condition is not None and condition is not Condition.FINE:
        words += f": {with_article(CONDITION_WORDS[condition])}"
    return Change(kind, words, becoming.note)


_TO_SPARE = {
    PouchStatus.IN_USE: ("taken-back", "Taken back into the spare pool"),
    PouchStatus.LOST: ("found", "Found, and put into the spare pool"),
    PouchStatus.DAMAGED: ("mended", "Mended, and put into the spare pool"),
    PouchStatus.RETIRED: ("back", "Put back into the spare pool"),
}


def _give_back(session: Session, author: Author, row: PouchRow, becoming: Becoming) -> None:
    """Found or mended, and with the pupil again whose it was."""
    now = PouchStatus(row.status)
    check_move(row.id, now, PouchStatus.IN_USE)
    if row.last_pupil_id is None:
        raise Refused("pouch.nobodys", f"Pouch {row.id} was no pupil's: issue it to one.")
    pupil = changing.pupil_known(session, row.last_pupil_id)
    has = in_use_of(session, pupil.id)
    if has:
        raise Refused(
            "pouch.has-one",
            f"{named(pupil)} has pouch {has[0].id} by now: put {row.id} into the spare pool instead.",
        )
    if becoming.condition is not None:
        changing.set_condition(session, author, row, becoming.condition)
    kind, verb = ("found", "Found") if now is PouchStatus.LOST else ("mended", "Mended")
    words = f"{verb}, and given back to {named(pupil)}"
    changing.give(session, author, row, pupil, Change(kind, words, becoming.note))
