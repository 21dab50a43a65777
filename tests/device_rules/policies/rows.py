"""A table of cases, one or more for each row of a policy, and what must hold of them.

The columns are rule | people | devices | activities | places | periods | verdict | effects. People are years
and roles, an exemption after a slash (`9/young-carer`); several words in a column mean each of them; `-` is a
period that nobody named. Effects are those that the answer must have, such as `storage=handed-in
on_breach=confiscate,sanction`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import yaml

from device_rules.loader import POLICIES, load_policy, parse_policy
from device_rules.model import Decision, Policy
from tests.device_rules.samples import ask, ids

COLUMNS = 8


@dataclass(frozen=True, slots=True)
class Case:
    rule: str
    people: str
    devices: str
    activities: str
    places: str
    periods: str
    verdict: str
    effects: str
    time: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.people} {self.devices} {self.activities} {self.places} {self.periods}"


def cases(table: str, time: str) -> list[Case]:
    rows = [line.split("|") for line in table.strip().splitlines()]
    assert {len(row) for row in rows} == {COLUMNS}
    return [Case(*(cell.strip() for cell in row), time) for row in rows]


def person(word: str) -> dict[str, object]:
    who, _, exemption = word.partition("/")
    known = {"role": "pupil", "year": int(who)} if who.isdecimal() else {"role": who, "year": None}
    return known | {"exemption": exemption or None}


def questions(case: Case) -> Iterator[dict[str, object]]:
    columns = (case.people, case.devices, case.activities, case.places, case.periods)
    for who, device, activity, place, during in product(*(column.split() for column in columns)):
        known = None if during == "-" else during
        words = {"device": device, "activity": activity, "place": place, "during": known, "time": case.time}
        yield person(who) | words


def said(decision: Decision) -> dict[str, str]:
    """Every part of the answer as a case writes it."""
    return {
        name: ",".join(value) if isinstance(value, tuple) else str(value)
        for name, value in decision.to_json().items()
        if name not in ("because", "policy", "policy_version")
    }


def check(policy: Policy, case: Case) -> None:
    """The row decides, and the answer is the one that the case gives."""
    wanted = {"verdict": case.verdict} | dict(effect.split("=") for effect in case.effects.split())
    for words in questions(case):
        decision = ask(policy, **words)
        assert case.rule in ids(decision), (words, decision)
        assert {name: said(decision)[name] for name in wanted} == wanted, words


def without(name: str, rule: str) -> Policy:
    """The shipped policy as if nobody had written that row."""
    data: dict[str, Any] = yaml.load((POLICIES / f"{name}.yaml").read_text(), yaml.BaseLoader)
    data["rules"] = [row for row in data["rules"] if row["id"] != rule]
    for row in data["rules"]:
        others = row.pop("overrides", [])
        left = [other for other in ([others] if isinstance(others, str) else others) if other != rule]
        row |= {"overrides": left} if left else {}
    return parse_policy(yaml.safe_dump(data), name)


def needless(name: str, table: list[Case]) -> list[str]:
    """The rows that have no case, or whose cases would all be answered the same without them."""
    policy = load_policy(name)
    rows = [rule.id for rule in policy.rules if rule.line]
    assert {case.rule for case in table} <= set(rows)
    return [row for row in rows if not _matters(policy, row, [case for case in table if case.rule == row])]


def _matters(policy: Policy, row: str, table: list[Case]) -> bool:
    lacking = without(policy.name, row)
    asked = [words for case in table for words in questions(case)]
    return any(said(ask(policy, **words)) != said(ask(lacking, **words)) for words in asked)
