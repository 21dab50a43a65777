"""The whole benchmark, tiny: what it prints and what it says is there, never how fast this machine is."""

import json

from click.testing import CliRunner

from controller.cli import main

TINY = [
    "bench",
    "lab",
    "--seats",
    "4",
    "--seconds",
    "1.5",
    "--tries",
    "2",
    "--no-tab",
    "--no-restart",
    "--json",
]
KEYS = {
    "seats_seen",
    "wall_mbit_s",
    "lock_all_p50_ms",
    "lock_all_p99_ms",
    "relay_p99_ms",
    "server_cpu_pct",
    "kb_per_seat",
}


def test_it_ends_with_one_line_of_numbers() -> None:
    done = CliRunner().invoke(main, TINY)
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout.splitlines()[-1])
    assert found.keys() >= KEYS
    assert found["seats"] == found["seats_seen"] == 4
    assert all(isinstance(found[key], int | float) for key in KEYS)
