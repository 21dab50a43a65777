"""Everything about leave but the tap: asking, agreeing, coming back, weekly turns, and what teachers see."""

from dataclasses import dataclass

from controller.clock import Clock
from controller.services.bus import EventBus
from controller.services.stations.approvals import Approvals
from controller.services.stations.leave import Leave
from controller.services.stations.may_use import MayUse
from controller.services.stations.pouch_rule import PouchRule
from controller.services.stations.private_leave import PrivateLeave
from controller.services.stations.returns import Returns
from controller.services.stations.standing_leave import StandingLeaves
from controller.storage.database import Database


@dataclass(frozen=True, slots=True)
class LeaveDesk:
    asking: Leave
    approvals: Approvals
    returns: Returns
    standing: StandingLeaves
    may_use: MayUse
    private: PrivateLeave


def build_leave(database: Database, clock: Clock, bus: EventBus, rule: PouchRule) -> LeaveDesk:
    return LeaveDesk(
        asking=Leave(database, clock, bus, rule),
        approvals=Approvals(database, clock, bus),
        returns=Returns(database, clock, bus),
        standing=StandingLeaves(database, clock, bus, rule),
        may_use=MayUse(database, clock, rule),
        private=PrivateLeave(database, clock),
    )
