"""What a station is called and where it stands, and the key behind the code on its label."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.domain.stations import Adoption
from controller.errors import Refused
from controller.storage.tables.stations import StationRow
from firmware_bridge.protocol.errors import PairingCodeError
from firmware_bridge.protocol.v1.pairing import key_from_code


@dataclass(frozen=True, slots=True)
class Place:
    """What a station is called and where it stands; empty for as it is known already."""

    name: str = ""
    gate: str = ""


AS_KNOWN = Place()


def placed(session: Session, row: StationRow, place: Place) -> None:
    """Raises Refused for a name that another of the school's stations bears: people go by names."""
    name, gate = place.name.strip() or row.name, place.gate.strip() or row.gate
    if not gate:
        raise Refused("station.no-gate", "Say at which gate this station stands.")
    ours = StationRow.adoption == Adoption.ADOPTED.value
    same = select(StationRow.id).where(StationRow.name == name, StationRow.id != row.id, ours)
    if session.scalars(same).first() is not None:
        raise Refused("station.name-used", f"Another station is called {name} already: choose another name.")
    row.name, row.gate = name, gate


def key_of(code: str) -> bytes:
    """Raises Refused for what is no pairing code."""
    try:
        return key_from_code(code)
    except PairingCodeError as error:
        raise Refused("station.bad-code", f"{str(error)[:1].upper()}{str(error)[1:]}.") from error
