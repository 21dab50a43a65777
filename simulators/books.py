"""What the controller wrote down, read from its database while it runs or after it was killed."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select

from controller.storage.base import Base
from controller.storage.database import Database
from controller.storage.tables.custody import CustodyRow
from controller.storage.tables.pouches import PouchRow, ReleaseRow
from controller.storage.tables.records import JournalRow
from controller.storage.tables.stations import DeadLetterRow, StationEventRow, TapDecisionRow

Row = TypeVar("Row", bound=Base)


class Books:
    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir

    def rows(self, table: type[Row]) -> Sequence[Row]:
        database = Database(self._data_dir / "schoolbell.db")
        with database.read() as session:
            found = session.scalars(select(table)).all()
        database.close()
        return found

    def events(self, station: str | None = None) -> list[StationEventRow]:
        return [one for one in self.rows(StationEventRow) if station in (None, one.station_id)]

    def releases(self) -> list[StationEventRow]:
        return [one for one in self.events() if one.what == "released"]

    def release_rows(self) -> Sequence[ReleaseRow]:
        return self.rows(ReleaseRow)

    def custody(self) -> Counter[str]:
        """How often each item was handed out."""
        return Counter(one.item for one in self.rows(CustodyRow) if one.what == "released")

    def pouches_released(self) -> set[str]:
        return {one.id for one in self.rows(PouchRow) if one.state == "released"}

    def decisions(self) -> Sequence[TapDecisionRow]:
        return self.rows(TapDecisionRow)

    def dead_letters(self) -> Counter[str]:
        """How often each reason."""
        counted: Counter[str] = Counter()
        for one in self.rows(DeadLetterRow):
            counted[one.code] += one.times
        return counted

    def facts(self, kind: str) -> list[JournalRow]:
        return [one for one in self.rows(JournalRow) if one.kind == kind]

    def kinds(self, start: str) -> Counter[str]:
        return Counter(one.kind for one in self.rows(JournalRow) if one.kind.startswith(start))
