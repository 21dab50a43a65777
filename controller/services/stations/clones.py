"""Notices a tag at two stations sooner than anybody walks: one of the two may be a copy.

It is said and never acted upon (docs/adr/0014): the pupil with the true tag must not be refused for it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.clones import DEFAULT_WALK_S, LONGEST_WALK_S, TwiceSeen, Walk, pair
from controller.domain.events import Event, StationChanged, TagSeenTwice
from controller.domain.stations import Adoption
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.modes import TwiceSeenRow, WalkRow
from controller.storage.tables.stations import StationEventRow, StationRow

NO_CLOCK = "none"
QUIET = timedelta(minutes=10)  # one tapped to and fro is one thing to look at
SHOWN = 50


class Clones:
    def __init__(self, database: Database, clock: Clock, bus: EventBus) -> None:
        self._database, self._clock, self._bus = database, clock, bus

    def watch(self, session: Session, events: Sequence[StationEventRow]) -> list[Event]:
        """Within the transaction that takes the events."""
        timed = [event for event in events if event.tag is not None and event.clock_quality != NO_CLOCK]
        seen = self._seen_about(session, timed) if timed else {}
        return [told for event in timed for told in self._look(session, event, seen[event.tag])]

    def _look(
        self, session: Session, event: StationEventRow, seen: Iterable[tuple[str, datetime]]
    ) -> list[Event]:
        here = session.get_one(StationRow, event.station_id)
        for other_id, at in seen:
            there = session.get_one(StationRow, other_id)
            least_s = _least_s(session, here.gate, there.gate)
            apart_s = abs((event.happened_at - at).total_seconds())
            if apart_s < least_s and not self._said(session, event):
                return [self._say(session, event, there, at, least_s)]
        return []

    def newest(self) -> list[TwiceSeen]:
        """Those that nobody has dismissed."""
        query = select(TwiceSeenRow).where(TwiceSeenRow.dismissed_at.is_(None))
        with self._database.read() as session:
            rows = session.scalars(query.order_by(TwiceSeenRow.id.desc()).limit(SHOWN)).all()
            names = {row.id: row.name for row in session.scalars(select(StationRow))}
        return [twice_seen(row, names[row.first_station_id], names[row.second_station_id]) for row in rows]

    def dismiss(self, by: Account, number: int) -> None:
        """Somebody has looked at it. Raises Refused."""
        with self._database.write() as session:
            row = session.get(TwiceSeenRow, number)
            if row is None or row.dismissed_at is not None:
                raise Refused("tag.dismissed", "That has been dismissed already. Reload the page.")
            row.dismissed_at = self._clock.now()
            fact = Fact("tag.dismissed", f"account:{by.username}", f"tag:{row.tag.hex()}", {"number": number})
            append(session, row.dismissed_at, fact)
            station = row.second_station_id
        self._bus.publish(StationChanged(station))

    def walks(self) -> list[Walk]:
        """Every two gates of adopted stations."""
        with self._database.read() as session:
            known = {(row.gate_a, row.gate_b): row.seconds for row in session.scalars(select(WalkRow))}
            ours = StationRow.adoption == Adoption.ADOPTED.value
            gates = sorted(set(session.scalars(select(StationRow.gate).where(ours))))
        pairs = [(one, other) for at, one in enumerate(gates) for other in gates[at + 1 :]]
        return [Walk(*two, known.get(two, DEFAULT_WALK_S)) for two in pairs]

    def set_walk(self, by: Account, one: str, other: str, seconds: int) -> None:
        """0 for never saying anything of these two. Raises Refused."""
        if one == other or not 0 <= seconds <= LONGEST_WALK_S:
            raise Refused("walk.bad", f"Choose two gates, and a time from 0 to {LONGEST_WALK_S} seconds.")
        a, b = pair(one, other)
        with self._database.write() as session:
            gates = set(session.scalars(select(StationRow.gate)))
            if not {a, b} <= gates:
                raise Refused("walk.bad", "The school has no such gate. Reload the page.")
            session.merge(WalkRow(gate_a=a, gate_b=b, seconds=seconds))
            fact = Fact("walk.set", f"account:{by.username}", f"walk:{a}|{b}", {"seconds": seconds})
            append(session, self._clock.now(), fact)

    def _seen_about(
        self, session: Session, events: Sequence[StationEventRow]
    ) -> dict[bytes | None, list[tuple[str, datetime]]]:
        """Where and when each of their tags was seen at about their time, they themselves included."""
        row, reach = StationEventRow, timedelta(seconds=LONGEST_WALK_S)
        moments = [event.happened_at for event in events]
        near = row.happened_at.between(min(moments) - reach, max(moments) + reach)
        query = (
            select(row.tag, row.station_id, row.happened_at)
            .where(row.tag.in_({event.tag for event in events}), near, row.clock_quality != NO_CLOCK)
            .limit(SHOWN * len(events))
        )
        seen: dict[bytes | None, list[tuple[str, datetime]]] = {event.tag: [] for event in events}
        for tag, station, at in session.execute(query):
            seen[tag].append((station, at))
        return seen

    def _said(self, session: Session, event: StationEventRow) -> bool:
        row = TwiceSeenRow
        near = row.second_at.between(event.happened_at - QUIET, event.happened_at + QUIET)
        return bool(session.scalar(select(func.count()).where(row.tag == event.tag, near)))

    def _say(
        self, session: Session, event: StationEventRow, there: StationRow, at: datetime, least_s: int
    ) -> Event:
        here = session.get_one(StationRow, event.station_id)
        sightings = sorted([(at, there.id), (event.happened_at, here.id)])
        (first_at, first), (second_at, second) = sightings
        row = TwiceSeenRow(
            noticed_at=self._clock.now(),
            tag=event.tag,
            pouch_id=event.pouch_id,
            first_station_id=first,
            first_at=first_at,
            second_station_id=second,
            second_at=second_at,
            least_s=least_s,
        )
        session.add(row)
        session.flush()
        self._journal(session, row)
        names = {one.id: one.name for one in (here, there)}
        return TagSeenTwice(second, row.pouch_id, twice_seen(row, names[first], names[second]).sentence)

    def _journal(self, session: Session, row: TwiceSeenRow) -> None:
        facts: dict[str, object] = {
            "first": row.first_station_id,
            "first_at": row.first_at.isoformat(),
            "second": row.second_station_id,
            "second_at": row.second_at.isoformat(),
            "least_s": row.least_s,
        }
        subject = f"pouch:{row.pouch_id}" if row.pouch_id else f"tag:{row.tag.hex()}"
        append(session, row.noticed_at, Fact("tag.seen-twice", "controller", subject, facts))


def _least_s(session: Session, one: str, other: str) -> int:
    """Stations of one gate stand side by side."""
    if one == other:
        return 0
    row = session.get(WalkRow, pair(one, other))
    return row.seconds if row else DEFAULT_WALK_S


def twice_seen(row: TwiceSeenRow, first: str, second: str) -> TwiceSeen:
    """`first` and `second` are the stations' names."""
    return TwiceSeen(
        id=row.id,
        tag=row.tag.hex(),
        pouch=row.pouch_id or "",
        first=first,
        first_at=row.first_at,
        second=second,
        second_at=row.second_at,
        least_s=row.least_s,
    )
