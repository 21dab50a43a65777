"""The worker itself: who it is, and its end."""

import os

from PySide6.QtCore import QCoreApplication, QTimer

from workstation_agent.worker.desk import Asked, Desk, Handlers


def handlers(desk: Desk) -> Handlers:
    def about(asked: Asked) -> None:
        asked.answer({"pid": os.getpid(), "display": desk.display, "holding": dict(desk.holding)})

    def end(asked: Asked) -> None:
        asked.answer()
        QTimer.singleShot(0, QCoreApplication.quit)

    return {"about": about, "end": end}
