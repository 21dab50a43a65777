from pathlib import Path

from firmware_bridge.conformance.hands import Deed, Look
from firmware_bridge.protocol.v1.vocabulary import What
from simulators.faults.hardware import PowerLost
from simulators.station_hands import UIDS, Plug, PluggedLink, simulated_station
from tests.brokers import wait_until


class Link:
    """The inside of a cable: `sent` is what went out, one thing waits to come in."""

    up, descriptor, wait_s = True, None, 1.0

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.words: list[str] = []

    def send(self, kind: int, data: bytes) -> bool:
        self.sent.append(data)
        return True

    def state(self, word: str) -> None:
        self.words.append(word)

    def poll(self) -> list[tuple[bytes, bool]]:
        return [(b"order", False)]

    def stop(self) -> None: ...

    def vanish(self) -> None: ...


def test_nothing_passes_while_the_plug_is_out() -> None:
    plug, inner = Plug(), Link()
    link = PluggedLink(inner, plug)
    assert link.send(1, b"boot")
    plug.in_ = False
    assert (link.up, link.send(1, b"lost"), link.poll()) == (False, False, [])
    link.state("ready")
    plug.in_ = True
    assert (link.up, link.poll(), inner.sent, inner.words) == (True, [(b"order", False)], [b"boot"], [])


def test_hands_turn_the_switch_and_see_the_lock_open_and_the_lights(tmp_path: Path) -> None:
    with simulated_station(tmp_path, None) as (station, hands):
        assert hands.look(Look.OPENED) is False
        assert hands.do(Deed.SWITCH_ON)
        wait_until(lambda: hands.look(Look.SHOWN), "the alarm")
        assert hands.do(Deed.TAP_A)
        wait_until(lambda: station.lock.openings == 1, "the lock to open")
        assert [hands.look(Look.OPENED), hands.look(Look.OPENED)] == [True, False]


def test_a_serial_station_has_no_network_cable_and_its_tags_have_numbers(tmp_path: Path) -> None:
    with simulated_station(tmp_path, None) as (_, hands):
        assert not hands.do(Deed.LINK_OFF)
        assert hands.uid(Deed.TAP_B) == UIDS[Deed.TAP_B]


def test_power_cut_by_the_trap_stays_away_until_it_is_switched_on(tmp_path: Path) -> None:
    with simulated_station(tmp_path, None) as (station, hands):
        assert hands.do(Deed.SWITCH_ON)
        assert hands.do(Deed.TRAP)
        assert hands.do(Deed.TAP_A)
        wait_until(lambda: station.lock.openings == 1, "the lock to move")
        assert hands.do(Deed.POWER_OFF)
        assert not station.running
        assert What.RELEASED in {one.what for one in station.events}
        assert hands.do(Deed.POWER_ON)
        wait_until(lambda: What.UNCONFIRMED in {one.what for one in station.events}, "what it says of that")


def test_no_firmware_can_catch_what_the_trap_raises() -> None:
    assert not issubclass(PowerLost, Exception)
