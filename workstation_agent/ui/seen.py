"""When a window of ours is on the screen, and not only asked for."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

EVERY_MS, TRIES = 8, 25  # whoever waits for it waits no longer than this for a display that is busy
Then = Callable[[], None]


def once_seen(widget: QWidget, then: Then, tries: int = TRIES) -> None:
    """Calls `then` once it has been painted: the display has to give a new window its room first."""
    window = widget.windowHandle()
    if tries and widget.isVisible() and not (window and window.isExposed()):
        QTimer.singleShot(EVERY_MS, widget, lambda: once_seen(widget, then, tries - 1))
        return
    widget.repaint()
    then()
