"""Pictures of a screen that something of ours asks for, beside those that pages are shown.

They are whole ones unless parts are wanted: where a PC sends only what changed, it is asked for the whole.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import RLock
from uuid import uuid4

from controller.clock import Clock
from controller.services.lab.presence import Presence
from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.frame import FrameHeader
from workstation_agent.protocol.watches import Unwatch, Watch

RENEW_EVERY_S = 5.0
WHOLE_EVERY_S = 0.15

OnPicture = Callable[[FrameHeader, bytes], None]
"""Also called without bytes, when the PC has only a state to tell."""


@dataclass(slots=True)
class _Feed:
    workstation: str
    watch: Watch
    on_picture: OnPicture
    parts: bool
    renewed_s: float
    whole_s: float = float("-inf")


class Feeds:
    """`link` is the clock of the wire."""

    def __init__(self, link: Clock, presence: Presence) -> None:
        self._link, self._presence = link, presence
        self._feeds: dict[str, _Feed] = {}
        self._lock = RLock()

    def open(self, workstation: str, asked: Watch, on_picture: OnPicture, *, parts: bool = False) -> str:
        """The feed's name. The PC shows its pupil `asked.by` for as long as it is open."""
        name = f"f{uuid4().hex[:16]}"
        feed = _Feed(workstation, replace(asked, watch=name), on_picture, parts, self._link.monotonic())
        with self._lock:
            self._feeds[name] = feed
        self._presence.send(workstation, feed.watch)
        return name

    def close(self, name: str) -> None:
        with self._lock:
            feed = self._feeds.pop(name, None)
        if feed:
            self._presence.send(feed.workstation, Unwatch(name))

    def take(self, workstation: str, header: FrameHeader, jpeg: bytes) -> bool:
        """False when it is not of a feed of this PC. Raises ProtocolError for a picture that is too large."""
        with self._lock:
            feed = self._feeds.get(header.watch)
        if feed is None or feed.workstation != workstation:
            return False
        if header.w > feed.watch.width or header.h > feed.watch.height:
            raise ProtocolError("frame.too-large", "it sent a picture that is larger than was asked for")
        if header.parts and not feed.parts:
            self._ask_for_whole(feed)
        else:
            feed.on_picture(header, jpeg)
        return True

    def ask_for_whole(self, name: str) -> None:
        """Of a feed of parts that lost its picture."""
        with self._lock:
            feed = self._feeds.get(name)
        if feed:
            self._ask_for_whole(feed)

    def _ask_for_whole(self, feed: _Feed) -> None:
        now_s = self._link.monotonic()
        if now_s - feed.whole_s >= WHOLE_EVERY_S:
            feed.whole_s = feed.renewed_s = now_s
            self._presence.send(feed.workstation, replace(feed.watch, whole=True))

    def tick(self) -> None:
        now_s = self._link.monotonic()
        with self._lock:
            stale = [feed for feed in self._feeds.values() if now_s - feed.renewed_s >= RENEW_EVERY_S]
        for feed in stale:
            feed.renewed_s = now_s
            self._presence.send(feed.workstation, feed.watch)
