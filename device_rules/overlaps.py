"""Pairs of rules that meet with different verdicts, and what gives them their order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations

from device_rules.model import Policy, Rule
from device_rules.precedence import outranks
from device_rules.vocabulary import Verdict


class Order(StrEnum):
    """Why the winner of two rules wins; the value ends the sentence that begins with its id."""

    GRANT = "is a named grant"
    EXAM = "is about exams"
    OVERRIDES = "overrides the other"
    NARROWER = "is narrower"
    FORBIDS = "forbids, and neither is narrower"
    OTHERS = "never meets the other without a third rule that decides"


@dataclass(frozen=True, slots=True)
class Overlap:
    """`winner` and `loser` are ids; with Order.OTHERS neither wins, and the first comes first."""

    winner: str
    loser: str
    order: Order

    @property
    def sentence(self) -> str:
        return f"`{self.winner}` and `{self.loser}` meet: `{self.winner}` {_wins(self.order)}{self.order}."

    def to_json(self) -> dict[str, object]:
        return {"winner": self.winner, "loser": self.loser, "order": self.order.name.lower()}


def _wins(order: Order) -> str:
    return "" if order is Order.OTHERS else "wins, because it "


def overlaps_of(policy: Policy) -> Iterator[Overlap]:
    """Of the document's own rules, in its order."""
    rules = [rule for rule in policy.rules if rule.line and rule.verdict]
    for first, second in combinations(rules, 2):
        if first.verdict is not second.verdict and meet(first, second):
            yield _overlap(first, second)


def meet(first: Rule, second: Rule) -> bool:
    """There is a situation, on some day, that both match."""
    last_start = max(rule.start or date.min for rule in (first, second))
    first_end = min(rule.until or date.max for rule in (first, second))
    words = all(mine & yours for mine, yours in zip(first.scope, second.scope, strict=True))
    return words and last_start <= first_end


def _overlap(first: Rule, second: Rule) -> Overlap:
    for winner, loser in ((first, second), (second, first)):
        order = _order(winner, loser)
        if order:
            return Overlap(winner.id, loser.id, order)
    return Overlap(first.id, second.id, Order.OTHERS)


def _order(winner: Rule, loser: Rule) -> Order | None:
    """None when it does not win. The order of the questions is that of `precedence`."""
    if winner.grant != loser.grant:
        return Order.GRANT if winner.grant > loser.grant else None
    if outranks(winner, loser):
        return _kind(winner, loser)
    forbids = winner.verdict is Verdict.FORBIDDEN
    return Order.FORBIDS if forbids and not outranks(loser, winner) else None


def _kind(winner: Rule, loser: Rule) -> Order:
    if winner.exam and not loser.exam:
        return Order.EXAM
    if loser.id in winner.overrides:
        return Order.OVERRIDES
    return Order.NARROWER
