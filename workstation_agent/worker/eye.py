"""Pictures of the display, by a thread of its own.

`capture` {a look} is answered when something has changed, or with {} when nothing did for some seconds; a
picture's JPEGs are the binary. `capture-stop` {"watch"} ends that look. `screen-size` is answered with how
large the screen is, which the event `screen` tells whenever it changes.
"""

from collections.abc import Callable
from concurrent.futures import Future

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QApplication

from workstation_agent.capture.camera import Camera
from workstation_agent.capture.wire import look_from, picture_args
from workstation_agent.core.events import Picture
from workstation_agent.worker.channel import Args, Said
from workstation_agent.worker.desk import Asked, Desk, Handlers


def eye_handlers(desk: Desk, camera: Camera) -> Handlers:
    """The same on each system; the camera looks through that system's glass."""
    eye = Eye(desk, camera)
    return {"capture": eye.capture, "capture-stop": eye.stop, "screen-size": eye.tell_size}


class Eye(QObject):
    def __init__(self, desk: Desk, camera: Camera) -> None:
        super().__init__(QApplication.instance())
        self._desk, self._camera = desk, camera
        self._looks: dict[str, Future[Picture | None]] = {}
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.screenAdded.connect(self._watch)
        application.screenRemoved.connect(self._resized)
        for screen in QGuiApplication.screens():
            self._watch(screen)
        desk.gone.append(self._stop_all)

    def capture(self, asked: Asked) -> None:
        look = look_from(asked.args)
        answer = self._camera.ask(look)
        self._looks[look.watch] = answer
        answer.add_done_callback(_tell(asked))

    def stop(self, asked: Asked) -> None:
        look = self._looks.pop(asked.text("watch"), None)
        if look is not None:
            look.cancel()
        asked.answer()

    def tell_size(self, asked: Asked) -> None:
        asked.answer(_size())

    def _watch(self, screen: QScreen) -> None:
        screen.virtualGeometryChanged.connect(self._resized)
        self._resized()

    def _resized(self, *_: object) -> None:
        self._desk.send(Said("screen", _size()))

    def _stop_all(self) -> None:
        """Nobody is there to be given a picture, so none is made."""
        for look in self._looks.values():
            look.cancel()
        self._looks.clear()


def _tell(asked: Asked) -> Callable[["Future[Picture | None]"], None]:
    def tell(answer: "Future[Picture | None]") -> None:
        picture = None if answer.cancelled() else answer.result()
        if picture is None:
            asked.answer()
        else:
            asked.answer(picture_args(picture), picture.jpeg)

    return tell


def _size() -> Args:
    """In pixels of the display, all monitors together."""
    screen = QGuiApplication.primaryScreen()
    whole, by = screen.virtualGeometry(), screen.devicePixelRatio()
    return {"width": round(whole.width() * by), "height": round(whole.height() * by)}
