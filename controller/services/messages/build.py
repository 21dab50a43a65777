"""Puts the messages together."""

from dataclasses import dataclass

from controller.clock import Clock
from controller.services.bus import EventBus
from controller.services.lab.lessons import Lessons
from controller.services.messages.classroom import Classroom
from controller.services.messages.following import Following
from controller.services.messages.keeping import Keeping
from controller.services.messages.office import Office
from controller.services.messages.whereabouts import Finding
from controller.services.ticker import Ticker
from controller.storage.database import Database


@dataclass(frozen=True, slots=True)
class Messages:
    finding: Finding
    office: Office
    classroom: Classroom
    following: Following
    keeping: Keeping


def build_messages(
    database: Database, clock: Clock, bus: EventBus, lessons: Lessons, ticker: Ticker
) -> Messages:
    finding = Finding(database, clock, lessons)
    following, keeping = Following(database, clock, bus, lessons), Keeping(database, clock)
    ticker.add(following.tick)
    ticker.add(keeping.tick)
    office = Office(database, clock, bus, lessons, finding)
    return Messages(finding, office, Classroom(database, clock, bus, lessons), following, keeping)
