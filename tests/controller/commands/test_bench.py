import json
from dataclasses import asdict

import pytest
from click.testing import CliRunner, Result

from controller.benches import rules
from controller.benches.rules_policy import situations
from controller.commands.bench import group
from controller.errors import SchoolbellError
from simulators.benches import asking, serial_line, stations, taps
from simulators.benches.stations import QUICK, StationsBench
from simulators.reckoning import Reckoning
from simulators.release import Report

RULES = [
    *("decide_us", "lookup_us", "cedarpy_us", "ratio_to_cedarpy", "lookup_ratio_to_cedarpy"),
    *("compile_ms", "batch_lines_per_s"),
]
FOUND = StationsBench(
    cores=2,
    taps=taps.TapTimes(201.5, 231.5, 1.5, 3.5, 200.0, 228.0),
    sqlite_events_per_s=1500,
    postgresql_events_per_s=None,
    asking=asking.Asking(9.5, 20.5, 40.5, 70.5, 790),
    serial=serial_line.SerialTaps(155, 106, 75.1, 75.2),
    release=Report(
        sums=Reckoning(
            taps=210,
            released=200,
            refused=10,
            refused_by={"denied": 10},
            jammed=0,
            unconfirmed=0,
            custody=200,
            journal=200,
            lost=0,
            doubled=0,
            early=0,
            journal_is_whole=True,
        ),
        stations=20,
        seconds=30,
        broker="mosquitto",
        p50_ms=2.5,
        p99_ms=9.5,
        replay_s=1.25,
    ),
)


def run(*words: str) -> Result:
    return CliRunner().invoke(group, words)


def test_the_rules_are_measured_and_agree_with_cedar(monkeypatch: pytest.MonkeyPatch) -> None:
    """What times there are is for people to judge: a busy machine must fail no test."""
    some = situations()[:500]
    measure = rules.measure
    monkeypatch.setattr(rules, "measure", lambda: measure(some, batch_lines=500))
    result = run("rules", "--json")
    assert result.exit_code == 0, result.output
    assert result.output.count("\n") == 1
    found = json.loads(result.output)
    assert list(found) == RULES
    assert all(isinstance(value, int | float) for value in found.values())


def test_the_rules_can_be_read_by_a_person() -> None:
    assert "60 device rules and 10,000 situations" in run("rules", "--help").output


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """How often, and of what, `measure` was asked; it finds the same each time."""
    asked: list[tuple[object, ...]] = []

    def measure(*words: object) -> StationsBench:
        asked.append(words)
        return FOUND

    monkeypatch.setattr(stations, "measure", measure)
    return asked


def test_the_stations_are_told_in_one_line_of_json(measured: list[tuple[object, ...]]) -> None:
    result = run("stations", "--quick", "--json")
    assert result.output.count("\n") == 1
    assert json.loads(result.output) == asdict(FOUND)
    assert measured[0][:2] == (QUICK, "")


def test_the_stations_are_told_in_a_table_with_units_and_what_is_asked(
    measured: list[tuple[object, ...]],
) -> None:
    lines = run("stations", "--quick").output.splitlines()
    assert lines[0] == "schoolbell bench stations --quick, on 2 cores"
    rows = {line[:34].strip(): line[34:].split("  ")[0].strip() for line in lines[2:]}
    assert rows["tap to actuation"] == "201.5 ms, p99 231.5 ms"
    assert rows["of which ours (CPython)"] == "1.5 ms, p99 3.5 ms"
    assert rows["events into SQLite"] == "1500 a second"
    assert rows["events into --database"] == "not named"
    assert rows["serial line, 115,200 baud"] == "75.2 taps a second"
    assert rows["release, 20 stations, 30 s"] == "0 lost, 0 doubled, 0 early"
    assert rows["replay after the outage"] == "1.25 s"


def test_a_database_whose_address_cannot_be_read_is_said_before_anything_is_measured(
    measured: list[tuple[object, ...]],
) -> None:
    result = run("stations", "--database", "mysql://somewhere")
    assert isinstance(result.exception, SchoolbellError)
    assert measured == []
