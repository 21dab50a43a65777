import json

import pytest

from firmware_bridge.conformance.clauses import Clause, Finding, Verdict
from firmware_bridge.conformance.report import row, summary, to_json
from firmware_bridge.conformance.run import Outcome


def finding(verdict, evidence="because"):
    return Finding(Clause("tap.late", "a late answer opens nothing", lambda _: ""), verdict, evidence)


OUTCOME = Outcome(
    "northgate/gate-1",
    "2.1",
    "acme",
    "mqtt",
    61.25,
    (finding(Verdict.PASS), finding(Verdict.FAIL), finding(Verdict.NOT_RUN, "needs hands")),
)


@pytest.mark.parametrize(
    ("verdict", "word"), [(Verdict.PASS, "pass"), (Verdict.FAIL, "FAIL"), (Verdict.NOT_RUN, "not run")]
)
def test_a_row_begins_with_clause_and_verdict(verdict, word):
    assert row(finding(verdict)) == f"{'tap.late':<24}{word:<9}because"


def test_long_evidence_goes_on_below_itself():
    lines = row(finding(Verdict.FAIL, "word " * 40)).splitlines()
    assert len(lines) == 3
    assert all(len(line) <= 110 for line in lines)
    assert lines[1].startswith(" " * 33 + "word")


def test_the_summary_counts_each_verdict():
    assert summary(OUTCOME) == "northgate/gate-1 (firmware 2.1, acme): 1 pass, 1 fail, 1 not run, in 61 s"


def test_json_is_one_line_with_everything():
    text = to_json(OUTCOME)
    assert "\n" not in text
    assert json.loads(text) == {
        **{"station": "northgate/gate-1", "firmware": "2.1", "model": "acme", "carriage": "mqtt"},
        **{"seconds": 61.2, "pass": 1, "fail": 1, "not_run": 1},
        "clauses": [
            {
                "id": "tap.late",
                "sentence": "a late answer opens nothing",
                "verdict": one.verdict.value,
                "evidence": one.evidence,
            }
            for one in OUTCOME.findings
        ],
    }
