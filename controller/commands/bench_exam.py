"""`schoolbell bench exam`: the pages of an exam morning, its evidence and its PCs, on this machine."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from simulators.benches.exam_pcs import PcTimes
    from simulators.benches.exams import ExamBench, Times


@click.command("exam")
@click.option("--candidates", type=click.IntRange(24, 240), default=240, show_default=True)
@click.option("--speed", type=click.FloatRange(1, 60), default=15.0, show_default=True, help="Of its clock.")
@click.option(
    "--pcs", type=click.IntRange(0, 300), default=120, show_default=True, help="Simulated; 0: none."
)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON, and nothing else.")
def exam(candidates: int, speed: float, pcs: int, as_json: bool) -> None:
    """Candidates through four gates in a quarter of an hour, each page's times, the evidence, and PCs.

    Four tablets, four laptops and the officer work a real controller over real sockets.
    """
    from simulators.benches.exams import Options, measure

    options = Options(candidates=candidates, speed=speed, pcs=pcs)
    found = measure(options, lambda sentence: click.echo(sentence, err=True))
    if not as_json:
        click.echo("\n".join(_lines(found)) + "\n")
    click.echo(json.dumps(asdict(found)))


def _lines(found: "ExamBench") -> list[str]:
    rows = [
        ("a line at a gate, until its answer", _times(found.answered), "p95 under 200 ms"),
        ("  until the room's page is told", _times(found.told), "p95 under 200 ms"),
        ("  never told", str(found.never_told), "none"),
        *((f"{name}, loaded", _times(times), "p95 under 200 ms") for name, times in found.pages.items()),
        ("evidence of one sitting", f"{found.evidence_s} s, {found.evidence_kb} kB", "under 3 s"),
    ]
    if found.pcs:
        rows += _pcs(found.pcs)
    head = (
        f"schoolbell bench exam, on {found.cores} cores: {found.candidates} candidates through {found.gates} "
        f"gates in {found.minutes:g} simulated minutes, {found.real_s:g} s"
    )
    return [head, "", *(f"{name:<42} {measured:<44} {wanted}".rstrip() for name, measured, wanted in rows)]


def _pcs(found: "PcTimes") -> list[tuple[str, str, str]]:
    times = f"{found.best_s} to {found.worst_s} s, {found.tries} times"
    return [
        (f"the profile in force on {found.pcs} PCs", times, "within 2 s"),
        ("  the last of them free after the end", f"{found.freed_s} s", ""),
        ("  the controller while they are watched", f"{found.server_pct} % of a core", ""),
        ("a departure until the room's page shows it", "", ""),
        *(
            (f"  {name}", f"middle {one.middle_s} s, worst {one.worst_s} s, {one.tries} times", "within 2 s")
            for name, one in found.departures.items()
        ),
        ("  shown although nobody did anything", str(found.unmade), "none"),
    ]


def _times(times: "Times") -> str:
    return f"p50 {times.p50_ms} ms, p95 {times.p95_ms} ms, worst {times.worst_ms} ms"
