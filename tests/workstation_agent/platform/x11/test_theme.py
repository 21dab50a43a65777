import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation_agent.platform.x11.theme import is_dark, theme_in


def entry(order: str, kind: int, name: str, value: bytes) -> bytes:
    padded = name.encode() + bytes(-len(name) % 4)
    return struct.pack(f"{order}BBH", kind, 0, len(name)) + padded + struct.pack(f"{order}I", 9) + value


def text(order: str, value: str) -> bytes:
    return struct.pack(f"{order}I", len(value)) + value.encode() + bytes(-len(value) % 4)


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_theme_is_found_among_other_settings(order: str):
    entries = [
        entry(order, 0, "Xft/DPI", struct.pack(f"{order}i", 98304)),
        entry(order, 2, "Net/Colour", bytes(8)),
        entry(order, 1, "Net/IconThemeName", text(order, "Papirus")),
        entry(order, 1, "Net/ThemeName", text(order, "Adwaita-dark")),
    ]
    head = struct.pack(f"{order}BxxxII", order == ">", 1, len(entries))
    assert theme_in(head + b"".join(entries)) == "Adwaita-dark"
    assert theme_in(head + b"".join(entries[:3])) == ""


@given(st.binary(max_size=200))
def test_what_is_damaged_is_no_theme(settings: bytes):
    assert isinstance(theme_in(settings), str)


def test_without_a_display_it_is_light():
    assert not is_dark(":59000")
