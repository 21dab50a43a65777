"""Devices in custody as they are stored, read into what the desks are shown."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from controller.domain.accounts import Role
from controller.domain.custody_devices import DESK_OF, Device, Offer, receiver_name
from controller.domain.custody_words import Kind, State, Why
from controller.errors import Refused
from controller.storage.tables.custody import CustodyDeviceRow
from controller.storage.tables.people import AccountRow, PupilRow
from device_rules.vocabulary import Device as What

MOST = 500
OUTSIDER = "no pupil here"
NAMELESS = "a candidate from elsewhere"
"""Once the name of one has been purged."""


def devices(session: Session, *where: ColumnElement[bool], limit: int = MOST) -> list[Device]:
    """Those that are due first come first, then those that were taken last."""
    query = (
        select(CustodyDeviceRow, PupilRow)
        .outerjoin(PupilRow, PupilRow.id == CustodyDeviceRow.pupil_id)
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


def _named(session: Session, pairs: Sequence[tuple[CustodyDeviceRow, PupilRow | None]]) -> list[Device]:
    people = {one.id: one for one in session.scalars(select(AccountRow))} if pairs else {}
    by_username = {one.username: one.display_name for one in people.values()}
    return [_device(one, pupil, people, by_username) for one, pupil in pairs]


def _device(
    one: CustodyDeviceRow, pupil: PupilRow | None, people: dict[int, AccountRow], by_username: dict[str, str]
) -> Device:
    holder = people[one.holder_id] if one.holder_id else None
    return Device(
        number=one.number,
        kind=Kind(one.kind),
        pupil=pupil.id if pupil else "",
        pupil_name=f"{pupil.given} {pupil.family}" if pupil else one.owner or NAMELESS,
        form=pupil.form if pupil else OUTSIDER,
        what=What(one.what),
        described=one.described,
        why=Why(one.why),
        rule=one.rule,
        taken_by=people[one.taken_by_id].display_name,
        taken_by_id=one.taken_by_id,
        taken_at=one.taken_at,
        taken_place=one.taken_place,
        state=State(one.state),
        place=one.place,
        seal=one.seal,
        holder=holder.display_name if holder else "",
        holder_id=one.holder_id,
        holder_desk=DESK_OF.get(Role(holder.role), "") if holder else "",
        release_to=one.release_to,
        due_at=one.due_at,
        due_why=one.due_why,
        police_reference=one.police_reference,
        closed_at=one.closed_at,
        revision=one.revision,
        offer=_offer(one, people, by_username),
    )


def _offer(one: CustodyDeviceRow, people: dict[int, AccountRow], by_username: dict[str, str]) -> Offer | None:
    if not one.offered_to or one.offered_by_id is None or one.offered_at is None:
        return None
    receiver = receiver_name(one.offered_to, by_username)
    giver = people[one.offered_by_id].display_name
    return Offer(giver, one.offered_by_id, one.offered_to, receiver, one.offered_at)
