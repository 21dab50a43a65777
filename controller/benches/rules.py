"""How fast the device rules are, beside Cedar in the same run, on the same rules and situations."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TypeVar

from controller.benches.cedar import Cedar
from controller.benches.rules_policy import as_line, policy_text, situations
from controller.errors import SchoolbellError
from device_rules.batch import Batch
from device_rules.compiler import era_of
from device_rules.decide import decide
from device_rules.loader import parse_policy
from device_rules.model import Policy, Situation
from device_rules.vocabulary import Role, Verdict

REPEATS = 5  # the fastest of these counts, since all else is the machine's noise
BATCH_LINES = 100_000
PERMITS = (Verdict.ALLOWED, Verdict.ALLOWED_DISCREETLY)
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class RulesBench:
    """`*_us` are microseconds for one situation."""

    decide_us: float
    lookup_us: float
    cedarpy_us: float
    ratio_to_cedarpy: float
    lookup_ratio_to_cedarpy: float
    compile_ms: float
    batch_lines_per_s: float


def measure(asked: Sequence[Situation] | None = None, batch_lines: int = BATCH_LINES) -> RulesBench:
    """Raises SchoolbellError if cedarpy is missing or decides anything otherwise."""
    text, asked = policy_text(), asked or situations()
    compile_s, policy = _timed(lambda: parse_policy(text, "bench"))
    decide_s, decisions = _timed(lambda: [decide(policy, situation) for situation in asked])
    lookup_s, looked_up = _lookup(policy, asked)
    cedar_s, theirs = _cedar(policy, asked)
    _refuse_differences([decision.verdict for decision in decisions], looked_up, theirs)
    per = 1e6 / len(asked)
    return RulesBench(
        decide_us=round(decide_s * per, 3),
        lookup_us=round(lookup_s * per, 3),
        cedarpy_us=round(cedar_s * per, 1),
        ratio_to_cedarpy=round(cedar_s / decide_s, 1),
        lookup_ratio_to_cedarpy=round(cedar_s / lookup_s, 1),
        compile_ms=round(compile_s * 1e3, 2),
        batch_lines_per_s=round(_batch(policy, asked, batch_lines)),
    )


def _timed(work: Callable[[], Result], repeats: int = REPEATS) -> tuple[float, Result]:
    """The seconds of the fastest run, and what it made."""
    times = []
    for _ in range(repeats):
        start = perf_counter()
        result = work()
        times.append(perf_counter() - start)
    return min(times), result


def _lookup(policy: Policy, asked: Sequence[Situation]) -> tuple[float, list[Verdict]]:
    """Seven subscripts, with the words at hand. They take so little that walking the list is taken off."""
    keys = [
        (
            era_of(policy, one.at),
            one.year if one.role is Role.PUPIL and one.year else one.role,
            one.device,
            one.activity,
            one.place,
            one.during,
            one.exemption,
            one.authorised_by,
        )
        for one in asked
    ]
    taken, found = _timed(lambda: [table[a][b][c][d][e][f][g] for table, a, b, c, d, e, f, g in keys], 30)
    walking, _ = _timed(lambda: [g for table, a, b, c, d, e, f, g in keys], 30)
    return taken - walking, [decision.verdict for decision in found]


def _cedar(policy: Policy, asked: Sequence[Situation]) -> tuple[float, list[bool]]:
    cedar = Cedar(policy)
    taken, found = _timed(lambda: [cedar.decide(situation) for situation in asked], repeats=2)
    return taken, [result.allowed for result in found]


def _batch(policy: Policy, asked: Sequence[Situation], count: int) -> float:
    lines = [as_line(situation, "bench") for situation in asked]
    lines = (lines * (count // len(lines) + 1))[:count]
    taken, _ = _timed(lambda: sum(1 for _ in Batch(load=lambda _name: policy).answers(lines)), repeats=2)
    return count / taken


def _refuse_differences(ours: list[Verdict], looked_up: list[Verdict], theirs: list[bool]) -> None:
    for decided, found, permitted in zip(ours, looked_up, theirs, strict=True):
        if decided is not found or (decided in PERMITS) is not permitted:
            sentence = f"The verdicts differ, so the times mean nothing: {decided}, {found}, {permitted}."
            raise SchoolbellError("bench.verdicts-differ", sentence)
