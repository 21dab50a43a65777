"""`schoolbell demo`: the controller, a broker and a simulated school on this machine."""

from datetime import datetime
from pathlib import Path

import click

from controller.errors import SchoolbellError


def _local_time(_context: click.Context, _parameter: click.Parameter, value: str | None) -> datetime | None:
    from controller.domain.timetable import LONDON

    try:
        return datetime.fromisoformat(value).replace(tzinfo=LONDON) if value else None
    except ValueError as error:
        raise click.BadParameter("write a date and a time, such as 2025-10-06T15:05") from error


@click.command("demo")
@click.option(
    "--port", default=8800, show_default=True, type=click.IntRange(1, 65535), help="Port of the page."
)
@click.option(
    "--seats", default=30, show_default=True, type=click.IntRange(1, 60), help="PCs in each of two labs."
)
@click.option("--stations", default=3, show_default=True, type=click.IntRange(1, 20), help="Unlock stations.")
@click.option("--speed", default=1.0, show_default=True, type=click.FloatRange(0.1, 60), help="Of its clock.")
@click.option(
    "--at", "start", callback=_local_time, help="School time to start at [default: a Monday, 10:05]."
)
@click.option("--data-dir", default="demo-data", show_default=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON once the page answers.")
def group(
    port: int, seats: int, stations: int, speed: float, start: datetime | None, data_dir: Path, as_json: bool
) -> None:
    """Run a whole simulated school until Ctrl-C."""
    try:
        from simulators.demo import Demo, Options
    except ImportError as error:
        raise SchoolbellError(
            "demo.not-installed",
            f"The demo needs `{error.name}`, which is not installed: "
            "pip install 'schoolbell[demo]', or use make demo.",
        ) from error
    Demo(Options(port, seats, stations, speed, start, data_dir.resolve(), as_json)).run()
