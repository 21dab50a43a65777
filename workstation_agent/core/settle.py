"""After every event: let end what is over, ask for what is missing, and say what has changed.

Each part takes the state and the moment, and returns the state and what it asks for. Their order matters:
what is over is dropped before anything is asked for, and a lock is asked for before it is saved (a slow disk
must not hold it up; the controller sends it again if the PC dies in between).
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from workstation_agent.core import errands, exam, leases, watches
from workstation_agent.core.effects import (
    Capture,
    Do,
    Effect,
    Save,
    SendActed,
    SendBeat,
    SendReport,
    SendTrouble,
    ShowLookers,
    StopCapture,
)
from workstation_agent.core.grip import Phase, pull
from workstation_agent.core.moment import Moment
from workstation_agent.core.pupil_settle import settle_pupil
from workstation_agent.core.pupil_settle import wait_s as pupil_wait_s
from workstation_agent.core.state import CALM, State, report
from workstation_agent.protocol.beat import QUICK_S, Beat

QUICK = Beat(QUICK_S)
CHECKPOINT_S = 30.0  # how often the time left is saved, so that a clock put back over a restart gains little
IDLE_S = 5.0

Settled = tuple[State, tuple[Effect, ...]]


def settle(state: State, at: Moment) -> Settled:
    effects: tuple[Effect, ...] = ()
    for part in PARTS:
        state, more = part(state, at)
        effects += more
    return state, effects


def wait_s(state: State, at: Moment) -> tuple[float, float | None]:
    """How long nothing can happen by itself: in `link_s`, and until the next lease ends in `lesson_s`."""
    waits = [watches.wait_s(state.watches, at.link_s), errands.wait_s(state.errands, at.link_s)]
    waits += [grip.retry_s - at.link_s for grip in state.grips.values() if grip.phase is Phase.FAILED]
    waits.append(pupil_wait_s(state.pupil, at))
    if state.connected:
        waits.append(state.beat_s - at.link_s)
    return max(0.0, min([IDLE_S, *(wait for wait in waits if wait is not None)])), leases.remaining_s(
        state.book, at
    )


def _expire(state: State, at: Moment) -> Settled:
    return replace(
        state,
        book=leases.expire(state.book, at),
        watches=watches.expire(state.watches, at.link_s),
        errands=errands.expire(state.errands, at.link_s),
    ), ()


def _enforce(state: State, at: Moment) -> Settled:
    effects: list[Effect] = []
    grips = dict(state.grips)
    for kind in sorted(state.able.modes):
        pulled = pull(grips.get(kind), kind, exam.wanted(state.book, kind), at)
        if pulled is not None:
            grips[kind], effect = pulled
            effects.append(effect)
    return (replace(state, grips=grips), tuple(effects)) if effects else (state, ())


def _date(state: State, at: Moment) -> Settled:
    """A lease is in force from when the platform said so, and while it does.

    A lock stays one while its message changes; a list that changes is not in force until it is confirmed.
    """
    modes = state.able.modes
    set_now = {one.lease.id for one in state.book.held if exam.is_set(one.lease, state.grips, modes)}
    changing = {kind for kind, grip in state.grips.items() if grip.phase is Phase.ASKED}
    held = [one.lease for one in state.book.held]
    since = {lease.id: at.wall for lease in held if lease.id in set_now}
    kept = {one.id for one in held if one.id in set_now or (one.kind in changing and not one.limits)}
    since |= {lease: when for lease, when in state.since.items() if lease in kept}
    return (replace(state, since=since) if since != state.since else state), ()


def _save(state: State, at: Moment) -> Settled:
    due = bool(state.book.held) and at.link_s >= state.kept_s + CHECKPOINT_S
    if state.book == state.kept and not due:
        return state, ()
    return replace(state, kept=state.book, kept_s=at.link_s), (Save(leases.save(state.book, at)),)


def _report(state: State, at: Moment) -> Settled:
    if not state.connected:
        return state, ()
    now = report(state)
    if now == state.reported:
        return state, ()
    return replace(state, reported=now), (SendReport(now),)


def _refuse(state: State, at: Moment) -> Settled:
    """In an exam nothing is done but what the paper uses."""
    now = exam.exam_of(state.book)
    if now is None:
        return state, ()
    left = errands.refuse(state.errands, exam.IN_EXAM, partial(exam.allows, now))
    return replace(state, errands=left), ()


def _do(state: State, at: Moment) -> Settled:
    waiting, ready = errands.start(state.errands, logged_in=state.user is not None)
    return (replace(state, errands=waiting), tuple(map(Do, ready))) if ready else (state, ())


def _answer(state: State, at: Moment) -> Settled:
    if not state.connected or not state.errands.unsent:
        return state, ()
    sent = tuple(SendActed(one) for one in state.errands.unsent)
    return replace(state, errands=replace(state.errands, unsent=())), sent


def _tell(state: State, at: Moment) -> Settled:
    if not state.connected or not state.troubles:
        return state, ()
    return replace(state, troubles=()), tuple(map(SendTrouble, state.troubles))


def _show_lookers(state: State, at: Moment) -> Settled:
    """Before anything is captured: nobody looks without the pupil being told."""
    lookers = watches.lookers(state.watches)
    if lookers == state.lookers:
        return state, ()
    return replace(state, lookers=lookers), (ShowLookers(lookers),)


def _capture(state: State, at: Moment) -> Settled:
    seen = state.watches
    hidden = state.pupil.hidden
    stopped = tuple(look.watch for look in seen.capturing) if hidden else watches.outdated(seen)
    for watch in stopped:
        seen = seen.without(watch)
    started = () if hidden else watches.due(seen, at.link_s)
    for looking in started:
        seen = watches.start_capture(seen, looking, at.link_s)
    asked: tuple[Effect, ...] = (*map(StopCapture, stopped), *(Capture(one.look) for one in started))
    return (replace(state, watches=seen), asked) if asked else (state, ())


def _beat(state: State, at: Moment) -> Settled:
    beat = QUICK if exam.exam_of(state.book) else CALM
    if not state.connected or (beat == state.beat and at.link_s < state.beat_s):
        return state, ()
    return replace(state, beat=beat, beat_s=at.link_s + beat.every_s), (SendBeat(beat),)


PARTS: Final[tuple[Callable[[State, Moment], Settled], ...]] = (
    _expire,
    _enforce,
    _date,
    _save,
    _report,
    _refuse,
    _do,
    _answer,
    _tell,
    settle_pupil,
    _show_lookers,
    _capture,
    _beat,
)
