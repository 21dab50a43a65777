"""The colours keep AA contrast in both schemes: 4.5 for text, 3 for the edge of a control."""

import re
from pathlib import Path

import pytest

SHEET = Path("web/static/css/tokens.css").read_text()
TEXT_PAIRS = [
    *((ink, ground) for ink in ("ink", "ink-soft") for ground in ("ground", "surface", "surface-sunk")),
    *((tone, f"{tone}-soft") for tone in ("ok", "warn", "bad", "info", "off")),
    *((tone, "surface") for tone in ("ok", "warn", "bad", "info", "off", "accent")),
    *((tone, "ground") for tone in ("bad", "accent")),
    *(("header-ink", ground) for ground in ("header", "header-raised")),
    ("header-soft", "header"),
    ("brass", "header"),
    ("accent-ink", "accent"),
    ("accent-ink", "accent-hover"),
    ("accent", "accent-soft"),
    ("ink", "accent-soft"),
]
EDGE_PAIRS = [
    ("line-strong", "surface"),
    ("line-strong", "ground"),
    ("focus", "ground"),
    ("focus", "surface"),
]


def colours(scheme: str) -> dict[str, str]:
    light, dark = SHEET.split("@media")
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", light))
    return found | dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", dark)) if scheme == "dark" else found


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_can_be_read(scheme: str, ink: str, ground: str) -> None:
    named = colours(scheme)
    assert contrast(named[ink], named[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGE_PAIRS)
def test_edges_can_be_seen(scheme: str, edge: str, ground: str) -> None:
    named = colours(scheme)
    assert contrast(named[edge], named[ground]) >= 3
