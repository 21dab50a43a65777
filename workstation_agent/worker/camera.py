"""Pictures of an X11 display; eye.py says what can be asked."""

from workstation_agent.capture.boxes import Box
from workstation_agent.capture.camera import Camera
from workstation_agent.platform.x11.glass import X11Glass
from workstation_agent.worker.desk import Desk, Handlers
from workstation_agent.worker.eye import eye_handlers


def handlers(desk: Desk) -> Handlers:
    camera = Camera(lambda: X11Glass(desk.display), ours=lambda: [Box(*one) for one in desk.ours])
    return eye_handlers(desk, camera)
