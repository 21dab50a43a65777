"""Live sessions on a simulated PC: whose hands are on it, what they did last, and what is shown on it."""

from collections.abc import Callable, Sequence

from simulators.desktop_live import LiveScene
from simulators.shown_picture import ShownPicture, drawn
from workstation_agent.live.stage import StageError
from workstation_agent.live.state import Slot, slot_of
from workstation_agent.protocol.inputs import EDGE, Input, Key, Move, Press, Text
from workstation_agent.protocol.sessions import Control, Show, ShowFrame

TYPED = 60  # characters of what was typed that are still seen


class SimulatedStage:
    """`live` is what is drawn over the desktop. `stop` is the button on the frame."""

    def __init__(self) -> None:
        self.live = LiveScene()
        self.done: list[Input] = []
        self.shown = 0
        self._now: dict[Slot, Control | Show] = {}
        self._stops: dict[Slot, Callable[[], None]] = {}
        self._picture: ShownPicture | None = None
        self._typed = ""
        self._at: tuple[float, float] | None = None

    async def begin(self, what: Control | Show, stop: Callable[[], None]) -> None:
        self._now[slot_of(what)], self._stops[slot_of(what)] = what, stop
        self._tell()

    async def end(self, slot: Slot) -> None:
        self._now.pop(slot, None)
        self._stops.pop(slot, None)
        if slot is Slot.HANDS:
            self._typed, self._at = "", None
        if slot is Slot.SCREEN:
            self._picture = None
        self._tell()

    def do(self, inputs: Sequence[Input]) -> None:
        self.done = [*self.done, *inputs][-200:]
        for one in inputs:
            if isinstance(one, Move | Press):
                self._at = one.x / EDGE, one.y / EDGE
            elif isinstance(one, Text):
                self._typed += one.text
            elif isinstance(one, Key) and one.down:
                self._typed = _typed(self._typed, one.key)
        self._tell()

    async def draw(self, frame: ShowFrame) -> None:
        picture = drawn(self._picture, frame)
        if picture is None:
            raise StageError("show.unreadable", "a picture that was to be shown cannot be read")
        self._picture = picture
        self.shown += 1
        self._tell()

    def stop(self, slot: Slot) -> None:
        """The pupil presses the button."""
        self._stops[slot]()

    def _tell(self) -> None:
        hands, source, screen = (self._now.get(slot) for slot in (Slot.HANDS, Slot.SOURCE, Slot.SCREEN))
        self.live = LiveScene(
            controlled_by=hands.by if hands else None,
            shown_by=source.by if source else None,
            pointer=self._at,
            typed=self._typed[-TYPED:],
            show=screen if isinstance(screen, Show) else None,
            picture=self._picture,
        )


def _typed(before: str, key: str) -> str:
    if key == "Backspace":
        return before[:-1]
    return before + (key if len(key) == 1 else "")
