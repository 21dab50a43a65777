"""`schoolbell bench release`: the reception desks while a school goes home, on this machine."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from simulators.benches.desks import DesksBench, Times


@click.command("release")
@click.option(
    "--stations", type=click.IntRange(1, 20), default=20, show_default=True, help="Simulated stations."
)
@click.option(
    "--seconds", type=click.FloatRange(5, 110), default=60.0, show_default=True, help="How long pupils leave."
)
@click.option(
    "--rate", type=click.FloatRange(0.5, 20), default=7.0, show_default=True, help="Taps a second in all."
)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON, and nothing else.")
def release(stations: int, seconds: float, rate: float, as_json: bool) -> None:
    """A tap until it is painted, with three desks open in Chromium, the page's frames, and the search.

    Needs Mosquitto, Chromium and playwright. The whole school and the browser run on this machine at once.
    """
    from simulators.benches.desks import Options, measure

    options = Options(stations=stations, seconds=seconds, rate=rate)
    found = measure(options, lambda sentence: click.echo(sentence, err=True))
    if not as_json:
        click.echo("\n".join(_lines(found)) + "\n")
    click.echo(json.dumps(asdict(found)))


def _lines(found: "DesksBench") -> list[str]:
    frames = found.frames
    rows = [
        ("tap to its number on /day-end", _times(found.day_end), "p99 at most 250 ms"),
        ("tap to its number on two /reception", _times(found.reception), "p99 at most 250 ms"),
        ("  never shown", f"{found.day_end.missing + found.reception.missing}", "none"),
        (
            "frames of /day-end",
            f"{frames.per_s:g} a second, {frames.dropped} of {frames.wanted} dropped",
            "60 a second",
        ),
        (f"search of {found.pupils:,} pupils", _times(found.search), "at most 50 ms"),
    ]
    head = (
        f"schoolbell bench release, on {found.cores} cores: {found.taps} taps in {found.seconds:g} s "
        f"at {found.stations} stations"
    )
    return [head, "", *(f"{name:<36} {measured:<44} {wanted}" for name, measured, wanted in rows)]


def _times(times: "Times") -> str:
    return f"p50 {times.p50_ms} ms, p99 {times.p99_ms} ms, worst {times.worst_ms} ms"
