"""Each field bug is played on one real school, and does no harm there."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from controller.cli import main
from controller.clock import ScaledClock
from controller.errors import SchoolbellError
from simulators.broker_process import BrokerKind
from simulators.release import BELL
from simulators.scenarios.registry import SCENARIOS, Played, play, run
from simulators.scenarios.stage import Check, Stage
from simulators.site import Site, SiteSpec

NAMES = ["offline-id", "lost-start", "double-send", "two-message-ids", "status-not-queued"]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    site = Site(tmp_path_factory.mktemp("school"), SiteSpec(ScaledClock(BELL, time.time())), print)
    with site.running(), Stage(site).released() as made:
        yield made


@pytest.mark.parametrize("name", NAMES)
def test_a_field_bug_does_no_harm(stage: Stage, name: str) -> None:
    played = play(stage, name)
    assert [check.what for check in played.checks if not check.holds] == []
    assert len(played.checks) >= 3
    assert played.harmless


def test_these_are_all() -> None:
    assert list(SCENARIOS) == NAMES


def test_an_unknown_scenario_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(SchoolbellError, match="choose of offline-id, lost-start"):
        run(["nonsense"], BrokerKind.AUTO, print)


def test_the_page_lists_them() -> None:
    page = (Path(__file__).parents[3] / "docs" / "simulators.md").read_text("utf-8")
    for one in SCENARIOS.values():
        assert f"| `{one.name}` | {one.about} | {one.seen} |" in page


def test_what_was_played_is_told_line_by_line() -> None:
    played = Played("offline-id", (Check("ids are kept", True), Check("each is there once", False)))
    assert not played.harmless
    assert played.text().splitlines() == [
        "offline-id: HARM",
        "  yes  ids are kept",
        "  NO   each is there once",
    ]


def test_the_command_lists_them_and_wants_a_name() -> None:
    listed = CliRunner().invoke(main, ["simulate", "scenario", "--list"])
    assert [line.split()[0] for line in listed.output.splitlines()] == NAMES
    assert CliRunner().invoke(main, ["simulate", "scenario"]).exit_code == 2
    assert CliRunner().invoke(main, ["simulate", "scenario", "nonsense"]).exit_code == 1
