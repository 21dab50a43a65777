"""The examples in docs/rules.md work as printed."""

import json
import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from device_rules.batch import Batch
from device_rules.compare import STRICTNESS
from device_rules.loader import MAX_BYTES, parse_policy
from device_rules.reading import MAX_RULES
from tests.device_rules.samples import ask

DOCS = (Path(__file__).parents[2] / "docs" / "rules.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", DOCS, re.DOTALL)


@pytest.mark.parametrize(
    ("words", "verdict", "storage"),
    [
        ({}, "forbidden", "locked-pouch"),
        ({"year": 12, "place": "sixth-form-area", "during": "non-contact"}, "allowed-discreetly", "none"),
        ({"year": 12}, "not-covered", "none"),
    ],
)
def test_the_example_policy_answers_as_it_reads(words, verdict, storage):
    decision = ask(parse_policy(blocks("yaml")[0], "example"), **words)
    assert (decision.verdict, decision.storage) == (verdict, storage)


def test_the_example_program_runs():
    printed = StringIO()
    with redirect_stdout(printed):
        exec(compile(blocks("python")[0], "docs/rules.md", "exec"), {})
    assert printed.getvalue().startswith("forbidden (('ks3-ks4-phone-stays-locked'")


def test_the_example_line_of_a_batch_is_answered():
    (line,) = blocks("json")
    assert json.loads(Batch().answer(line.encode()))["verdict"] == "forbidden"


def test_the_limits_are_those_of_the_code():
    assert f"{MAX_BYTES // 1_000_000} MB and {MAX_RULES} rules" in DOCS


def test_the_order_of_the_verdicts_is_that_of_the_code():
    assert ", ".join(f"`{verdict}`" for verdict in STRICTNESS) in DOCS
