"""`schoolbell bench lab`: the wall, the lock and the controller, on this machine."""

import json
import os
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from simulators.benches.lab.real import Real

SPEEDY = 300  # seats from which on the full speed of the relay can be asked for


@click.command("lab")
@click.option(
    "--seats",
    type=click.IntRange(2, 1200),
    default=60,
    show_default=True,
    help="Simulated seats in one room.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(1, 600),
    default=10.0,
    show_default=True,
    help="How long pictures flow for each measurement.",
)
@click.option("--tries", type=click.IntRange(2, 200), default=20, show_default=True, help="Of lock all.")
@click.option("--real", type=click.IntRange(0, 8), default=0, help="Also this many real agents on displays.")
@click.option(
    "--workload-command",
    "workload",
    default="",
    help="What draws on those displays instead of our own; {kind} and {seed} in it are filled in.",
)
@click.option(
    "--tab/--no-tab", default=True, help="Also the lesson page in Chromium, with 60 seats or fewer."
)
@click.option("--restart/--no-restart", default=True, help="Also restart the controller.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON at the end, and nothing else.")
def lab(
    seats: int,
    seconds: float,
    tries: int,
    real: int,
    workload: str,
    tab: bool,
    restart: bool,
    as_json: bool,
) -> None:
    """Lab PCs over real sockets, against a controller of its own; needs the extra `agent`."""
    from dataclasses import asdict

    from simulators.benches.lab.simulated import WALL, Sizes, measure
    from simulators.benches.lab.table import as_text, real_rows, simulated_rows

    interval_s = 1.0 if seats <= WALL else 2.0
    sizes = Sizes(seats, seconds, interval_s, tries, full_speed=seats >= SPEEDY, restart=restart, tab=tab)
    found = measure(sizes, _say)
    rows, numbers = simulated_rows(found), asdict(found)
    if real:
        seen = _real(real, workload)
        rows, numbers = [*rows, *real_rows(seen)], numbers | {"real": asdict(seen)}
    heading = f"schoolbell bench lab --seats {seats} --seconds {seconds:g}, on {os.cpu_count()} cores"
    click.echo(json.dumps(numbers) if as_json else as_text(rows, heading))


def _real(count: int, workload: str) -> "Real":
    from simulators.benches.lab.display import WORKLOAD
    from simulators.benches.lab.real import measure

    return measure(count, "mixed", workload or WORKLOAD, _say)


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)
