"""What the service can ask of a worker: the table of its parts.

A part is one module, here or in `ui/`, with `handlers(desk) -> {name: handler}`, and one line below.
It is made once for each worker, after Qt's QApplication, in Qt's thread:

    def handlers(desk: Desk) -> Handlers:
        panel = Panel(desk)
        return {"panel": panel.show, "panel-away": panel.hide}

    class Panel:
        def show(self, asked: Asked) -> None:
            asked.text("sentence"), asked.number("seconds"), asked.args["anything"], asked.blob
            asked.answer({"shown": True}, b"optional binary")     # now, or later, or from a thread
            # or: asked.fail("one sentence for the teacher"), or: raise PlatformError(code, sentence)

        def pressed(self) -> None:
            self.desk.send(Said("hand", {"up": True}))            # an event, from any thread

The service asks with `await workers.call("panel", {"sentence": …}, blob)` (the pupil's session) or
`await workers.call_all(…)` (every display), which raise PlatformError with the worker's sentence, and hears
events with `workers.on("hand", function)`; see service/workers.py. After a crash, a login or a change of user
there is a new worker that knows nothing: what must be shown again is said in `workers.on_arrival(function)`.

A part that shows or holds something which must outlive the service writes it to `desk.holding`.
"""

from collections.abc import Iterable
from importlib import import_module
from typing import Final

from workstation_agent.worker.desk import Desk, Handler

PARTS: Final = (
    "workstation_agent.worker.camera",
    "workstation_agent.worker.lock",
    "workstation_agent.worker.message",
    "workstation_agent.worker.pupil",
    "workstation_agent.worker.self",
    "workstation_agent.worker.sessions",
)


def load(parts: Iterable[str] = PARTS) -> None:
    """What takes most of a worker's start, done before it is told where it works."""
    for name in parts:
        import_module(name)


def all_handlers(desk: Desk, parts: Iterable[str] = PARTS) -> dict[str, Handler]:
    """Imports a part only in the worker: the service never loads Qt."""
    table: dict[str, Handler] = {}
    for name in parts:
        table.update(import_module(name).handlers(desk))
    return table
