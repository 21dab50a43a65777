"""Devices in custody as they are stored, read into what the desks are shown."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from controller.domain.custody_devices import Device, Offer, receiver_name
from controller.domain.custody_words import Kind, State, Why
from controller.errors import Refused
from controller.storage.tables.custody import CustodyDeviceRow
from controller.storage.tables.people import AccountRow, PupilRow
from device_rules.vocabulary import Device as What

MOST = 500


def devices(session: Session, *where: ColumnElement[bool], limit: int = MOST) -> list[Device]:
    """Those that are due first come first, then those that were taken last."""
    query = (
        select(CustodyDeviceRow, PupilRow)
        .join(PupilRow, PupilRow.id == CustodyDeviceRow.pupil_id)
        .where(*where)
        .order_by(CustodyDeviceRow.due_at, CustodyDeviceRow.taken_at.desc(), CustodyDeviceRow.number.desc())
        .limit(limit)
    )
    return _named(session, [(row, pupil) for row, pupil in session.execute(query)])


def device(session: Session, number: int) -> Device | None:
    return next(iter(devices(session, CustodyDeviceRow.number == number)), None)


def row(session: Session, number: int) -> CustodyDeviceRow:
    """Raises Refused."""
    found = session.get(CustodyDeviceRow, number)
    if found is None:
        raise Refused("custody.unknown", "There is no such device in the custody book.")
    return found


def _named(session: Session, pairs: Sequence[tuple[CustodyDeviceRow, PupilRow]]) -> list[Device]:
    people = {one.id: one for one in session.scalars(select(AccountRow))} if pairs else {}
    by_username = {one.username: one.display_name for one in people.values()}
    names = {number: one.display_name for number, one in people.items()}
    return [_device(one, pupil, names, by_username) for one, pupil in pairs]


def _device(
    one: CustodyDeviceRow, pupil: PupilRow, names: dict[int, str], by_username: dict[str, str]
) -> Device:
    return Device(
        number=one.number,
        kind=Kind(one.kind),
        pupil=pupil.id,
        pupil_name=f"{pupil.given} {pupil.family}",
        form=pupil.form,
        what=What(one.what),
        described=one.described,
        why=Why(one.why),
        rule=one.rule,
        taken_by=names[one.taken_by_id],
        taken_by_id=one.taken_by_id,
        taken_at=one.taken_at,
        taken_place=one.taken_place,
        state=State(one.state),
        place=one.place,
        seal=one.seal,
        holder=names[one.holder_id] if one.holder_id else "",
        holder_id=one.holder_id,
        release_to=one.release_to,
        due_at=one.due_at,
        due_why=one.due_why,
        police_reference=one.police_reference,
        closed_at=one.closed_at,
        revision=one.revision,
        offer=_offer(one, names, by_username),
    )


def _offer(one: CustodyDeviceRow, names: dict[int, str], by_username: dict[str, str]) -> Offer | None:
    if not one.offered_to or one.offered_by_id is None or one.offered_at is None:
        return None
    receiver = receiver_name(one.offered_to, by_username)
    return Offer(names[one.offered_by_id], one.offered_by_id, one.offered_to, receiver, one.offered_at)
