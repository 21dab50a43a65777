"""A whole board: its program on fake chips, from its first start to a pouch that is let out."""

from datetime import timedelta
from pathlib import Path

import pytest

from firmware_bridge.firmware import identity
from firmware_bridge.firmware.boards.assembly import Board
from firmware_bridge.firmware.boards.esp32 import pins as esp32
from firmware_bridge.firmware.boards.links import LINKS
from firmware_bridge.firmware.boards.readers import READERS
from firmware_bridge.firmware.boards.rp2040 import pins as rp2040
from firmware_bridge.firmware.boards.run import FAILED_MS, run
from firmware_bridge.firmware.drivers.bolt import PULSE_MS
from firmware_bridge.firmware.frames import Deframer, frame
from firmware_bridge.protocol.v1.envelope import Address, open_sealed, seal
from firmware_bridge.protocol.v1.messages import (
    Authorise,
    AuthoriseReply,
    Boot,
    BootReply,
    StationEvent,
    Status,
)
from firmware_bridge.protocol.v1.pairing import pairing_code, seal_tag_key
from firmware_bridge.protocol.v1.tags import tag_hash
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import BootStatus, What
from tests.firmware_bridge.firmware.bench import START, TAG_KEY
from tests.firmware_bridge.firmware.boards.fake_modules import Modules, Reset, Watchdog
from tests.firmware_bridge.firmware.drivers import fake_pn532
from tests.firmware_bridge.firmware.drivers.fake_rc522 import UID_7, FakeTag

CONFIG = {
    "board": "esp32",
    "site": "northgate",
    "station": "gate-1",
    "reader": "pn532",
    "link": "uart",
    "divider_percent": 550,
    "mains_wired": True,
    "seed": "5a" * 32,
    "made": [2026, 11, 21],
}
BROKER_IS_THERE = b"\xf5"
HERE = Address("northgate", "gate-1")


class Bench:
    """A board with its case shut, and the bridge at the other end of its cable.

    A test is a generator: each `yield` lets the board's loop go round once.
    """

    def __init__(self, pins=esp32.PINS, **config):
        self.modules, self.config = Modules(pins), {**CONFIG, **config}
        self.machine, self.watchdog = self.modules.machine, Watchdog(8_000)
        self._deframer, self._ids, self.pulses = Deframer(), 0, []
        self._pins, self.link = pins, None

    def run(self, script):
        """From power on until the script is over."""
        reader, link = READERS[self.config["reader"]], self.link or LINKS[self.config["link"]]
        self.board = Board(self.modules, self._pins, self.config, reader, link)
        self.machine.wires["coil"].on_change = self._pulse
        steps = script(self)
        run(self.board, lambda: self.watchdog, lambda: next(steps, "over") != "over")
        return self

    def _pulse(self, level):
        """The bolt follows the coil."""
        self.pulses.append((level, self.modules.clock.now))
        self.machine.wires["home"](level)

    def wait(self, ms):
        until = self.modules.clock.now + ms
        while self.modules.clock.now < until:
            yield

    def say(self, *contents):
        for content in contents:
            self.machine.uart.heard.append(frame(content))

    def heard(self, kind):
        said, self.machine.uart.said[:] = bytes(self.machine.uart.said), b""
        contents = [one for one in self._deframer.feed(said) if len(one) > 40]
        messages = [open_sealed(one, identity_of(self).key).message for one in contents]
        return [one for one in messages if isinstance(one, kind)]

    def order(self, message):
        self._ids += 1
        now = START + timedelta(milliseconds=self.modules.clock.now)
        how = {"now": now, "ttl": timedelta(seconds=10), "msg_id": self._ids.to_bytes(8, "big")}
        self.say(seal(message, HERE, identity_of(self).key, **how))

    def adopted(self):
        self.say(BROKER_IS_THERE)
        yield from self.wait(500)
        boot = self.heard(Boot)[-1]
        now = to_ms(START) + self.modules.clock.now
        sealed = seal_tag_key(identity_of(self).key, TAG_KEY, boot)
        self.order(BootReply(BootStatus.ACCEPTED, boot.nonce, now, 15, 10, sealed))
        yield from self.wait(100)


def identity_of(bench):
    return identity.load(bench.board.flash)


def key_of(bench):
    return identity_of(bench).key


def idle(bench):
    yield from bench.wait(100)


