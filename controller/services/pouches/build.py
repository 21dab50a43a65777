"""The pouch register's services, put together."""

from dataclasses import dataclass

from controller.clock import Clock
from controller.services.bus import EventBus
from controller.services.pouches.claims import Claims
from controller.services.pouches.desk import PouchDesk
from controller.services.pouches.fees import Fees
from controller.services.pouches.imports import Imports
from controller.services.pouches.looking import Looking
from controller.services.pouches.mending import Mending
from controller.services.pouches.reading import Reading
from controller.services.pouches.rounds import Rounds
from controller.services.pouches.seen import Seen
from controller.services.pouches.tags import TagReader
from controller.services.stations.modes import Modes
from controller.services.stations.releases import Releases
from controller.storage.database import Database


@dataclass(frozen=True, slots=True)
class PouchRegister:
    database: Database
    desk: PouchDesk
    fees: Fees
    claims: Claims
    mending: Mending
    looking: Looking
    rounds: Rounds
    imports: Imports
    seen: Seen


def build_pouch_register(
    database: Database, clock: Clock, bus: EventBus, tag_key: bytes, modes: Modes, releases: Releases
) -> PouchRegister:
    tags = TagReader(tag_key)
    return PouchRegister(
        database=database,
        desk=PouchDesk(database, clock, bus, tags),
        fees=Fees(database, clock, bus),
        claims=Claims(database, clock, bus),
        mending=Mending(database),
        looking=Looking(database, tags),
        rounds=Rounds(database, clock, bus, tags, Reading(database, clock, modes, releases)),
        imports=Imports(database, clock, bus, tags),
        seen=Seen(database, clock),
    )
