"""The findings as a table for people and as one line of JSON for machines."""

import json
from textwrap import wrap

from firmware_bridge.conformance.clauses import Finding, Verdict
from firmware_bridge.conformance.run import Outcome

WORDS = {Verdict.PASS: "pass", Verdict.FAIL: "FAIL", Verdict.NOT_RUN: "not run"}
ID, VERDICT, WIDTH = 24, 9, 110


def row(finding: Finding) -> str:
    """One clause: its id, its verdict, and the evidence below one another."""
    lines = wrap(finding.evidence, WIDTH - ID - VERDICT) or [""]
    head = f"{finding.clause.id:<{ID}}{WORDS[finding.verdict]:<{VERDICT}}"
    return "\n".join(f"{head if at == 0 else ' ' * (ID + VERDICT)}{line}" for at, line in enumerate(lines))


def summary(outcome: Outcome) -> str:
    counts = ", ".join(f"{outcome.count(one)} {WORDS[one].lower()}" for one in Verdict)
    station = f"{outcome.station} (firmware {outcome.firmware}, {outcome.model})"
    return f"{station}: {counts}, in {outcome.seconds:.0f} s"


def to_json(outcome: Outcome) -> str:
    clauses = [
        {
            "id": one.clause.id,
            "sentence": one.clause.sentence,
            "verdict": one.verdict.value,
            "evidence": one.evidence,
        }
        for one in outcome.findings
    ]
    counts = {one.name.lower(): outcome.count(one) for one in Verdict}
    head = {name: getattr(outcome, name) for name in ("station", "firmware", "model", "carriage")}
    return json.dumps({**head, "seconds": round(outcome.seconds, 1), **counts, "clauses": clauses})
