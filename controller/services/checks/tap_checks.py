"""A check by tap: which station a class holds its pouches to, and what has come of it."""

from collections.abc import Sequence
from threading import Lock

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.checks import TapPlace
from controller.domain.events import CheckChanged, StationChanged
from controller.domain.lessons import Lesson
from controller.domain.stations import Adoption
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.checks import records
from controller.services.checks.taps import take_taps
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.checks import ClassCheckRow
from controller.storage.tables.stations import StationRow


class TapChecks:
    """Every event of a station is heard here, so where nobody taps for a class it costs a look into a set."""

    def __init__(self, database: Database, clock: Clock, bus: EventBus) -> None:
        self._database, self._clock, self._bus = database, clock, bus
        self._lock = Lock()
        open_now = ClassCheckRow.ends_at > clock.now()
        with database.read() as session:
            found = session.scalars(select(ClassCheckRow.station_id).where(open_now))
            self._stations = {one for one in found if one}

    def places(self) -> Sequence[TapPlace]:
        ours = StationRow.adoption == Adoption.ADOPTED.value
        with self._database.read() as session:
            rows = session.scalars(select(StationRow).where(ours).order_by(StationRow.name))
            return [TapPlace(row.id, row.name) for row in rows]

    def tap_at(self, by: Account, lesson: Lesson, station: str | None) -> None:
        """From now on taps at this station mark the class; None: no longer. Raises Refused."""
        now = self._clock.now()
        with self._database.write() as session:
            if station:
                self._check_free(session, lesson, station)
            check = records.begun(session, lesson, now)
            check.station_id, check.taps_from = station, now if station else None
            data = {"class": lesson.class_id, "station": station or ""}
            append(session, now, Fact("check.taps-at", f"account:{by.username}", f"lesson:{lesson.id}", data))
        if station:
            with self._lock:
                self._stations.add(station)
        self._bus.publish(CheckChanged(str(lesson.id)))

    def station_changed(self, event: StationChanged) -> None:
        if event.station not in self._stations:
            return
        with self._database.write() as session:
            checks = session.scalars(select(ClassCheckRow).where(self._open_at(event.station))).all()
            changed = [one.lesson for one in checks if self._taken(session, one)]
        if not checks:
            with self._lock:
                self._stations.discard(event.station)
        self._bus.publish(*(CheckChanged(lesson) for lesson in changed))

    def _taken(self, session: Session, check: ClassCheckRow) -> bool:
        tapped = take_taps(session, check)
        if tapped:
            check.last_at = now = self._clock.now()
            records.count_again(session, check)
            data = {"class": check.class_id, "tapped": tapped}
            append(
                session,
                now,
                Fact("check.tapped", f"station:{check.station_id}", f"lesson:{check.lesson}", data),
            )
        return tapped > 0

    def _check_free(self, session: Session, lesson: Lesson, station: str) -> None:
        row = session.get(StationRow, station)
        if row is None or row.adoption != Adoption.ADOPTED.value:
            raise Refused("check.no-station", "That station is not one of the school's. Choose another.")
        other = session.scalars(select(ClassCheckRow).where(self._open_at(station))).first()
        if other is not None and other.lesson != str(lesson.id):
            raise Refused(
                "check.station-taken",
                f"{other.class_id.partition('/')[0]} is tapping there now. Choose another station, "
                "or check by seat.",
            )

    def _open_at(self, station: str) -> ColumnElement[bool]:
        return (ClassCheckRow.station_id == station) & (ClassCheckRow.ends_at > self._clock.now())
