"""Small policies and questions for the tests of device_rules."""

from datetime import date
from typing import Any

import yaml

from device_rules.decide import decide
from device_rules.loader import parse_policy
from device_rules.model import Decision, Policy
from device_rules.situation import read_situation

FRAME: dict[str, Any] = {
    "title": "Phones",
    "document": "Northgate School, Phones, 2025",
    "effective": {"from": "2025-01-01"},
    "key_stages": {"KS3": "7-9", "KS4": "10-11", "KS5": "12-13"},
}
QUESTION = {
    "role": "pupil",
    "year": 9,
    "device": "phone",
    "activity": "use",
    "place": "classroom",
    "time": "2025-10-06T12:40",
    "during": "lesson",
}


def rule(rule_id: str, verdict: str | None = None, **fields: Any) -> dict[str, Any]:
    given = {"verdict": verdict} if verdict else {}
    return {"id": rule_id, "source": f"Section of {rule_id}"} | given | fields


def document(*rules: dict[str, Any], **frame: Any) -> str:
    return yaml.safe_dump(FRAME | {"rules": list(rules)} | frame, sort_keys=False)


def policy(*rules: dict[str, Any], **frame: Any) -> Policy:
    return parse_policy(document(*rules, **frame), "sample")


def ask(of: Policy, **words: Any) -> Decision:
    return decide(of, read_situation(QUESTION | words))


def ids(decision: Decision) -> list[str]:
    return [rule_id for rule_id, _ in decision.because]


def day(text: str) -> date:
    return date.fromisoformat(text)
