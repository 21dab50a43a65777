"""What follows from an answer, as the lines of a list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from controller.services.rule_questions import Answer
from device_rules.model import Decision
from device_rules.phrases import of_length
from device_rules.vocabulary import Breach, Storage, Verdict
from web.rules.words import SILENT, label, labels

REFUSALS = (Verdict.FORBIDDEN, Verdict.NEEDS_AUTHORISATION)


@dataclass(frozen=True, slots=True)
class Fact:
    name: str
    text: str


def facts_of(answer: Answer) -> tuple[Fact, ...]:
    """Empty where the policy is silent: what it does not decide has no consequences in it."""
    decision = answer.decision
    if decision.verdict is Verdict.NOT_COVERED:
        return tuple(_permission(answer))
    refused = _refused(decision) if decision.verdict in REFUSALS else ()
    return (*_permission(answer), *_kept(decision), *refused)


def _permission(answer: Answer) -> Iterator[Fact]:
    given, needed = answer.situation.authorised_by, answer.decision.authorisers
    if needed:
        yield Fact("Who may permit it", labels(needed))
    if given:
        worth = "counts" if answer.permission_counts else "changes nothing here"
        yield Fact("Permission given", f"{label(given)}, which {worth}")


def _kept(decision: Decision) -> Iterator[Fact]:
    if decision.storage is not Storage.NONE or decision.verdict in REFUSALS:
        yield Fact("How it is kept", label(decision.storage))


def _refused(decision: Decision) -> Iterator[Fact]:
    yield Fact("If it is done all the same", _said(decision.on_breach, "and"))
    if Breach.CONFISCATE in decision.on_breach or decision.held_at:
        yield Fact("Held at", _said(decision.held_at))
        yield Fact("Given back to", _said(decision.release_to))
        yield Fact("Kept", of_length(decision.kept_for) if decision.kept_for else SILENT)
    yield Fact("Who may confiscate", _said(decision.may_confiscate))
    yield Fact("Who may search", _said(decision.may_search))


def _said(words: StrEnum | Sequence[StrEnum] | None, last: str = "or") -> str:
    if not words:
        return SILENT
    return label(words) if isinstance(words, StrEnum) else labels(words, last)
