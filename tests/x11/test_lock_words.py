"""A lock's message: large enough, light and dark, and found by a screen reader. WCAG's contrast."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from workstation_agent.ui.lock import BLANK, DARK, LIGHT, Look, Words

SHORT, LONG, WORD = "Eyes on me", "Please listen now. " * 14, "x" * 280
AT_3_M = 54  # px of 1080 on a 24-inch monitor: capitals of 11 mm, 1/270 of the distance


@pytest.fixture(scope="module")
def said() -> dict[str, Any]:
    """By a program of its own, since Qt wants one."""
    program = Path(__file__).with_name("lock_words.py")
    done = subprocess.run(
        [sys.executable, program, SHORT, LONG, WORD], check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


def test_a_screen_reader_finds_the_message_and_until_when(said: dict[str, Any]):
    assert said["name"] == "Eyes on me"
    assert said["description"] == "Until 11:40. It ends by itself. Ms Okafor sees your screen"


def test_letters_are_as_large_as_the_message_allows(said: dict[str, Any]):
    sizes = said["sizes"]
    assert sizes[SHORT] > sizes[LONG] >= AT_3_M
    assert sizes[WORD] > 30
    assert said["small"] >= 40


def test_words_are_drawn_on_every_ground(said: dict[str, Any]):
    for name, look in (("light", LIGHT), ("dark", DARK), ("blank", BLANK)):
        drawn = said["looks"][name]
        assert drawn["ground"] == look.ground
        assert drawn["text"] > 300
        assert drawn["faint"] > 30
        assert drawn["top"] > 30  # who looks


@pytest.mark.parametrize("look", [LIGHT, DARK, BLANK])
def test_text_stands_out(look: Look):
    assert contrast(look.text, look.ground) >= 7
    assert contrast(look.faint, look.ground) >= 7


def test_a_lock_without_a_message_says_what_it_is_and_a_blank_one_little():
    assert Words.of("lock", "  ", "").message == "This PC is locked for the lesson."
    assert Words.of("blank", "", "11:40").spoken == "Until 11:40. It ends by itself."


def contrast(one: int, other: int) -> float:
    light, dark = sorted((brightness(one), brightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def brightness(colour: int) -> float:
    parts = [part / 255 for part in colour.to_bytes(3, "big")]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
