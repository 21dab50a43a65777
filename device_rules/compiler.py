"""A document's rules → one table per era, in which every situation of the school has exactly one answer.

Every level of a table is a dict with all the words of one axis, so seven subscripts reach a decision. While
it is built, the rules that still match are the bits of one integer, and equal sub-tables are built once and
shared: a policy of fifty rules takes a few milliseconds although it answers a million situations.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any, cast

from device_rules.document import Document
from device_rules.errors import PolicyError
from device_rules.expand import expand, people
from device_rules.model import Decision, Origin, Policy, Rule, SecondApproval, Table
from device_rules.precedence import Precedence, bits, members
from device_rules.school_day import LONDON, Session, midnight
from device_rules.vocabulary import (
    Activity,
    Authoriser,
    Device,
    During,
    Exemption,
    Place,
    Storage,
    Verdict,
    counts_as,
)

Axis = dict[object, int]  # word → the rules that cover it, one bit each
PERIOD_AXIS = 4
NO_BREACH: dict[str, Any] = {
    "on_breach": (),
    "held_at": None,
    "release_to": None,
    "kept_for": None,
    "may_confiscate": (),
    "may_search": (),
}
MOST_PARTS = 40_000  # sub-tables; a school's policy needs a few hundred, and so many take a few seconds
TANGLED = (
    "has rules that overlap in too many different ways to be checked; "
    "use fewer rules, or give more of them the same years, devices, places and dates"
)
VERSION_LENGTH = 12  # hex digits: enough to tell one school's versions apart, short enough to read out


def compile_policy(
    document: Document, name: str, origins: Sequence[Origin], bases: tuple[str, ...] = ()
) -> Policy:
    """`origins[i]` is where row i starts. Raises PolicyError where two rules disagree without an order."""
    rules = expand(document, origins)
    days = _era_days(document, rules)
    version = _version(document, rules)
    builder = _Builder(rules, _axes(document, rules), Decision(Verdict.NOT_COVERED, **_stamp(name, version)))
    effective, eras = document.effective, tuple(midnight(day) for day in days)
    return Policy(
        name=name,
        title=document.title,
        document=document.document,
        version=version,
        effective=effective.start,
        until=effective.until,
        key_stages=document.key_stages,
        sessions=tuple(Session(part.start, part.until, part.during) for part in document.school_day),
        rules=rules,
        eras=eras,
        eras_in={zone: tuple(era.astimezone(zone) for era in eras) for zone in (UTC, LONDON)},
        tables=tuple(builder.table(_active(document, rules, day)) for day in (date.min, *days)),
        second_approval=_second_approval(document),
        extends=bases,
    )


def _second_approval(document: Document) -> tuple[SecondApproval, ...]:
    return tuple(SecondApproval(one.kinds, one.by, one.source) for one in document.second_approval)


def _stamp(name: str, version: str) -> dict[str, Any]:
    return {"policy": name, "policy_version": version}


def _era_days(document: Document, rules: Iterable[Rule]) -> list[date]:
    """The days on which something starts or stops to hold, while the document is in force."""
    first, last = document.effective.start, document.effective.until
    starts = {rule.start for rule in rules if rule.start}
    ends = {rule.until + timedelta(days=1) for rule in rules if rule.until}
    days = {day for day in starts | ends if day > first and (last is None or day <= last)}
    return sorted(days | {first} | ({last + timedelta(days=1)} if last else set()))


def _active(document: Document, rules: Iterable[Rule], day: date) -> int:
    if not _within(day, document.effective.start, document.effective.until):
        return 0
    return bits([_within(day, rule.start, rule.until) for rule in rules])


def _within(day: date, start: date | None, until: date | None) -> bool:
    return (start is None or start <= day) and (until is None or day <= until)


def _axes(document: Document, rules: Sequence[Rule]) -> list[Axis]:
    words: list[Iterable[object]] = [
        sorted(people(document.key_stages), key=str),
        Device,
        Activity,
        Place,
        (*During, None),
        (*Exemption, None),
    ]
    return [
        {word: bits([_covers(rule, axis, word) for rule in rules]) for word in axis_words}
        for axis, axis_words in enumerate(words)
    ]


def _covers(rule: Rule, axis: int, word: object) -> bool:
    """In an unknown period a prohibition that may apply does, and a permission that may apply does not."""
    if axis == PERIOD_AXIS and word is None and rule.verdict is Verdict.FORBIDDEN:
        return rule.scope[axis] != {During.EXAM}
    return word in rule.scope[axis]


class _Builder:
    """Makes the tables of one policy. Equal sets of matching rules lead to the same sub-table."""

    def __init__(self, rules: Sequence[Rule], axes: Sequence[Axis], silent: Decision) -> None:
        self._order, self._axes, self._silent = Precedence(rules), axes, silent
        self._reasons = [(rule.id, rule.source) for rule in rules]
        self._verdicts = [rule.verdict for rule in rules]
        self._built: dict[tuple[int, int], dict[Any, Any]] = {}

    def table(self, active: int) -> Table:
        """The table while the rules of that set are in force. Raises PolicyError."""
        return cast("Table", self._build(active, 0))

    def _build(self, matching: int, axis: int) -> dict[Any, Any]:
        built = self._built.get((axis, matching))
        if built is None:
            if len(self._built) >= MOST_PARTS:
                raise PolicyError(TANGLED)
            built = self._below(matching, axis)
            self._built[axis, matching] = built
        return built

    def _below(self, matching: int, axis: int) -> dict[Any, Any]:
        if axis == len(self._axes):
            return self._by_permission(matching)
        return {word: self._build(matching & rules, axis + 1) for word, rules in self._axes[axis].items()}

    def _by_permission(self, matching: int) -> dict[Authoriser | None, Decision]:
        verdict, deciding = self._order.settle(matching)
        decision = self._decision(verdict, deciding) if deciding else self._silent
        answers: dict[Authoriser | None, Decision] = dict.fromkeys((None, *Authoriser), decision)
        if verdict is Verdict.NEEDS_AUTHORISATION:
            because = self._because(deciding, verdict)
            granted = replace(decision, verdict=Verdict.ALLOWED, because=because, **NO_BREACH)
            able = [person for person in Authoriser if counts_as(person) & set(decision.authorisers)]
            answers |= dict.fromkeys(able, granted)
        return answers

    def _decision(self, verdict: Verdict, deciding: int) -> Decision:
        said = self._order.merge(deciding)
        return replace(
            self._silent,
            verdict=verdict,
            storage=said.storage or Storage.NONE,
            authorisers=said.authorisers or () if verdict is Verdict.NEEDS_AUTHORISATION else (),
            on_breach=said.on_breach or (),
            held_at=said.held_at,
            release_to=said.release_to,
            kept_for=said.kept_for,
            may_confiscate=said.may_confiscate or (),
            may_search=said.may_search or (),
            because=self._because(deciding, verdict, None),
        )

    def _because(self, deciding: int, *verdicts: Verdict | None) -> tuple[tuple[str, str], ...]:
        """Of the rules with these verdicts, in the order of the verdicts."""
        rules = list(members(deciding))
        return tuple(
            self._reasons[index]
            for verdict in verdicts
            for index in rules
            if self._verdicts[index] is verdict
        )


def _version(document: Document, rules: Sequence[Rule]) -> str:
    """Of the meaning alone: comments, notes, line breaks and the order of a list do not change it."""
    meaning = [_plain(asdict(rule)) for rule in rules]
    frame: list[object] = [document.effective, document.key_stages, document.school_day]
    if document.second_approval:  # a document that does not say keeps the version that it had before it could
        frame.append([one.model_dump() for one in document.second_approval])
    text = json.dumps([meaning, frame], default=str, sort_keys=True)
    return sha256(text.encode()).hexdigest()[:VERSION_LENGTH]


def _plain(rule: dict[str, Any]) -> dict[str, Any]:
    del rule["file"]
    scope = [sorted(map(str, words)) for words in rule["scope"]]
    if (
        rule["effects"]["kept_for"] is None
    ):  # what a rule does not say must not change the version of its policy
        del rule["effects"]["kept_for"]
    return {**rule, "scope": scope, "overrides": sorted(rule["overrides"]), "line": 0, "note": ""}


def era_of(policy: Policy, at: datetime) -> Table:
    """The table in force at a moment; for those who walk whole tables."""
    return policy.tables[sum(start <= at for start in policy.eras)]
