"""How long a tap takes from the reader to the lock, by the clock of whatever runs this.

A line is `{"module": "pace", "rig": name, "uid": hex, "taps": count}`; the rig's station opens for that uid.
The rig's flash is memory, so a real one's time for writing the event comes on top.
"""

import gc
import json
import sys
import time

try:
    from js import performance  # MicroPython's own clock goes by whole milliseconds under Node

    def _clock():
        return int(performance.now() * 1000)

except ImportError:

    def _clock():
        return time.perf_counter_ns() // 1000


def answer(text):
    line = json.loads(text)
    rigs = sys.modules.get("rig") or sys.modules["tests.micropython.rig"]
    rig, uid = rigs.rig_of(line), bytes.fromhex(line["uid"])
    move, took = rig.lock.open, []

    def opened():
        took.append(_clock() - begun)
        return move()

    rig.lock.open = opened
    for _ in range(line["taps"]):
        gc.collect()
        begun = _clock()
        rig.station.tap(uid)
    rig.lock.open = move
    return json.dumps({"microseconds": took})
