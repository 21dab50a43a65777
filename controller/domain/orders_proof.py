"""What a PC's report proves of an order at its seat."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from controller.domain.orders import ACTS, ENDED_BY, HOLDS, OrderKind, Step
from workstation_agent.protocol.report import Report, Why


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an order stands at a seat. `version`: the desired state that first held it.

    `lease`: what it holds there; `ended`: the leases that it ended there.
    """

    step: Step
    detail: str
    version: int
    lease: str | None
    ended: frozenset[str] = frozenset()


Proof = tuple[Step, str]
"""A step and its detail."""


def proof(kind: OrderKind, standing: Standing, report: Report) -> Proof | None:
    """None when the report proves nothing new."""
    proved = _PROOFS[kind](standing, report)
    return None if proved is None or proved[0] is standing.step else proved


def _hold(standing: Standing, report: Report) -> Proof | None:
    if any(held.id == standing.lease for held in report.in_force):
        return Step.IN_FORCE, ""
    for bad in report.failing:
        if bad.id == standing.lease:
            return Step.FAILED, bad.detail
    if any(gone.id == standing.lease and gone.why is Why.UNSUPPORTED for gone in report.ended):
        return Step.FAILED, "its agent cannot do that"
    return _arrived(standing, report)


def _end(standing: Standing, report: Report) -> Proof | None:
    arrived = _arrived(standing, report)
    still = any(held.id in standing.ended for held in report.in_force)
    return (Step.DONE, "") if arrived and not still else arrived


def _act(_: Standing, __: Report) -> Proof | None:
    """An act is answered by itself (`acted`), never by a report."""
    return None


def _arrived(standing: Standing, report: Report) -> Proof | None:
    return (Step.DELIVERED, "") if report.version >= standing.version else None


_PROOFS: Mapping[OrderKind, Callable[[Standing, Report], Proof | None]] = {
    **dict.fromkeys(HOLDS, _hold),
    **dict.fromkeys(ENDED_BY, _end),
    **dict.fromkeys(ACTS, _act),
}
