"""Prints, as JSON, what a screen reader and a person at 3 m find on a lock's window. Needs no display."""

import json
import sys

from PySide6.QtCore import QRect
from PySide6.QtGui import QAccessible, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QApplication

from workstation_agent.ui.lock import (
    BLANK,
    DARK,
    LIGHT,
    SMALL_PRINT,
    TALLEST,
    WIDEST,
    Sheet,
    Words,
    draw,
    fitting,
)

application = QApplication(["words", "-platform", "offscreen"])
SCREEN = QRect(0, 0, 1920, 1080)
BOX = QRect(0, 0, round(1920 * WIDEST), round(1080 * TALLEST))


def lines(colour: int, image: QImage) -> int:
    rows = range(0, image.height(), 3)
    return sum(image.pixel(x, y) & 0xFFFFFF == colour for y in rows for x in range(0, 1920, 3))


def drawn(look: object, message: str, who: str = "") -> dict[str, int]:
    image = QImage(SCREEN.size(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    draw(painter, SCREEN, Words.of("lock", message, "11:40"), look, who)
    painter.end()
    return {
        "ground": image.pixel(5, 5) & 0xFFFFFF,
        "text": lines(look.text, image),
        "faint": lines(look.faint, image),
        "top": lines(look.faint, image.copy(0, 0, 1920, 1080 // 10)),
    }


sheet = Sheet(QGuiApplication.primaryScreen(), lambda: None)
sheet.say(Words.of("lock", "Eyes on me", "11:40"), LIGHT)
sheet.tell("Ms Okafor sees your screen")
spoken = QAccessible.queryAccessibleInterface(sheet)
said = {
    "name": spoken.text(QAccessible.Text.Name),
    "description": spoken.text(QAccessible.Text.Description),
    "sizes": {text: fitting(text, BOX, 1080).pixelSize() for text in sys.argv[1:]},
    "small": round(1080 * SMALL_PRINT),
    "looks": {
        name: drawn(look, "Eyes on me", "Ms Okafor sees your screen, " * 9)
        for name, look in (("light", LIGHT), ("dark", DARK), ("blank", BLANK))
    },
}
print(json.dumps(said))  # noqa: T201 - read by the test
