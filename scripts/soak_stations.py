"""Tries the whole chain of stations for as long as you like: `python scripts/soak_stations.py --runs 2000`.

The runs are those of tests/stateful, with another seed each time. It ends with the steps of a run that went
wrong,
if any; one that found a mistake belongs into tests/stateful/scenarios.py. See docs/trying-stations.md.
"""

import logging
import secrets
import sys
import tempfile
from collections import Counter
from pathlib import Path

import click
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.stateful.conftest import make_school
from tests.stateful.machine import School


@click.command()
@click.option("--runs", default=500, show_default=True, help="How many runs.")
@click.option("--steps", default=60, show_default=True, help="Steps of a run, at most.")
@click.option("--seed", type=int, help="The runs of an earlier seed again; it is said at the start.")
@click.option("--shrink/--no-shrink", default=True, help="Look for a shorter run that goes wrong too.")
def main(runs: int, steps: int, seed: int | None, shrink: bool) -> None:
    seed = secrets.randbelow(2**32) if seed is None else seed
    click.echo(f"seed {seed}")
    logging.disable(logging.CRITICAL)  # of what goes wrong on purpose
    seen: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as directory:
        template, tag_key = make_school(Path(directory) / "school")
        machine = type("Counted", (_Counted,), {"template": template, "tag_key": tag_key, "seen": seen})
        machine._hypothesis_internal_use_seed = seed  # type: ignore[attr-defined]  # hypothesis.seed
        run_state_machine_as_test(machine, settings=_settings(runs, steps, shrink))
    for what, count in sorted(seen.items()):
        click.echo(f"{count:7} {what}")


class _Counted(School):
    seen: Counter[str]

    def teardown(self) -> None:
        super().teardown()
        self.seen["runs"] += 1
        diary = self.world.oracle.diary
        for number, event in diary.events.items():
            moved = ", and the bolt moved" if number in diary.moves else ""
            self.seen[f"{event.what.word} ({event.reason.word}){moved}"] += 1


def _settings(runs: int, steps: int, shrink: bool) -> settings:
    return settings(
        max_examples=runs,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )


if __name__ == "__main__":
    main()
