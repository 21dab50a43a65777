"""What a PC's report proves of an order at its seat."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from controller.domain.orders import OrderKind, Step
from workstation_agent.protocol.report import Report, Why


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an order stands at a seat. `version`: the desired state that first held it; `lease`: its lock."""

    step: Step
    detail: str
    version: int
    lease: str | None


Proof = tuple[Step, str]
"""A step and its detail."""


def proof(kind: OrderKind, standing: Standing, report: Report) -> Proof | None:
    """None when the report proves nothing new."""
    proved = _PROOFS[kind](standing, report)
    return None if proved is None or proved[0] is standing.step else proved


def _lock(standing: Standing, report: Report) -> Proof | None:
    if any(held.id == standing.lease for held in report.in_force):
        return Step.IN_FORCE, ""
    for bad in report.failing:
        if bad.id == standing.lease:
            return Step.FAILED, bad.detail
    if any(gone.id == standing.lease and gone.why is Why.UNSUPPORTED for gone in report.ended):
        return Step.FAILED, "its agent is too old to lock"
    return _arrived(standing, report)


def _unlock(standing: Standing, report: Report) -> Proof | None:
    arrived = _arrived(standing, report)
    return (Step.DONE, "") if arrived and not report.in_force else arrived


def _link(_: Standing, __: Report) -> Proof | None:
    """A link is answered by itself (`acted`), never by a report."""
    return None


def _arrived(standing: Standing, report: Report) -> Proof | None:
    return (Step.DELIVERED, "") if report.version >= standing.version else None


_PROOFS: Mapping[OrderKind, Callable[[Standing, Report], Proof | None]] = {
    OrderKind.LOCK: _lock,
    OrderKind.UNLOCK: _unlock,
    OrderKind.LINK: _link,
}
