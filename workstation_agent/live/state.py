"""Live sessions, pure: state + event + time → state + effects. Control, shows, and being shown to others.

INVARIANT: a session that is not renewed ends, all end with the connection, and one that has ended stays so.
No key and no button stays down when nothing more is heard of the hands that pressed it.
While the screen is locked a session is paused: nothing of it is seen, and no input is done.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Final

from workstation_agent.protocol.inputs import Input, Release
from workstation_agent.protocol.sessions import (
    Control,
    Inputs,
    Session,
    SessionEnd,
    SessionState,
    Show,
    ShowFrame,
    ShowMode,
    Shown,
    Uncontrol,
    Unshow,
)

INPUTS_PER_S: Final = 400.0
LET_GO_S: Final = 2.0
"""A page that holds something down says so twice a second."""
REMEMBERED: Final = 16


class Slot(Enum):
    """What there is one of at a time."""

    HANDS = "hands"  # somebody else's on pointer and keyboard
    SCREEN = "screen"  # a picture that is shown here
    SOURCE = "source"  # this screen is shown to others


class Phase(Enum):
    ASKED = "asked"
    RUNNING = "running"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Tick:
    pass


@dataclass(frozen=True, slots=True)
class Lost:
    """The connection has ended."""


@dataclass(frozen=True, slots=True)
class Locked:
    locked: bool


@dataclass(frozen=True, slots=True)
class Closed:
    """Whether nothing of this may be now, and why; empty when it may."""

    why: str


@dataclass(frozen=True, slots=True)
class Begun:
    """The platform's answer to Begin; `trouble` is empty when it worked."""

    session: str
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """`lost`: it was given up."""

    show: str
    seq: int
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Stopped:
    """Somebody at the PC ended it."""

    session: str


@dataclass(frozen=True, slots=True)
class Begin:
    """Answer: Begun."""

    what: Control | Show


@dataclass(frozen=True, slots=True)
class End:
    slot: Slot


@dataclass(frozen=True, slots=True)
class Do:
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True)
class Draw:
    """Answer: Drawn."""

    frame: ShowFrame


@dataclass(frozen=True, slots=True)
class Say:
    said: Session | Shown


Told = Control | Uncontrol | Inputs | Show | Unshow | ShowFrame
Event = Told | Tick | Lost | Locked | Closed | Begun | Drawn | Stopped
Effect = Begin | End | Do | Draw | Say
TOLD: Final = (Control, Uncontrol, Inputs, Show, Unshow, ShowFrame)


@dataclass(frozen=True, slots=True)
class Held:
    id: str
    what: Control | Show
    ends_s: float
    phase: Phase = Phase.ASKED


@dataclass(frozen=True, slots=True)
class LiveState:
    """`over` are the last that ended, so that a renewal on its way does not begin them again.

    `let_go_s`: when the hands let go of all that they hold, unless more is heard of them.
    """

    held: Mapping[Slot, Held] = field(default_factory=dict)
    over: tuple[Session, ...] = ()
    locked: bool = False
    closed: str = ""
    budget: float = INPUTS_PER_S
    budget_s: float = 0.0
    let_go_s: float | None = None

    def find(self, session: str) -> tuple[Slot, Held] | None:
        return next(((slot, one) for slot, one in self.held.items() if one.id == session), None)


Stepped = tuple[LiveState, tuple[Effect, ...]]


def step(state: LiveState, event: Event, now_s: float) -> Stepped:
    state, effects = _HANDLERS[type(event)](state, event, now_s)
    if state.let_go_s is not None and now_s >= state.let_go_s:
        state, effects = replace(state, let_go_s=None), (*effects, Do((Release(),)))
    for one in [one for one in state.held.values() if now_s >= one.ends_s]:
        state, more = _end(state, one.id, SessionEnd.TIME)
        effects += more
    return state, effects


def wait_s(state: LiveState, now_s: float) -> float | None:
    """Until something ends by itself; None when there is nothing."""
    ends = [one.ends_s for one in state.held.values()]
    ends += [state.let_go_s] if state.let_go_s is not None else []
    return min((max(0.0, one - now_s) for one in ends), default=None)


def slot_of(what: Control | Show) -> Slot:
    if isinstance(what, Control):
        return Slot.HANDS
    return Slot.SOURCE if what.mode is ShowMode.SOURCE else Slot.SCREEN


