"""The agent's whole behaviour: state + event + moment → state + effects. No I/O, no clock of its own."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from workstation_agent.core import errands, leases, watches
from workstation_agent.core.effects import Effect, Say, SendFrame
from workstation_agent.core.events import (
    Captured,
    Connected,
    Did,
    Disconnected,
    Enforced,
    Event,
    FrameAcked,
    Picture,
    Seen,
    Tick,
)
from workstation_agent.core.grip import hear
from workstation_agent.core.moment import Moment
from workstation_agent.core.pupil_step import PUPIL_HANDLERS
from workstation_agent.core.settle import settle
from workstation_agent.core.state import NO_WATCHES, State
from workstation_agent.protocol.acts import Act
from workstation_agent.protocol.desired import Desired
from workstation_agent.protocol.limits import MAX_TROUBLES
from workstation_agent.protocol.troubles import Trouble
from workstation_agent.protocol.watches import Unwatch, Watch

Stepped = tuple[State, tuple[Effect, ...]]


def step(state: State, event: Event, at: Moment) -> Stepped:
    """Takes the event, then puts right whatever is not as it should be at this moment."""
    state, effects = _HANDLERS[type(event)](state, event, at)
    state, settling = settle(state, at)
    return state, (*effects, *settling)


def _tick(state: State, event: Tick, at: Moment) -> Stepped:
    return state, ()


def _connected(state: State, event: Connected, at: Moment) -> Stepped:
    return replace(state, connected=True, reported=None, beat_s=at.link_s), ()


def _disconnected(state: State, event: Disconnected, at: Moment) -> Stepped:
    """A screen that nobody can be sent is not captured."""
    no_more = replace(NO_WATCHES, capturing=state.watches.capturing)
    return replace(state, connected=False, watches=no_more), ()


def _desired(state: State, event: Desired, at: Moment) -> Stepped:
    book = leases.take(state.book, event, state.able.leases, at)
    stale = event.version < state.book.version
    said = f"ignored desired state {event.version}: this PC already has {state.book.version}"
    return replace(state, book=book, reported=None), (Say(said),) if stale else ()


def _act(state: State, event: Act, at: Moment) -> Stepped:
    return replace(state, errands=errands.take(state.errands, event, state.able.deeds, at.link_s)), ()


def _watch(state: State, event: Watch, at: Moment) -> Stepped:
    return replace(state, watches=watches.begin(state.watches, event, at.link_s)), ()


def _unwatch(state: State, event: Unwatch, at: Moment) -> Stepped:
    return replace(state, watches=watches.end(state.watches, event.watch)), ()


def _seen(state: State, event: Seen, at: Moment) -> Stepped:
    return replace(state, user=event.user, screen=event.screen), ()


def _enforced(state: State, event: Enforced, at: Moment) -> Stepped:
    grip = hear(state.grips.get(event.kind), event, at.link_s)
    if grip is None:
        return state, ()
    return replace(state, grips={**state.grips, event.kind: grip}), ()


def _captured(state: State, event: Captured, at: Moment) -> Stepped:
    looking = None if state.pupil.hidden else state.watches.find(event.watch)
    if looking is None or not state.watches.captures(event.watch):
        return state, ()
    now = state.watches.without(event.watch)
    if event.trouble:
        said = (Say(event.trouble),)
        return replace(state, watches=watches.pause(now, looking, at.link_s)), said
    if event.picture is None or event.picture.fingerprint == looking.shown:
        return replace(state, watches=now), ()
    frame = _frame(looking, event.picture, at)
    return replace(state, watches=watches.send(now, looking, event.picture.fingerprint, at.link_s)), (frame,)


def _frame(looking: watches.Looking, picture: Picture, at: Moment) -> SendFrame:
    captured_ms = max(0, int(at.wall.timestamp() * 1000))
    return SendFrame(watches.header(looking, captured_ms, picture), picture.jpeg)


def _frame_acked(state: State, event: FrameAcked, at: Moment) -> Stepped:
    return replace(state, watches=watches.acked(state.watches, event.watch, event.seq)), ()


def _did(state: State, event: Did, at: Moment) -> Stepped:
    return replace(state, errands=errands.finish(state.errands, event.order, event.trouble)), ()


def _trouble(state: State, event: Trouble, at: Moment) -> Stepped:
    """Told once; with no connection for long, the newest are kept."""
    return replace(state, troubles=(*state.troubles, event)[-MAX_TROUBLES:]), ()


# Any: each handler takes its own event, which the key beside it proves.
_HANDLERS: Final[dict[type, Callable[[State, Any, Moment], Stepped]]] = {
    Tick: _tick,
    Connected: _connected,
    Disconnected: _disconnected,
    Desired: _desired,
    Act: _act,
    Watch: _watch,
    Unwatch: _unwatch,
    Seen: _seen,
    Enforced: _enforced,
    Captured: _captured,
    FrameAcked: _frame_acked,
    Did: _did,
    Trouble: _trouble,
    **PUPIL_HANDLERS,
}
