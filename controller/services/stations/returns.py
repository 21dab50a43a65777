"""Pouches that were opened by leave and should be locked again by a time."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.custody import Link, of_pouch
from controller.domain.events import Event, GrantChanged
from controller.domain.grants import NOT_SEEN, Grant, Return, returns
from controller.domain.pouches import Evidence, PouchState
from controller.domain.timetable import LONDON, local
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.custody import chain
from controller.services.stations.leave_rows import away, grant_of, grants_of, name_of, pouches_of
from controller.storage import words
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.pouches import GrantRow, PouchRow
from controller.storage.tables.stations import StationEventRow, StationRow
from firmware_bridge.protocol.v1.vocabulary import What

STILL_LEAVING = timedelta(minutes=2)
"""A second tap at the gate so soon after the first is no return."""
LOOKED_UP_FOR = timedelta(days=30)
SHOWN = 200


class Returns:
    def __init__(self, database: Database, clock: Clock, bus: EventBus) -> None:
        self._database, self._clock, self._bus = database, clock, bus
        self._closed_on: date | None = None

    def expected(self) -> Sequence[Grant]:
        """Who is away and should be back, the first one first; overdue or not."""
        with self._database.read() as session:
            return grants_of(session, away().order_by(GrantRow.back_by, GrantRow.id))

    def not_seen(self) -> Sequence[Grant]:
        """Whom nobody saw back on their day, of the last weeks, the latest first."""
        row, since = GrantRow, self._clock.now() - LOOKED_UP_FOR
        query = select(row).where(row.back_how == NOT_SEEN, row.back_by > since)
        with self._database.read() as session:
            return grants_of(session, query.order_by(row.back_by.desc(), row.id.desc()).limit(SHOWN))

    def tick(self) -> None:
        """Once a day, and at start."""
        today = local(self._clock.now()).date()
        if self._closed_on != today:
            self._closed_on = today
            self.close_days()

    def close_days(self) -> None:
        """What nobody saw back by the midnight after it should have been: nobody waits for it any more."""
        now = self._clock.now()
        midnight = datetime.combine(local(now).date(), time(), LONDON)
        with self._database.write() as session:
            over = session.scalars(away().where(GrantRow.back_by < midnight)).all()
            for row in over:
                row.back_how = NOT_SEEN
                data = {"grant": row.id, "back_by": row.back_by.isoformat() if row.back_by else ""}
                append(session, now, Fact("grant.not-returned", "clock", f"pupil:{row.pupil_id}", data))
            numbers = [row.id for row in over]
        self._bus.publish(*map(GrantChanged, numbers))

    def seen(self, by: Account, number: int, word: str) -> None:
        """A person saw the pouch locked again. Raises Refused: no word of where, or not expected."""
        word, now = word.strip(), self._clock.now()
        if not word:
            raise Refused("return.needs-word", "Say in a word or two where you saw it locked.")
        with self._database.write() as session:
            row = session.get(GrantRow, number)
            if row is None or returns(grant_of(session, row), now) in (Return.NONE, Return.BACK):
                raise Refused("return.not-expected", _why(session, row))
            row.back_word, row.back_said_by_id = word, by.id
            for pouch in pouches_of(session, row.pupil_id):
                _locked(session, pouch, now, "", by.display_name, None)
            _back(session, row, now, "seen", now, f"account:{by.username}")
        self._bus.publish(GrantChanged(number))

    def watch(self, session: Session, events: Sequence[StationEventRow]) -> list[Event]:
        """A tap that a station refused shows that the pouch is here. In the transaction of the events."""
        taps = [one for one in events if one.what == What.REFUSED.word and one.pouch_id is not None]
        if not taps:
            return []
        out = session.scalars(away()).all()
        return [told for tap in taps for told in self._tapped(session, tap, out)] if out else []

    def _tapped(self, session: Session, tap: StationEventRow, out: Sequence[GrantRow]) -> list[Event]:
        pouch = session.get_one(PouchRow, tap.pouch_id)
        for row in out:
            left = row.used_at is not None and tap.happened_at >= row.used_at + STILL_LEAVING
            if row.pupil_id == pouch.pupil_id and left and row.back_at is None:
                place = session.get_one(StationRow, tap.station_id).name
                _locked(session, pouch, tap.happened_at, place, "", tap.event_id)
                _back(session, row, tap.happened_at, "tapped", self._clock.now(), f"station:{tap.station_id}")
                return [GrantChanged(row.id)]
        return []


def _back(session: Session, row: GrantRow, at: datetime, how: str, now: datetime, actor: str) -> None:
    row.back_at, row.back_how = at, how
    late = row.back_by is not None and at > row.back_by
    data = {"grant": row.id, "how": how, "at": at.isoformat(), "late": late}
    data |= {"word": words.put(session, now, f"grant:{row.id}", row.back_word)}
    append(session, now, Fact("grant.returned", actor, f"pupil:{row.pupil_id}", data))


def _locked(
    session: Session, pouch: PouchRow, at: datetime, place: str, by: str, event_id: bytes | None
) -> None:
    """The claim, and its link in the chain; an older one does not undo what is known of a later moment."""
    link = Link(at, "locked again", place, by, "Back from leave")
    chain.add(session, of_pouch(pouch.id), link, event_id)
    if at >= pouch.state_at:
        pouch.state, pouch.state_at = PouchState.LOCKED.value, at
        pouch.evidence = Evidence.TAPPED.value if event_id else Evidence.SEEN.value


def _why(session: Session, row: GrantRow | None) -> str:
    if row is None or row.back_at is None:
        return "That pouch is not expected back. Reload the page."
    who = name_of(session, row.back_said_by_id)
    how = f"{who} saw it" if who else "it was tapped"
    return f"It is back already: {how} at {local(row.back_at):%H:%M}."
