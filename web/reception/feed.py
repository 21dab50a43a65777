"""Tells the reception pages what has changed, each part at most ten times a second."""

from collections.abc import Iterable
from functools import partial

from controller.clock import Clock
from controller.domain import events
from controller.domain.releases import Phase, phase
from controller.services.stations.build import Reception
from web.outbox import Outbox
from web.parts_feed import Parts, PartsFeed, Tells
from web.reception.holds import all_shown
from web.reception.leave_shown import LeaveSnapshots
from web.reception.snapshots import Snapshots

TOPIC = "reception"
MOVES = "leaves", "holds", "requests"

TELLS: Tells = {
    events.StationChanged: ("stations",),
    events.StationTrouble: ("taps", "stations"),
    events.PouchReleased: ("release",),
    events.TapRefused: ("taps", "release"),
    events.TagSeenTwice: ("taps",),
    events.GrantChanged: ("leaves",),
    events.LeaveRequestChanged: ("requests", "leaves"),
    events.StandingLeaveChanged: ("weekly",),
    events.HoldChanged: ("holds",),
    events.NeedChanged: ("holds",),
    events.ReleaseChanged: ("release", "stations"),
    events.BrokerChanged: ("troubles",),
    events.StorageChanged: ("troubles",),
}


class ReceptionFeed(PartsFeed):
    def __init__(self, reception: Reception, clock: Clock, outbox: Outbox) -> None:
        self._reception = reception
        snapshots, leave = Snapshots(reception, clock), LeaveSnapshots(reception.leave, clock)
        parts: Parts = {
            "troubles": snapshots.troubles,
            "stations": snapshots.stations,
            "release": snapshots.release,
            "taps": snapshots.taps,
            "leaves": snapshots.leaves,
            "holds": partial(all_shown, reception.holds),
            "requests": leave.requests,
            "weekly": leave.weekly,
        }
        super().__init__(TOPIC, TELLS, parts, clock, outbox)

    def moving(self) -> Iterable[str]:
        """The rate of an open release, and leave and holds that run out."""
        release = self._reception.releases.latest()
        is_open = release is not None and phase(release, self._clock.now()) is Phase.OPEN
        return ("release", *MOVES) if is_open else MOVES
