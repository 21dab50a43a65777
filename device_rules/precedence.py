"""Which of the rules that match one situation decide it. The whole of the precedence is in this file.

1. A named medical or adjustment grant stands above every other rule; the document's own above the built-in.
2. A rule that forbids stands unless a permission outranks it: by `overrides`, or by being narrower (its words
   a subset on every axis). No permission outranks a rule that forbids by naming an exam or the exam room.
3. One standing rule that forbids is enough. So adding such a rule can never make anything more permitted.
4. Otherwise the permissions that no other permission outranks decide, and they must agree.

Sets of rules are the bits of an integer, rule 0 the lowest, because a policy asks this thousands of times
while it is compiled.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

from device_rules.errors import PolicyError
from device_rules.model import Effects, Rule
from device_rules.vocabulary import Verdict

REFUSALS = (Verdict.FORBIDDEN, Verdict.NEEDS_AUTHORISATION)
PERMISSIONS = (Verdict.ALLOWED, Verdict.ALLOWED_DISCREETLY, Verdict.NEEDS_AUTHORISATION)
EFFECTS = tuple(effect.name for effect in fields(Effects))


def bits(flags: Sequence[bool]) -> int:
    """The set of those that are true."""
    return sum(1 << index for index, flag in enumerate(flags) if flag)


def members(rules: int) -> Iterator[int]:
    while rules:
        lowest = rules & -rules
        yield lowest.bit_length() - 1
        rules ^= lowest


def outranks(rule: Rule, other: Rule) -> bool:
    if rule.exam != other.exam:
        return rule.exam
    if rule.id in other.overrides:
        return False
    return other.id in rule.overrides or narrower(rule, other)


def narrower(rule: Rule, other: Rule) -> bool:
    """Each of its words is also the other's, and the other has more."""
    covered = all(mine <= yours for mine, yours in zip(rule.scope, other.scope, strict=True))
    return covered and rule.scope != other.scope


class Precedence:
    """The order of one policy's rules."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        self._above = [bits([outranks(other, rule) for other in rules]) for rule in rules]
        self._against = [bits([_contradict(rule, other) for other in rules]) for rule in rules]
        self._with = {verdict: bits([rule.verdict is verdict for rule in rules]) for verdict in Verdict}
        self._silent = bits([rule.verdict is None for rule in rules])
        self._grants = [bits([rule.grant == grant for rule in rules]) for grant in (2, 1)]
        self._permits = sum(self._with[verdict] for verdict in PERMISSIONS)
        self._saying = [_values([getattr(rule.effects, name) for rule in rules]) for name in EFFECTS]

    def settle(self, matching: int) -> tuple[Verdict, int]:
        """The verdict and the rules that it rests on. Raises PolicyError if two disagree."""
        granted = next((matching & grant for grant in self._grants if matching & grant), 0)
        rules = granted or matching
        verdict, deciding = self._verdict(rules)
        return verdict, deciding | rules & self._silent if verdict in REFUSALS else deciding

    def _verdict(self, rules: int) -> tuple[Verdict, int]:
        permits = rules & self._permits
        standing = self._standing(rules & self._with[Verdict.FORBIDDEN], permits)
        if standing:
            self._refuse_contradiction(standing, permits)
            return Verdict.FORBIDDEN, standing
        return self._permission(permits) if permits else (Verdict.NOT_COVERED, 0)

    def _standing(self, rules: int, against: int) -> int:
        """Those of `rules` that none of `against` outranks."""
        return sum(1 << index for index in members(rules) if not self._above[index] & against)

    def _permission(self, permits: int) -> tuple[Verdict, int]:
        by_verdict = {verdict: permits & self._with[verdict] for verdict in PERMISSIONS}
        standing = {
            verdict: self._standing(rules, permits & ~rules) for verdict, rules in by_verdict.items() if rules
        }
        left = {verdict: rules for verdict, rules in standing.items() if rules}
        if len(left) != 1:
            raise self._disagreement(left or by_verdict, "verdict")
        return next(iter(left.items()))

    def merge(self, deciding: int) -> Effects:
        """Each effect as the highest-ranking rule that mentions it says. Raises PolicyError."""
        return Effects(*(self._effect(deciding, *pair) for pair in zip(EFFECTS, self._saying, strict=True)))

    def _effect(self, deciding: int, name: str, saying: dict[Any, int]) -> Any:
        said = {value: rules & deciding for value, rules in saying.items() if rules & deciding}
        if len(said) < 2:
            return next(iter(said), None)
        everyone = sum(said.values())
        standing = {value: self._standing(rules, everyone & ~rules) for value, rules in said.items()}
        left = {value: rules for value, rules in standing.items() if rules}
        if len(left) != 1:
            raise self._disagreement(left or said, name)
        return next(iter(left))

    def _refuse_contradiction(self, forbids: int, permits: int) -> None:
        for index in members(forbids):
            if self._against[index] & permits:
                other = next(members(self._against[index] & permits))
                raise disagreement([self.rules[other], self.rules[index]], "verdict")

    def _disagreement(self, sides: dict[Any, int], about: str) -> PolicyError:
        return disagreement([self.rules[next(members(rules))] for rules in sides.values() if rules], about)


def _values(said: Sequence[Any]) -> dict[Any, int]:
    """Which rules say each value; None is said by none."""
    return {value: bits([one == value for one in said]) for value in dict.fromkeys(said) if value is not None}


def _contradict(forbid: Rule, permit: Rule) -> bool:
    same = forbid.scope == permit.scope and forbid.verdict is Verdict.FORBIDDEN
    return same and permit.verdict in PERMISSIONS and not forbid.exam and permit.id not in forbid.overrides


def disagreement(rules: Sequence[Rule], about: str) -> PolicyError:
    """Told of the later of the first two; an inherited rule comes before the document's own."""
    first, second = sorted(rules, key=lambda rule: (not rule.file, rule.line))[:2]
    where = f"line {first.line} of {first.file}" if first.file else f"line {first.line}"
    sentence = (
        f"disagrees with `{first.id}` ({where}) on `{about}` {_when(first, second)}; {_advice(first, second)}"
    )
    return PolicyError(sentence, file=second.file, line=second.line, rule=second.id)


def _dated(*rules: Rule) -> bool:
    return any(rule.start or rule.until for rule in rules)


def _when(*rules: Rule) -> str:
    if not _dated(*rules):
        return "where both apply"
    start = max((rule.start for rule in rules if rule.start), default=None)
    until = min((rule.until for rule in rules if rule.until), default=None)
    days = [f"from {start}" if start else "", f"until {until}" if until else ""]
    return f"while both are in force, {' '.join(day for day in days if day)}"


def _advice(first: Rule, second: Rule) -> str:
    ends = "end one before the other starts, or " if _dated(first, second) else ""
    return f"{ends}add `overrides: {first.id}` or `overrides: {second.id}` to the one that should win"
