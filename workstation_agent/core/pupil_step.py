"""Part of `step`: what the pupil did, and what the controller says to the pupil."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from workstation_agent.core import pupil as side
from workstation_agent.core.effects import Effect
from workstation_agent.core.moment import Moment
from workstation_agent.core.pupil import Pupil
from workstation_agent.core.pupil_said import (
    ConcernMade,
    HandPressed,
    HideAddress,
    HideEnded,
    HidePressed,
    NoticeAccepted,
)
from workstation_agent.core.state import State
from workstation_agent.protocol.pupil import Kept, Notice, PupilState, Reveal

Stepped = tuple[State, tuple[Effect, ...]]
# Any: each takes its own event, which the key beside it proves.
Take = Callable[[Pupil, Any, Moment], Pupil]


def _timeless(take: Callable[[Pupil, Any], Pupil]) -> Take:
    return lambda pupil, event, at: take(pupil, event)


_TAKES: Final[dict[type, Take]] = {
    PupilState: side.take_state,
    Notice: _timeless(side.take_notice),
    Kept: _timeless(side.take_kept),
    Reveal: _timeless(side.take_reveal),
    HandPressed: side.press_hand,
    NoticeAccepted: side.accept,
    ConcernMade: side.make_concern,
    HidePressed: side.hide,
    HideAddress: _timeless(side.hide_address),
    HideEnded: _timeless(side.end_hide),
}


def _step(state: State, event: object, at: Moment) -> Stepped:
    taken = _TAKES[type(event)](state.pupil, event, at)
    return replace(state, pupil=taken), ()


PUPIL_HANDLERS: Final = dict.fromkeys(_TAKES, _step)
