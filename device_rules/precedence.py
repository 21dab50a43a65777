"""Which of the rules that match one situation decide it. The whole of the precedence is in this file.

1. A named medical or adjustment grant stands above every other rule; the document's own above the built-in.
2. A rule that forbids stands unless a permission outranks it: by `overrides`, or by being narrower (its words
   a subset on every axis). No permission outranks a rule that forbids by naming an exam or the exam room.
3. One standing rule that forbids is enough. So adding such a rule can never make anything more permitted.
4. Otherwise the permissions that no other permission outranks decide, and they must agree.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

from device_rules.errors import PolicyError
from device_rules.model import Effects, Rule
from device_rules.vocabulary import Verdict

REFUSALS = (Verdict.FORBIDDEN, Verdict.NEEDS_AUTHORISATION)


def settle(matching: Sequence[Rule]) -> tuple[Verdict, tuple[Rule, ...]]:
    """The verdict and the rules that it rests on, in the order given. Raises PolicyError if two disagree."""
    grant = max((rule.grant for rule in matching), default=0)
    rules = [rule for rule in matching if rule.grant == grant] if grant else matching
    verdict, deciding = _verdict(rules)
    if verdict in REFUSALS:
        ids = {rule.id for rule in deciding}
        deciding = [rule for rule in rules if rule.id in ids or rule.verdict is None]
    return verdict, tuple(deciding)


def _verdict(rules: Sequence[Rule]) -> tuple[Verdict, Sequence[Rule]]:
    forbids = [rule for rule in rules if rule.verdict is Verdict.FORBIDDEN]
    permits = [rule for rule in rules if rule.verdict not in (Verdict.FORBIDDEN, None)]
    standing = [rule for rule in forbids if not any(outranks(other, rule) for other in permits)]
    if standing:
        _refuse_contradiction(standing, permits)
        return Verdict.FORBIDDEN, standing
    return _permission(permits)


def _permission(permits: Sequence[Rule]) -> tuple[Verdict, Sequence[Rule]]:
    if not permits:
        return Verdict.NOT_COVERED, ()
    standing = [
        rule
        for rule in permits
        if not any(other.verdict is not rule.verdict and outranks(other, rule) for other in permits)
    ]
    verdicts = {rule.verdict: rule for rule in reversed(standing or permits)}
    if len(verdicts) > 1:
        raise disagreement(list(verdicts.values()), "verdict")
    return next(verdict for verdict in verdicts if verdict), standing


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


def merge(deciding: Sequence[Rule]) -> Effects:
    """Each effect as the highest-ranking rule that mentions it says. Raises PolicyError when two disagree."""
    return Effects(**{effect.name: _effect(deciding, effect.name) for effect in fields(Effects)})


def _effect(deciding: Sequence[Rule], name: str) -> Any:
    said = [(rule, value) for rule in deciding if (value := getattr(rule.effects, name)) is not None]
    standing = [
        (rule, value)
        for rule, value in said
        if not any(other_value != value and outranks(other, rule) for other, other_value in said)
    ]
    values = {value for _, value in standing or said}
    if len(values) > 1:
        raise disagreement([rule for rule, _ in standing or said], name)
    return values.pop() if values else None


def _refuse_contradiction(forbids: Iterable[Rule], permits: Sequence[Rule]) -> None:
    for forbid in forbids:
        for permit in permits:
            if forbid.scope == permit.scope and not forbid.exam and permit.id not in forbid.overrides:
                raise disagreement([permit, forbid], "verdict")


def disagreement(rules: Sequence[Rule], about: str) -> PolicyError:
    first, second = sorted(rules, key=lambda rule: rule.line)[:2]
    sentence = (
        f"disagrees with `{first.id}` (line {first.line}) on `{about}` where both apply; "
        f"add `overrides: {first.id}` or `overrides: {second.id}` to the one that should win"
    )
    return PolicyError(sentence, line=second.line, rule=second.id)
