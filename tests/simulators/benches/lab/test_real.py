"""What a page makes of pictures and moments, without a display."""

import io
from typing import Any

import pytest
from PIL import Image

from simulators.benches.lab import veyon
from simulators.benches.lab.display import GREEN, MAGENTA
from simulators.benches.lab.glass import Glass
from simulators.benches.lab.real import _busiest
from simulators.benches.lab.seats import Pictures

WHOLE = {"seq": 1, "w": 320, "h": 180}


def jpeg(size: tuple[int, int], colour: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, (colour >> 16, colour >> 8 & 255, colour & 255)).save(file, "JPEG", quality=80)
    return file.getvalue()


def shown(page: Glass, part: tuple[int, int, int, int], colour: int) -> None:
    body = jpeg(part[2:], colour)
    said: dict[str, Any] = WHOLE | {"parts": [[*part, len(body)]]}
    page.heard("frame", ["pc", "thumb", said, body], None)


def test_the_marker_is_seen_in_a_whole_picture_and_in_parts_over_it() -> None:
    page = Glass("http://127.0.0.1:1", "", "", ["pc"], Pictures(()))
    page.watch("pc", "thumb")
    shown(page, (0, 0, 320, 180), MAGENTA)
    assert page.shows(MAGENTA)
    shown(page, (200, 0, 64, 64), GREEN)
    assert page.shows(MAGENTA)
    shown(page, (0, 120, 64, 60), GREEN)
    assert page.shows(GREEN)
    assert page.pictures == 3


def test_pictures_of_other_screens_are_not_its_own() -> None:
    page = Glass("http://127.0.0.1:1", "", "", ["pc"], Pictures(()))
    page.watch("pc", "full")
    shown(page, (0, 0, 320, 180), MAGENTA)
    assert page.pictures == 0


def test_the_busiest_seconds_count() -> None:
    assert _busiest([0.0, 1.0, 10.0, 10.1, 10.2, 10.3, 13.9, 30.0]) == 1.2


def test_without_veyon_its_column_is_empty_and_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(veyon, "PROGRAMS", ("veyon-cli-that-nobody-has", "python3"))
    assert veyon.missing() == ("veyon-cli-that-nobody-has",)
