"""Live sessions on the screen: a frame with the teacher's name, their hands, and what they show.

`session-begin` {"slot", "session", "mode", "title", "by"} is answered once it is seen; `session-end` {"slot"}
takes it away; `session-input` {"events"} is done in order; `session-draw` {"parts", "whole"} with a picture,
or what changed of it, is answered once it is painted. The event `session-stopped` {"session"} says that
somebody at the PC ended it. All end when the service has gone.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from Xlib.error import DisplayError  # type: ignore[import-untyped]  # ships no types

from workstation_agent.live.state import Slot
from workstation_agent.platform.interface import PlatformError
from workstation_agent.platform.x11.hands import Hands, let_go_of_all
from workstation_agent.protocol.inputs import input_from_json
from workstation_agent.ui.ring import Ring
from workstation_agent.ui.showing import drawn, read_picture
from workstation_agent.worker.channel import Said
from workstation_agent.worker.desk import Asked, Desk, Handlers
from workstation_agent.worker.stages import FullStage, WindowStage

RED, BLUE = "#b3261e", "#1f4fa3"

log = logging.getLogger(__name__)


def handlers(desk: Desk) -> Handlers:
    with suppress(DisplayError):
        let_go_of_all(desk.display)
    part = LivePart(desk)
    desk.gone.append(part.end_all)
    return {
        "session-begin": part.begin,
        "session-end": part.end,
        "session-input": part.input,
        "session-draw": part.draw,
    }


class Seen(Protocol):
    """Something of a session that is on the screen."""

    def show(self, seen: Callable[[], None]) -> None: ...

    def close(self) -> None: ...


class LivePart(QObject):
    def __init__(self, desk: Desk) -> None:
        super().__init__(QApplication.instance())
        self._desk = desk
        self._seen: dict[str, Seen] = {}
        self._hands: Hands | None = None
        self._image: QImage | None = None  # what is shown now

    def begin(self, asked: Asked) -> None:
        slot, session = asked.text("slot"), asked.text("session")
        self._take_away(slot)

        def stop() -> None:
            self._desk.send(Said("session-stopped", {"session": session}))

        make = _MAKERS.get(slot)
        if make is None:
            raise PlatformError("session.unknown", "this PC's agent cannot do that kind of session")
        self._seen[slot] = seen = make(self._desk, asked, stop)
        if slot == Slot.HANDS.value:
            self._hands = _hands(self._desk.display)
        seen.show(asked.answer)

    def end(self, asked: Asked) -> None:
        self._take_away(asked.text("slot"))
        asked.answer()

    def input(self, asked: Asked) -> None:
        events = asked.args.get("events")
        if self._hands is not None and isinstance(events, list):
            self._hands.do([input_from_json(one) for one in events])
        asked.answer()

    def draw(self, asked: Asked) -> None:
        stage = self._seen.get(Slot.SCREEN.value)
        parts = asked.args.get("parts")
        before = None if asked.args.get("whole") else self._image
        image = drawn(before, parts, asked.blob) if isinstance(parts, list) else read_picture(asked.blob)
        if image is None:
            raise PlatformError("show.unreadable", "a picture that was to be shown cannot be read")
        self._image = image
        if isinstance(stage, FullStage | WindowStage):
            stage.draw(image, asked.answer)
        else:
            asked.answer()

    def end_all(self) -> None:
        for slot in list(self._seen):
            self._take_away(slot)

    def _take_away(self, slot: str) -> None:
        if slot == Slot.HANDS.value and self._hands is not None:
            self._hands.close()
            self._hands = None
        if slot == Slot.SCREEN.value:
            self._image = None
        seen = self._seen.pop(slot, None)
        if seen is not None:
            seen.close()


def _hands(display: str) -> Hands:
    try:
        return Hands(display)
    except DisplayError as error:
        raise PlatformError("control.no-display", "this PC's screen takes no hands but its own") from error


def _frame(desk: Desk, asked: Asked, stop: Callable[[], None]) -> Seen:
    return Ring(f"{asked.text('by')} is controlling this PC", "Stop", RED, stop)


def _source(desk: Desk, asked: Asked, stop: Callable[[], None]) -> Seen:
    return Ring(f"{asked.text('by')} is showing this screen to the class", "Stop showing it", BLUE, stop)


def _screen(desk: Desk, asked: Asked, stop: Callable[[], None]) -> Seen:
    words = f"{asked.text('title')} · shown by {asked.text('by')}"
    return FullStage(desk.display, words) if asked.text("mode") == "full" else WindowStage(words, stop)


_MAKERS: Final[dict[str, Callable[[Desk, Asked, Callable[[], None]], Seen]]] = {
    Slot.HANDS.value: _frame,
    Slot.SOURCE.value: _source,
    Slot.SCREEN.value: _screen,
}
