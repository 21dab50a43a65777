"""Questions put to the policy in force, in a person's words or as part of a table, answered with reasons."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Protocol

from controller.clock import Clock
from controller.domain.timetable import Timetable, local
from device_rules.decide import decide
from device_rules.errors import SituationError
from device_rules.explain import explain
from device_rules.model import Decision, Policy, Situation
from device_rules.situation import read_situation
from device_rules.vocabulary import Activity, Device, During, Place, Role

_SOUND = {"role": "pupil", "device": "phone", "activity": "use", "place": "site"}
"""A question with nothing wrong in it, to try single words in."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that decided; `note` is how the school's document was read, empty where nothing is noted."""

    rule: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Answer:
    """`sentence` leaves the sources to `because`. `permission_counts`: without it the answer would differ."""

    situation: Situation
    decision: Decision
    sentence: str
    because: tuple[Reason, ...]
    in_force: bool
    permission_counts: bool


class Asked(Protocol):
    """A policy and the school's day: `Rules` for the one in force."""

    @property
    def policy(self) -> Policy: ...
    def timetable(self) -> Timetable: ...


class RuleQuestions:
    def __init__(self, rules: Asked, clock: Clock) -> None:
        self._rules, self._clock = rules, clock

    @cached_property
    def policy(self) -> Policy:
        """The same for all that is asked here, also when another is switched on meanwhile."""
        return self._rules.policy

    @property
    def in_force(self) -> bool:
        """Whether the policy's own dates include today."""
        return _in_force(self.policy, self._clock.now())

    def answer(self, words: Mapping[str, str]) -> Answer:
        """Empty words count as left out; no time means now. Raises SituationError with a sentence."""
        return self._ask(self._read(words))

    def pupil(self, year: int, device: Device, activity: Activity, place: Place, during: During) -> Answer:
        """About a pupil of that year, as the policy stands today."""
        now = local(self._clock.now())
        return self._ask(Situation(Role.PUPIL, year, device, activity, place, now, during))

    def mistakes(self, words: Mapping[str, str]) -> dict[str, str]:
        """What is wrong with each word by itself, in a sentence; empty when `answer` would take them all."""
        sound = _SOUND | {"year": str(self.policy.years[0])}
        if words.get("role") in list(Role):
            sound["role"] = words["role"]
        tried = {name: self._mistake(sound | {name: word}) for name, word in words.items()}
        return {name: sentence for name, sentence in tried.items() if sentence}

    def _mistake(self, words: Mapping[str, str]) -> str | None:
        try:
            self.answer(words)
        except SituationError as error:
            return str(error)
        return None

    def _read(self, words: Mapping[str, str]) -> Situation:
        given = {name: word for name, word in words.items() if word}
        asked = read_situation({"time": self._clock.now().isoformat()} | given)
        at = _school_time(asked.at)
        return replace(asked, at=at, during=asked.during or self._by_timetable(at))

    def _by_timetable(self, at: datetime) -> During | None:
        """None in a school without periods, where the policy's own school day is asked instead."""
        timetable = self._rules.timetable()
        return During(timetable.during_at(at)) if timetable.periods else None

    def _ask(self, situation: Situation) -> Answer:
        policy = self.policy
        decision = decide(policy, situation)
        without = decide(policy, replace(situation, authorised_by=None))
        notes = {rule.id: rule.note for rule in policy.rules}
        return Answer(
            situation=situation,
            decision=decision,
            sentence=explain(replace(decision, because=()), situation),
            because=tuple(Reason(rule, source, notes.get(rule, "")) for rule, source in decision.because),
            in_force=_in_force(policy, situation.at),
            permission_counts=decision.verdict != without.verdict,
        )


def _in_force(policy: Policy, at: datetime) -> bool:
    on = local(at).date()
    return policy.effective <= on and (policy.until is None or on <= policy.until)


def _school_time(at: datetime) -> datetime:
    try:
        return local(at)
    except OverflowError as error:
        sentence = "that time is too far away; give a date and a time of day, such as `2025-10-06T12:40`"
        raise SituationError(sentence) from error
