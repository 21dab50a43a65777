"""Two policies, cell by cell: where the second is stricter than the first, laxer, or one is silent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from typing import TypeAlias

from device_rules.cells import Box, gather, people_of, table_on, tally
from device_rules.model import ByExemption, Person, Policy
from device_rules.phrases import STORAGE, VERDICTS, of_box, of_length, of_years
from device_rules.vocabulary import Exemption, KeptFor, Length, Storage, Verdict

STRICTNESS = (Verdict.ALLOWED, Verdict.ALLOWED_DISCREETLY, Verdict.NEEDS_AUTHORISATION, Verdict.FORBIDDEN)


class Stance(StrEnum):
    """How the second policy stands to the first."""

    SAME = "same"
    STRICTER = "stricter"
    LAXER = "laxer"
    DIFFERENT = "different"  # the same verdict, but the device is kept in another way
    SILENT = "silent"  # one of the two does not say
    BOTH_SILENT = "both-silent"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one policy says of a group of cells."""

    verdict: Verdict
    storage: Storage
    kept_for: Length | None = None

    def __str__(self) -> str:
        held = f"confiscated {of_length(self.kept_for)}" if self.kept_for else ""
        return ", ".join(filter(None, (VERDICTS[self.verdict], STORAGE[self.storage], held)))

    def to_json(self) -> dict[str, object]:
        said: dict[str, object] = {"verdict": self.verdict, "storage": self.storage}
        return said | ({"kept_for": self.kept_for} if self.kept_for else {})


QUIET = (Stance.SAME, Stance.BOTH_SILENT)
Pair: TypeAlias = tuple[Answer, Answer]


