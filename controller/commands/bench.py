"""`schoolbell bench`: how fast the parts are, on this machine."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from controller.commands.bench_exam import exam
from controller.commands.bench_lab import lab
from controller.commands.bench_release import release

if TYPE_CHECKING:
    from simulators.benches.stations import StationsBench

group = click.Group("bench", help="Measure how fast Schoolbell is on this machine.")
group.add_command(exam)
group.add_command(lab)
group.add_command(release)

RULES = """\
decide, with its reasons   {decide_us} µs, {ratio_to_cedarpy} times faster than cedarpy
the bare look-up           {lookup_us} µs, {lookup_ratio_to_cedarpy} times faster than cedarpy
cedarpy                    {cedarpy_us} µs
load and compile           {compile_ms} ms
a batch                    {batch_lines_per_s:,} lines a second"""


@group.command("rules")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def rules(as_json: bool) -> None:
    """60 device rules and 10,000 situations, also through cedarpy, which has to agree."""
    from controller.benches.rules import measure

    found = asdict(measure())
    click.echo(json.dumps(found) if as_json else RULES.format(**found))


@group.command("stations")
@click.option("--quick", is_flag=True, help="Less of everything: under two minutes instead of nine.")
@click.option(
    "--database",
    "database_url",
    default="",
    metavar="URL",
    help="Also store events in this database, such as postgresql+psycopg://user@host/name. It must be empty.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON, and nothing else.")
def stations(quick: bool, database_url: str, as_json: bool) -> None:
    """Taps, stored events, questions, a serial line, and 20 stations that let a school out.

    Needs Mosquitto. All programs of the school and all its stations run on this machine at once.
    """
    from controller.config import load
    from simulators.benches.stations import FULL, QUICK, measure

    if database_url:
        load(None, given={"database_url": database_url})  # says what is wrong with it
    found = measure(QUICK if quick else FULL, database_url, lambda sentence: click.echo(sentence, err=True))
    click.echo(json.dumps(asdict(found)) if as_json else _table(found, quick))


def _table(found: "StationsBench", quick: bool) -> str:
    """A line for each number: what, how much in which unit, and what is asked of it."""
    command = f"schoolbell bench stations{' --quick' if quick else ''}"
    lines = [f"{command}, on {found.cores} cores", "", *_lines(found)]
    return "\n".join(lines)


def _lines(found: "StationsBench") -> list[str]:
    taps, asking, serial, release = found.taps, found.asking, found.serial, found.release
    named = found.postgresql_events_per_s
    rows = [
        ("tap to actuation", f"{taps.p50_ms} ms, p99 {taps.p99_ms} ms", "p99 at most 300 ms"),
        ("  of which ours (CPython)", f"{taps.ours_p50_ms} ms, p99 {taps.ours_p99_ms} ms", "at most 10 ms"),
        ("  of which mechanics", f"{taps.mechanics_p50_ms} ms, p99 {taps.mechanics_p99_ms} ms", "reckoned"),
        ("events into SQLite", f"{found.sqlite_events_per_s:g} a second", "at least 500"),
        ("events into --database", f"{named:g} a second" if named else "not named", "at least 1,000"),
        ("authorise", f"{asking.p50_ms} ms, p99 {asking.p99_ms} ms", "p99 at most 100 ms"),
        (
            f"  while others replay {asking.in_replay_events_per_s:g}/s",
            f"{asking.in_replay_p50_ms} ms, p99 {asking.in_replay_p99_ms} ms",
            "p99 at most 100 ms",
        ),
        ("serial line, 115,200 baud", f"{serial.measured_per_s} taps a second", "at least 40"),
        (
            "  reckoned from its bytes",
            f"{serial.reckoned_per_s} taps a second",
            f"{serial.event_bytes} bytes",
        ),
        (
            f"release, {release.stations} stations, {release.seconds:g} s",
            f"{release.sums.lost} lost, {release.sums.doubled} doubled, {release.sums.early} early",
            "none",
        ),
        (
            "  tap until the bolt is told",
            f"{release.p50_ms} ms, p99 {release.p99_ms} ms",
            "without mechanics",
        ),
        ("  replay after the outage", f"{release.replay_s} s", "at most 10 s"),
    ]
    return [f"{name:<34} {measured:<34} {wanted}" for name, measured, wanted in rows]
