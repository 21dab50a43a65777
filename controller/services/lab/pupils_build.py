"""Puts the pupil's side together."""

from collections.abc import Callable
from functools import partial

from controller.clock import Clock
from controller.services.bus import EventBus
from controller.services.lab.concerns import Concerns
from controller.services.lab.hands import Hands
from controller.services.lab.hidings import Hidings
from controller.services.lab.lessons import Lessons
from controller.services.lab.notices import Notices
from controller.services.lab.presence import Presence
from controller.services.lab.pupils import Pupils
from controller.services.lab.sealing import Sealing
from controller.services.lab.watches import Watches
from controller.storage.database import Database


def build_pupils(
    database: Database,
    clocks: tuple[Clock, Clock],
    bus: EventBus,
    presence: Presence,
    lessons: Lessons,
    watches: Watches,
    secret: Callable[[str], bytes],
) -> Pupils:
    """`clocks`: the school's, and the one of the wire. `secret` gives this installation's key of a name."""
    clock, link = clocks
    return Pupils(
        bus,
        presence,
        lessons,
        Notices(database, clock, link, bus),
        Hands(database, clock, link, bus),
        Concerns(database, clock, link, bus, Sealing(partial(secret, "concern-key"))),
        Hidings(database, clock, link, bus, presence),
        watches.returned,
    )
