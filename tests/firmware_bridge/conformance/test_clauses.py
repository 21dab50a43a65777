"""The kit tries what docs/protocol.md says that a vendor must do: all of it, and nothing else."""

import re
from pathlib import Path

from firmware_bridge.conformance.catalogue import CLAUSES

PROTOCOL = Path(__file__).parents[3] / "docs" / "protocol.md"


def test_the_clauses_are_those_of_the_document():
    written = re.findall(r"^\| S-\d+ \| `([a-z.-]+)` \|", PROTOCOL.read_text("utf-8"), re.MULTILINE)
    assert sorted(one.id for one in CLAUSES) == sorted(written)


def test_each_is_tried_once_and_says_what_it_is():
    assert len({one.id for one in CLAUSES}) == len(CLAUSES)
    assert all(one.sentence and not one.sentence.endswith(".") for one in CLAUSES)