def _renew(state: LiveState, what: Control | Show, now_s: float) -> Stepped:
    session = what.session if isinstance(what, Control) else what.show
    if state.closed:
        return state, (Say(Session(session, SessionState.OVER, SessionEnd.FAILED, state.closed)),)
    slot, ends_s = slot_of(what), now_s + what.ttl_s
    ended = next((one for one in state.over if one.session == session), None)
    if ended:
        return state, (Say(ended),)
    before = state.held.get(slot)
    if before and before.id == session:
        return replace(state, held={**state.held, slot: replace(before, ends_s=ends_s)}), ()
    effects: tuple[Effect, ...] = (End(slot),) if before else ()
    held = Held(session, what, ends_s, Phase.PAUSED if state.locked else Phase.ASKED)
    begin: Effect = Say(Session(session, SessionState.PAUSED)) if state.locked else Begin(what)
    return replace(state, held={**state.held, slot: held}), (*effects, begin)


def _withdraw(state: LiveState, event: Uncontrol | Unshow, now_s: float) -> Stepped:
    return _end(state, event.session if isinstance(event, Uncontrol) else event.show, None)


def _stopped(state: LiveState, event: Stopped, now_s: float) -> Stepped:
    return _end(state, event.session, SessionEnd.PUPIL)


def _lost(state: LiveState, event: Lost, now_s: float) -> Stepped:
    return replace(state, held={}, let_go_s=None), tuple(End(slot) for slot in state.held)


def _end(state: LiveState, session: str, why: SessionEnd | None, detail: str = "") -> Stepped:
    """`why` None: the controller said so, and need not be told."""
    found = state.find(session)
    if found is None:
        return state, ()
    kept = {slot: one for slot, one in state.held.items() if slot is not found[0]}
    over = Session(session, SessionState.OVER, why, detail)
    said: tuple[Effect, ...] = (Say(over),) if why else ()
    again = why is SessionEnd.FAILED  # what could not be done may be tried again
    over_now = state.over if again else (*state.over, over)[-REMEMBERED:]
    return replace(state, held=kept, over=over_now), (End(found[0]), *said)


def _inputs(state: LiveState, event: Inputs, now_s: float) -> Stepped:
    held = state.held.get(Slot.HANDS)
    if held is None or held.id != event.session or held.phase is not Phase.RUNNING:
        return state, ()
    budget = min(INPUTS_PER_S, state.budget + (now_s - state.budget_s) * INPUTS_PER_S)
    enough = budget >= len(event.events)
    budget -= len(event.events) if enough else 0
    left = replace(state, budget=budget, budget_s=now_s, let_go_s=now_s + LET_GO_S)
    return left, (Do(event.events),) if enough else ()


def _frame(state: LiveState, event: ShowFrame, now_s: float) -> Stepped:
    held = state.held.get(Slot.SCREEN)
    running = held is not None and held.id == event.show and held.phase is Phase.RUNNING
    return state, (Draw(event),) if running else ()


def _drawn(state: LiveState, event: Drawn, now_s: float) -> Stepped:
    held = state.held.get(Slot.SCREEN)
    ours = held is not None and held.id == event.show
    return state, (Say(Shown(event.show, event.seq, event.lost)),) if ours else ()


def _begun(state: LiveState, event: Begun, now_s: float) -> Stepped:
    found = state.find(event.session)
    if found is None or found[1].phase is not Phase.ASKED:
        return state, ()
    if event.trouble:
        return _end(state, event.session, SessionEnd.FAILED, event.trouble)
    return _with(state, found, Phase.RUNNING), (Say(Session(event.session, SessionState.RUNNING)),)


def _locked(state: LiveState, event: Locked, now_s: float) -> Stepped:
    if event.locked == state.locked:
        return state, ()
    state, effects = replace(state, locked=event.locked), list[Effect]()
    for found in list(state.held.items()):
        state = _with(state, found, Phase.PAUSED if event.locked else Phase.ASKED)
        if event.locked:
            effects += [End(found[0]), Say(Session(found[1].id, SessionState.PAUSED))]
        else:
            effects.append(Begin(found[1].what))
    return state, tuple(effects)


def _closed(state: LiveState, event: Closed, now_s: float) -> Stepped:
    state, effects = replace(state, closed=event.why), tuple[Effect, ...]()
    for one in list(state.held.values()) if event.why else ():
        state, more = _end(state, one.id, SessionEnd.FAILED, event.why)
        effects += more
    return state, effects


def _with(state: LiveState, found: tuple[Slot, Held], phase: Phase) -> LiveState:
    slot, one = found
    return replace(state, held={**state.held, slot: replace(one, phase=phase)})


# Any: each handler takes its own event, which the key beside it proves.
_HANDLERS: Final[dict[type, Callable[[LiveState, Any, float], Stepped]]] = {
    Control: _renew,
    Show: _renew,
    Uncontrol: _withdraw,
    Unshow: _withdraw,
    Inputs: _inputs,
    ShowFrame: _frame,
    Tick: lambda state, event, now_s: (state, ()),
    Lost: _lost,
    Locked: _locked,
    Closed: _closed,
    Begun: _begun,
    Drawn: _drawn,
    Stopped: _stopped,
}
