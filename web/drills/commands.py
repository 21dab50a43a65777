"""Evacuate and lockdown, from any page of those who may. The guard has checked who asks."""

from controller.domain.accounts import Account, Role
from controller.domain.modes import EMERGENCIES, StationMode
from controller.services.stations.build import Reception
from web.payloads import EmergencyOrdered, OrderNamed
from web.sockets.door import Caller, Door


class EmergencyCommands:
    def __init__(self, reception: Reception) -> None:
        self._reception = reception

    def attach(self, door: Door) -> None:
        door.on("emergency.order", self.order)
        door.on("emergency.end", self.end)

    def order(self, caller: Caller, asked: EmergencyOrdered) -> dict[str, object]:
        mode = StationMode(asked.mode)
        number = self._reception.modes.emergency(caller.account, mode, drill=asked.drill, reason=asked.reason)
        return {"order": number}

    def end(self, caller: Caller, asked: OrderNamed) -> None:
        self._reception.modes.end(caller.account, asked.order, only=seen_by(caller.account))


def seen_by(account: Account) -> frozenset[StationMode]:
    """The modes whose orders are this person's to see and to end."""
    if account.role is Role.ADMIN:
        return frozenset(StationMode) - {StationMode.NORMAL}
    return EMERGENCIES
