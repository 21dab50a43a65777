"""An exam morning as a command, small: with real programs, every mishap, and evidence that is the script."""

import json

import pytest
from click.testing import CliRunner

from controller.cli import main
from simulators.exams.mishaps import MISHAPS


@pytest.mark.timeout(300)  # real programs, on a machine that may be busy
def test_a_small_morning_with_every_mishap_leaves_exactly_the_evidence_of_what_happened() -> None:
    asked = ["simulate", "exam", "--candidates", "24", "--rooms", "2", "--minutes", "15", "--json"]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout.splitlines()[-1])
    assert (report["candidates"], report["mishaps"]) == (24, len(MISHAPS) + 1)
    assert (report["missing"], report["invented"], report["differences"]) == (0, 0, [])
    assert report["released_to_seated"] == 0
    assert report["tapped"] > 12
    assert report["released"] > 0  # others while papers are written, candidates when they are over
    assert report["resent"] > 0
    assert report["proved"] == report["bundles"] == 2
    assert report["troubles"] == []
