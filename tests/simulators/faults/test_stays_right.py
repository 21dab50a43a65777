"""Under each fault everything that opens is allowed, written down first, and told once."""

from collections import Counter
from pathlib import Path

import pytest

from firmware_bridge.protocol.v1.messages import Unlock
from firmware_bridge.protocol.v1.tags import tag_hash
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import Mode, OrderResult, What
from simulators.faults.hardware import JumpingClock
from simulators.faults.registry import FAULTS, Hop
from tests.simulators.faults.rig import TAG_KEY, UIDS, Rig

ONCE = Counter(tag_hash(TAG_KEY, uid) for uid in UIDS)
WIRE = ["drop:0.3", "corrupt:0.3", "duplicate:0.3", "reorder:0.3", "delay:400", "silence:7"]


def a_whole_release(rig: Rig) -> None:
    rig.run(60)
    rig.release()
    rig.tap_all()
    rig.settle()


def everything_is_told_once(rig: Rig) -> None:
    assert rig.tags() == ONCE
    assert rig.hardware.lock.openings == len(UIDS)
    assert all(one.tag in ONCE for one in rig.released())


@pytest.mark.parametrize("line", [False, True], ids=["link", "line"])
@pytest.mark.parametrize("faults", WIRE)
def test_a_bad_wire_costs_no_event_and_doubles_none(tmp_path: Path, faults: str, line: bool) -> None:
    rig = Rig(tmp_path, faults, line=line)
    a_whole_release(rig)
    everything_is_told_once(rig)


def test_bytes_that_come_one_at_a_time_make_the_same_messages(tmp_path: Path) -> None:
    rig = Rig(tmp_path, "one-byte-at-a-time", line=True)
    a_whole_release(rig)
    everything_is_told_once(rig)
    assert not rig.repeats.total()


def test_what_is_corrupt_is_counted_and_not_obeyed(tmp_path: Path) -> None:
    rig = Rig(tmp_path, "corrupt:0.3", seed=2)
    a_whole_release(rig)
    assert rig.unreadable > 0
    assert sum(rig.station.gate.refused.values()) > 0
    everything_is_told_once(rig)


def test_a_duplicate_of_an_order_opens_nothing_again(tmp_path: Path) -> None:
    rig = Rig(tmp_path, "duplicate:1")
    rig.run(10)
    rig.tell(Unlock("early-leaver"))
    rig.run(5)
    assert rig.hardware.lock.openings == 1
    assert {ack.result for ack in rig.acks} == {OrderResult.DONE, OrderResult.REPEATED}


def test_power_cuts_cost_no_opening_that_was_made(tmp_path: Path) -> None:
    rig = Rig(tmp_path, "reset:10")
    rig.run(30)
    rig.release()
    rig.tap_all()
    rig.hardware.interruptions.clear()
    rig.run(10)
    rig.settle()
    assert rig.power_cuts >= 3
    assert rig.hardware.lock.openings == len(rig.released())
    assert rig.tags() <= ONCE


@pytest.mark.parametrize("byte", range(1500, 1700, 8))
def test_power_that_fails_at_any_byte_leaves_every_opening_on_record(tmp_path: Path, byte: int) -> None:
    rig = Rig(tmp_path, f"power-loss-at-byte:{byte}")
    rig.run(5)
    rig.release()
    rig.tap_all(0.5)
    rig.settle()
    assert rig.power_cuts == 1
    doubtful = rig.count(What.UNCONFIRMED)
    assert rig.hardware.lock.openings <= len(rig.released()) <= rig.hardware.lock.openings + doubtful
    assert rig.tags() <= ONCE


def test_a_jam_is_told_and_opens_nothing(tmp_path: Path) -> None:
    rig = Rig(tmp_path, "jam:0.5")
    a_whole_release(rig)
    assert rig.count(What.JAMMED) == len(UIDS) - rig.hardware.lock.openings > 5
    assert rig.tags() == ONCE
    assert rig.status
    assert rig.status.jams == rig.count(What.JAMMED)


def test_with_a_full_flash_nothing_opens_and_the_station_says_so(tmp_path: Path) -> None:
    rig = Rig(tmp_path, "full-flash:4000")
    rig.run(10)
    rig.release()
    rig.tap_all()
    rig.run(10)
    opened = rig.hardware.lock.openings
    assert 0 < opened < len(UIDS)
    assert opened == len(rig.released())
    assert rig.status
    assert rig.status.store_full
    assert rig.broker.words[-1] == "alert"


def after_one_jump(rig: Rig) -> None:
    """Its clock stands still for as long as it must, and goes on."""
    steady = rig.hardware.steady
    assert isinstance(steady, JumpingClock)
    while not steady.jumps:
        rig.run(1)
    steady.stop()
    rig.run(700)


@pytest.mark.parametrize("by_s", [600, -600])
def test_after_a_jump_of_its_clock_a_station_is_set_right_by_the_next_order(
    tmp_path: Path, by_s: int
) -> None:
    """What comes from another time is refused; the station asks for the time, and obeys what comes then."""
    rig = Rig(tmp_path, f"clock-jump:{by_s}")
    after_one_jump(rig)
    rig.tell(Unlock("before"))
    rig.run(3)
    assert rig.hardware.lock.openings == 0
    assert rig.acks[-1].result in (OrderResult.EXPIRED, OrderResult.FUTURE)
    rig.run(5)
    rig.tell(Unlock("after"))
    rig.run(3)
    assert rig.hardware.lock.openings == 1


def test_a_clock_that_leaps_over_an_hour_is_set_again_without_being_told(tmp_path: Path) -> None:
    rig = Rig(tmp_path, "clock-jump:5000")
    rig.run(5)
    rig.release()
    after_one_jump(rig)
    assert abs(rig.station.clock.now() - to_ms(rig.hands.now())) < 1000
    assert rig.station.mode == Mode.RELEASE
    rig.tap_all()
    rig.settle()
    everything_is_told_once(rig)


def test_every_fault_is_tried_here() -> None:
    here = Path(__file__).read_text("utf-8")
    assert [name for name in FAULTS if f'"{name}' not in here] == []
    assert {fault.hop for fault in FAULTS.values()} == set(Hop)
