"""The measurement, tiny: what it says is there and nobody departed, never how fast this machine is."""

import json

from click.testing import CliRunner

from simulators.benches.exam_lease import main


def test_it_ends_with_one_line_of_numbers() -> None:
    done = CliRunner().invoke(main, ["--pcs", "3"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout.splitlines()[-1])
    assert found.keys() == {"pcs", "in_force_s", "freed_s", "departures"}
    assert (found["pcs"], found["departures"]) == (3, 0)
