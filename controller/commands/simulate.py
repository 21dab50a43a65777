"""`schoolbell simulate`: stations, releases and whole days that are not there."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from controller.commands.simulate_station import station
from controller.errors import SchoolbellError

if TYPE_CHECKING:
    from simulators.report import Report

group = click.Group("simulate", help="Run simulated stations, releases and school days.")
group.add_command(station)

BROKER_KIND = click.option(
    "--broker-kind",
    default="auto",
    show_default=True,
    type=click.Choice(["auto", "amqtt", "mosquitto"]),
    help="Auto: Mosquitto where it is installed.",
)
FAULTS = click.option("--faults", default="", help="Named faults of every station (docs/simulators.md).")
SEED = click.option("--seed", default=1, show_default=True)
DATA_DIR = click.option(
    "--data-dir", type=click.Path(path_type=Path), help="Keep the school here, to look into it."
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print one line of JSON, and nothing else.")
WRONG_EXAM = "The evidence is not what happened, or a pouch was released: see the lines above."
WRONG = "The sums do not agree: see `lost`, `doubled`, `early` and the journal above."


@group.command("release")
@click.option("--stations", default=20, show_default=True, type=click.IntRange(1, 50))
@click.option(
    "--rate",
    default=7.0,
    show_default=True,
    type=click.FloatRange(0.1, 500),
    help="Taps a second in the whole school: a thousand pupils in five minutes are 3.3.",
)
@click.option("--rate-each", type=click.FloatRange(0.01, 40), help="Taps a second at each station instead.")
@click.option("--seconds", default=300.0, show_default=True, type=click.FloatRange(1, 1500))
@click.option(
    "--broker-outage",
    "outage_s",
    default=30.0,
    show_default=True,
    type=click.FloatRange(0, 900),
    help="Seconds for which the broker is killed, from a third of the time on.",
)
@BROKER_KIND
@FAULTS
@SEED
@DATA_DIR
@AS_JSON
def release(
    stations: int,
    rate: float,
    rate_each: float | None,
    seconds: float,
    outage_s: float,
    broker_kind: str,
    faults: str,
    seed: int,
    data_dir: Path | None,
    as_json: bool,
) -> None:
    """Let a whole school out, with the broker away in the middle of it.

    Controller, broker and bridge are real and of their own; the stations run the real firmware. Exit status 1
    if an event was lost or doubled, or a pouch opened early.
    """
    from simulators.broker_process import BrokerKind
    from simulators.faults.registry import Faults
    from simulators.release import Options, run

    total = rate_each * stations if rate_each else rate
    options = Options(
        stations, total, seconds, outage_s, seed, BrokerKind(broker_kind), Faults.parse(faults, seed)
    )
    _show(run(options, data_dir, _say), as_json)


@group.command("day")
@click.option("--speed", default=60.0, show_default=True, type=click.FloatRange(1, 120), help="Of its clock.")
@click.option("--stations", default=3, show_default=True, type=click.IntRange(3, 20))
@BROKER_KIND
@FAULTS
@SEED
@DATA_DIR
@AS_JSON
def day(
    speed: float,
    stations: int,
    broker_kind: str,
    faults: str,
    seed: int,
    data_dir: Path | None,
    as_json: bool,
) -> None:
    """Act a whole school day: an early leaver, an exam, drills, a late bell, the release.

    Exit status 1 if an event was lost or doubled, or a pouch opened early.
    """
    from simulators.broker_process import BrokerKind
    from simulators.day import Options, run
    from simulators.day_acts import SCHOOL_DAY
    from simulators.faults.registry import Faults

    options = Options(
        SCHOOL_DAY,
        speed=speed,
        stations=stations,
        seed=seed,
        broker=BrokerKind(broker_kind),
        faults=Faults.parse(faults, seed),
    )
    _show(run(options, data_dir, _say), as_json)


@group.command("exam")
@click.option(
    "--speed", default=120.0, show_default=True, type=click.FloatRange(1, 240), help="Of its clock."
)
@click.option("--candidates", default=240, show_default=True, type=click.IntRange(24, 240))
@click.option("--rooms", default=4, show_default=True, type=click.IntRange(2, 4))
@click.option("--minutes", default=70, show_default=True, type=click.IntRange(15, 180), help="Of each paper.")
@BROKER_KIND
@SEED
@DATA_DIR
@AS_JSON
def exam(
    speed: float,
    candidates: int,
    rooms: int,
    minutes: int,
    broker_kind: str,
    seed: int,
    data_dir: Path | None,
    as_json: bool,
) -> None:
    """Play an exam morning with its mishaps, and hold the evidence against the script of what happened.

    Exit status 1 if a line is missing or invented, or a pouch was released to somebody who sat.
    """
    from simulators.broker_process import BrokerKind
    from simulators.exams.morning import run
    from simulators.exams.stage import Options
    from simulators.exams.writing import Morning

    morning = Morning(candidates, rooms, minutes, seed=seed)
    found = run(Options(morning, speed, BrokerKind(broker_kind)), data_dir, _say)
    for sentence in (*found.differences, *found.troubles):
        _say(sentence)
    _show(found, as_json, WRONG_EXAM)


@group.command("scenario")
@click.argument("names", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Play every scenario.")
@click.option("--list", "listing", is_flag=True, help="List the scenarios, and play none.")
@BROKER_KIND
@AS_JSON
def scenario(names: tuple[str, ...], every: bool, listing: bool, broker_kind: str, as_json: bool) -> None:
    """Play field bugs of another station protocol, to show that they do no harm here."""
    from simulators.broker_process import BrokerKind
    from simulators.scenarios.registry import SCENARIOS, run
    from simulators.scenarios.registry import table as listed

    if listing:
        return click.echo(listed())
    if not names and not every:
        raise click.UsageError("Name a scenario, or use --all or --list.")
    played = run(list(SCENARIOS) if every else names, BrokerKind(broker_kind), _say)
    if as_json:
        click.echo(
            json.dumps({one.name: {check.what: check.holds for check in one.checks} for one in played})
        )
    for one in played if not as_json else ():
        click.echo(one.text())
    if not all(one.harmless for one in played):
        raise SchoolbellError("simulation.harm-done", "A scenario did harm: see what did not hold above.")


def _show(report: "Report", as_json: bool, wrong: str = WRONG) -> None:
    from simulators.report import table

    click.echo(json.dumps(report.as_dict()) if as_json else table(report.as_dict()))
    if not report.ok:
        raise SchoolbellError("simulation.sums-disagree", wrong)


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)
