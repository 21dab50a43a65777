"""Reads a round of giving out pouches: its pupils, who has a pouch by now, and what was done."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from controller.domain.pouch_register_rounds import Group, GroupKind, Standing, Step, StepKind, standing
from controller.domain.school import Pupil
from controller.errors import Refused
from controller.storage.tables.people import PupilRow
from controller.storage.tables.pouch_register import PouchRoundRow, PouchStepRow
from controller.storage.tables.pouches import PouchRow


def open_round(session: Session, number: int) -> PouchRoundRow:
    """Raises Refused for one that is over: two people may have it open."""
    row = session.get(PouchRoundRow, number)
    if row is None or row.ended_at is not None:
        raise Refused("round.over", "That round has ended already. Go back to the pouches.")
    return row


def check_group(session: Session, group: Group) -> None:
    if session.scalars(select(PupilRow.id).where(_members(group)).limit(1)).first() is None:
        raise Refused("round.nobody", f"Nobody is in {group.title}. Reload the page.")


def standing_of(session: Session, row: PouchRoundRow) -> Standing:
    members = _members(Group(GroupKind(row.kind), row.group))
    query = (
        select(PupilRow).where(members).order_by(PupilRow.form, PupilRow.family, PupilRow.given, PupilRow.id)
    )
    pupils = [Pupil(one.id, one.given, one.family, one.year, one.form) for one in session.scalars(query)]
    having = select(PouchRow.pupil_id, PouchRow.id).join(PupilRow, PupilRow.id == PouchRow.pupil_id)
    pouches = {pupil: pouch for pupil, pouch in session.execute(having.where(members)) if pupil}
    return standing(pupils, pouches, steps_of(session, row.id), row.next_id or "")


def steps_of(session: Session, number: int) -> list[Step]:
    query = select(PouchStepRow).where(PouchStepRow.round_id == number, PouchStepRow.undone_at.is_(None))
    return [
        Step(one.pupil_id, StepKind(one.kind), one.pouch_id or "", one.at)
        for one in session.scalars(query.order_by(PouchStepRow.id))
    ]


def _members(group: Group) -> ColumnElement[bool]:
    if group.kind is GroupKind.FORM:
        return PupilRow.form == group.name
    return PupilRow.year == int(group.name) if group.name.isdecimal() else PupilRow.id.is_(None)
