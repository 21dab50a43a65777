"""What is on record of the PCs of a sitting, for its evidence."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.domain.exams.evidence_pcs import Departed, HeldPc, PcRecord
from controller.domain.exams.room_log import IncidentKind
from controller.storage.tables.exam_pcs import ExamDepartureRow, ExamLeaseRow
from controller.storage.tables.exam_rooms import IncidentRow
from controller.storage.tables.workstations import WorkstationRow


def pc_record(session: Session, number: int, people: Mapping[int, str]) -> PcRecord:
    """`people` are display names."""
    leases = (
        select(ExamLeaseRow, WorkstationRow.name)
        .join(WorkstationRow, WorkstationRow.id == ExamLeaseRow.workstation_id)
        .where(ExamLeaseRow.sitting_id == number)
        .order_by(ExamLeaseRow.room_id, WorkstationRow.row, WorkstationRow.column)
    )
    found = session.execute(leases).all()
    names = {row.id: name for row, name in found}
    held = [HeldPc(row.room_id, name, row.starts_at, row.in_force_at, row.ended_at) for row, name in found]
    departures = (
        select(ExamDepartureRow, IncidentRow)
        .outerjoin(IncidentRow, IncidentRow.id == ExamDepartureRow.incident_id)
        .where(ExamDepartureRow.sitting_id == number)
        .order_by(ExamDepartureRow.at, ExamDepartureRow.id)
    )
    return PcRecord(
        held,
        [
            _departed(row, names[row.lease_id], people.get(row.settled_by_id or 0, ""), incident)
            for row, incident in session.execute(departures)
        ],
    )


def _departed(row: ExamDepartureRow, pc: str, looked_by: str, incident: IncidentRow | None) -> Departed:
    logged = (incident.at, IncidentKind(incident.kind)) if incident else None
    return Departed(row.room_id, pc, row.words, row.at, row.over_at, looked_by, row.settled_at, logged)
