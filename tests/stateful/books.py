"""The balance at the end of a run, when everything works again: what the bolts did, what was stored, what is
believed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.storage.journal import verify
from controller.storage.tables.custody import CustodyRow
from controller.storage.tables.pouches import PouchRow
from controller.storage.tables.stations import DeadLetterRow, StationEventRow
from firmware_bridge.protocol.v1.vocabulary import What
from tests.stateful.diary import Diary, Number

LEFT = {None: "released", What.JAMMED: "locked", What.UNCONFIRMED: "unknown"}
"""How a pouch is left by an opening, and by one that was taken back by such an event."""


def balance(session: Session, diary: Diary) -> list[str]:
    """Sentences about what does not agree."""
    rows = list(session.scalars(select(StationEventRow)))
    return [
        *_events(rows, diary),
        *_openings(diary),
        *_custody(session, rows, diary),
        *_journal(session),
        *_mistakes(session),
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
    """Openings that a later event takes back: a jam the one just before it, an `unconfirmed` by its id."""
    found: dict[Number, What] = {}
    by_id = {one.event_id: number for number, one in diary.events.items()}
    for (station, boot, seq), event in diary.events.items():
        if event.what is What.UNCONFIRMED and event.about in by_id:
            found[by_id[event.about]] = event.what
        before = station, boot, seq - 1
        if event.what is What.JAMMED and before in diary.events:
            found[before] = event.what
    return found


def _custody(session: Session, rows: list[StationEventRow], diary: Diary) -> Iterator[str]:
    """One link of the chain for each opening of a pouch; it is where its last opening left it."""
    chain = Counter(row.event_id for row in session.scalars(select(CustodyRow)) if row.what == "released")
    opened = Counter(row.event_id for row in rows if row.what == "released" and row.pouch_id)
    if chain != opened:
        yield f"the chain of custody has {chain - opened} too many, and misses {opened - chain}"
    doubted, ends = _doubted(diary), defaultdict(list)
    for row in rows:
        number = row.station_id, row.boot_id, row.seq
        if row.what == "released" and row.pouch_id:
            ends[row.pouch_id].append((row.happened_at, LEFT[doubted.get(number)]))
    for pouch in session.scalars(select(PouchRow)):
        yield from _pouch(pouch, ends[pouch.id], diary.clock_jumped)


def _pouch(pouch: PouchRow, ends: list[tuple[datetime, str]], any_order: bool) -> Iterator[str]:
    """`ends`: when, and what each opening left it as. Of several at one time any may be the last one, and of
    all
    when the clock of the controller had been put forward or back.
    """
    newest = max((at for at, _ in ends), default=None)
    last = {left for at, left in ends if at == newest or any_order} or {"locked"}
    if pouch.state not in last:
        yield f"pouch {pouch.id} is said to be {pouch.state}, and its openings left it {last}: {ends}"


def _journal(session: Session) -> Iterator[str]:
    found = verify(session)
    if not isinstance(found, int):
        yield f"the journal is broken: {found}"


def _mistakes(session: Session) -> Iterator[str]:
    """What the controller could not take for a mistake of its own."""
    for row in session.scalars(select(DeadLetterRow).where(DeadLetterRow.code.like("%.failed"))):
        yield f"the controller could not take a message: {row.code} {row.topic}"
