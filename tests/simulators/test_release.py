"""The release as a command, short: with real programs, a real outage, and sums that agree."""

import json

import pytest
from click.testing import CliRunner

from controller.cli import main
from controller.errors import SchoolbellError
from simulators.release import Options, run
from simulators.report import table

FIELDS = {"taps", "released", "refused", "lost", "doubled", "early", "p50_ms", "p99_ms", "replay_s"}


def test_a_school_goes_home_while_the_broker_is_away_and_the_sums_agree() -> None:
    asked = ["simulate", "release", "--stations", "3", "--rate", "10", "--seconds", "4", "--json"]
    done = CliRunner().invoke(main, [*asked, "--broker-outage", "1.5"])
    assert done.exit_code == 0, done.output
    (line,) = done.stdout.splitlines()
    report = json.loads(line)
    assert report.keys() >= FIELDS
    assert report["taps"] == 40 + 2 * 3
    assert report["taps"] == report["released"] + report["refused"]
    assert report["released"] == report["custody"] == report["journal"]
    assert report["refused"] >= 2 * 3
    assert report["replay_s"] > 0
    assert (report["lost"], report["doubled"], report["early"]) == (0, 0, 0)


@pytest.mark.parametrize("options", [Options(seconds=30, outage_s=25), Options(seconds=1800)])
def test_what_cannot_be_is_said_before_anything_is_started(options: Options) -> None:
    with pytest.raises(SchoolbellError, match="choose an outage of two thirds"):
        run(options)


def test_a_table_has_a_line_for_each_fact() -> None:
    text = table({"taps": 3, "refused_by": {"denied": 1, "no-link": 2}, "journal_is_whole": True})
    assert [line.split() for line in text.splitlines()] == [
        ["taps", "3"],
        ["refused", "by", "denied", "1"],
        ["refused", "by", "no-link", "2"],
        ["journal", "is", "whole", "yes"],
    ]