@pytest.fixture(autouse=True)
def _its_own_flash(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_the_first_start_makes_an_identity_and_its_label(tmp_path):
    mine = identity_of(Bench().run(idle))
    assert (mine.site, mine.station) == ("northgate", "gate-1")
    assert pairing_code(mine.key) in (tmp_path / "state" / "label.txt").read_text()


def test_the_next_start_is_the_same_station():
    assert key_of(Bench().run(idle)) == key_of(Bench().run(idle))


def test_two_boards_made_from_one_folder_have_two_keys(tmp_path):
    first = key_of(Bench().run(idle))
    (tmp_path / "state" / "identity").unlink()
    assert key_of(Bench().run(idle)) != first


@pytest.mark.parametrize(("pins", "reader"), [(esp32.PINS, "pn532"), (rp2040.PINS, "rc522")])
def test_a_tag_on_the_reader_is_asked_about_and_let_out(pins, reader):
    def script(bench):
        yield from bench.adopted()
        bench.machine.pn532.tag, bench.machine.rc522.tag = UID_7, FakeTag(UID_7)
        yield from bench.wait(300)
        (question,) = bench.heard(Authorise)
        assert question.tag == tag_hash(TAG_KEY, UID_7)
        bench.order(AuthoriseReply(question.nonce, True))
        yield from bench.wait(1500)
        assert [one.what for one in bench.heard(StationEvent)][-1] == What.RELEASED
        assert bench.heard(Authorise) == []

    bench = Bench(pins, reader=reader).run(script)
    (on, began), (off, ended) = bench.pulses
    assert (on, off) == (1, 0)
    assert ended - began == PULSE_MS


@pytest.mark.parametrize("pins", [esp32.PINS, rp2040.PINS])
def test_its_supply_and_its_opened_case_are_told(pins):
    def script(bench):
        yield from bench.adopted()
        bench.machine.wires["tamper"](1)
        bench.machine.wires["mains"](1)
        yield from bench.wait(2500)
        status = bench.heard(Status)[-1]
        assert (status.supply_mv, status.battery, status.tampered) == (12_100, True, True)

    Bench(pins).run(script)


def test_a_reader_that_is_unplugged_is_shown_and_comes_back():
    def script(bench):
        yield from bench.adopted()
        bench.machine.pn532.fault = fake_pn532.Fault.UNPLUGGED
        yield from bench.wait(200)
        assert bench.machine.lights[1].duty > 0
        bench.machine.pn532.fault = fake_pn532.Fault.NONE
        yield from bench.wait(2000)
        assert bench.machine.lights[1].duty == 0

    Bench().run(script)


def evacuate(bench):
    bench.machine.wires["key"](0)
    yield from bench.wait(100)
    bench.machine.pn532.tag = fake_pn532.UID_4
    yield from bench.wait(1000)


def test_the_key_switch_lets_out_with_nothing_else_there():
    bench = Bench().run(evacuate)
    assert [level for level, _ in bench.pulses] == [1, 0]
    assert bench.machine.lights[2].duty > 0


def test_an_identity_that_cannot_be_read_leaves_the_key_switch(tmp_path):
    Bench().run(idle)
    spoilt = tmp_path / "state" / "identity"
    spoilt.write_bytes(spoilt.read_bytes()[:20])
    bench = Bench().run(evacuate)
    assert [level for level, _ in bench.pulses] == [1, 0]
    assert spoilt.stat().st_size == 20
    assert "identity" in (tmp_path / "state" / "crash.txt").read_text()


def test_a_program_that_fails_lets_go_of_the_coil_leaves_the_key_switch_and_starts_again(tmp_path):
    def script(bench):
        yield from bench.adopted()
        bench.board.bolt.open()
        bench.machine.wires["key"](0)
        bench.modules.clock.after(10_000, lambda _: setattr(bench.machine.pn532, "tag", fake_pn532.UID_4))
        bench.modules.clock.after(20_000, lambda _: bench.machine.wires["key"](1))
        raise RuntimeError("a fault of ours")

    bench = Bench()
    with pytest.raises(Reset):
        bench.run(script)
    assert bench.modules.clock.now >= FAILED_MS
    assert [level for level, _ in bench.pulses] == [1, 0, 1, 0]
    assert (tmp_path / "state" / "crash.txt").read_text() == "RuntimeError a fault of ours\n"
    assert bench.watchdog.fed > 1000


def test_without_memory_the_board_starts_again_at_once(tmp_path):
    def script(bench):
        yield from bench.adopted()
        bench.board.bolt.open()
        raise MemoryError

    bench = Bench()
    with pytest.raises(Reset):
        bench.run(script)
    assert bench.modules.clock.now < 2_000
    assert [level for level, _ in bench.pulses] == [1, 0]
    assert (tmp_path / "state" / "crash.txt").read_text().startswith("MemoryError")


def test_a_link_that_cannot_even_be_made_leaves_the_key_switch(tmp_path):
    bench = Bench()
    bench.link = lambda _: Path("ca.der").read_bytes()
    bench.modules.clock.after(10, lambda _: bench.machine.wires["key"](0))
    bench.modules.clock.after(1_000, lambda _: setattr(bench.machine.pn532, "tag", fake_pn532.UID_4))
    bench.modules.clock.after(5_000, lambda _: bench.machine.wires["key"](1))
    with pytest.raises(Reset):
        bench.run(idle)
    assert [level for level, _ in bench.pulses] == [1, 0]
    assert "FileNotFoundError" in (tmp_path / "state" / "crash.txt").read_text()


def test_the_watchdog_is_fed_at_every_step():
    bench = Bench().run(idle)
    assert bench.watchdog.fed >= 100 // 10
