"""Takes a register file in two steps: its differences are shown, and then taken as shown or not at all."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import PouchChanged
from controller.domain.pouch_register import Condition, Owner, PouchStatus
from controller.domain.pouch_register_diff import Difference, Plan, plan, state_of
from controller.domain.pouch_register_file import FileLine, read_register, write_register
from controller.domain.timetable import local
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.pouches import changing
from controller.services.pouches.changing import Author, Change, named
from controller.services.pouches.entries import names, register
from controller.services.pouches.tags import TagReader
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.people import AccountRow, PupilRow
from controller.storage.tables.pouch_register import PouchChangeRow, PouchImportRow
from controller.storage.tables.pouches import PouchRow

KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shown:
    """A file's differences as they are now. `stale`: the register has changed since they were shown."""

    number: int
    name: str
    whole: bool
    plan: Plan
    names: dict[str, tuple[str, str]]
    at: datetime
    stale: bool


class Imports:
    """Each raises Refused, with one sentence, and changes nothing then."""

    def __init__(self, database: Database, clock: Clock, bus: EventBus, tags: TagReader) -> None:
        self._database, self._clock, self._bus, self._tags = database, clock, bus, tags

    def export(self, by: Account) -> bytes:
        with self._database.write() as session:
            entries, people = register(session), names(session)
            fact = Fact("register.exported", f"account:{by.username}", "register", {"pouches": len(entries)})
            append(session, self._clock.now(), fact)
        return write_register(entries, people)

    def offer(self, by: Account, name: str, content: bytes, *, whole: bool) -> Shown:
        """Reads the file, changes nothing, and keeps what it says until it is taken, for a day at most."""
        now = self._clock.now()
        with self._database.write() as session:
            people = names(session)
            lines, bad = read_register(content, people, self._tags.hashed)
            found = register(session)
            session.execute(delete(PouchImportRow).where(PouchImportRow.at < now - KEPT))
            row = PouchImportRow(
                at=now,
                by_id=by.id,
                name=name.strip()[:80] or "register.csv",
                digest=hashlib.sha256(content).digest(),
                state=state_of(found),
                whole=whole,
                lines=json.dumps([asdict(one) for one in lines]),
            )
            if not bad:
                session.add(row)
                session.flush()
            made = plan(found, lines, bad, whole=whole)
            return Shown(row.id or 0, row.name, whole, made, people, now, stale=False)

    def show(self, by: Account, number: int) -> Shown:
        """The differences again, as they are now."""
        with self._database.write() as session:
            row = _open(session, number, by)
            found = register(session)
            stale, row.state = state_of(found) != row.state, state_of(found)
            made = plan(found, _lines(row), (), whole=row.whole)
            return Shown(row.id, row.name, row.whole, made, names(session), row.at, stale)

    def take(self, by: Account, number: int, *, shut: int) -> Plan:
        """All of it. `shut` is how many pouches the person said yes to taking out of use, if many."""
        with self._database.write() as session:
            row = _open(session, number, by)
            found = register(session)
            if state_of(found) != row.state:
                raise Refused("import.changed", f"{_who_changed(session)} Here are the differences again.")
            made = plan(found, _lines(row), (), whole=row.whole)
            _check(made, shut)
            author = Author(by, self._clock.now())
            _apply(session, author, made)
            row.applied_at, row.lines = author.now, "[]"
            _journal(session, author, row, made)
        self._bus.publish(PouchChanged(""))
        return made


def _check(made: Plan, shut: int) -> None:
    if made.bad:
        raise Refused("import.bad-lines", "The file has lines that cannot be taken: mend them first.")
    if not made.all:
        raise Refused("import.same", "The file says nothing that the register does not have already.")
    if made.shuts_many and shut != made.shut:
        raise Refused(
            "import.shuts-many",
            f"This would take {made.shut} of {made.in_service} pouches ({made.share} %) out of use: "
            "tick that you mean it, or choose another file.",
        )


def _apply(session: Session, author: Author, made: Plan) -> None:
    """Tags that one pouch gives up and another gets are out of the way first: a tag is unique."""
    for one in made.all:
        if one.before is None:
            changing.new_pouch(session, one.after.id, one.after.tag, one.after.owner, author.now)
        _change(session, author, one)


def _change(session: Session, author: Author, one: Difference) -> None:
    row, after = session.get_one(PouchRow, one.after.id), one.after
    note = "" if one.before is None else "; ".join(one.words)
    row.tag = after.tag
    changing.set_owner(row, Owner(after.owner))
    if after.condition is not Condition(row.condition):
        changing.set_condition(session, author, row, after.condition)
    if after.pupil and after.pupil != row.pupil_id:
        pupil = session.get_one(PupilRow, after.pupil)
        change = Change("issued", f"Issued to {named(pupil)}, by a register file", note, _FILE)
        changing.give(session, author, row, pupil, change)
    elif after.status.value != row.status:
        changing.take(session, author, row, after.status, Change(*_WORDS[after.status], note, _FILE))
    else:
        kind = "added" if one.before is None else "corrected"
        words = "Added by a register file" if one.before is None else "Corrected by a register file"
        changing.record(session, author, row, Change(kind, words, note, _FILE), before=row.pupil_id)


_FILE = "Register file"
_WORDS = {
    PouchStatus.SPARE: ("taken-back", "Put into the spare pool by a register file"),
    PouchStatus.LOST: ("lost", "Reported lost by a register file"),
    PouchStatus.DAMAGED: ("damaged", "Taken out of use as damaged by a register file"),
    PouchStatus.RETIRED: ("retired", "Retired by a register file"),
}


def _journal(session: Session, author: Author, row: PouchImportRow, made: Plan) -> None:
    facts: dict[str, object] = {
        "file": row.name,
        "sha256": row.digest.hex(),
        "whole": row.whole,
        "added": len(made.added),
        "changed": len(made.changed),
        "moved": len(made.moved),
        "retired": len(made.retired),
    }
    append(session, author.now, Fact("register.imported", author.actor, f"import:{row.id}", facts))


def _open(session: Session, number: int, by: Account) -> PouchImportRow:
    row = session.get(PouchImportRow, number)
    if row is None or row.by_id != by.id:
        raise Refused("import.unknown", "That file is not here any more: choose it again.")
    if row.applied_at is not None:
        raise Refused("import.taken", f"That file was taken at {local(row.applied_at):%H:%M} already.")
    return row


def _lines(row: PouchImportRow) -> Sequence[FileLine]:
    return [FileLine(**one) for one in json.loads(row.lines)]


def _who_changed(session: Session) -> str:
    last = session.scalars(select(PouchChangeRow).order_by(PouchChangeRow.id.desc()).limit(1)).first()
    by = session.get(AccountRow, last.by_id) if last and last.by_id else None
    if last is None or by is None:
        return "The register has changed since you looked at them."
    return f"{by.display_name} changed the register at {local(last.at):%H:%M}, since you looked at them."
