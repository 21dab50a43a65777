"""What capture costs on this PC: looks at its display as a wall and a full view would, and counts.

python -m workstation_agent.capture --display :0 --seconds 20
"""

import asyncio
import json
import time
from dataclasses import dataclass, replace
from typing import Final

import click

from workstation_agent.capture.camera import Camera
from workstation_agent.core.looks import Look
from workstation_agent.platform.x11.glass import X11Glass
from workstation_agent.protocol.limits import MAX_THUMB_BYTES

LOOKS: Final = {
    "wall": Look("wall", 320, 180, 50, MAX_THUMB_BYTES, 1000),
    "full": Look("full", 1280, 720, 60, 900_000, 66),
}


@dataclass
class Seen:
    """`first` is the whole picture that a look begins with; the rest counts what came after it."""

    first: int = 0
    pictures: int = 0
    sent: int = 0
    largest: int = 0


async def watch(camera: Camera, look: Look, until_s: float) -> Seen:
    seen = Seen()
    while time.monotonic() < until_s:
        started_s = time.monotonic()
        picture = await camera.capture(look)
        if picture is None:
            continue
        size = len(picture.jpeg)
        if look.since is None:
            seen.first = size
        else:
            seen.pictures, seen.sent = seen.pictures + 1, seen.sent + size
            seen.largest = max(seen.largest, size)
        look = replace(look, since=picture.fingerprint)
        await asyncio.sleep(max(0.0, started_s + look.interval_ms / 1000 - time.monotonic()))
    return seen


async def measure(display: str, seconds: float, looks: tuple[str, ...]) -> dict[str, object]:
    camera = Camera(lambda: X11Glass(display))
    cpu_s, until_s = time.process_time(), time.monotonic() + seconds
    seen = await asyncio.gather(*(watch(camera, LOOKS[name], until_s) for name in looks))
    cpu_pct = round((time.process_time() - cpu_s) / seconds * 100, 2)
    camera.close()
    counted = {
        name: {
            "first_bytes": one.first,
            "kb_s": round(one.sent / seconds / 1000, 2),
            "pictures_s": round(one.pictures / seconds, 2),
            "largest_bytes": one.largest,
        }
        for name, one in zip(looks, seen, strict=True)
    }
    return {"cpu_pct": cpu_pct, "trouble": camera.why, **counted}


@click.command()
@click.option("--display", default=None, help="The X display [default: $DISPLAY].")
@click.option("--seconds", default=20.0, show_default=True)
@click.option("--look", "looks", type=click.Choice(list(LOOKS)), multiple=True, help="[default: both]")
def main(display: str, seconds: float, looks: tuple[str, ...]) -> None:
    """Print one JSON line: per cent of a core, and what each look would have sent."""
    click.echo(json.dumps(asyncio.run(measure(display, seconds, looks or tuple(LOOKS)))))


if __name__ == "__main__":
    main()
