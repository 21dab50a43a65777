"""Puts the class checks together."""

from dataclasses import dataclass
from datetime import timedelta

from controller.clock import Clock
from controller.domain.events import StationChanged
from controller.services.bus import EventBus
from controller.services.checks.class_checks import ClassChecks
from controller.services.checks.keeping import Keeping
from controller.services.checks.tap_checks import TapChecks
from controller.services.lab.lessons import Lessons
from controller.storage.database import Database


@dataclass(frozen=True, slots=True)
class Checks:
    classes: ClassChecks
    taps: TapChecks
    keeping: Keeping
    lessons: Lessons


def build_checks(
    database: Database, clock: Clock, bus: EventBus, lessons: Lessons, kept: timedelta
) -> Checks:
    """`kept`: for how long it is known what a single pupil was found with."""
    taps = TapChecks(database, clock, bus)
    bus.subscribe(StationChanged, taps.station_changed)
    classes, keeping = ClassChecks(database, clock, bus, lessons), Keeping(database, clock, kept)
    return Checks(classes, taps, keeping, lessons)
