"""Noise on a serial line: nothing is lost, nothing doubled, and the bridge counts what it could not read."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.faults.cable import Cable
from tests.faults.parts import Bridge
from tests.faults.reckoning import every_opening_is_counted_once
from tests.faults.world import World, school
from tests.servers import PATIENCE_S, wait_for

TAPS = 30


@pytest.fixture
def world(northgate_data: Path, tmp_path: Path) -> Iterator[World]:
    with school(northgate_data, tmp_path) as made:
        yield made


@pytest.fixture
def cable(world: World, tmp_path: Path) -> Iterator[Cable]:
    """Between the office's station and the bridge, which is at its far end instead."""
    world.stations["office-1"].start()
    world.bridge = Bridge(tmp_path / "far-bridge", tmp_path / "far", world.broker.url)
    made = Cable(tmp_path / "serial", tmp_path / "far")
    world.open_gates()
    yield made
    world.bridge.stop()
    made.close()


def test_noise_in_a_release_loses_no_event_and_doubles_none(world: World, cable: Cable) -> None:
    with world.page("reception") as page:
        world.start_release(page)
    office = world.stations["office-1"]
    cable.noisy = True
    for number, tag in enumerate(world.next_pupils(TAPS), 1):
        office.tap(tag)
        wait_for(partial(lambda least: office.openings >= least, number), PATIENCE_S, "a tap was lost")
    wait_for(lambda: cable.hit >= TAPS // 5, PATIENCE_S, "there was not enough noise")
    cable.noisy = False
    world.all_told()
    every_opening_is_counted_once(world)
    world.bridge.stop()
    broken = re.findall(r"(\d+) broken", world.bridge.log)
    assert int(broken[-1]) > 0