@dataclass(frozen=True, slots=True)
class Group:
    """Cells that both policies answer alike; `exemption` is what the people in it are known to have."""

    stance: Stance
    a: Answer
    b: Answer
    box: Box
    exemption: Exemption | None
    sentence: str

    def to_json(self) -> dict[str, object]:
        exemption = {"exemption": self.exemption} if self.exemption else {}
        return {
            "stance": self.stance,
            "sentence": self.sentence,
            "cells": self.box.size,
            "a": self.a.to_json(),
            "b": self.b.to_json(),
            "where": self.box.to_json() | exemption,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """`a` and `b` are what the policies are called; `counts` are cells of people without an exemption.

    `groups` leaves out what is the same, and holds an exemption only where it changes the stance.
    """

    a: str
    b: str
    on: date
    counts: dict[Stance, int]
    groups: tuple[Group, ...]
    years_only_in_a: tuple[int, ...] = ()
    years_only_in_b: tuple[int, ...] = ()

    @property
    def summary(self) -> tuple[str, ...]:
        """A few sentences for somebody who will not read the groups."""
        return tuple(_summary(self))

    @property
    def silent_cells(self) -> tuple[int, int]:
        """Cells in which only `a` is silent, and in which only `b` is."""
        silent = [group for group in self.of(Stance.SILENT) if group.exemption is None]
        of_a = sum(group.box.size for group in silent if group.a.verdict is Verdict.NOT_COVERED)
        return of_a, self.counts[Stance.SILENT] - of_a

    def of(self, *stances: Stance) -> tuple[Group, ...]:
        return tuple(group for group in self.groups if group.stance in stances)

    def to_json(self) -> dict[str, object]:
        return {
            "a": self.a,
            "b": self.b,
            "on": self.on.isoformat(),
            "cells": {str(stance): count for stance, count in self.counts.items()},
            "summary": list(self.summary),
            "years_only_in_a": list(self.years_only_in_a),
            "years_only_in_b": list(self.years_only_in_b),
            "groups": [group.to_json() for group in self.groups],
        }


def compare(a: Policy, b: Policy, on: date, names: tuple[str, str] | None = None) -> Comparison:
    """As both stand on that day. `names` are what sentences call them, such as `the policy in force`."""
    called = names or _names(a, b)
    people = [who for who in people_of(a) if who in people_of(b)]
    tables = (table_on(a, on), table_on(b, on))
    boxes = gather(tables, people, partial(_pair, None))
    found = [(pair, box, None) for pair, box in boxes] + [
        (pair, box, exemption)
        for exemption in Exemption
        for pair, box in gather(tables, people, partial(_if_it_matters, exemption))
        if pair
    ]
    groups = [_group(pair, box, exemption, called, people) for pair, box, exemption in found]
    return Comparison(
        *called,
        on=on,
        counts=_counts(groups),
        groups=tuple(sorted((group for group in groups if group.stance not in QUIET), key=_order)),
        years_only_in_a=tuple(year for year in a.years if year not in b.years),
        years_only_in_b=tuple(year for year in b.years if year not in a.years),
    )


def _names(a: Policy, b: Policy) -> tuple[str, str]:
    if a.name != b.name:
        return a.name, b.name
    return f"{a.name} ({a.version})", f"{b.name} ({b.version})"


def _pair(exemption: Exemption | None, a: ByExemption, b: ByExemption) -> Pair:
    """What follows is left out where the verdicts differ, so that it does not split a sentence.

    For how long it is taken away is compared where both say so and all else is the same.
    """
    first, second = a[exemption][None], b[exemption][None]
    if first.verdict is not second.verdict:
        return Answer(first.verdict, Storage.NONE), Answer(second.verdict, Storage.NONE)
    lengths = first.kept_for, second.kept_for
    if None in lengths or lengths[0] == lengths[1] or first.storage is not second.storage:
        lengths = None, None
    return (
        Answer(first.verdict, first.storage, lengths[0]),
        Answer(second.verdict, second.storage, lengths[1]),
    )


def _if_it_matters(exemption: Exemption, a: ByExemption, b: ByExemption) -> Pair | None:
    pair = _pair(exemption, a, b)
    return None if stance_of(*pair) in (stance_of(*_pair(None, a, b)), *QUIET) else pair


def _group(
    pair: Pair, box: Box, exemption: Exemption | None, called: tuple[str, str], people: Sequence[Person]
) -> Group:
    a, b = pair
    sentence = f"{of_box(box, people, exemption)}: {_says(called[1], b)}; {_says(called[0], a)}."
    return Group(stance_of(a, b), a, b, box, exemption, sentence)


def _says(name: str, answer: Answer) -> str:
    return f"{name} does not say" if answer.verdict is Verdict.NOT_COVERED else f"{name} says {answer}"


def _counts(groups: Iterable[Group]) -> dict[Stance, int]:
    found = tally((group.stance, group.box) for group in groups if group.exemption is None)
    return {stance: found.get(stance, 0) for stance in Stance}


def _order(group: Group) -> tuple[object, ...]:
    return list(Stance).index(group.stance), group.exemption is not None, -group.box.size


def stance_of(a: Answer, b: Answer) -> Stance:
    """How `b` stands to `a`."""
    silent = [answer.verdict is Verdict.NOT_COVERED for answer in (a, b)]
    if any(silent):
        return Stance.BOTH_SILENT if all(silent) else Stance.SILENT
    if a.verdict is not b.verdict:
        stricter = STRICTNESS.index(b.verdict) > STRICTNESS.index(a.verdict)
        return Stance.STRICTER if stricter else Stance.LAXER
    return _by_length(a, b) if a.storage is b.storage else _by_storage(a, b)


def _by_length(a: Answer, b: Answer) -> Stance:
    """The end of a day comes with its second session, if not with its first."""
    if a.kept_for == b.kept_for or a.kept_for is None or b.kept_for is None:
        return Stance.SAME
    first, second = (1.5 if isinstance(length, KeptFor) else length for length in (a.kept_for, b.kept_for))
    return Stance.STRICTER if second > first else Stance.LAXER


def _by_storage(a: Answer, b: Answer) -> Stance:
    if a.storage is Storage.NONE:
        return Stance.STRICTER
    return Stance.LAXER if b.storage is Storage.NONE else Stance.DIFFERENT


def _summary(found: Comparison) -> Iterable[str]:
    counts, a, b = found.counts, found.a, found.b
    total = sum(counts.values())
    yield f"Of {total:,} cells, {b} and {a} say the same in {counts[Stance.SAME]:,}."
    yield f"{b} is stricter in {counts[Stance.STRICTER]:,} and laxer in {counts[Stance.LAXER]:,}."
    if counts[Stance.DIFFERENT]:
        yield f"In {counts[Stance.DIFFERENT]:,} the verdict is the same and the device is kept otherwise."
    silent_a, silent_b = found.silent_cells
    yield f"{b} is silent in {silent_b:,} where {a} speaks, and {a} in {silent_a:,} where {b} speaks."
    yield f"Neither says anything in {counts[Stance.BOTH_SILENT]:,}."
    for name, years in ((a, found.years_only_in_a), (b, found.years_only_in_b)):
        if years:
            yield f"Only {name} has {of_years(years)}, which could not be compared."
