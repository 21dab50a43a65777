"""`schoolbell bench lab`: the wall, the lock and the controller, on this machine."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from simulators.benches.lab.table import Row

SPEEDY = 300  # seats from which on the full speed of the relay can be asked for
EVERY_SIZE, EVERY_REAL = (60, 300, 1000), (1, 8)
NO_VEYON = "Veyon is not installed here ({names} missing), so its column is empty."


@dataclass(frozen=True, slots=True)
class _Asked:
    seconds: float
    tries: int
    kind: str
    workload: str
    veyon: bool
    tab: bool
    restart: bool


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
@click.option("--all", "everything", is_flag=True, help="60, 300 and 1,000 seats, one real one and eight.")
@click.option("--veyon", is_flag=True, help="Also Veyon on the same displays, if it is installed.")
@click.option(
    "--kind",
    type=click.Choice(["static", "typing", "scroll", "video", "mixed"]),
    default="mixed",
    show_default=True,
    help="What the pupils at real seats do.",
)
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
def lab(seats: int, real: int, everything: bool, as_json: bool, **asked: Any) -> None:
    """Lab PCs over real sockets, against a controller of its own; needs the extra `agent`."""
    from simulators.benches.lab.table import HEAD, as_text

    sizes = EVERY_SIZE if everything else (seats,)
    reals = EVERY_REAL if everything else (real,) if real else ()
    numbers: dict[str, Any] = {}
    if not as_json:
        click.echo(f"schoolbell bench lab, on {os.cpu_count()} cores\n\n{HEAD}")
    for heading, found, rows in _measured(sizes, reals, _Asked(**asked)):
        numbers = numbers | {heading: found} if numbers else found
        if not as_json:
            click.echo(f"\n{heading}\n{as_text(rows)}")
    if as_json:
        click.echo(json.dumps(numbers))


def _measured(
    sizes: tuple[int, ...], reals: tuple[int, ...], asked: _Asked
) -> Iterator[tuple[str, dict[str, Any], list["Row"]]]:
    """A heading, the numbers by name, and the rows of the table. The first gives the JSON its own keys."""
    for seats in sizes:
        yield f"{seats} simulated seats", *_simulated(seats, asked)
    for count in reals:
        yield f"{count} real", *_real(count, asked)


def _simulated(seats: int, asked: _Asked) -> tuple[dict[str, Any], list["Row"]]:
    from simulators.benches.lab.simulated import WALL, Sizes, measure
    from simulators.benches.lab.table import simulated_rows

    interval_s = 1.0 if seats <= WALL else 2.0
    fast = seats >= SPEEDY
    sizes = Sizes(seats, asked.seconds, interval_s, asked.tries, fast, asked.restart, asked.tab)
    found = measure(sizes, _say)
    return asdict(found), simulated_rows(found)


def _real(count: int, asked: _Asked) -> tuple[dict[str, Any], list["Row"]]:
    from simulators.benches.lab import real, veyon
    from simulators.benches.lab.display import WORKLOAD
    from simulators.benches.lab.table import real_rows

    work = asked.workload or WORKLOAD
    found, theirs = real.measure(count, asked.kind, work, _say), None
    if asked.veyon and (names := veyon.missing()):
        _say(NO_VEYON.format(names=", ".join(names)))
    elif asked.veyon:
        theirs = veyon.measure(count, asked.kind, work, _say)
    return asdict(found) | {"veyon": theirs and asdict(theirs)}, real_rows(found, theirs)


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)
