"""A decision about pupils' phones, in a sentence for the teacher in front of them."""

from dataclasses import dataclass

from device_rules.model import Decision
from device_rules.vocabulary import Authoriser, Storage, Verdict

_MAY = {
    Verdict.ALLOWED: "Year {year} may use a phone in this lesson.",
    Verdict.ALLOWED_DISCREETLY: "Year {year} may use a phone in this lesson, discreetly.",
    Verdict.NEEDS_AUTHORISATION: "Year {year} may use a phone in this lesson only if {who} allows it.",
    Verdict.FORBIDDEN: "Year {year} may not use a phone in this lesson.",
    Verdict.NOT_COVERED: "The policy says nothing about Year {year} and phones in this lesson.",
}
_KEPT = {
    Storage.LOCKED_POUCH: " It stays in its locked pouch.",
    Storage.OFF_AND_OUT_OF_SIGHT: " It stays switched off and out of sight.",
    Storage.HANDED_IN: " It stays where it was handed in.",
    Storage.NONE: "",
}
_WHO = {
    Authoriser.STAFF: "a member of staff",
    Authoriser.SLT: "the leadership team",
    Authoriser.SMT: "the senior managers",
    Authoriser.HEAD: "the headteacher",
    Authoriser.DSL: "the safeguarding lead",
    Authoriser.DEPUTY_DSL: "a deputy safeguarding lead",
    Authoriser.NETWORK_MANAGER: "the network manager",
    Authoriser.EXAMS_OFFICER: "the exams officer",
}


@dataclass(frozen=True, slots=True)
class DeviceRule:
    """`clauses` are those of the school's document that decided."""

    verdict: Verdict
    sentence: str
    policy: str
    clauses: tuple[str, ...]
    policy_version: str


def device_rule(year: int, decision: Decision, policy_title: str) -> DeviceRule:
    who = " or ".join(_WHO[one] for one in decision.authorisers) or "somebody who may"
    kept = "" if decision.verdict is Verdict.ALLOWED else _KEPT[decision.storage]
    return DeviceRule(
        verdict=decision.verdict,
        sentence=_MAY[decision.verdict].format(year=year, who=who) + kept,
        policy=policy_title,
        clauses=tuple(dict.fromkeys(source for _, source in decision.because)),
        policy_version=decision.policy_version,
    )
