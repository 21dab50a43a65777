"""Prints how much bytecode and memory the firmware takes; needs the test tools. --json for one line of it."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.micropython.memory import bytecode, measure

found = {"bytecode": bytecode(), "memory": asdict(measure())}
if "--json" in sys.argv[1:]:
    sys.stdout.write(f"{json.dumps(found)}\n")
else:
    for kind, sizes in found.items():
        for name, size in sizes.items():
            sys.stdout.write(f"{kind:10} {name:20} {size:8,} bytes\n")
