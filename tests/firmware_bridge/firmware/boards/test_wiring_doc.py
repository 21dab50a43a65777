"""The wiring in docs/build-a-station.md is that of the boards."""

import re
from pathlib import Path

import pytest

from firmware_bridge.firmware.boards.esp32 import pins as esp32
from firmware_bridge.firmware.boards.rp2040 import pins as rp2040
from firmware_bridge.firmware.drivers.bolt import PULSE_MS, REST_MS
from firmware_bridge.firmware.drivers.panel import SHOWN
from firmware_bridge.provisioning import FIRMWARE

PAGE = (Path(__file__).parents[4] / "docs" / "build-a-station.md").read_text("utf-8")
NOT_WIRES = {"i2c", "spi", "uart", "timer"}  # numbers of units in the chip


@pytest.mark.parametrize(("column", "pins"), [(2, esp32.PINS), (3, rp2040.PINS)])
def test_every_wire_is_in_the_table(column, pins):
    rows = [row.split("|") for row in PAGE.splitlines() if re.match(r"\| `\w+` \| \d+ \| \d+ \|", row)]
    written = {row[1].strip(" `"): int(row[column]) for row in rows}
    assert written == {name: pin for name, pin in pins.items() if name not in NOT_WIRES}


@pytest.mark.parametrize(("board", "pins"), [("esp32", esp32.PINS), ("rp2040", rp2040.PINS)])
def test_boot_puts_out_the_coil_that_is_wired(board, pins):
    boot = (FIRMWARE / "boards" / board / "boot.py").read_text("utf-8")
    assert f"Pin({pins['coil']}, Pin.OUT, value=0)" in boot


@pytest.mark.parametrize("pins", [esp32.PINS, rp2040.PINS])
@pytest.mark.parametrize("other", [("sda", "scl"), ("sck", "mosi", "miso", "select")])
def test_no_pin_is_used_twice(pins, other):
    """A board has one reader or the other."""
    used = [pin for name, pin in pins.items() if name not in NOT_WIRES and name not in other]
    assert len(set(used)) == len(used)


def test_the_solenoids_duty_is_what_the_parts_list_asks_for():
    assert f"at most {PULSE_MS / 1000} s in every {(PULSE_MS + REST_MS) / 1000} s" in PAGE
    assert PULSE_MS / (PULSE_MS + REST_MS) <= 0.35


def test_every_word_that_is_shown_is_explained():
    table = PAGE[PAGE.index("| lights and sound") : PAGE.index("The key switch at")]
    assert len(table.strip().splitlines()) - 2 == len(SHOWN)
