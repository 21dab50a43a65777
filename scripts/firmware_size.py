"""Prints how much bytecode and memory the firmware takes, and how long a tap; --json for one line of it.

Needs what scripts/test-tools.sh installs.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.micropython import memory, tapping

found = {"bytecode": memory.bytecode(), "memory": asdict(memory.measure())}
for name, pace in tapping.measure().items():
    found[f"tap, {name}"] = asdict(pace)
if "--json" in sys.argv[1:]:
    sys.stdout.write(f"{json.dumps(found)}\n")
else:
    for kind, values in found.items():
        for name, value in values.items():
            unit = "microseconds" if kind.startswith("tap") else "bytes"
            sys.stdout.write(f"{kind:17} {name:15} {value:8,} {unit}\n")
