"""A policy's matrix and its rules, as the lines of a page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from device_rules.cells import Box, people_of
from device_rules.errors import listed
from device_rules.matrix import Cell, Matrix, Row, Sheet
from device_rules.model import Policy, Rule
from device_rules.phrases import (
    AUTHORISERS,
    EXEMPTIONS,
    STORAGE,
    of_authorisers,
    of_box,
    of_devices,
    of_length,
    of_periods,
    of_places,
)
from device_rules.vocabulary import Activity, Device, During, Place, Verdict


@dataclass(frozen=True, slots=True)
class Line:
    """`when` is empty where the answer holds at all times."""

    when: str
    verdict: Verdict
    more: str


@dataclass(frozen=True, slots=True)
class Readable:
    """A rule as a sentence. `verdict` is None for one that only adds to refusals."""

    rule: Rule
    sentence: str
    verdict: Verdict | None
    more: tuple[str, ...]


def lines_of(cell: Cell) -> tuple[Line, ...]:
    """What holds in most periods comes last, as `Otherwise`."""
    found: dict[str, tuple[Line, list[During]]] = {}
    for part in cell.parts:
        decision = part.decision
        line = Line("", decision.verdict, _more(decision.authorisers, STORAGE[decision.storage], part.taken))
        found.setdefault(part.text, (line, []))[1].extend(part.periods)
    *few, (most, _) = sorted(found.values(), key=lambda pair: len(pair[1]))
    if not few:
        return (most,)
    named = [Line(capital(of_periods(periods)), line.verdict, line.more) for line, periods in few]
    return (*named, Line("Otherwise", most.verdict, most.more))


def _more(authorisers: Sequence[Any], *kept: str) -> str:
    asked = f"from {listed(AUTHORISERS[one] for one in authorisers)}" if authorisers else ""
    return "; ".join(text for text in (asked, *kept) if text)


def capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def is_silent(row: Row) -> bool:
    """No rule says anything about it, to anybody."""
    return all(part.decision.verdict is Verdict.NOT_COVERED for cell in row.cells for part in cell.parts)


def sheet_for(matrix: Matrix, device: str) -> Sheet:
    """The sheet that the device is on; the first for a word that is none."""
    return next((sheet for sheet in matrix.sheets if device in sheet.devices), matrix.sheets[0])


def sheet_title(sheet: Sheet) -> str:
    return capital(of_devices(sheet.devices))


def places_title(places: Sequence[Place]) -> str:
    return capital(of_places(places))


def readable(policy: Policy) -> Iterator[Readable]:
    """In the document's order; those that the law adds are left out, since they are in none of its lines."""
    everyone = people_of(policy)
    for rule in policy.rules:
        if rule.line:
            yield Readable(rule, _sentence(rule, everyone), rule.verdict, tuple(_effects(rule)))


def approvals(policy: Policy) -> Iterator[tuple[str, str]]:
    """(which leave needs whose word besides, where the policy says so)."""
    for one in policy.second_approval:
        kinds = listed((kind.replace("-", " ") for kind in one.kinds), "and")
        yield f"{capital(kinds)}: {of_authorisers(one.by)} as well, before anything opens.", one.source


def _sentence(rule: Rule, everyone: Sequence[Any]) -> str:
    people, *words, exemptions = rule.scope
    axes = zip(words, (Device, Activity, Place, During), strict=True)
    ordered: list[Any] = [tuple(word for word in kind if word in covered) for covered, kind in axes]
    said = of_box(Box(tuple(who for who in everyone if who in people), *ordered), everyone)
    known = [EXEMPTIONS[one] for one in EXEMPTIONS if one in exemptions] if None not in exemptions else []
    return f"{said}{f', {listed(known)}' if known else ''}."


def _effects(rule: Rule) -> Iterator[str]:
    effects = rule.effects
    if effects.storage and STORAGE[effects.storage]:
        yield f"Kept {STORAGE[effects.storage]}"
    if effects.kept_for:
        yield f"Confiscated {of_length(effects.kept_for)}"
    for said, people in (
        ("Permission from", effects.authorisers),
        ("May be confiscated by", effects.may_confiscate),
        ("May be searched by", effects.may_search),
    ):
        if people:
            yield f"{said} {listed(AUTHORISERS[one] for one in people)}"
    if rule.start:
        yield f"From {rule.start.day} {rule.start:%B} {rule.start.year}"
    if rule.until:
        yield f"Until {rule.until.day} {rule.until:%B} {rule.until.year}"
