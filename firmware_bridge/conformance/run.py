"""A run of the kit: meet the station, try each clause, leave it at rest with its own key."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass

from firmware_bridge.conformance.checks.keys import change
from firmware_bridge.conformance.clauses import Clause, Failed, Finding, NotRun, Verdict
from firmware_bridge.conformance.examiner import Examiner
from firmware_bridge.conformance.hands import HandsError
from firmware_bridge.protocol.errors import EnvelopeError
from firmware_bridge.protocol.v1.messages import Boot

Show = Callable[[Finding], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`station` is its address; `seconds` is how long the run took."""

    station: str
    firmware: str
    model: str
    carriage: str
    seconds: float
    findings: tuple[Finding, ...]

    def count(self, verdict: Verdict) -> int:
        return sum(one.verdict is verdict for one in self.findings)

    @property
    def passed(self) -> bool:
        return not self.count(Verdict.FAIL)


def run(x: Examiner, clauses: Iterable[Clause], show: Show = lambda _finding: None) -> Outcome:
    """Raises Failed if no station answers that this pairing code proves."""
    begun = x.carrier.monotonic()
    boot = x.meet()
    if x.keys[0] != x.own_key:  # a run before this one was broken off
        x.settle()
        change(x, x.own_key)
    findings = []
    try:
        for clause in clauses:
            findings.append(_try(x, clause))
            show(findings[-1])
    finally:  # also when somebody breaks it off: it may stand in an evacuation
        _leave(x)
    return _outcome(x, boot, x.carrier.monotonic() - begun, tuple(findings))


def _try(x: Examiner, clause: Clause) -> Finding:
    if clause.only not in (None, x.carrier.carriage):
        return Finding(clause, Verdict.NOT_RUN, f"is about {clause.only} only")
    try:
        if clause.rest:
            x.settle()
        return Finding(clause, Verdict.PASS, clause.check(x))
    except (Failed, EnvelopeError) as error:
        x.forget_boot()
        return Finding(clause, Verdict.FAIL, str(error))
    except NotRun as missing:
        return Finding(clause, Verdict.NOT_RUN, str(missing))


def _leave(x: Examiner) -> None:
    """A station that will not rest has failed already, and hands that are gone were said to be."""
    with suppress(Failed, HandsError):
        x.settle()
    if x.keys[0] != x.own_key:
        with suppress(Failed, HandsError):
            change(x, x.own_key)


def _outcome(x: Examiner, boot: Boot, seconds: float, findings: tuple[Finding, ...]) -> Outcome:
    return Outcome(str(x.address), boot.firmware, boot.model, x.carrier.carriage.value, seconds, findings)
