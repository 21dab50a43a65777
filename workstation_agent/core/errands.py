"""One-shot acts: done once, or expired. An order that arrives twice is answered twice and done once."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from workstation_agent.protocol.acts import NEEDS_LOGIN, Act, Acted, ActKind, ActResult, What

MAX_WAITING = 16
REMEMBERED = 64


@dataclass(frozen=True, slots=True)
class Errand:
    act: Act
    until_s: float  # link_s
    started: bool = False


@dataclass(frozen=True, slots=True)
class Errands:
    """`answers` are the last results, so that a repeated order is recognised; `unsent` wait for the link."""

    waiting: tuple[Errand, ...] = ()
    answers: tuple[Acted, ...] = ()
    unsent: tuple[Acted, ...] = ()


def take(errands: Errands, act: Act, able: frozenset[ActKind], now_s: float) -> Errands:
    known = next((one for one in errands.answers if one.order == act.order), None)
    if known is not None:
        return replace(errands, unsent=(*errands.unsent, known)[-REMEMBERED:])
    if any(one.act.order == act.order for one in errands.waiting):
        return errands
    if act.what.kind not in able:
        return answer(errands, Acted(act.order, ActResult.FAILED, "this PC cannot do that"))
    if len(errands.waiting) >= MAX_WAITING:
        return answer(errands, Acted(act.order, ActResult.FAILED, "this PC has too many orders waiting"))
    return replace(errands, waiting=(*errands.waiting, Errand(act, now_s + act.ttl_s)))


def answer(errands: Errands, acted: Acted) -> Errands:
    return Errands(
        waiting=tuple(one for one in errands.waiting if one.act.order != acted.order),
        answers=(*errands.answers, acted)[-REMEMBERED:],
        unsent=(*errands.unsent, acted)[-REMEMBERED:],
    )


def expire(errands: Errands, now_s: float) -> Errands:
    """What has been started is let finish."""
    for one in errands.waiting:
        if not one.started and now_s >= one.until_s:
            detail = "nobody was logged in in time"
            errands = answer(errands, Acted(one.act.order, ActResult.EXPIRED, detail))
    return errands


def refuse(errands: Errands, why: str, allows: Callable[[What], bool]) -> Errands:
    for one in errands.waiting:
        if not one.started and not allows(one.act.what):
            errands = answer(errands, Acted(one.act.order, ActResult.FAILED, why))
    return errands


def start(errands: Errands, logged_in: bool) -> tuple[Errands, tuple[Act, ...]]:
    def now(one: Errand) -> bool:
        return not one.started and (logged_in or one.act.what.kind not in NEEDS_LOGIN)

    ready = tuple(one.act for one in errands.waiting if now(one))
    waiting = tuple(replace(one, started=True) if now(one) else one for one in errands.waiting)
    return (replace(errands, waiting=waiting), ready) if ready else (errands, ())


def finish(errands: Errands, order: str, trouble: str) -> Errands:
    if not any(one.act.order == order for one in errands.waiting):
        return errands
    result = ActResult.FAILED if trouble else ActResult.DONE
    return answer(errands, Acted(order, result, trouble))


def wait_s(errands: Errands, now_s: float) -> float | None:
    times = [one.until_s for one in errands.waiting if not one.started]
    return max(0.0, min(times) - now_s) if times else None
