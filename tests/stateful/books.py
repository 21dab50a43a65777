"""The balance at the end of a run, when everything works again: what the bolts did, what was stored, what is believed."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.storage.journal import verify
from controller.storage.tables.pouches import CustodyRow, PouchRow
from controller.storage.tables.stations import StationEventRow
from firmware_bridge.protocol.v1.messages import StationEvent
from firmware_bridge.protocol.v1.vocabulary import What
from tests.stateful.diary import Diary, Number


def balance(session: Session, diary: Diary) -> list[str]:
    """Sentences about what does not agree."""
    rows = list(session.scalars(select(StationEventRow)))
    return [
        *_events(rows, diary),
        *_openings(diary),
        *_custody(session, rows, diary),
        *_journal(session),
    ]


def _events(rows: list[StationEventRow], diary: Diary) -> Iterator[str]:
    """Each stored event is in the controller exactly once, and nothing else is."""
    taken = Counter((row.station_id, row.boot_id, row.seq, row.event_id, row.what) for row in rows)
    wrote = Counter((*number, one.event_id, one.what.word) for number, one in diary.events.items())
    yield from (f"an event was lost: {one}" for one in wrote - taken)
    yield from (f"an event was counted twice, or never happened: {one}" for one in taken - wrote)


def _openings(diary: Diary) -> Iterator[str]:
    """Each opening that was written down was done, or is said to have failed, or not to be certain."""
    doubted = _doubted(diary)
    for number, event in diary.events.items():
        if event.what is What.RELEASED and number not in diary.moves and number not in doubted:
            yield f"an opening is on record that never was: {event}"


def _doubted(diary: Diary) -> dict[Number, What]:
    """Openings that a later event takes back: by a jam just before it, or as not certain, by its id."""
    found: dict[Number, What] = {}
    by_id = {one.event_id: number for number, one in diary.events.items()}
    for (station, boot, seq), event in diary.events.items():
        if event.what is What.UNCONFIRMED and event.about in by_id:
            found[by_id[event.about]] = event.what
        if event.what is What.JAMMED:
            meant = by_id.get(event.about or b"") or _before(diary, station, boot, seq, event)
            if meant:
                found[meant] = event.what
    return found


def _before(diary: Diary, station: str, boot: bytes, seq: int, jam: StationEvent) -> Number | None:
    for earlier in range(seq - 1, 0, -1):
        event = diary.events.get((station, boot, earlier))
        if event and event.what is What.RELEASED and event.tag == jam.tag:
            return station, boot, earlier
    return None


def _custody(session: Session, rows: list[StationEventRow], diary: Diary) -> Iterator[str]:
    """One link of the chain for each opening of a pouch; it is where its last opening left it."""
    chain = Counter(row.event_id for row in session.scalars(select(CustodyRow)) if row.what == "released")
    opened = Counter(row.event_id for row in rows if row.what == "released" and row.pouch_id)
    if chain != opened:
        yield f"the chain of custody has {chain - opened} too many, and misses {opened - chain}"
    attempts = defaultdict(list)
    doubted = _doubted(diary)
    for row in rows:
        number = (row.station_id, row.boot_id, row.seq)
        if row.what == "released" and row.pouch_id:
            attempts[row.pouch_id].append((row.happened_at, number in diary.moves, number in doubted))
    for pouch in session.scalars(select(PouchRow)):
        yield from _pouch(pouch, attempts[pouch.id])


def _pouch(pouch: PouchRow, attempts: list) -> Iterator[str]:
    """`attempts`: when, whether the bolt moved, whether the station was in doubt; at one time any may be the last."""
    newest = max((at for at, _, _ in attempts), default=None)
    last = [one for one in attempts if one[0] == newest]
    moved, doubt = {one[1] for one in last}, any(one[2] for one in last)
    believed = pouch.state == "released"
    if last and not doubt and believed not in moved:
        yield f"pouch {pouch.id} is said to be {pouch.state}, and its bolt moved: {moved}"
    if last and doubt and not believed and moved == {True}:
        yield f"pouch {pouch.id} is said to be locked, and was opened"
    if not attempts and believed:
        yield f"pouch {pouch.id} is said to be open, and never was"


def _journal(session: Session) -> Iterator[str]:
    found = verify(session)
    if not isinstance(found, int):
        yield f"the journal is broken: {found}"
