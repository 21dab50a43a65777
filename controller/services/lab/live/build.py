"""Live sessions put together: control, shows, screenshots."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from controller.clock import Clock
from controller.services.bus import EventBus
from controller.services.lab.examined import Examined
from controller.services.lab.live.controls import Controls
from controller.services.lab.live.feeds import Feeds
from controller.services.lab.live.records import SessionRecords
from controller.services.lab.live.screenshots import Screenshots
from controller.services.lab.live.shows import Shows
from controller.services.lab.live.stills import Stills
from controller.services.lab.live.vault import Vault
from controller.services.lab.presence import Presence
from controller.services.lab.seats import Seats
from controller.services.staff_sessions import PastSessions, live_sessions
from controller.storage.database import Database
from workstation_agent.protocol.sessions import Session


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the key of screenshots is, and for how long they are kept."""

    data_dir: Path
    screenshots: timedelta


@dataclass(frozen=True, slots=True)
class LiveSessions:
    feeds: Feeds
    controls: Controls
    shows: Shows
    stills: Stills
    screenshots: Screenshots
    past: PastSessions

    def leave(self, viewer: str) -> None:
        """A page has closed: what it held ends."""
        self.controls.leave(viewer)
        self.shows.leave(viewer)

    def returned(self, workstation: str) -> None:
        self.controls.returned(workstation)
        self.shows.returned(workstation)

    def said(self, workstation: str, session: Session) -> bool:
        return self.controls.said(workstation, session) or self.shows.said(workstation, session)

    @property
    def ticks(self) -> tuple[Callable[[], None], ...]:
        parts = (self.feeds, self.controls, self.shows, self.stills, self.screenshots)
        return tuple(part.tick for part in parts)


def build_live(
    database: Database, clock: Clock, link: Clock, bus: EventBus, presence: Presence, seats: Seats, kept: Kept
) -> LiveSessions:
    records = SessionRecords(database, clock)
    records.end_left_over()
    feeds = Feeds(link, presence)
    examined = Examined(database, clock)
    screenshots = Screenshots(database, clock, Vault(kept.data_dir), kept.screenshots)
    return LiveSessions(
        feeds=feeds,
        controls=Controls(clock, link, bus, presence, records, examined),
        shows=Shows(clock, link, bus, presence, feeds, records, examined),
        stills=Stills(link, bus, presence, seats, feeds, screenshots),
        screenshots=screenshots,
        past=partial(live_sessions, database),
    )
