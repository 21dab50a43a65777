"""`schoolbell bench`: how fast the parts are, on this machine."""

import json
from dataclasses import asdict

import click

group = click.Group("bench", help="Measure how fast Schoolbell is on this machine.")

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
