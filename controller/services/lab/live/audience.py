"""The PCs that are shown something: one picture under way to each, and then the newest there is.

A slow PC gets fewer pictures and slows nobody; a picture is never kept but the newest.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from controller.clock import Clock
from controller.services.lab.live.screens import Screen
from controller.services.lab.presence import Presence
from workstation_agent.protocol.events import SHOW_FRAME
from workstation_agent.protocol.sessions import Session, SessionEnd, SessionState, Show, Shown, Unshow

STALE_S = 5.0
"""A PC that has not shown a picture for so long is sent the next one all the same."""


@dataclass(slots=True)
class _Place:
    """`state` is None until the PC has answered; `sent_s` None when no picture is under way to it.

    `sent` is the number of the picture that it shows, 0 for none; `whole` that it was sent all of it.
    """

    state: SessionState | None = None
    sent: int = 0
    whole: bool = False
    sent_s: float | None = None


class Audience:
    """Not safe for threads: its show holds the lock."""

    def __init__(
        self, link: Clock, presence: Presence, show: Show, screen: Screen, seats: Iterable[str]
    ) -> None:
        self._link, self._presence, self._show, self._screen = link, presence, show, screen
        self._places = {seat: _Place() for seat in seats}

    @property
    def seats(self) -> frozenset[str]:
        return frozenset(self._places)

    @property
    def running(self) -> int:
        return sum(place.state is SessionState.RUNNING for place in self._places.values())

    def renew(self) -> None:
        """Each time to all of them: one that was away is shown it when it is back."""
        for seat, place in self._places.items():
            if place.state is not SessionState.OVER:
                self._presence.send(seat, self._show)

    def offer(self) -> None:
        """The screen has changed."""
        for seat in self._places:
            self._send(seat)

    def said(self, seat: str, session: Session) -> bool:
        place = self._places.get(seat)
        if place is None:
            return False
        # What failed is tried again with the next renewal; what a pupil closed is not.
        place.state = None if session.why is SessionEnd.FAILED else session.state
        place.sent, place.sent_s = 0, None  # what begins, or goes on, begins with an empty screen
        self._send(seat)
        return True

    def shown(self, seat: str, said: Shown) -> None:
        place = self._places.get(seat)
        if place and said.seq >= place.sent:
            place.sent_s = None
            if said.lost and not place.whole:
                place.sent = 0
            self._send(seat)

    def returned(self, seat: str) -> None:
        """It has just connected, and knows nothing of this show."""
        if seat in self._places:
            self._places[seat] = _Place()
            self._presence.send(seat, self._show)

    def lost(self) -> None:
        """Those that are away show nothing."""
        for seat, place in self._places.items():
            if place.state is not SessionState.OVER and self._presence.of(seat) is None:
                self._places[seat] = _Place()

    def end(self) -> None:
        for seat in self._places:
            self._presence.send(seat, Unshow(self._show.show))

    def _send(self, seat: str) -> None:
        place, now_s = self._places[seat], self._link.monotonic()
        busy = place.sent_s is not None and now_s - place.sent_s < STALE_S
        if place.state is not SessionState.RUNNING or busy:
            return
        picture = self._screen.since(place.sent)
        if picture is not None:
            place.sent, place.sent_s, place.whole = picture.seq, now_s, picture.whole
            self._presence.send_binary(seat, SHOW_FRAME, picture.frame)
