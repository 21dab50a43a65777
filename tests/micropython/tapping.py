"""Taps at a station with a full authority, timed on CPython and on MicroPython under Node."""

import json
from dataclasses import dataclass
from datetime import timedelta
from statistics import quantiles

from firmware_bridge.protocol.v1.messages import TagException
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import Effect
from tests.micropython.driver import HERE, Runner, cpython, micropython
from tests.micropython.scene import START, TAG, UID, Scene

TAPS = 500


@dataclass(frozen=True, slots=True)
class Pace:
    """Microseconds from the reader to the lock."""

    p50: int
    p99: int


def measure(taps: int = TAPS) -> dict[str, Pace]:
    with cpython() as here, micropython(HERE / "rig.py", HERE / "pace.py") as node:
        return {"cpython": timed(here, taps), "micropython": timed(node, taps)}


def timed(runner: Runner, taps: int) -> Pace:
    scene = Scene(runner, "pace").accept()
    tags = [(number << 40).to_bytes(8, "big") for number in range(1, 2000)]
    until = to_ms(START + timedelta(hours=1))
    held = [TagException(grant, tags[grant], Effect.HOLD, until, 0) for grant in range(1, 201)]
    scene.give(tags=sorted([*tags, TAG]), exceptions=held, windows=[(START, START + timedelta(hours=1))])
    line = {"module": "pace", "rig": "pace", "uid": UID.hex(), "taps": taps}
    took = json.loads(runner.ask(json.dumps(line)))["microseconds"]
    assert len(took) == taps
    cuts = quantiles(took, n=100)
    return Pace(round(cuts[49]), round(cuts[98]))
