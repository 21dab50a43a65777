"""One opened display: what it shows, and what each watch was given of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from workstation_agent.capture.boxes import Box, Cells
from workstation_agent.capture.glass import Glass
from workstation_agent.capture.health import CHECK_S, Health
from workstation_agent.capture.shadow import CELL, Shadow
from workstation_agent.capture.view import Shot, View
from workstation_agent.core.events import Picture
from workstation_agent.core.looks import Look
from workstation_agent.protocol.frame import ScreenState

FORGET_S = 60.0
Ours = Callable[[], Sequence[Box]]
"""Where windows of the agent's own lie, which say nothing of what the display shows."""


def nothing() -> Sequence[Box]:
    return ()


@dataclass(slots=True)
class _Told:
    """`asked` is the look but for what it has been given."""

    view: View
    asked: Look
    mark: str = ""
    state: ScreenState = ScreenState.OK
    at_s: float = 0.0


class Stage:
    """Used by one thread. Every method may raise GlassError. `name` is new for each stage of a process."""

    def __init__(self, glass: Glass, name: str, clock: Callable[[], float], ours: Ours = nothing) -> None:
        self.glass, self._ours = glass, ours
        self.deaf = glass.fileno() is None
        """The display does not say when something changed, or not always: look now and then."""
        self._name, self._clock = name, clock
        whole = reduce(Box.union, glass.monitors)
        self._shadow = Shadow(whole.right, whole.bottom)
        self._health = Health(clock())
        self._told: dict[str, _Told] = {}
        self._number = 0
        self.check_s = 0.0

    def knows(self, look: Look) -> bool:
        """Whether only what changed is owed to it."""
        told = self._told.get(look.watch)
        return told is not None and told.mark == look.since and told.asked == replace(look, since=None)

    def refresh(self) -> None:
        """Takes in what has changed, all of it if that is due."""
        if self._clock() >= self.check_s:
            self._check()
            return
        box = self._shadow.whole if self.deaf else self.glass.changed()
        if box is not None:
            self._take(box)

    def picture(self, look: Look) -> Picture | None:
        """None when the watch has all that there is."""
        known = self.knows(look)
        told = self._told[look.watch] if known else self._begin(look)
        told.at_s = self._clock()
        state = self._state(told.view)
        shot = told.view.take(look.quality, look.most_bytes, whole=not known)
        if shot is None and state is told.state:
            return None
        self._number += 1
        told.mark, told.state = f"{self._name}.{self._number}", state
        shot = shot or Shot(told.view.width, told.view.height, (), b"")
        monitors = len(self.glass.monitors)
        return Picture(shot.body, shot.width, shot.height, told.mark, shot.parts, state, monitors)

    def _begin(self, look: Look) -> _Told:
        now_s = self._clock()
        self._told = {watch: told for watch, told in self._told.items() if now_s - told.at_s < FORGET_S}
        monitors = self.glass.monitors
        region = monitors[look.monitor - 1] if 0 < look.monitor <= len(monitors) else self._shadow.whole
        view = View(self._shadow, region, look.width, look.height)
        self._told[look.watch] = _Told(view, replace(look, since=None))
        return self._told[look.watch]

    def _state(self, view: View) -> ScreenState:
        if self._health.frozen:
            return ScreenState.FROZEN
        black = self._shadow.is_black(view.region, self._ours())
        return ScreenState.BLACK if black else ScreenState.OK

    def _take(self, box: Box) -> list[Box]:
        """What differs there, in pixels: one box around it, or none."""
        box = box.grown(CELL, self._shadow.whole)
        found = self._shadow.put(box, self.glass.grab(box)) if box.area > 0 else None
        if found is None:
            return []
        self._health.changed(self._clock())
        for told in self._told.values():
            told.view.changed(*found)
        return [around(*found)]

    def _check(self) -> None:
        """Looks at everything. A display that did not tell of a change cannot be relied on any more."""
        said = [self.glass.changed()]
        found = self._take(self._shadow.whole)
        said.append(self.glass.changed())
        for box in said:
            if box is not None:
                self._take(box)
        self.deaf = self.deaf or (self.check_s > 0 and not _covered(found, said, self._shadow.whole))
        self.check_s = self._clock() + CHECK_S
        self._health.checked(self.glass.front(), self._clock())


def around(at: Box, cells: Cells) -> Box:
    """In pixels, around the true cells. `at` is the box of cells that they fill."""
    rows, columns = np.flatnonzero(cells.any(axis=1)), np.flatnonzero(cells.any(axis=0))
    left, right = at.left + int(columns[0]), at.left + int(columns[-1]) + 1
    top, bottom = at.top + int(rows[0]), at.top + int(rows[-1]) + 1
    return Box(left * CELL, top * CELL, right * CELL, bottom * CELL)


def _covered(found: list[Box], said: list[Box | None], whole: Box) -> bool:
    known = [box.grown(CELL, whole) for box in said if box is not None]
    if not found or not known:
        return not found
    box, all_said = found[0].within(whole), reduce(Box.union, known)
    return box.within(all_said) == box
