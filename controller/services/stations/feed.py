"""What reception reads about taps: refusals and troubles, one by one."""

from datetime import timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.modes import KEY_SWITCH
from controller.domain.taps import AT_THE_STATION, WENT_WRONG, FeedItem, FeedKind
from controller.services.pouches.round_taps import was_read
from controller.services.stations.clones import twice_seen
from controller.services.stations.events import DENIED
from controller.services.stations.held import hold_at
from controller.storage.database import Database
from controller.storage.tables.modes import TwiceSeenRow
from controller.storage.tables.people import PupilRow
from controller.storage.tables.pouches import PouchRow
from controller.storage.tables.stations import StationEventRow, StationRow, TapDecisionRow

HELD = "held"
SHOWN, SHOWN_FOR = 30, timedelta(hours=12)


class Feed:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def newest(self, limit: int = SHOWN) -> list[FeedItem]:
        """The newest first."""
        with self._database.read() as session:
            decided = [_decided(*line) for line in session.execute(self._decisions(limit))]
            happened = [_happened(session, *line) for line in session.execute(self._events(limit))]
            twice = [_twice(session, *line) for line in session.execute(self._tags(limit))]
        return sorted(decided + happened + twice, key=lambda item: item.at, reverse=True)[:limit]

    def _decisions(self, limit: int) -> Select[TapDecisionRow, StationRow, PupilRow]:
        row = TapDecisionRow
        return (
            select(row, StationRow, PupilRow)
            .join(StationRow, StationRow.id == row.station_id)
            .outerjoin(PupilRow, PupilRow.id == row.pupil_id)
            .where(row.at > self._clock.now() - SHOWN_FOR, ~row.allowed)
            .order_by(row.id.desc())
            .limit(limit)
        )

    def _events(self, limit: int) -> Select[StationEventRow, StationRow]:
        """Refusals that the station decided alone, and what went wrong there."""
        row = StationEventRow
        alone = (row.what == "refused") & (row.reason != DENIED) & ~was_read(row)
        unwarranted = (row.what == "released") & (row.warrant == "") & ~row.undone
        wrong = row.what.in_(("jammed", "tampered", "unconfirmed"))
        switched = (row.what == "mode-changed") & (row.reason == KEY_SWITCH) & (row.mode == "evacuate")
        return (
            select(row, StationRow)
            .join(StationRow, StationRow.id == row.station_id)
            .where(row.happened_at > self._clock.now() - SHOWN_FOR, or_(alone, unwarranted, wrong, switched))
            .order_by(row.happened_at.desc())
            .limit(limit)
        )

    def _tags(self, limit: int) -> Select[TwiceSeenRow, StationRow]:
        """Tags at two stations sooner than anybody walks; nobody has dismissed them."""
        row = TwiceSeenRow
        return (
            select(row, StationRow)
            .join(StationRow, StationRow.id == row.second_station_id)
            .where(row.second_at > self._clock.now() - SHOWN_FOR, row.dismissed_at.is_(None))
            .order_by(row.id.desc())
            .limit(limit)
        )


def _decided(row: TapDecisionRow, station: StationRow, pupil: PupilRow | None) -> FeedItem:
    kind, sentence = FeedKind.REFUSED, row.sentence
    return FeedItem(
        f"d{row.id}", row.at, kind, station.name, _name(pupil), sentence, row.source, offline=False
    )


def _twice(session: Session, row: TwiceSeenRow, station: StationRow) -> FeedItem:
    first = session.get_one(StationRow, row.first_station_id)
    sentence = twice_seen(row, first.name, station.name).sentence
    who = _name(_pupil(session, row.pouch_id))
    return FeedItem(
        f"t{row.id}", row.second_at, FeedKind.TROUBLE, station.name, who, sentence, "", offline=False
    )


def _happened(session: Session, row: StationEventRow, station: StationRow) -> FeedItem:
    pupil = _pupil(session, row.pouch_id)
    refused = row.what == "refused"
    sentence = _why_refused(session, row, pupil) if refused else WENT_WRONG[row.what]
    kind = FeedKind.REFUSED if refused else FeedKind.TROUBLE
    item_id = f"e{row.event_id.hex()}"
    return FeedItem(item_id, row.happened_at, kind, station.name, _name(pupil), sentence, "", row.offline)


def _why_refused(session: Session, row: StationEventRow, pupil: PupilRow | None) -> str:
    hold = hold_at(session, pupil.id, row.happened_at) if pupil and row.reason == HELD else None
    sentence = AT_THE_STATION.get(row.reason, "The station refused the tap.")
    return f"{sentence} {hold.sentence}" if hold else sentence


def _pupil(session: Session, pouch_id: str | None) -> PupilRow | None:
    pouch = session.get(PouchRow, pouch_id) if pouch_id else None
    return session.get(PupilRow, pouch.pupil_id) if pouch and pouch.pupil_id else None


def _name(pupil: PupilRow | None) -> str:
    return f"{pupil.given} {pupil.family}, {pupil.form}" if pupil else ""
