"""The same rules in Cedar, the policy language that ours is measured against.

Cedar knows permit and forbid, and that forbid wins. That a narrower rule wins, or one that overrides, is said
there in `unless`. Cedar's answer is yes or no, so it is compared with whether ours permits.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from controller.errors import SchoolbellError
from device_rules.expand import ANY_PLACE
from device_rules.model import Policy, Rule, Situation
from device_rules.precedence import outranks
from device_rules.school_day import LONDON
from device_rules.vocabulary import Activity, Authoriser, Device, During, Exemption, Role, Verdict, counts_as

NOBODY = "nobody"  # Cedar has no null: no exemption, and no permission given
EVERY = {  # words of an axis; a condition that names all of them is left out
    "place": {str(word) for word in ANY_PLACE},
    "during": {str(word) for word in During},
    "exemption": {NOBODY, *map(str, Exemption)},
}


class Cedar:
    """Policies and groups are parsed once, as Cedar advises. Raises SchoolbellError without cedarpy."""

    def __init__(self, policy: Policy) -> None:
        try:
            import cedarpy
        except ImportError as error:
            sentence = "This benchmark needs cedarpy: pip install 'schoolbell[bench]'."
            raise SchoolbellError("bench.no-cedar", sentence) from error
        words = _Words()
        days = _days(policy.effective, policy.until)
        text = "\n".join(_statement(words, rule, policy.rules, days) for rule in policy.rules if rule.verdict)
        self._cedar = cedarpy
        self._policies = cedarpy.PolicySet.from_str(text)
        self._entities = cedarpy.Entities.from_json_str(json.dumps(words.entities()))

    def decide(self, asked: Situation) -> Any:
        """Its answer holds `allowed`, and which rules it rests on, by their ids."""
        return self._cedar.is_authorized(request(asked), self._policies, self._entities)


def request(asked: Situation) -> dict[str, Any]:
    context = {
        "day": _number(asked.at.astimezone(LONDON).date()),
        "place": asked.place,
        "during": asked.during,
        "exemption": asked.exemption or NOBODY,
        "authorised_by": asked.authorised_by or NOBODY,
    }
    return {
        "principal": f'Person::"{asked.year if asked.role is Role.PUPIL else asked.role}"',
        "action": f'Action::"{asked.activity}"',
        "resource": f'Device::"{asked.device}"',
        "context": context,
    }


def _number(day: date) -> int:
    """Cedar compares whole numbers: 20251006."""
    return day.year * 10_000 + day.month * 100 + day.day


def _days(start: date | None, until: date | None) -> list[str]:
    """When a policy or a rule is in force."""
    first = [f"context.day >= {_number(start)}"] if start else []
    return [*first, *([f"context.day <= {_number(until)}"] if until else [])]


@dataclass
class _Words:
    """Sets of people and of devices become groups, which is how Cedar asks for many at once."""

    groups: dict[tuple[str, frozenset[str]], str] = field(default_factory=dict)

    def group(self, kind: str, words: Iterable[object]) -> str:
        key = (kind, frozenset(map(str, words)))
        return self.groups.setdefault(key, f'Group::"{len(self.groups)}"')

    def entities(self) -> list[dict[str, Any]]:
        members = sorted({(kind, word) for kind, words in self.groups for word in words})
        return [
            {
                "uid": {"type": kind, "id": word},
                "attrs": {},
                "parents": [
                    {"type": "Group", "id": name.split('"')[1]}
                    for (of, words), name in self.groups.items()
                    if of == kind and word in words
                ],
            }
            for kind, word in members
        ]


def _statement(words: _Words, rule: Rule, rules: Sequence[Rule], days: Sequence[str]) -> str:
    people, devices, activities, *rest = rule.scope
    effect = "forbid" if rule.verdict is Verdict.FORBIDDEN else "permit"
    head = f"@id({json.dumps(rule.id)})\n{effect}({_scope(words, people, activities, devices)})"
    days = [*days, *_days(rule.start, rule.until)]
    when = f" when {{ {' && '.join([*days, *_conditions(rest), *_authorised(rule)])} }}"
    beaten = [_matches(words, other) for other in rules if _beats(other, rule)]
    unless = f" unless {{ {' || '.join(beaten)} }}" if beaten else ""
    return f"{head}{when}{unless};"


def _scope(
    words: _Words, people: Iterable[object], activities: Iterable[object], devices: Iterable[object]
) -> str:
    group, kind = words.group("Person", people), words.group("Device", devices)
    return f"principal in {group}, {_actions(activities)}, resource in {kind}"


def _actions(activities: Iterable[object]) -> str:
    named = sorted(map(str, activities))
    if len(named) == len(Activity):
        return "action"
    return f"action in [{', '.join(_action(word) for word in named)}]"


def _action(word: str) -> str:
    return f'Action::"{word}"'


def _conditions(rest: Sequence[Iterable[object]]) -> list[str]:
    named = {
        axis: {NOBODY if word is None else str(word) for word in words}
        for axis, words in zip(EVERY, rest, strict=True)
    }
    return [
        f"[{', '.join(map(json.dumps, sorted(words)))}].contains(context.{axis})"
        for axis, words in named.items()
        if not words >= EVERY[axis]
    ]


def _authorised(rule: Rule) -> list[str]:
    if rule.verdict is not Verdict.NEEDS_AUTHORISATION:
        return []
    able = [person for person in Authoriser if counts_as(person) & set(rule.effects.authorisers or ())]
    return [f"[{', '.join(map(json.dumps, map(str, able)))}].contains(context.authorised_by)"]


def _beats(other: Rule, rule: Rule) -> bool:
    """It keeps `rule` from having a say where both match. That forbid wins, Cedar knows by itself."""
    if other.verdict is None or other.grant != rule.grant:
        return other.verdict is not None and other.grant > rule.grant
    permits = other.verdict is not Verdict.FORBIDDEN and other.verdict is not rule.verdict
    meet = all(mine & yours for mine, yours in zip(other.scope, rule.scope, strict=True))
    return permits and meet and outranks(other, rule)


def _matches(words: _Words, rule: Rule) -> str:
    people, devices, activities, *rest = rule.scope
    parts = [f"principal in {words.group('Person', people)}"]
    if len(activities) < len(Activity):
        parts.append(_actions(activities))
    if len(devices) < len(Device):
        parts.append(f"resource in {words.group('Device', devices)}")
    return f"({' && '.join([*parts, *_days(rule.start, rule.until), *_conditions(rest)])})"
