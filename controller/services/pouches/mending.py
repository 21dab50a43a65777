"""What in the register contradicts itself or the world: shown first, with the evidence and what mends it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from controller.domain.clones import TwiceSeen
from controller.domain.pouch_register import Entry
from controller.domain.timetable import local
from controller.services.pouches.claims import open_claims
from controller.services.pouches.entries import entry_of, names
from controller.services.stations.clones import twice_seen
from controller.storage.database import Database
from controller.storage.tables.modes import TwiceSeenRow
from controller.storage.tables.people import AccountRow, PupilRow
from controller.storage.tables.pouch_register import PouchChangeRow, PouchClaimRow
from controller.storage.tables.pouches import PouchRow
from controller.storage.tables.stations import StationEventRow, StationRow

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Evidence:
    """One pouch that the matter is about, and what is known for it."""

    entry: Entry
    words: str


@dataclass(frozen=True, slots=True)
class Matter:
    """`kind`: two-pouches, claim or copy. `number` is the claim's or the sighting's."""

    kind: str
    number: int
    pupil: str
    sentence: str
    evidence: Sequence[Evidence]
    at: datetime | None


class Mending:
    def __init__(self, database: Database) -> None:
        self._database = database

    def matters(self) -> list[Matter]:
        with self._database.read() as session:
            return [*_copies(session), *_claims(session), *_two_pouches(session)]


def _two_pouches(session: Session) -> list[Matter]:
    query = select(PouchRow.pupil_id).where(PouchRow.pupil_id.is_not(None)).group_by(PouchRow.pupil_id)
    pupils = session.scalars(query.having(func.count() > 1).limit(SHOWN)).all()
    rows = session.scalars(select(PouchRow).where(PouchRow.pupil_id.in_(pupils)).order_by(PouchRow.id)).all()
    found = []
    for pupil, (form, name) in sorted(names(session, filter(None, pupils)).items()):
        mine = [row for row in rows if row.pupil_id == pupil]
        sentence = f"{name}, {form}, has {len(mine)} pouches in use. Stations open each of them."
        evidence = [Evidence(entry_of(row), _known_of(session, row)) for row in mine]
        found.append(Matter("two-pouches", 0, pupil, sentence, evidence, None))
    return found


def _claims(session: Session) -> list[Matter]:
    return [_claim(session, row) for row in open_claims(session)[:SHOWN]]


def _claim(session: Session, claim: PouchClaimRow) -> Matter:
    pouch, claimant = session.get_one(PouchRow, claim.pouch_id), session.get_one(PupilRow, claim.pupil_id)
    holder = session.get(PupilRow, pouch.pupil_id) if pouch.pupil_id else None
    by = session.get_one(AccountRow, claim.by_id).display_name
    whose = f"is {holder.given} {holder.family}'s, {holder.form}" if holder else "is nobody's now"
    sentence = (
        f"Pouch {pouch.id} {whose}; {claimant.given} {claimant.family}, {claimant.form}, claims it too. "
        "It opens for the first alone."
    )
    said = f"Noted by {by} on {_when(claim.at)}{f': {claim.note}' if claim.note else ''}. "
    evidence = [Evidence(entry_of(pouch), said + _known_of(session, pouch))]
    return Matter("claim", claim.id, claim.pupil_id, sentence, evidence, claim.at)


def copies(session: Session, which: ColumnElement[bool]) -> list[TwiceSeen]:
    """Tags at two gates sooner than anybody walks, that nobody has looked at; the newest first."""
    row = TwiceSeenRow
    rows = session.scalars(
        select(row).where(row.dismissed_at.is_(None), which).order_by(row.id.desc()).limit(SHOWN)
    )
    stations = {station.id: station.name for station in session.scalars(select(StationRow))}
    return [twice_seen(one, stations[one.first_station_id], stations[one.second_station_id]) for one in rows]


def _copies(session: Session) -> list[Matter]:
    return [_copy(session, seen) for seen in copies(session, TwiceSeenRow.pouch_id.is_not(None))]


def _copy(session: Session, seen: TwiceSeen) -> Matter:
    pouch = session.get_one(PouchRow, seen.pouch)
    holder = session.get(PupilRow, pouch.pupil_id) if pouch.pupil_id else None
    whose = f" It is {holder.given} {holder.family}'s, {holder.form}." if holder else ""
    evidence = [Evidence(entry_of(pouch), _known_of(session, pouch))]
    return Matter("copy", seen.id, pouch.pupil_id or "", seen.sentence + whose, evidence, seen.second_at)


def _known_of(session: Session, row: PouchRow) -> str:
    """Since when, by whom, and where it was tapped last."""
    issued = (
        select(PouchChangeRow)
        .where(PouchChangeRow.pouch_id == row.id, PouchChangeRow.pupil_id == row.pupil_id)
        .where(PouchChangeRow.kind.in_(("issued", "found", "mended")))
        .order_by(PouchChangeRow.id.desc())
        .limit(1)
    )
    change = session.scalars(issued).first()
    by = session.get(AccountRow, change.by_id) if change and change.by_id else None
    given = f"{change.words}, {_when(change.at)}" if change else "Issued in the school's own list"
    by_words = f", by {by.display_name}" if by else ""
    return f"{given}{by_words}. {_last_tap(session, row)}"


def _last_tap(session: Session, row: PouchRow) -> str:
    query = (
        select(StationEventRow.happened_at, StationRow.name)
        .join(StationRow, StationRow.id == StationEventRow.station_id)
        .where(StationEventRow.tag == row.tag)
        .order_by(StationEventRow.happened_at.desc())
        .limit(1)
    )
    found = session.execute(query).first()
    return f"Last tapped at {found[1]}, {_when(found[0])}." if found else "Never tapped."


def _when(at: datetime) -> str:
    here = local(at)
    return f"{here.day} {here:%b %Y %H:%M}"
