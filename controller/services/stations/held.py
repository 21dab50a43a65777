"""Reads the holds that count at a moment, and lifts them: in the transaction of whoever asks."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from controller.domain.accounts import Account
from controller.domain.holds import HOLDS_AT_MOST, Hold
from controller.storage.journal import Fact, append
from controller.storage.tables.people import AccountRow, PupilRow
from controller.storage.tables.pouches import HoldRow, PouchRow
from firmware_bridge.protocol.v1.messages import TagException
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import Effect

NUMBERS_FROM = 2**32  # stations know exceptions by one number each: below are those of standing needs
MORE_FROM = 2**40  # and above those of a pupil's second pouch


def hold_at(session: Session, pupil_id: str, at: datetime) -> Hold | None:
    """The one that counts then for this pupil; the one that lasts longest, should there be several."""
    query = select(HoldRow).where(_counts(at), HoldRow.pupil_id == pupil_id)
    row = session.scalars(query.order_by(HoldRow.ends_at.desc(), HoldRow.id).limit(1)).first()
    return hold_of(session, row) if row else None


def holds_at(session: Session, at: datetime) -> list[Hold]:
    query = select(HoldRow).where(_counts(at)).order_by(HoldRow.id.desc())
    return [hold_of(session, row) for row in session.scalars(query)]


def exceptions_at(session: Session, at: datetime) -> tuple[TagException, ...]:
    """What every station holds of them: each of the pupil's pouches stays shut until the hold's own end."""
    query = (
        select(HoldRow, PouchRow.tag)
        .join(PouchRow, PouchRow.pupil_id == HoldRow.pupil_id)
        .where(_counts(at))
        .order_by(HoldRow.id, PouchRow.id)
        .limit(HOLDS_AT_MOST)
    )
    found = [(row, tag) for row, tag in session.execute(query)]
    numbers = each_its_own(NUMBERS_FROM + row.id for row, _ in found)
    return tuple(
        TagException(number, tag, Effect.HOLD, to_ms(row.ends_at), 0)
        for number, (row, tag) in zip(numbers, found, strict=True)
    )


def each_its_own(numbers: Iterable[int]) -> list[int]:
    """A pupil may have two pouches by mistake, and no two exceptions may have one number."""
    seen = Counter[int]()
    found = []
    for number in numbers:
        found.append(number + seen[number] * MORE_FROM)
        seen[number] += 1
    return found


def lift(session: Session, row: HoldRow, by: Account, now: datetime, why: str) -> None:
    row.ended_at, row.ended_by_id = now, by.id
    facts = {"hold": row.id, "why": why}
    append(session, now, Fact("hold.ended", f"account:{by.username}", f"pupil:{row.pupil_id}", facts))


def lift_for_need(session: Session, pupil_id: str, by: Account, now: datetime) -> None:
    """A need counts before a hold, but for one that a named person placed knowing of a need."""
    query = select(HoldRow).where(_counts(now), HoldRow.pupil_id == pupil_id, ~HoldRow.over_need)
    for row in session.scalars(query):
        lift(session, row, by, now, "The pupil was given leave to use a phone.")


def hold_of(session: Session, row: HoldRow) -> Hold:
    pupil = session.get_one(PupilRow, row.pupil_id)
    return Hold(
        id=row.id,
        pupil=pupil.id,
        pupil_name=f"{pupil.given} {pupil.family}",
        form=pupil.form,
        sentence=row.sentence,
        placed_by=session.get_one(AccountRow, row.placed_by_id).display_name,
        placed_at=row.placed_at,
        ends_at=row.ends_at,
    )


def is_over(row: HoldRow, at: datetime) -> bool:
    return row.ended_at is not None or row.ends_at <= at


def _counts(at: datetime) -> ColumnElement[bool]:
    not_lifted = or_(HoldRow.ended_at.is_(None), HoldRow.ended_at > at)
    return (HoldRow.placed_at <= at) & (HoldRow.ends_at > at) & not_lifted
