import errno
import threading

import pytest

from controller.clock import SystemClock
from firmware_bridge.protocol.v1.vocabulary import LockState, What
from simulators.station import SimulatedStation
from simulators.station_hardware import Doorbell, FileFlash, SimulatedLock, SimulatedReader
from simulators.station_links import over_serial
from tests.brokers import wait_until


def test_flash_keeps_what_was_appended_and_replaces_whole_files(tmp_path):
    flash = FileFlash(tmp_path / "flash")
    assert (flash.size("a"), flash.read("a", 0, 10)) == (0, b"")
    flash.append("a", b"one", True)
    flash.append("a", b"two", False)
    again = FileFlash(tmp_path / "flash")
    assert (again.size("a"), again.read("a", 2, 3)) == (6, b"etw")
    again.replace("a", iter([b"th", b"ree"]))
    assert flash.read("a", 0, 99) == b"three"
    assert [path.name for path in (tmp_path / "flash").iterdir()] == ["a"]


def test_a_replacement_that_fails_half_way_leaves_the_old_file(tmp_path):
    def pieces():
        yield b"half"
        raise OSError("no power")

    flash = FileFlash(tmp_path)
    flash.replace("a", [b"old"])
    with pytest.raises(OSError, match="no power"):
        flash.replace("a", pieces())
    assert flash.read("a", 0, 99) == b"old"


def test_a_jammed_lock_does_not_move_until_it_is_freed():
    lock = SimulatedLock()
    lock.jam()
    assert (lock.open(), lock.state(), lock.openings) == (False, LockState.JAMMED, 0)
    lock.free()
    assert (lock.open(), lock.openings) == (True, 1)


def test_a_reader_gives_each_tag_once_in_order():
    reader = SimulatedReader()
    reader.hold(b"1")
    reader.hold(b"2")
    assert [reader.read(), reader.read(), reader.read()] == [b"1", b"2", None]


def test_a_doorbell_wakes_who_waits_and_rings_of_before_count():
    doorbell = Doorbell()
    for _ in range(100_000):
        doorbell.ring()
    doorbell.wait(60)
    threading.Timer(0.05, doorbell.ring).start()
    doorbell.wait(60)
    doorbell.close()
    doorbell.ring()


@pytest.fixture
def station(tmp_path):
    made = SimulatedStation(
        "office", tmp_path / "office", SystemClock(), over_serial(tmp_path / "office" / "port")
    )
    yield made
    made.kill()


def test_each_power_on_is_an_event_of_its_own_in_the_same_flash(station):
    station.start()
    wait_until(lambda: len(station.events) == 1, "the first boot")
    station.restart()
    wait_until(lambda: len(station.events) == 2, "the second boot")
    assert {one.what for one in station.events} == {What.BOOTED}
    assert len({one.boot_id for one in station.events}) == 2
    wait_until(lambda: station.waiting == 2, "both in its outbox")


def test_without_power_there_is_no_port_and_a_tap_does_nothing(station, tmp_path):
    station.tap(b"nobody")
    assert (station.running, station.mode, station.ready) == (False, None, False)
    station.start()
    assert (tmp_path / "office" / "port").is_symlink()
    station.kill()
    assert not (tmp_path / "office" / "port").is_symlink()


def test_a_full_disk_keeps_the_lock_shut_and_the_station_alive(station):
    def full(name, data, durable):
        raise OSError(errno.ENOSPC, "no space left")

    station.flash.append = full
    station.start()
    wait_until(lambda: ("wait", "starting") in station.signals.shown, "the boot")
    station.tap(b"somebody")
    wait_until(lambda: ("refused", "not adopted") in station.signals.shown, "the refusal")
    assert (station.lock.openings, station.waiting) == (0, 0)
