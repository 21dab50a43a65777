"""Takes the taps of a station that only reads: each gives its pouch to the pupil who is next in the round."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.events import Event, PouchChanged, PouchRoundChanged
from controller.errors import Refused
from controller.services.pouches import round_rows, round_steps
from controller.services.pouches.changing import Author, pupil_known
from controller.services.pouches.reading import account_of
from controller.services.pouches.tags import by_tag
from controller.storage.tables.people import AccountRow
from controller.storage.tables.pouch_register import PouchRoundRow
from controller.storage.tables.stations import StationEventRow

READ = "maintenance"
FRESH = timedelta(seconds=20)
"""A tap that is reported later was of a pupil who has gone on, and is not taken for whoever is next."""


class RoundTaps:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def watch(self, session: Session, events: Sequence[StationEventRow]) -> list[Event]:
        """Within the transaction that takes the events."""
        taps = [one for one in events if one.reason == READ and one.tag is not None]
        if not taps:
            return []
        rounds = _open_rounds(session, {one.station_id for one in taps})
        return [
            told
            for tap in taps
            if (row := rounds.get(tap.station_id))
            for told in self._take(session, row, tap)
        ]

    def _take(self, session: Session, row: PouchRoundRow, tap: StationEventRow) -> list[Event]:
        by = session.get_one(AccountRow, row.started_by_id)
        author = Author(account_of(by), self._clock.now())
        if tap.offline or author.now - tap.happened_at > FRESH:
            round_steps.say(row, author, "A tap was reported too late, and was not taken: tap again.", "warn")
            return [PouchRoundChanged(row.id)]
        turn = round_rows.standing_of(session, row).next
        assert tap.tag is not None
        found = by_tag(session, tap.tag) or tap.tag
        if turn is None:
            round_steps.say(row, author, "Everybody has a pouch: nobody is left to give this one to.", "warn")
            return [PouchRoundChanged(row.id)]
        if not isinstance(found, bytes) and found.status != "spare":
            round_steps.refuse(session, author, row, found)
            return [PouchRoundChanged(row.id)]
        try:
            number = round_steps.give(session, author, row, pupil_known(session, turn.id), found)
        except Refused as refused:
            round_steps.say(row, author, refused.sentence, "warn")
            return [PouchRoundChanged(row.id)]
        tap.pouch_id = number
        return [PouchRoundChanged(row.id), PouchChanged(number)]


def was_read(event: type[StationEventRow]) -> ColumnElement[bool]:
    """Taps that a round took or refused: they are on its page, and no refusals for reception to look at."""
    row = PouchRoundRow
    during = and_(
        row.station_id == event.station_id,
        row.reading_from <= event.happened_at,
        or_(row.ended_at.is_(None), row.ended_at >= event.happened_at),
    )
    return and_(event.reason == READ, exists().where(during))


def _open_rounds(session: Session, stations: set[str]) -> dict[str, PouchRoundRow]:
    query = select(PouchRoundRow).where(
        PouchRoundRow.station_id.in_(stations), PouchRoundRow.ended_at.is_(None)
    )
    return {row.station_id: row for row in session.scalars(query) if row.station_id}
