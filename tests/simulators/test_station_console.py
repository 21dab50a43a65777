"""One station by hand: what is written to it, and what it says."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from controller.cli import main
from controller.clock import SystemClock
from controller.errors import SchoolbellError
from simulators.northgate import northgate
from simulators.station import SimulatedStation
from simulators.station_console import ACTS, Console, tag_of
from simulators.station_links import over_serial


class Hands:
    """At a console, with what it said."""

    def __init__(self, station: SimulatedStation) -> None:
        self.station, self.said = station, list[str]()
        self.console = Console(station, self.said.append)

    def do(self, *lines: str) -> str:
        """What was said last."""
        for line in lines:
            assert self.console.obey(line)
        return self.said[-1]


@pytest.fixture
def hands(tmp_path: Path) -> Iterator[Hands]:
    station = SimulatedStation("gate-1", tmp_path, SystemClock(), over_serial(tmp_path / "port"))
    made = Hands(station)
    station.start()
    yield made
    station.stop()


def test_a_station_that_nobody_adopted_says_so_at_a_tap(hands: Hands) -> None:
    hands.do("tap 04aabbcc")
    assert any(one.startswith("shows refused") for one in hands.said)
    assert "openings=0" in hands.do("state")


def test_the_key_switch_opens_with_nobody_to_ask(hands: Hands) -> None:
    hands.do("switch on", "wait evacuate", "tap NG-0001")
    assert "mode=evacuate" in hands.do("state")
    assert hands.station.lock.openings == 1
    hands.do("switch off", "wait normal")


def test_a_jam_and_the_supply_are_shown(hands: Hands) -> None:
    assert "lock=jammed" in hands.do("lock jam", "state")
    assert "lock=locked" in hands.do("lock free", "state")
    assert "supply=3300mV" in hands.do("supply 3300 battery", "state")


def test_without_power_a_tap_does_nothing(hands: Hands) -> None:
    assert hands.do("power cut", "tap 04aabbcc") == "nothing happens: the station has no power"
    assert "power=off" in hands.do("state")
    assert "power=on" in hands.do("power on", "state")


def test_every_act_is_in_the_help(hands: Hands) -> None:
    hands.do("help")
    assert [one for one in ACTS if not any(line.startswith(one) for line in hands.said)] == []


@pytest.mark.parametrize("line", ["", "   "])
def test_an_empty_line_is_nothing(hands: Hands, line: str) -> None:
    assert hands.console.obey(line)


def test_quit_ends_it(hands: Hands) -> None:
    assert not hands.console.obey("quit")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("sing", "There is no `sing` here: write one of tap UID"),
        ("switch sideways", "Write `switch on|off`: it turns"),
        ("supply", "Write `supply MILLIVOLTS"),
        ("tap", "Write `tap UID|POUCH`"),
        ("wait summer", "Write `wait ready|told|MODE`"),
        ("tap NG-9999", "`NG-9999` is no pouch of Northgate"),
    ],
)
def test_what_is_no_act_is_answered_with_what_is(hands: Hands, line: str, sentence: str) -> None:
    with pytest.raises(SchoolbellError) as refused:
        hands.console.obey(line)
    assert refused.value.sentence.startswith(sentence)


def test_a_tag_is_hex_or_the_number_of_a_pouch() -> None:
    assert tag_of("04aabbcc") == b"\x04\xaa\xbb\xcc"
    assert tag_of("ng-0123") == northgate().pouches[122].tag_uid


def command(tmp_path: Path, *more: str, lines: str = "") -> tuple[int, str]:
    arguments = ["simulate", "station", "gate-1", "--data-dir", str(tmp_path), *more]
    done = CliRunner().invoke(main, arguments, input=lines)
    return done.exit_code, done.output


def test_a_script_may_run_a_station(tmp_path: Path) -> None:
    status, said = command(tmp_path, lines="switch on\nwait evacuate\ntap 04aabbcc\nstate\nquit\n")
    assert (status, "openings=1" in said) == (0, True)
    assert (tmp_path / "gate-1" / "pairing-code.txt").read_text().strip() in said
    assert f"port: {tmp_path}/gate-1/port" in said


def test_a_script_that_goes_wrong_ends_with_a_sentence(tmp_path: Path) -> None:
    status, said = command(tmp_path, lines="sing\nswitch on\n")
    assert (status, "There is no `sing` here" in said) == (1, True)


def test_faults_and_names_are_checked_before_anything_runs(tmp_path: Path) -> None:
    assert "There is no fault `hiccup`" in command(tmp_path, "--faults", "hiccup")[1]
    assert command(tmp_path, "--broker", "http://x")[0] == 2
