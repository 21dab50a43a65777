"""What can be proved of a policy that loads: every cell has one answer, and which rules never give one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from device_rules.cells import Box, day_in_force, gather, people_of, plain, table_on
from device_rules.columns import Column, columns_of
from device_rules.errors import PolicyError, listed
from device_rules.model import Decision, Policy, Rule
from device_rules.overlaps import Overlap, overlaps_of
from device_rules.phrases import of_box
from device_rules.vocabulary import Activity, Authoriser, Device, During, Exemption, Place, Verdict

MOST_NAMED = 3  # rules, in one sentence


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A rule that no answer rests on; `sentence` says why."""

    rule: str
    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Cells that no rule is about."""

    box: Box
    sentence: str


@dataclass(frozen=True, slots=True)
class Tally:
    """For one activity, the cells that are not covered in each column, of so many in it."""

    activity: Activity
    not_covered: tuple[int, ...]
    of: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """`answered` cells of all `tables` (one for each stretch of dates) have exactly one answer each.

    `cells` and what is not covered are those of people without an exemption, on the day `on`.
    """

    policy: Policy
    on: date
    tables: int
    answered: int
    cells: int
    not_covered: int
    unreachable: tuple[Unreachable, ...]
    overlaps: tuple[Overlap, ...]
    gaps: tuple[Gap, ...]
    columns: tuple[Column, ...]
    tallies: tuple[Tally, ...]

    def to_json(self) -> dict[str, object]:
        return {
            "policy": self.policy.name,
            "policy_version": self.policy.version,
            "on": self.on.isoformat(),
            "tables": self.tables,
            "answered": self.answered,
            "cells": self.cells,
            "not_covered": self.not_covered,
            "unreachable": [{"rule": one.rule, "sentence": one.sentence} for one in self.unreachable],
            "overlaps": [one.to_json() for one in self.overlaps],
            "gaps": [{"sentence": gap.sentence, "where": gap.box.to_json()} for gap in self.gaps],
        }


def check(policy: Policy, on: date) -> Report:
    """Raises PolicyError if a cell has no answer, which no compiled policy should let happen."""
    people = people_of(policy)
    boxes = gather([table_on(policy, on)], people, lambda cell: plain(cell).verdict)
    gaps = [box for verdict, box in boxes if verdict is Verdict.NOT_COVERED]
    columns = columns_of(policy)
    return Report(
        policy=policy,
        on=day_in_force(policy, on),
        tables=len(policy.tables),
        answered=answered(policy),
        cells=sum(box.size for _, box in boxes),
        not_covered=sum(box.size for box in gaps),
        unreachable=tuple(_unreachable(policy)),
        overlaps=tuple(overlaps_of(policy)),
        gaps=tuple(Gap(box, f"{of_box(box, people)}.") for box in gaps),
        columns=columns,
        tallies=tuple(_tally(activity, columns, gaps) for activity in Activity),
    )


def answered(policy: Policy) -> int:
    """How many cells the tables have, after a look that each of them leads to exactly one decision."""
    axes: list[set[Any]] = [
        set(people_of(policy)),
        set(Device),
        set(Activity),
        set(Place),
        {*During, None},
        {*Exemption, None},
        {*Authoriser, None},
    ]
    known: dict[tuple[int, int], int] = {}

    def count(node: Any, axis: int) -> int:
        if axis == len(axes):
            if not isinstance(node, Decision):
                raise PolicyError("has a cell without an answer", file=policy.name)
            return 1
        if (axis, id(node)) not in known:
            if set(node) != axes[axis]:
                raise PolicyError("has a cell without an answer", file=policy.name)
            known[axis, id(node)] = sum(count(below, axis + 1) for below in node.values())
        return known[axis, id(node)]

    return sum(count(table, 0) for table in policy.tables)


def _unreachable(policy: Policy) -> Iterator[Unreachable]:
    everything = [None] * 6
    reached = set(_deciders(policy.tables, everything))
    for rule in policy.rules:
        if rule.line and rule.id not in reached:
            yield Unreachable(rule.id, rule.line, _why(policy, rule))


def _why(policy: Policy, rule: Rule) -> str:
    starts_late = rule.start and policy.until and rule.start > policy.until
    if starts_late or (rule.until and rule.until < policy.effective):
        return "its dates lie outside the policy's own"
    if rule.verdict is None:
        return "no rule refuses anything where it applies, so there is nothing to add to"
    written = {one.id for one in policy.rules if one.line}
    deciders = [f"`{name}`" for name in _deciders(policy.tables, rule.scope) if name in written]
    if not deciders:
        return "wherever it applies, a named grant decides instead"
    named = [*deciders[:MOST_NAMED], *(["others"] if len(deciders) > MOST_NAMED else [])]
    return f"wherever it applies, {listed(named)} {'decide' if len(named) > 1 else 'decides'} instead"


def _deciders(tables: Iterable[Any], scope: Sequence[Any]) -> list[str]:
    """The rules that the answers within a scope rest on; an axis that is None is not narrowed."""
    found: dict[str, None] = {}
    seen: set[tuple[int, int]] = set()

    def walk(node: Any, axis: int) -> None:
        if (axis, id(node)) in seen:
            return
        seen.add((axis, id(node)))
        if isinstance(node, Decision):
            found.update((rule, None) for rule, _ in node.because)
            return
        for word, below in node.items():
            if axis >= len(scope) or scope[axis] is None or word in scope[axis]:
                walk(below, axis + 1)

    for table in tables:
        walk(table, 0)
    return list(found)


def _tally(activity: Activity, columns: Sequence[Column], gaps: Sequence[Box]) -> Tally:
    each = len(Device) * len(Place) * len(During)
    return Tally(
        activity,
        tuple(sum(_within(box, activity, column) for box in gaps) for column in columns),
        tuple(each * len(column.people) for column in columns),
    )


def _within(box: Box, activity: Activity, column: Column) -> int:
    if activity not in box.activities:
        return 0
    people = sum(who in box.people for who in column.people)
    return people * len(box.devices) * len(box.places) * len(box.periods)
