"""Blanks the free text and parents' names of closed cases once their school year is over; the facts stay."""

from datetime import date, datetime, time

from sqlalchemy import select

from controller.clock import Clock
from controller.domain.custody_words import State
from controller.domain.timetable import LONDON, local
from controller.services.daily import Daily
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.custody import CustodyDeviceRow, CustodySearchRow

YEAR_BEGINS = 9  # September


class Purging:
    """`years` more school years are kept after the one in which a case was closed."""

    def __init__(self, database: Database, clock: Clock, years: int) -> None:
        self._database, self._clock, self._years = database, clock, years
        self.tick = Daily(clock, self.run).tick

    def run(self) -> tuple[int, int]:
        """How many devices and searches were purged. What is open, or with the police, is left alone."""
        now = self._clock.now()
        before = ended_before(local(now).date(), self._years)
        returned = CustodyDeviceRow.state == State.RETURNED.value
        old = select(CustodyDeviceRow).where(
            returned, CustodyDeviceRow.closed_at < before, CustodyDeviceRow.purged_at.is_(None)
        )
        unsettled = select(CustodyDeviceRow.number).where(~returned)
        searched = select(CustodySearchRow).where(
            CustodySearchRow.recorded_at < before,
            CustodySearchRow.purged_at.is_(None),
            CustodySearchRow.device_number.is_(None) | CustodySearchRow.device_number.not_in(unsettled),
        )
        with self._database.write() as session:
            devices, searches = session.scalars(old).all(), session.scalars(searched).all()
            for device in devices:
                device.described = device.note = device.owner = ""
                device.place, device.purged_at = device.place.partition(":")[0], now
            for search in searches:
                search.grounds = search.sought = search.consent_how = search.found = search.witness = ""
                search.purged_at = now
            if devices or searches:
                facts = {
                    "devices": [one.number for one in devices],
                    "searches": [one.number for one in searches],
                    "closed_before": before.isoformat(),
                }
                append(session, now, Fact("custody.purged", "job:custody", "custody:book", facts))
        return len(devices), len(searches)


def ended_before(today: date, years: int) -> datetime:
    """The start of the school year, `years` before the one that `today` is in. It begins on 1 September."""
    started = today.year - (today.month < YEAR_BEGINS)
    return datetime.combine(date(started - years, YEAR_BEGINS, 1), time(), LONDON)
