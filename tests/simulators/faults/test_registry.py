"""What may be written after --faults, and that docs/simulators.md has the same table."""

from pathlib import Path

import pytest

from controller.clock import ManualClock
from controller.errors import SchoolbellError
from simulators.faults.hardware import FailingPower, FullFlash, JumpingClock
from simulators.faults.registry import FAULTS, Faults
from simulators.station import SimulatedStation
from simulators.station_links import over_serial

NAMES = (
    "drop corrupt one-byte-at-a-time delay silence reset jam clock-jump full-flash power-loss-at-byte "
    "duplicate reorder"
)


@pytest.fixture
def station(tmp_path: Path, clock: ManualClock) -> SimulatedStation:
    return SimulatedStation("gate-1", tmp_path, clock, over_serial(tmp_path / "port"))


def test_every_fault_has_its_name() -> None:
    assert set(FAULTS) == set(NAMES.split())


def test_a_plan_is_names_with_numbers() -> None:
    assert Faults.parse("corrupt:0.01, delay:250,jam") == Faults(
        (("corrupt", 0.01), ("delay", 250.0), ("jam", FAULTS["jam"].usual))
    )
    assert Faults.parse("") == Faults()


@pytest.mark.parametrize("text", ["hiccup", "drop:1.5", "drop:-0.1", "delay:soon", "jam:nan", "reset:inf"])
def test_a_wrong_plan_is_answered_in_a_sentence(text: str) -> None:
    with pytest.raises(SchoolbellError, match=r"There is no fault|does not take") as refused:
        Faults.parse(text)
    assert refused.value.code in ("fault.unknown", "fault.bad-number")


def test_only_a_clock_may_be_set_back() -> None:
    assert Faults.parse("clock-jump:-30").chosen == (("clock-jump", -30.0),)


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_can_be_fitted(station: SimulatedStation, name: str) -> None:
    before = vars(station).copy()
    slips = station.lock.slips
    Faults.parse(name).fit(station)
    fitted = (
        station.wires.outward
        or station.wires.line
        or station.interruptions
        or station.lock.slips is not slips
        or any(vars(station)[part] is not before[part] for part in ("flash", "steady"))
    )
    assert fitted


def test_several_faults_of_one_hop_lie_one_over_the_other(station: SimulatedStation) -> None:
    Faults.parse("full-flash:1000,power-loss-at-byte:5,clock-jump,drop,delay").fit(station)
    assert isinstance(station.flash, FailingPower)
    assert isinstance(station.flash._inner, FullFlash)
    assert isinstance(station.steady, JumpingClock)
    assert len(station.wires.outward) == len(station.wires.inward) == 2


def test_the_page_lists_the_same_faults() -> None:
    page = (Path(__file__).parents[3] / "docs" / "simulators.md").read_text("utf-8")
    for fault in FAULTS.values():
        assert f"| `{fault.name}` | {fault.hop} | {fault.number} | {fault.usual:g} |" in page
