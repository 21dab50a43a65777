"""main.py of each board, as it lies on the board, with MicroPython's modules replaced by ours."""

import importlib
import json
import runpy
import sys
from types import SimpleNamespace

import pytest

import firmware_bridge.firmware
from firmware_bridge.firmware.boards.esp32 import pins as esp32
from firmware_bridge.firmware.boards.rp2040 import pins as rp2040
from firmware_bridge.provisioning import FIRMWARE
from tests.firmware_bridge.firmware.boards.fake_modules import Modules, Rtc, Watchdog
from tests.firmware_bridge.firmware.boards.test_run import CONFIG


class Enough(BaseException):
    """The loop went round a hundred times."""


class Impatient(Watchdog):
    def feed(self):
        super().feed()
        if self.fed > 100:
            raise Enough


@pytest.fixture
def board(request, tmp_path, monkeypatch):
    """MicroPython's own modules under their names, and the firmware under the name that it has on a board."""
    modules = Modules(request.param)
    modules.machine.WDT = Impatient
    radio = SimpleNamespace(active=lambda on: None)
    network = SimpleNamespace(STA_IF=0, WLAN=lambda number: radio)
    memory = SimpleNamespace(threshold=lambda size: setattr(modules, "collects_after", size))
    names = {"gc": memory, "machine": modules.machine, "micropython": SimpleNamespace(), "network": network}
    for name, module in {**names, "time": modules.time, "firmware": firmware_bridge.firmware}.items():
        monkeypatch.setitem(sys.modules, name, module)
    for name in ("boards", "boards.start", "boards.esp32", "boards.rp2040"):
        found = importlib.import_module(f"firmware_bridge.firmware.{name}")
        monkeypatch.setitem(sys.modules, f"firmware.{name}", found)
    for name, pins in (("esp32", esp32), ("rp2040", rp2040)):
        monkeypatch.setitem(sys.modules, f"firmware.boards.{name}.pins", pins)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps(CONFIG))
    return modules


@pytest.mark.parametrize(
    ("board", "name"), [(esp32.PINS, "esp32"), (rp2040.PINS, "rp2040")], indirect=["board"]
)
def test_a_board_starts_from_its_files(board, name, tmp_path):
    with pytest.raises(Enough):
        runpy.run_path(str(FIRMWARE / "boards" / name / "main.py"), run_name="__main__")
    assert (tmp_path / "state" / "identity").stat().st_size > 0
    assert not (tmp_path / "state" / "crash.txt").exists()
    assert board.clock.now > 3_000  # Ctrl-C was possible
    assert board.collects_after == 8_192
    assert Rtc.date[:3] == (2026, 11, 21)


@pytest.mark.parametrize(
    ("board", "name"), [(esp32.PINS, "esp32"), (rp2040.PINS, "rp2040")], indirect=["board"]
)
def test_the_first_thing_is_that_the_coil_is_off(board, name):
    board.machine.Pin = lambda number, how, value: board.machine.wires.update({number: value})
    board.machine.Pin.OUT = "out"
    runpy.run_path(str(FIRMWARE / "boards" / name / "boot.py"))
    pins = {"esp32": esp32.PINS, "rp2040": rp2040.PINS}[name]
    assert board.machine.wires == {pins["coil"]: 0}
