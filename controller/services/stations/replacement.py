"""Puts a spare in the place of a broken station, in one step: what is wanted at that gate goes on.

The spare takes the name, the gate and the modes in order. Exceptions are the school's, not a station's, so
the spare is told them with its first authority. The broken one is revoked, wherever it turns up.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import StationChanged, StationRevoked
from controller.domain.stations import Adoption
from controller.domain.timetable import local
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.stations import calls, mode_orders
from controller.services.stations.placement import Place, key_of, placed
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.stations import StationRow
from firmware_bridge.protocol.v1.vocabulary import Lifecycle, Mode


class Replacing:
    def __init__(self, database: Database, clock: Clock, bus: EventBus) -> None:
        self._database, self._clock, self._bus = database, clock, bus

    def replace(self, by: Account, broken_id: str, spare_id: str, code: str) -> None:
        """`spare_id` is `broken_id` if the spare was set up under the same id. Raises Refused."""
        key = key_of(code)
        with self._database.write() as session:
            broken = session.get(StationRow, broken_id)
            if broken is None or broken.adoption != Adoption.ADOPTED.value:
                raise Refused("station.not-adopted", "Only an adopted station can be replaced.")
            if spare_id == broken_id:
                _same_id(broken, key)
            else:
                spare = self._spare(session, spare_id, key)
                if spare.adoption == Adoption.REVOKED.value:  # it may have been told to open nothing
                    mode_orders.put_back(session, by, spare.id, self._clock.now())
                _other_id(session, broken, spare, key, self._clock.now())
            facts = {"spare": spare_id, "name": broken.name, "gate": broken.gate}
            fact = Fact("station.replaced", f"account:{by.username}", f"station:{broken_id}", facts)
            append(session, self._clock.now(), fact)
        if spare_id != broken_id:
            self._bus.publish(StationRevoked(broken_id))
        self._bus.publish(StationChanged(broken_id), StationChanged(spare_id))

    def _spare(self, session: Session, spare_id: str, key: bytes) -> StationRow:
        spare = session.get(StationRow, spare_id)
        if spare is None or spare.adoption not in (Adoption.PENDING.value, Adoption.REVOKED.value):
            raise Refused(
                "station.not-pending",
                "The spare does not wait to be adopted: switch it on, and choose it when it has called.",
            )
        if not calls.proved(session, spare.id, key):
            raise Refused(
                "station.wrong-code", "That is not the code on the label of the spare: read it again."
            )
        return spare


def _same_id(row: StationRow, key: bytes) -> None:
    """From now on only the spare is believed under this id."""
    if key == row.key:
        raise Refused(
            "station.same-key", "That is the code of the station that is there: read the spare's label."
        )
    row.key, row.next_key, row.next_key_at = key, None, None
    row.authority_in_force, row.authority_hash = 0, None
    row.mode, row.lifecycle, row.last_seen_at = Mode.NORMAL.word, Lifecycle.INIT.value, None


def _other_id(session: Session, broken: StationRow, spare: StationRow, key: bytes, now: datetime) -> None:
    place = Place(broken.name, broken.gate)
    broken.adoption = Adoption.REVOKED.value
    broken.name = f"{broken.name} (replaced {local(now):%d %b %Y %H:%M})"
    session.flush()
    placed(session, spare, place)
    spare.key, spare.next_key = key, None
    spare.adoption, spare.lifecycle = Adoption.ADOPTED.value, Lifecycle.INIT.value
    calls.forget(session, spare.id)
    mode_orders.take_over(session, broken.id, spare.id, now)
