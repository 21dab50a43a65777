"""Past decisions about pouches, decided again under another policy. Year groups, never pupils."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum

from controller.domain.pouches import Leaving, opens
from controller.domain.timetable import LONDON
from device_rules.decide import decide
from device_rules.errors import SituationError
from device_rules.model import Decision, Policy, Situation
from device_rules.situation import FIELDS, read_situation
from device_rules.vocabulary import During, Place, Verdict

EXAMPLES = 3  # of one group


class Kind(StrEnum):
    TAP = "tap"
    LEAVE = "leave"
    RELEASE = "release"


class Effect(StrEnum):
    """What another policy would have done to a pouch."""

    OPENS = "opens"
    STAYS_SHUT = "stays-shut"
    SAID_OTHERWISE = "said-otherwise"  # the pouch does the same, the policy gives another answer


@dataclass(frozen=True, slots=True)
class Past:
    """A decision on record, with what was asked. `station` is empty where none was part of it."""

    at: datetime
    kind: Kind
    station: str
    asked: Situation
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Alike:
    """Decisions that would change in the same way. `examples` are the newest of them."""

    kind: Kind
    effect: Effect
    year: int | None
    place: Place
    during: During | None
    was: Verdict
    becomes: Verdict
    count: int
    examples: tuple[Past, ...]


@dataclass(frozen=True, slots=True)
class Replay:
    """`lost` decisions are on record without what was asked, or could not be asked of this policy."""

    since: datetime
    total: int
    groups: tuple[Alike, ...]
    lost: int = 0

    @property
    def differ(self) -> int:
        return sum(group.count for group in self.groups)

    def of(self, effect: Effect) -> int:
        return sum(group.count for group in self.groups if group.effect == effect)


def asked_words(asked: Situation) -> dict[str, object]:
    """What the journal keeps of a question, so that it can be asked again."""
    words = {name: getattr(asked, name) for name in FIELDS if name != "time"}
    return {name: word for name, word in words.items() if word is not None} | {"time": asked.at.isoformat()}


def asked_again(words: Mapping[str, object]) -> Situation:
    """Raises SituationError."""
    return read_situation(words)


def replay(policy: Policy, past: Sequence[Past], on: date, since: datetime, lost: int = 0) -> Replay:
    """As the policy stands on the day `on`, since it may not have been in force at the time."""
    noon = datetime.combine(on, time(12), LONDON)
    found: dict[tuple[object, ...], Alike] = {}
    for one in past:
        try:
            verdict = decide(policy, replace(one.asked, at=noon)).verdict
        except SituationError:  # a year group that this policy does not have
            lost += 1
            continue
        if verdict is not one.verdict:
            _count(found, one, verdict)
    return Replay(since, len(past), tuple(sorted(found.values(), key=_weight)), lost)


def _count(found: dict[tuple[object, ...], Alike], one: Past, becomes: Verdict) -> None:
    asked = one.asked
    key = (one.kind, asked.year, asked.place, asked.during, one.verdict, becomes)
    alike = found.get(key) or Alike(
        one.kind,
        _effect(asked.place, one.verdict, becomes),
        asked.year,
        asked.place,
        asked.during,
        one.verdict,
        becomes,
        0,
        (),
    )
    examples = alike.examples if len(alike.examples) == EXAMPLES else (*alike.examples, one)
    found[key] = replace(alike, count=alike.count + 1, examples=examples)


def _effect(place: Place, was: Verdict, becomes: Verdict) -> Effect:
    before, after = _opens(place, was), _opens(place, becomes)
    if before == after:
        return Effect.SAID_OTHERWISE
    return Effect.OPENS if after else Effect.STAYS_SHUT


def _opens(place: Place, verdict: Verdict) -> bool:
    leaving = Leaving.GRANT if place is Place.OFF_SITE else Leaving.NO
    return opens(Decision(verdict), leaving)


def _weight(group: Alike) -> tuple[int, int]:
    return list(Effect).index(group.effect), -group.count
