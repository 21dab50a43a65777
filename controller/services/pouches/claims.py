"""Two pupils say that one pouch is theirs: it stays whose it is by the chain until a person settles it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import PouchChanged
from controller.domain.pouch_register import PouchStatus
from controller.domain.timetable import local
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.pouches import changing
from controller.services.pouches.changing import Author, Change, named
from controller.services.pouches.desk import in_use_of, issue
from controller.storage.database import Database
from controller.storage.tables.people import AccountRow, PupilRow
from controller.storage.tables.pouch_register import PouchClaimRow


class Claims:
    """Each raises Refused, with one sentence, and changes nothing then."""

    def __init__(self, database: Database, clock: Clock, bus: EventBus) -> None:
        self._database, self._clock, self._bus = database, clock, bus

    def make(self, by: Account, number: str, pupil_id: str, note: str = "") -> int:
        """This pupil says that it is theirs. Nothing opens for them because of it."""
        with self._database.write() as session:
            pouch, pupil = changing.known(session, number), changing.pupil_known(session, pupil_id)
            if pouch.pupil_id is None:
                raise Refused(
                    "claim.nobodys", f"Pouch {pouch.id} is nobody's now: issue it to {named(pupil)}."
                )
            if pouch.pupil_id == pupil.id:
                raise Refused("claim.own", f"Pouch {pouch.id} is {named(pupil)}'s in the register already.")
            _check_new(session, number, pupil)
            author = Author(by, self._clock.now())
            row = PouchClaimRow(
                pouch_id=number, pupil_id=pupil_id, at=author.now, by_id=by.id, note=note.strip()
            )
            session.add(row)
            session.flush()
            change = Change("claimed", f"Claimed by {named(pupil)} as well", note.strip())
            changing.record(session, author, pouch, change, before=pouch.pupil_id)
            claim = row.id
        self._bus.publish(PouchChanged(number))
        return claim

    def settle(self, by: Account, claim: int, *, to_claimant: bool) -> None:
        """It stays whose it is, or becomes the other's; then the one who had it has none."""
        with self._database.write() as session:
            row, author = session.get(PouchClaimRow, claim), Author(by, self._clock.now())
            if row is None or row.settled_at is not None:
                raise Refused("claim.settled", _settled(session, row))
            pouch, pupil = changing.known(session, row.pouch_id), changing.pupil_known(session, row.pupil_id)
            holder = session.get(PupilRow, pouch.pupil_id) if pouch.pupil_id else None
            row.settled_at, row.settled_by_id = author.now, by.id
            if to_claimant:
                for other in in_use_of(session, pupil.id):
                    words = f"Taken back into the spare pool: {pouch.id} is the pupil's pouch"
                    changing.take(session, author, other, PouchStatus.SPARE, Change("taken-back", words))
                issue(session, author, pouch, pupil, f", who was right to claim it from {_who(holder)}")
            else:
                change = Change("settled", f"It is {_who(holder)}'s: the claim of {named(pupil)} is settled")
                changing.record(session, author, pouch, change, before=pouch.pupil_id)
            number = pouch.id
        self._bus.publish(PouchChanged(number))


def open_claims(session: Session) -> list[PouchClaimRow]:
    query = select(PouchClaimRow).where(PouchClaimRow.settled_at.is_(None))
    return list(session.scalars(query.order_by(PouchClaimRow.id)))


def _check_new(session: Session, number: str, pupil: PupilRow) -> None:
    query = select(PouchClaimRow.id).where(
        PouchClaimRow.pouch_id == number,
        PouchClaimRow.pupil_id == pupil.id,
        PouchClaimRow.settled_at.is_(None),
    )
    if session.scalars(query).first() is not None:
        raise Refused("claim.made", f"The claim of {named(pupil)} is noted already: it waits to be settled.")


def _settled(session: Session, row: PouchClaimRow | None) -> str:
    by = session.get(AccountRow, row.settled_by_id) if row and row.settled_by_id else None
    if row is None or row.settled_at is None or by is None:
        return "There is no such claim. Reload the page."
    return f"{by.display_name} settled that at {local(row.settled_at):%H:%M}."


def _who(pupil: PupilRow | None) -> str:
    return named(pupil) if pupil else "nobody"
